"""Archives: a zip of rows (one JSON object a line) and media, the same for every database.

The same format holds a whole season (backup) or one athlete (to take elsewhere). It names
the revision of its tables; an archive of an older revision is migrated while it is read.
"""

import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO, cast

import sqlalchemy as sa

from form_analyzer.errors import NotFoundError, StorageError, unwritable
from form_analyzer.storage.engine import current_revision, migrate, newest_revision, writing
from form_analyzer.storage.media import MediaStore, StoredFile, spooled
from form_analyzer.storage.writing import Value
from form_analyzer.whole_file import whole_file

FORMAT = "form-analyzer-archive"
_VERSION = 1
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_ROWS_AT_ONCE = 500

Line = dict[str, Value]
Choose = Callable[[sa.Table], sa.Select[tuple[object, ...]] | None]
"""Which rows of a table go into an archive; ``None`` = none."""
Change = Callable[[str, Line], Line]
"""What is changed of a table's row on its way into an archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveReport:
    """What went into an archive, or came out of it.

    Attributes
    ----------
    rows
        Rows by table.
    n_media, media_missing
        Files, and the hashes of those the store should have had but did not.
    """

    rows: dict[str, int]
    n_media: int
    media_missing: tuple[str, ...]


def write_archive(
    path: Path,
    connection: sa.Connection,
    store: MediaStore,
    tables: Iterable[sa.Table],
    choose: Choose,
    change: Change,
) -> ArchiveReport:
    """Write rows and the media they name; the same content gives the same bytes.

    A file of that name is replaced only when the archive is complete.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with (
            whole_file(path) as part,
            zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
        ):
            return _write_parts(archive, connection, store, tables, choose, change)
    except OSError as error:
        raise unwritable(path, error) from error


def _write_parts(
    archive: zipfile.ZipFile,
    connection: sa.Connection,
    store: MediaStore,
    tables: Iterable[sa.Table],
    choose: Choose,
    change: Change,
) -> ArchiveReport:
    manifest = {"format": FORMAT, "version": _VERSION, "revision": newest_revision()}
    _write_text(archive, "manifest.json", json.dumps(manifest, indent=1))
    counts, files = {}, []
    for table in tables:
        query = choose(table)
        if query is None:
            continue
        lines = [change(table.name, dict(row)) for row in connection.execute(query).mappings()]
        text = "".join(_encoded(table.name, line) for line in lines)
        _write_text(archive, f"tables/{table.name}.jsonl", text)
        counts[table.name] = len(lines)
        if table.name == "media":
            files = [stored_file(line) for line in lines]
    missing = [file.sha256 for file in files if not _write_media(archive, store, file)]
    return ArchiveReport(
        rows=counts, n_media=len(files) - len(missing), media_missing=tuple(missing)
    )


def _write_text(archive: zipfile.ZipFile, name: str, text: str) -> None:
    archive.writestr(_entry(name, zipfile.ZIP_DEFLATED), text)


def _entry(name: str, compression: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _LONG_AGO)
    entry.compress_type = compression
    return entry


def _write_media(archive: zipfile.ZipFile, store: MediaStore, file: StoredFile) -> bool:
    try:
        with store.as_local(file) as path, path.open("rb") as source:
            entry = _entry(media_name(file), zipfile.ZIP_STORED)
            with archive.open(entry, "w", force_zip64=True) as target:
                while chunk := source.read(1 << 20):
                    target.write(chunk)
    except NotFoundError:
        return False
    return True


def media_name(file: StoredFile) -> str:
    """Where a file lies in an archive."""
    return f"media/{file.sha256}{file.suffix}"


def stored_file(line: Mapping[str, Value]) -> StoredFile:
    """The file a row of ``media`` names."""
    return StoredFile(
        sha256=str(line["sha256"]),
        suffix=str(line["suffix"]),
        size_bytes=int(str(line["size_bytes"])),
    )


def _encoded(table: str, line: Line) -> str:
    return (
        json.dumps({name: _plain(value, table) for name, value in line.items()}, ensure_ascii=False)
        + "\n"
    )


