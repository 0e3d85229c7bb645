import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from form_analyzer.storage.engine import migrate, open_engine
from form_analyzer.storage.service import SeasonService, open_season
from tests.storage import seasons, servers

BOTH = [pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.server)]

NewDatabase = Callable[[], str]


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with servers.postgres() as url:
        yield url


@pytest.fixture(params=BOTH)
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewDatabase]:
    """Makes empty databases of either kind, and removes them again."""
    names: list[str] = []
    if request.param == "sqlite":

        def new() -> str:
            names.append("")
            return f"sqlite:///{tmp_path / f'season-{len(names)}.sqlite3'}"

        yield new
        return
    server: str = request.getfixturevalue("postgres_url")

    def new_on_server() -> str:
        names.append(f"t{secrets.token_hex(6)}")
        _on_server(server, f"CREATE DATABASE {names[-1]}")
        return server.removesuffix("/postgres") + f"/{names[-1]}"

    yield new_on_server
    for name in names:
        _on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


def _on_server(url: str, statement: str) -> None:
    engine = open_engine(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database at the newest revision, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "season.sqlite3"
    _migrated(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_name(postgres_url: str) -> str:
    """The same on the PostgreSQL server, by name."""
    _on_server(postgres_url, "CREATE DATABASE migrated")
    _migrated(postgres_url.removesuffix("/postgres") + "/migrated")
    return "migrated"


def _migrated(url: str) -> None:
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of either kind at the newest revision."""
    if request.param == "sqlite":
        file = tmp_path / "season.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_file"), file)
        yield f"sqlite:///{file}"
        return
    server: str = request.getfixturevalue("postgres_url")
    name, template = f"t{secrets.token_hex(6)}", request.getfixturevalue("migrated_name")
    _on_server(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.removesuffix("/postgres") + f"/{name}"
    _on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def season(database_url: str, tmp_path: Path) -> Iterator[SeasonService]:
    """An empty season on either kind of database, with a local media folder."""
    service = open_season(seasons.settings(tmp_path, database_url))
    yield service
    service.close()


@pytest.fixture
def local_season(migrated_file: Path, tmp_path: Path) -> Iterator[SeasonService]:
    """An empty season as a user has it at home."""
    shutil.copy(migrated_file, tmp_path / "season.sqlite3")
    service = open_season(seasons.settings(tmp_path))
    yield service
    service.close()
