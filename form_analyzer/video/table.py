"""The table of a clip's frames: which there are, when they are shown, how to reach them.

Built from the packets alone where that is certain, from decoding the whole clip where
it is not; kept for as long as the file does not change.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import av.error
import numpy as np
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from form_analyzer.datatypes import FloatArray, IntArray
from form_analyzer.errors import UnreadableVideoError
from form_analyzer.video.container import encrypted, open_video
from form_analyzer.video.integrity import index_overruns, is_cut
from form_analyzer.video.orientation import Orientation, orientation_of
from form_analyzer.video.stamps import repaired_ticks, tell_time

# Containers and codecs in which every packet is one shown frame with its own time stamp.
_ONE_FRAME_A_PACKET = {"h264", "hevc", "vp9", "av1", "mjpeg", "prores"}
_TIMED_CONTAINERS = ("mov", "matroska")
_N_CHECKED = 12
# Where the decoder's configuration holds the size of unit lengths (ISO/IEC 14496-15).
_LENGTH_PREFIXED = {"h264": 4, "hevc": 21}


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameTable:
    """Every frame of a clip that can be decoded, in the order shown.

    Attributes
    ----------
    pts : (n_frames,)
        Time stamps in ticks, increasing, by which a decoded frame is recognised;
        empty when the file's stamps cannot tell frames apart (``seekable`` is false).
    time_s : (n_frames,)
        Container seconds, strictly increasing.
    key_pts, key_position : (n_keys,)
        Packets at which decoding can start: time stamps in ticks, and the position among
        all packets of the stream.
    position
        Position among all packets of the stream, by time stamp.
    tick_s
        Length of a tick, seconds.
    n_repaired
        Time stamps that were missing or did not increase, and were interpolated.
    truncated
        Whether the file ends early.
    file_state
        Size (bytes) and time of the last change (ns) of the file when it was read.
    """

    pts: IntArray
    time_s: FloatArray
    key_pts: IntArray
    key_position: IntArray
    position: dict[int, int]
    tick_s: float
    n_repaired: int
    truncated: bool
    width_px: int
    height_px: int
    orientation: Orientation
    codec: str
    file_state: tuple[int, int]

    def __post_init__(self) -> None:
        for array in (self.pts, self.time_s, self.key_pts, self.key_position):
            array.flags.writeable = False

    @property
    def seekable(self) -> bool:
        """Whether frames can be recognised by their time stamp after a seek."""
        return len(self.pts) > 0

    @property
    def n_frames(self) -> int:
        """Number of frames."""
        return len(self.time_s)


@dataclass(frozen=True, slots=True)
class _Row:
    pts: int | None
    is_key: bool
    is_shown: bool


def frame_table(path: Path, known: FrameTable | None = None) -> FrameTable:
    """The frame table of a file; remembered until the file changes.

    Parameters
    ----------
    path
        A video file.
    known
        Its table as read before, in another process perhaps: given back if the file is as it was.

    Raises
    ------
    UnreadableVideoError
        If the file is no video or none of its frames can be decoded.
    """
    if not path.is_file():
        with open_video(path):  # says what is wrong
            pass
    state = path.stat()
    file_state = state.st_size, state.st_mtime_ns
    if known is not None and known.file_state == file_state:
        return known
    return _cached_table(path, file_state)


@lru_cache(maxsize=8)
def _cached_table(path: Path, file_state: tuple[int, int]) -> FrameTable:
    with open_video(path) as (container, stream):
        rows, broken = _read_packets(container, stream, path)
        truncated = broken or is_cut(path) or index_overruns(container, stream)
        timed = container.format.name.startswith(_TIMED_CONTAINERS)
        trusted = timed and _packets_tell_all(stream, rows)
    # One thread: with several, what becomes of damaged packets depends on their timing.
    with open_video(path) as (container, stream):
        head = _decoded(container, stream, limit=_N_CHECKED if trusted else None)
        shown = _shown_pts(rows, [f.pts for f in head]) if trusted else None
    if trusted and shown is None:
        with open_video(path) as (container, stream):
            head = _decoded(container, stream, limit=None)
    if not head:
        raise UnreadableVideoError(
            f"{path} holds a video, but none of its frames can be decoded; "
            "copy it again or record again."
        )
    if shown is None and not tell_time([frame.pts for frame in head]):
        raise UnreadableVideoError(
            f"{path} does not tell when each of its pictures was taken (time stamps are missing or "
            "in disorder); export it again from the camera's app, as MP4."
        )
    return _assemble(rows if timed else [], head, shown, truncated, file_state)


def is_sound(packet: "Packet[VideoStream]") -> bool:
    """Whether a packet is whole: neither cut short nor with impossible unit lengths.

    H.264 and HEVC in MP4 and Matroska store units behind their lengths; lengths that do not
    add up mean overwritten bytes, of which decoders may or may not make a picture.
    """
    if packet.is_corrupt or packet.size == 0:
        return False
    prefix = _prefix_size(packet)
    return prefix is None or _units_add_up(memoryview(packet), prefix)


def _starts_clean(packet: "Packet[VideoStream]") -> bool:
    """Whether pictures after this key packet need nothing from before it.

    In H.264 a packet marked as key may only begin a gradual refresh; only an IDR picture
    (unit type 5) is sure.
    """
    prefix = _prefix_size(packet)
    if packet.stream.codec_context.codec.canonical_name != "h264" or prefix is None:
        return True
    data, at = memoryview(packet), 0
    while at + prefix < len(data):
        if data[at + prefix] & 31 == 5:
            return True
        at += prefix + int.from_bytes(data[at : at + prefix], "big")
    return False


def _prefix_size(packet: "Packet[VideoStream]") -> int | None:
    """Bytes of the length in front of each unit; ``None`` where units are stored otherwise."""
    context = packet.stream.codec_context
    at = _LENGTH_PREFIXED.get(context.codec.canonical_name)
    extradata = context.extradata
    if at is None or not extradata or extradata[0] != 1:
        return None
    return (extradata[at] & 3) + 1


def _units_add_up(data: memoryview, prefix: int) -> bool:
    at = 0
    while at + prefix < len(data):
        length = int.from_bytes(data[at : at + prefix], "big")
        if length == 0 or data[at + prefix] & 0x80:  # forbidden_zero_bit
            return False
        at += prefix + length
    return at == len(data)


def sound_packets(
    container: InputContainer, stream: VideoStream
) -> "Iterator[Packet[VideoStream] | None]":
    """The stream's whole packets; ``None`` at the end, or where reading breaks off."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
        except av.error.FFmpegError:
            packet = None
        if packet is None or (packet.size == 0 and packet.pts is None):
            yield None
            return
        if is_sound(packet):
            yield packet


