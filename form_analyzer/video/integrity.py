"""Find out whether a file ends before its own headers say so.

Only sizes written in the file are compared with the size of the file; nothing
is decoded.

Notes
-----
Layouts: ISO/IEC 14496-12 (MP4, MOV), RFC 8794 and RFC 9559 (Matroska, WebM),
RIFF (AVI).
"""

import os
from pathlib import Path
from typing import BinaryIO

from av.container import InputContainer
from av.video.stream import VideoStream

# Other boxes at the end are often a maker's own trailer with free-form bytes.
_DATA_BOXES = (b"mdat", b"moov", b"moof")
_EBML = b"\x1a\x45\xdf\xa3"
_SEGMENT = b"\x18\x53\x80\x67"


def is_cut(path: Path) -> bool:
    """Whether a top-level part of the file claims more bytes than the file has."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(12)
        if head[:4] == b"RIFF":
            return int.from_bytes(head[4:8], "little") + 8 > size
        if head[:4] == _EBML:
            return _segment_overruns(file, size)
        if head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"):
            return _box_overruns(file, size)
    return False


def index_overruns(container: InputContainer, stream: VideoStream) -> bool:
    """Whether the container's index points to pictures beyond the end of the file."""
    if not container.format.name.startswith(("mov", "avi")):
        return False
    size = Path(container.name).stat().st_size
    return any(entry.pos + entry.size > size for entry in stream.index_entries)


def _box_overruns(file: BinaryIO, size: int) -> bool:
    at = 0
    while at + 8 <= size:
        file.seek(at)
        head = file.read(16)
        length, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        if length < 8:  # 0 = "to the end of the file"
            return False
        at += length
        if at > size:
            return kind in _DATA_BOXES
    return False


def _segment_overruns(file: BinaryIO, size: int) -> bool:
    file.seek(4)
    header_size = _vint(file)
    if header_size is None:
        return False
    file.seek(header_size, os.SEEK_CUR)
    if file.read(4) != _SEGMENT:
        return False
    length = _vint(file)
    return length is not None and file.tell() + length > size


def _vint(file: BinaryIO) -> int | None:
    """Read an EBML size; ``None`` for "unknown" (live recordings) or the end of the file."""
    first = file.read(1)
    if not first or first[0] == 0:
        return None
    n_bytes = 9 - first[0].bit_length()
    rest = file.read(n_bytes - 1)
    value = int.from_bytes(bytes([first[0] & ((1 << (8 - n_bytes)) - 1)]) + rest, "big")
    unknown = (1 << (7 * n_bytes)) - 1
    return None if value == unknown or len(rest) < n_bytes - 1 else value
