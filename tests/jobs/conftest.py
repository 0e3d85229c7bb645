from tests.storage.conftest import (
    database_url,
    local_season,
    migrated_file,
    migrated_name,
    postgres_url,
    season,
)

__all__ = [
    "database_url",
    "local_season",
    "migrated_file",
    "migrated_name",
    "postgres_url",
    "season",
]