def decode_packet(stream: VideoStream, packet: "Packet[VideoStream] | None") -> list[VideoFrame]:
    """Frames that come out for a packet; none if the decoder cannot use it.

    With ``None`` the decoder gives what it still holds.
    """
    frames: list[VideoFrame] = []
    for _ in range(1 if packet is not None else 64):
        try:
            frames += stream.decode(packet)
        except av.error.EOFError:
            break
        except av.error.FFmpegError:
            continue
        else:
            break
    return frames


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is kept of a decoded frame: its stamp and how it lies."""

    pts: int | None
    width_px: int
    height_px: int
    orientation: Orientation
    codec: str
    tick_s: float


def _read_packets(
    container: InputContainer, stream: VideoStream, path: Path
) -> tuple[list[_Row], bool]:
    """All packets, and whether the stream breaks off with an error or a cut packet."""
    rows: list[_Row] = []
    broken = False
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
        except av.error.FFmpegError:
            return rows, True
        if packet is None or (packet.size == 0 and packet.pts is None):
            return rows, broken
        if packet.has_sidedata("encryption_info"):
            raise encrypted(path)
        broken = packet.is_corrupt
        sound = is_sound(packet)
        is_key = sound and packet.is_keyframe and _starts_clean(packet)
        rows.append(_Row(packet.pts, is_key, sound and not packet.is_discard))


def _packets_tell_all(stream: VideoStream, rows: list[_Row]) -> bool:
    stamps = [row.pts for row in rows]
    return (
        stream.codec_context.codec.canonical_name in _ONE_FRAME_A_PACKET
        and None not in stamps
        and len(set(stamps)) == len(stamps)
    )


def _decoded(container: InputContainer, stream: VideoStream, limit: int | None) -> list[_Seen]:
    seen = (
        _Seen(
            frame.pts,
            frame.width,
            frame.height,
            orientation_of(frame, stream.sample_aspect_ratio),
            stream.codec_context.codec.canonical_name,
            float(stream.time_base or 0),
        )
        for packet in sound_packets(container, stream)
        for frame in decode_packet(stream, packet)
    )
    return list(itertools.islice(seen, limit))


def _shown_pts(rows: list[_Row], head: list[int | None]) -> IntArray | None:
    """Stamps of all frames, if the first decoded ones agree with the packets.

    Frames before the first one that comes out (leading pictures whose references were cut
    away) are left out. ``None`` where the packets do not tell what comes out.
    """
    pts = sorted(row.pts for row in rows if row.is_shown and row.pts is not None)
    if not head or head[0] not in pts:
        return None
    pts = pts[pts.index(head[0]) :]
    return np.array(pts, dtype=np.intp) if pts[: len(head)] == head else None


def _assemble(
    rows: list[_Row],
    seen: list[_Seen],
    shown: IntArray | None,
    truncated: bool,
    file_state: tuple[int, int],
) -> FrameTable:
    first = seen[0]
    stamps = [frame.pts for frame in seen] if shown is None else shown.tolist()
    ticks, n_repaired = repaired_ticks(stamps)
    width_px, height_px = first.orientation.shown_size(first.width_px, first.height_px)
    key_pts, key_position = _keys(rows)
    return FrameTable(
        pts=shown if shown is not None else _identifying(rows, stamps),
        time_s=ticks * first.tick_s,
        key_pts=key_pts,
        key_position=key_position,
        position={row.pts: at for at, row in enumerate(rows) if row.pts is not None},
        tick_s=first.tick_s,
        n_repaired=n_repaired,
        truncated=truncated,
        width_px=width_px,
        height_px=height_px,
        orientation=first.orientation,
        codec=first.codec,
        file_state=file_state,
    )


def _keys(rows: list[_Row]) -> tuple[IntArray, IntArray]:
    keys = [(row.pts, at) for at, row in enumerate(rows) if row.is_key and row.pts is not None]
    columns = np.array(keys, dtype=np.intp).reshape(-1, 2)
    return columns[:, 0], columns[:, 1]


def _identifying(rows: list[_Row], stamps: list[int | None]) -> IntArray:
    """The stamps as keys if each frame has its own; else nothing."""
    known = [stamp for stamp in stamps if stamp is not None]
    in_packets = {row.pts for row in rows}
    increasing = len(known) == len(stamps) and all(a < b for a, b in itertools.pairwise(known))
    unique_packets = len(in_packets) == len(rows)
    if increasing and unique_packets and in_packets.issuperset(known):
        return np.array(known, dtype=np.intp)
    return np.zeros(0, dtype=np.intp)
