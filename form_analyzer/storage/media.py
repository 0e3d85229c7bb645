"""Files kept by the hash of their content: the same clip is stored once.

A local folder by default; any store fsspec knows by its URL (``s3://bucket/folder``).
"""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, Protocol, cast

from form_analyzer.errors import NotFoundError, StorageError
from form_analyzer.whole_file import whole_file

_CHUNK_BYTES = 1 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,10}")


class _FileSystem(Protocol):
    """The part of fsspec's file system that is used here."""

    def makedirs(self, path: str, exist_ok: bool = ...) -> None: ...
    def put_file(self, lpath: str, rpath: str) -> None: ...
    def get_file(self, rpath: str, lpath: str) -> None: ...
    def rm_file(self, path: str) -> None: ...
    def find(self, path: str) -> list[str]: ...
    def open(self, path: str, mode: str = ...) -> IO[bytes]: ...
    def size(self, path: str) -> int: ...
    def invalidate_cache(self, path: str | None = ...) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file in the store: the hash of its content, its suffix (``.mp4``) and its size."""

    sha256: str
    suffix: str
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpooledFile:
    """A file on this machine whose content was hashed, ready to be stored."""

    path: Path
    file: StoredFile


@contextmanager
def spooled(source: Path | BinaryIO, file_name: str) -> Iterator[SpooledFile]:
    """Hash a file, or copy a stream to a temporary file while hashing it.

    Parameters
    ----------
    source
        A file on this machine, or something readable such as an upload.
    file_name
        Gives the suffix.

    Raises
    ------
    StorageError
        If the source cannot be read or is empty.
    """
    if isinstance(source, Path):
        yield _hashed(source, file_name)
        return
    with tempfile.TemporaryDirectory(prefix="form-analyzer-") as folder:
        path = Path(folder) / "upload"
        with path.open("wb") as target:
            shutil.copyfileobj(source, target, _CHUNK_BYTES)
        yield _hashed(path, file_name)


def _hashed(path: Path, file_name: str) -> SpooledFile:
    try:
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        size = path.stat().st_size
    except OSError as error:
        raise StorageError(f"{file_name} cannot be read: {error.strerror}.") from error
    if size == 0:
        raise StorageError(f"{file_name} is empty; choose the clip again.")
    return SpooledFile(
        path=path,
        file=StoredFile(sha256=sha256, suffix=suffix_of(file_name), size_bytes=size),
    )


def suffix_of(file_name: str) -> str:
    """The suffix of a file name in lower case, or ``.bin`` for an odd one."""
    suffix = PurePosixPath(file_name).suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else ".bin"


class MediaStore:
    """A folder, local or remote, of files named by their content.

    Notes
    -----
    A file appears under its name whole or not at all: locally it is written beside and
    renamed after it reached the disk; object stores show an object when it is complete.
    """

    def __init__(self, url: str) -> None:
        """Open the store; ``url`` is a path or anything fsspec understands."""
        self.url = url
        self._fs, self._root = _open_filesystem(url)
        self._local = _local_root(url)

    def put(self, spooled_file: SpooledFile) -> bool:
        """Store a file; returns whether it was new."""
        key = self._key(spooled_file.file)
        if self.exists(spooled_file.file):
            return False
        with _storage_errors(self.url):
            if self._local is None:
                self._fs.put_file(str(spooled_file.path), key)
            else:
                _write_durably(spooled_file.path, Path(key))
        return True

    def exists(self, file: StoredFile) -> bool:
        """Whether the content is there, whole."""
        with _storage_errors(self.url):
            self._fs.invalidate_cache()
            # One question, not two: it may go away in between.
            with suppress(FileNotFoundError):
                return self._fs.size(self._key(file)) == file.size_bytes
            return False

    def holds(self, sha256: str) -> bool:
        """Whether a file with this content is there under any suffix."""
        with _storage_errors(self.url):
            self._fs.invalidate_cache()
            found = self._fs.find(f"{self._root}/{sha256[:2]}")
        return any(PurePosixPath(name).stem == sha256 for name in found)

    def remove(self, file: StoredFile) -> None:
        """Remove a file; nothing happens if it is not there."""
        with _storage_errors(self.url):
            self._fs.invalidate_cache()
            with suppress(FileNotFoundError):
                self._fs.rm_file(self._key(file))

    @contextmanager
    def open(self, file: StoredFile) -> Iterator[IO[bytes]]:
        """Read a stored file as a stream."""
        self._require(file)
        with self._fs.open(self._key(file), "rb") as stream:
            yield stream

    @contextmanager
    def as_local(self, file: StoredFile, folder: Path | None = None) -> Iterator[Path]:
        """A path on this machine with the content; do not change the file.

        Parameters
        ----------
        folder
            Where a copy may lie meanwhile; a temporary folder if not given.
        """
        self._require(file)
        if self._local is not None:
            yield Path(self._key(file))
            return
        with tempfile.TemporaryDirectory(prefix="form-analyzer-", dir=folder) as own:
            path = Path(own) / f"{file.sha256}{file.suffix}"
            with _storage_errors(self.url):
                self._fs.get_file(self._key(file), str(path))
            yield path

    def hashes(self) -> dict[str, str]:
        """What lies in the store: hash to suffix, for finding strays."""
        with _storage_errors(self.url):
            self._fs.invalidate_cache()
            names = [PurePosixPath(found) for found in self._fs.find(self._root)]
        return {name.stem: name.suffix for name in names if _SHA256.fullmatch(name.stem)}

    def sweep_unfinished(self, older_than_s: float) -> int:
        """Remove pieces of writes that were interrupted; returns how many."""
        if self._local is None or not self._local.is_dir():
            return 0
        limit = _clock_of(self._local) - older_than_s
        pieces = [p for p in self._local.rglob("*.part") if p.stat().st_mtime < limit]
        for piece in pieces:
            piece.unlink(missing_ok=True)
        return len(pieces)

    def _require(self, file: StoredFile) -> None:
        if not self.exists(file):
            raise NotFoundError(
                f"The stored file {file.sha256[:12]} is missing from the media store {self.url}; "
                "restore it from a backup."
            )

    def _key(self, file: StoredFile) -> str:
        if not _SHA256.fullmatch(file.sha256) or not _SUFFIX.fullmatch(file.suffix):
            raise StorageError("That is not the name of a stored file.")
        return f"{self._root}/{file.sha256[:2]}/{file.sha256}{file.suffix}"


def _open_filesystem(url: str) -> tuple[_FileSystem, str]:
    import fsspec

    try:
        fs, root = fsspec.core.url_to_fs(url)
    except (ValueError, ImportError) as error:
        raise StorageError(
            f"The media store {url} cannot be used ({error}). "
            "Check FORM_ANALYZER_MEDIA_URL: a folder, or a URL such as s3://BUCKET/FOLDER."
        ) from error
    return cast(_FileSystem, fs), str(root).rstrip("/")


def _local_root(url: str) -> Path | None:
    fs, root = _open_filesystem(url)
    protocol = getattr(fs, "protocol", ())
    return Path(root) if "file" in protocol else None


def _write_durably(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(target, durable=True) as part:
        shutil.copyfile(source, part)
        part.chmod(0o600)  # films of people


def _clock_of(folder: Path) -> float:
    """The file system's own clock, which may differ from ours on a network drive."""
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".clock") as probe:
        return Path(probe.name).stat().st_mtime


@contextmanager
def _storage_errors(url: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"The media store {url} cannot be used ({error}). Check that it can be reached, "
            "that it may be written to and that it has room."
        ) from error
