"""Files that are there whole or not at all."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_file(path: Path, *, durable: bool = False) -> Iterator[Path]:
    """A place to write a file that takes its name only once it is whole.

    Parameters
    ----------
    path
        The file; its folder is there. An older one stays as it is until the new one is whole, and
        if the writing fails.
    durable
        Wait until the disk has it, so that a crash of the machine cannot lose it either.

    Yields
    ------
    Path
        A hidden name in the same folder that nobody else writes to; no file has it afterwards.

    Raises
    ------
    OSError
        The file cannot be put in its place.
    """
    part = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        yield part
        if durable:
            _to_disk(part, os.O_RDWR)
        part.replace(path)
        if durable and os.name == "posix":  # or a crash may forget the new name
            _to_disk(path.parent, os.O_RDONLY)
    finally:
        part.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file of bytes; see :func:`whole_file`."""
    with whole_file(path) as part:
        part.write_bytes(content)


def _to_disk(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
