"""Whether database and media are whole."""

import sqlalchemy as sa

from form_analyzer.storage.engine import reading
from form_analyzer.storage.library import MediaLibrary
from form_analyzer.storage.media import StoredFile
from form_analyzer.storage.tables import media


def database_faults(engine: sa.Engine) -> list[str]:
    """What the database itself finds wrong; empty for a sound one.

    SQLite is asked for its own check of pages and links; PostgreSQL only has to answer.
    """
    with reading(engine) as connection:
        if connection.dialect.name != "sqlite":
            connection.execute(sa.select(sa.literal(1)))
            return []
        pages = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        links = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    faults = [str(line) for line in pages if line != "ok"]
    return faults + [f"a row of {link[0]} points nowhere" for link in links]


def missing_media(engine: sa.Engine, library: MediaLibrary) -> list[StoredFile]:
    """Files the database knows that the store does not hold."""
    present = library.store.hashes()
    with reading(engine) as connection:
        rows = connection.execute(sa.select(media)).all()
    return [
        StoredFile(sha256=row.sha256, suffix=row.suffix, size_bytes=row.size_bytes)
        for row in rows
        if row.sha256 not in present
    ]
