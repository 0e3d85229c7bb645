"""Backup and restore of a season; export and import of one athlete."""

import tempfile
import zipfile
from contextlib import ExitStack
from pathlib import Path

import sqlalchemy as sa

from form_analyzer.errors import StorageError
from form_analyzer.storage.access import require_athlete, require_everything, require_manager
from form_analyzer.storage.archive import (
    ArchiveReport,
    Line,
    media_name,
    opened,
    restore_media,
    restore_rows,
    stored_file,
    write_archive,
)
from form_analyzer.storage.deletion import belongs_to, hashes_of
from form_analyzer.storage.engine import open_engine, reading
from form_analyzer.storage.library import MediaLibrary
from form_analyzer.storage.media import SpooledFile, spooled
from form_analyzer.storage.records import JobState, Viewer
from form_analyzer.storage.tables import athletes, media, metadata, new_id, sessions

_NOT_TAKEN_ALONG = ("users", "jobs", "preferences")
_OF_A_RUNNING_JOB: Line = {
    "state": JobState.QUEUED.value,
    "stage": "",
    "fraction": 0.0,
    "eta_s": None,
    "worker": None,
    "token": None,
    "lease_until": None,
}


class Transfer:
    """Archives as one viewer may write and read them."""

    def __init__(self, engine: sa.Engine, library: MediaLibrary, viewer: Viewer) -> None:
        self._engine = engine
        self._library = library
        self._viewer = viewer

    def backup(self, path: Path) -> ArchiveReport:
        """Write everything into one archive, as it is at one moment."""
        require_everything(self._viewer)
        with reading(self._engine) as connection:
            return write_archive(
                path,
                connection,
                self._library.store,
                metadata.sorted_tables,
                lambda table: sa.select(table).order_by(*table.primary_key.columns),
                _at_rest,
            )

    def restore(self, path: Path) -> ArchiveReport:
        """Bring a backup back into an empty database and its media store."""
        require_everything(self._viewer)
        report = restore_rows(self._engine, path)
        restore_media(self._library.store, path)
        return report

    def export_athlete(self, athlete_id: str, path: Path) -> ArchiveReport:
        """Write one athlete's everything into an archive."""
        with reading(self._engine) as connection:
            require_athlete(connection, self._viewer, athlete_id)
            own = sa.select(sessions.c.id).where(sessions.c.athlete_id == athlete_id)
            hashes = hashes_of(connection, own)

            def choose(table: sa.Table) -> sa.Select[tuple[object, ...]] | None:
                if table.name in _NOT_TAKEN_ALONG:
                    return None
                condition = (
                    media.c.sha256.in_(hashes) if table is media else belongs_to(table, athlete_id)
                )
                query = sa.select(table).order_by(*table.primary_key.columns)
                return None if condition is None else query.where(condition)

            return write_archive(
                path, connection, self._library.store, metadata.sorted_tables, choose, _alone
            )

    def import_athlete(self, path: Path, *, as_copy: bool = False) -> str:
        """Bring an exported athlete in, owned by the viewer; returns the athlete's id.

        Parameters
        ----------
        as_copy
            Give everything new ids, so that the athlete may be here already.

        Raises
        ------
        StorageError
            If the file is damaged or no athlete's, or the athlete is here already.
        """
        require_manager(self._viewer)
        with tempfile.TemporaryDirectory(prefix="form-analyzer-") as folder:
            lines = _read_elsewhere(path, Path(folder))
            athlete_id = _only_athlete(lines, path)
            if as_copy:
                names = _new_names(lines)
                lines = {table: [_renamed(line, names) for line in lines[table]] for table in lines}
                athlete_id = names[athlete_id]
            lines["athletes"][0].update(owner_id=self._viewer.user_id, user_id=None)
            with ExitStack() as stack:
                files = _extracted(path, Path(folder), lines, stack)
                self._library.keep(files, lambda connection, _: _insert(connection, lines))
        return athlete_id


def _at_rest(table: str, line: Line) -> Line:
    """A running job is in nobody's hands once it is restored."""
    if table == "jobs" and line["state"] == JobState.RUNNING.value:
        return {**line, **_OF_A_RUNNING_JOB}
    return line


def _alone(table: str, line: Line) -> Line:
    """An athlete's row without links to people and jobs that stay behind."""
    left = {"athletes": ("owner_id", "user_id"), "analyses": ("job_id",), "event_edits": ("by_id",)}
    return {**line, **dict.fromkeys(left.get(table, ()))}


def _read_elsewhere(path: Path, folder: Path) -> dict[str, list[Line]]:
    """The archive's rows at the newest revision, checked by a database of their own."""
    engine = open_engine(f"sqlite:///{folder / 'import.sqlite3'}")
    try:
        restore_rows(engine, path)
        with reading(engine) as connection:
            return {
                table.name: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
                for table in metadata.sorted_tables
            }
    finally:
        engine.dispose()


def _only_athlete(lines: dict[str, list[Line]], path: Path) -> str:
    if len(lines["athletes"]) != 1 or any(lines[table] for table in _NOT_TAKEN_ALONG):
        raise StorageError(
            f"{path.name} is not one athlete's archive; a backup is brought back with restore."
        )
    return str(lines["athletes"][0]["id"])


def _new_names(lines: dict[str, list[Line]]) -> dict[str, str]:
    return {str(line["id"]): new_id() for table in lines.values() for line in table if "id" in line}


def _renamed(line: Line, names: dict[str, str]) -> Line:
    return {
        column: names.get(value, value)
        if isinstance(value, str) and (column == "id" or column.endswith("_id"))
        else value
        for column, value in line.items()
    }


def _extracted(
    path: Path, folder: Path, lines: dict[str, list[Line]], stack: ExitStack
) -> list[SpooledFile]:
    """The archive's files on this machine, hashed, as the rows of ``media`` name them."""
    found = []
    with opened(path) as archive:
        for line in lines["media"]:
            name = media_name(stored_file(line))
            try:
                archive.extract(name, folder)
            except (KeyError, zipfile.BadZipFile) as error:
                raise StorageError(f"{path.name} is damaged: a file is missing.") from error
            file = stack.enter_context(spooled(folder / name, name))
            if file.file.sha256 != line["sha256"]:
                raise StorageError(f"{path.name} is damaged: {name} has changed.")
            found.append(file)
    return found


def _insert(connection: sa.Connection, lines: dict[str, list[Line]]) -> None:
    athlete_id = lines["athletes"][0]["id"]
    known = sa.select(athletes.c.id).where(athletes.c.id == athlete_id)
    if connection.execute(known).first() is not None:
        raise StorageError("This athlete is here already; import them as a copy.")
    for table in metadata.sorted_tables:
        if table is not media and lines[table.name]:
            connection.execute(table.insert(), lines[table.name])