def _plain(value: Value, table: str) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        # Only documents are bytes: JSON that is kept compressed in the database.
        return json.loads(zlib.decompress(value)) if table == "documents" else value.hex()
    return value


def restore_rows(engine: sa.Engine, path: Path) -> ArchiveReport:
    """Write an archive's rows into a database without any, and migrate it to now.

    Raises
    ------
    StorageError
        If the file is no archive, is damaged, is of a newer version, or the database
        holds rows already.
    """
    with opened(path) as archive:
        revision = _revision(archive)
        migrate(engine)
        _require_empty(engine)
        migrate(engine, revision)
        try:
            counts = _insert_all(engine, archive)
        except (sa.exc.IntegrityError, sa.exc.StatementError, KeyError, ValueError) as error:
            raise StorageError(f"{path.name} is damaged: its rows do not fit together.") from error
        finally:
            migrate(engine)
        media = sum(name.startswith("media/") for name in archive.namelist())
    return ArchiveReport(rows=counts, n_media=media, media_missing=())


def _insert_all(engine: sa.Engine, archive: zipfile.ZipFile) -> dict[str, int]:
    tables = sa.MetaData()
    tables.reflect(engine)
    counts = {}
    with writing(engine) as connection:
        for table in tables.sorted_tables:
            lines = list(_lines(archive, table))
            for start in range(0, len(lines), _ROWS_AT_ONCE):
                connection.execute(table.insert(), lines[start : start + _ROWS_AT_ONCE])
            counts[table.name] = len(lines)
    return {name: count for name, count in counts.items() if count}


def _lines(archive: zipfile.ZipFile, table: sa.Table) -> Iterator[Line]:
    name = f"tables/{table.name}.jsonl"
    if name not in archive.namelist():
        return
    with archive.open(name) as stream:
        for text in stream:
            line = json.loads(text)
            yield {column: _typed(value, table.c[column]) for column, value in line.items()}


def _typed(value: object, column: sa.Column[object]) -> Value:
    if isinstance(column.type, sa.LargeBinary):
        text = json.dumps(value, allow_nan=False, separators=(",", ":"))
        return zlib.compress(text.encode("utf-8"), level=6)
    if isinstance(value, str) and isinstance(column.type, sa.DateTime):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and isinstance(column.type, sa.Date):
        return date.fromisoformat(value)
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise ValueError(f"{column.name} holds {type(value).__name__}")


def restore_media(store: MediaStore, path: Path) -> int:
    """Put an archive's files into the store; returns how many are new.

    Raises
    ------
    StorageError
        If a file's content is not what its name says.
    """
    new = 0
    with opened(path) as archive:
        for name in archive.namelist():
            if name.startswith("media/"):
                with archive.open(name) as stream, spooled(cast(BinaryIO, stream), name) as file:
                    if Path(name).stem != file.file.sha256:
                        raise StorageError(f"{path.name} is damaged: {name} has changed.")
                    new += store.put(file)
    return new


def opened(path: Path) -> zipfile.ZipFile:
    """An archive, ready to be read; :class:`StorageError` if it is none."""
    try:
        archive = zipfile.ZipFile(path)
        manifest = json.loads(archive.read("manifest.json"))
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise StorageError(f"{path} is not an archive of this program ({error}).") from error
    if manifest.get("format") != FORMAT or manifest.get("version") != _VERSION:
        archive.close()
        raise StorageError(f"{path} is not an archive this version can read.")
    return archive


def _revision(archive: zipfile.ZipFile) -> str:
    revision = str(json.loads(archive.read("manifest.json"))["revision"])
    if revision > newest_revision():
        raise StorageError(
            "The archive was written by a newer version of form-analyzer; install that version."
        )
    return revision


def _require_empty(engine: sa.Engine) -> None:
    tables = sa.MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        for table in tables.sorted_tables:
            if table.name == "alembic_version":
                continue
            if connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first():
                raise StorageError(
                    "The database is not empty; restore into an empty data folder or database."
                )
    if current_revision(engine) is None:
        raise StorageError("The database could not be prepared.")
