"""Open the database, bring it to the newest revision, read and write in transactions."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from filelock import FileLock

from form_analyzer.errors import StorageError

if TYPE_CHECKING:
    from alembic.config import Config

BUSY_TIMEOUT_S = 30.0
_MIGRATIONS = Path(__file__).with_name("migrations")
_MIGRATION_LOCK = 0x466F726D


def open_engine(database_url: str) -> sa.Engine:
    """An engine for a SQLite or PostgreSQL URL; connects to nothing yet.

    Parameters
    ----------
    database_url
        ``sqlite:///file`` or ``postgresql://...`` (psycopg is used).

    Raises
    ------
    StorageError
        If the URL is not one of these.
    """
    try:
        url = sa.make_url(database_url)
    except sa.exc.ArgumentError as error:
        raise StorageError(
            "The database address cannot be read; use sqlite:///FILE or "
            "postgresql://USER@HOST/NAME in FORM_ANALYZER_DATABASE_URL."
        ) from error
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url)
    if url.get_backend_name() == "postgresql":
        return sa.create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    raise StorageError(
        f"Databases of kind '{url.get_backend_name()}' are not supported; "
        "use SQLite or PostgreSQL in FORM_ANALYZER_DATABASE_URL."
    )


def _sqlite_engine(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_S})
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver must not open transactions by itself: _begin_sqlite does, and says which kind.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "cache_size=-32768",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    # A writer takes the lock at once: a reader that turns writer later may find its
    # snapshot stale and fail however long it waits.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One consistent view of the database, for reading."""
    level = {"isolation_level": "REPEATABLE READ"} if engine.name == "postgresql" else {}
    with _in_words(), engine.execution_options(**level).begin() as connection:
        yield connection


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction for writing: all of it is stored, or nothing."""
    with _in_words(), engine.execution_options(writes=True).begin() as connection:
        yield connection


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except sa.exc.OperationalError as error:
        raise StorageError(
            f"The database does not answer ({_first_line(error)}). Check that it can be reached, "
            "that it is not blocked by another program and that the disk has room."
        ) from error
    except sa.exc.DatabaseError as error:
        _tell_damage(error)
        raise


def _tell_damage(error: sa.exc.DatabaseError) -> None:
    """Say in words that a file is of no use as a database; of its more special kinds nothing."""
    if type(error) is sa.exc.DatabaseError:
        raise StorageError(
            f"The database is damaged, or its file holds something else ({_first_line(error)}). "
            "Move it aside and 'restore' a backup, or check FORM_ANALYZER_DATABASE_URL."
        ) from error


def migration_config(connection: sa.Connection | None = None) -> "Config":
    """Alembic's configuration for our migrations, without any ini file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", _MIGRATIONS.as_posix())
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def newest_revision() -> str:
    """The revision this version of the software needs."""
    from alembic.script import ScriptDirectory

    head = ScriptDirectory.from_config(migration_config()).get_current_head()
    if head is None:
        raise StorageError("The migrations are missing from this installation; reinstall it.")
    return head


def current_revision(engine: sa.Engine) -> str | None:
    """The revision a database is at; ``None`` for an empty one."""
    from alembic.runtime.migration import MigrationContext

    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate(engine: sa.Engine, revision: str = "head") -> None:
    """Bring the database to the newest revision (or up or down to a named one).

    Safe to call from several processes at once: one does the work, the others wait.

    Raises
    ------
    StorageError
        If the database cannot be reached or was made by a newer version of the software.
    """
    try:
        _prepare_folder(engine)
        current = current_revision(engine)
        if revision == "head" and current == newest_revision():
            return
        with _migration_lock(engine):
            _move_to(engine, revision)
    except sa.exc.OperationalError as error:
        raise StorageError(
            f"The database cannot be opened ({_first_line(error)}). Check "
            "FORM_ANALYZER_DATABASE_URL, that the server runs and that the disk has room."
        ) from error
    except sa.exc.DatabaseError as error:
        _tell_damage(error)
        raise


def _prepare_folder(engine: sa.Engine) -> None:
    file = sqlite_file(engine)
    if file is not None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            why = error.strerror or error
            raise StorageError(
                f"The data folder {file.parent} cannot be made ({why}): "
                "set FORM_ANALYZER_DATA_DIR to a folder that can be written."
            ) from error


def _move_to(engine: sa.Engine, revision: str) -> None:
    from alembic import command
    from alembic.util import CommandError

    current = current_revision(engine)
    with engine.execution_options(writes=True).connect() as connection:
        config = migration_config(connection)
        try:
            if revision != "head" and _is_older(revision, current):
                command.downgrade(config, revision)
            else:
                command.upgrade(config, revision)
        except CommandError as error:
            raise StorageError(
                "The database was written by a newer version of form-analyzer; "
                "install that version, or restore a backup."
            ) from error


def _is_older(revision: str, current: str | None) -> bool:
    return revision == "base" or (current is not None and revision < current)


@contextmanager
def _migration_lock(engine: sa.Engine) -> Iterator[None]:
    file = sqlite_file(engine)
    if file is not None:
        with FileLock(f"{file}.migrate.lock"):
            yield
        return
    if engine.name != "postgresql":
        yield
        return
    with engine.connect() as connection:
        connection.execute(sa.select(sa.func.pg_advisory_lock(_MIGRATION_LOCK)))
        connection.commit()
        try:
            yield
        finally:
            connection.execute(sa.select(sa.func.pg_advisory_unlock(_MIGRATION_LOCK)))


def sqlite_file(engine: sa.Engine) -> Path | None:
    """The file of a SQLite database; ``None`` for PostgreSQL or memory."""
    name = engine.url.database
    if engine.name != "sqlite" or not name or name == ":memory:":
        return None
    return Path(name)


def _first_line(error: sa.exc.DatabaseError) -> str:
    return str(error.orig).strip().splitlines()[0]
