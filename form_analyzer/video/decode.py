"""Decode frames: upright RGB pictures with their index and time stamp."""

import itertools
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from form_analyzer.datatypes import Frame, VideoInfo
from form_analyzer.errors import UnreadableVideoError
from form_analyzer.video.colour import to_grey, to_rgb
from form_analyzer.video.container import open_video
from form_analyzer.video.shrink import shrunk
from form_analyzer.video.table import FrameTable, decode_packet, frame_table, sound_packets

_Indexed = tuple[int, VideoFrame]


def frames(
    info: VideoInfo,
    *,
    start: int = 0,
    stop: int | None = None,
    max_side_px: int | None = None,
    threads: int = 0,
) -> Iterator[Frame]:
    """Frames ``start`` to ``stop`` (not included), in the order shown.

    Parameters
    ----------
    info
        What :func:`form_analyzer.video.probe.probe` said of the file.
    start, stop
        Frame indices; ``stop=None`` or beyond the end means to the end.
    max_side_px
        Longer side of the pictures at most this; ``None`` leaves the size. Never enlarges.
    threads
        Threads of the decoder; 0 lets it choose, 1 where other processes keep the cores busy.

    Yields
    ------
    Frame
        Index, container seconds, RGB (h, w, 3) uint8. Indices are the same wherever decoding
        starts. A frame that is broken in the middle of a file is left out; its index is not
        given to another.

    Raises
    ------
    ValueError
        If ``start`` is negative or ``max_side_px`` is not positive.
    UnreadableVideoError
        If the file has become unreadable since it was probed.
    """
    if start < 0:
        raise ValueError(f"start is {start}; frames count from 0")
    last = info.n_frames if stop is None else min(stop, info.n_frames)
    return pick(info, range(start, last), max_side_px=max_side_px, threads=threads)


def pick(
    info: VideoInfo,
    indices: Iterable[int],
    *,
    max_side_px: int | None = None,
    threads: int = 0,
    grey: bool = False,
    with_grey: Sequence[tuple[int, int]] = (),
    table: FrameTable | None = None,
) -> Iterator[Frame]:
    """Exactly these frames, in the order shown; seeks over gaps where that is quicker.

    Parameters
    ----------
    info
        What :func:`form_analyzer.video.probe.probe` said of the file.
    indices
        Increasing frame indices.
    max_side_px, threads
        As in :func:`frames`.
    grey
        Give grey levels (h, w) instead of colours, which is cheaper.
    with_grey
        Frames from the first to before the second of each pair have their grey levels beside
        the colours.
    table
        The file's :func:`form_analyzer.video.table.frame_table`, for a process that has not read
        it itself. Read anew if the file has changed since.

    Yields
    ------
    Frame
        As in :func:`frames`.

    Raises
    ------
    ValueError
        If the indices do not increase, or lie outside the clip.
    """
    wanted = list(indices)
    if any(a >= b for a, b in itertools.pairwise(wanted)):
        raise ValueError("frame indices must increase")
    if wanted and not 0 <= wanted[0] <= wanted[-1] < info.n_frames:
        raise ValueError(f"frame indices must lie in 0..{info.n_frames - 1}")
    if max_side_px is not None and max_side_px < 1:
        raise ValueError(f"max_side_px is {max_side_px}; it must be positive")
    painter = partial(_Painter, max_side_px=max_side_px, grey=grey, with_grey=tuple(with_grey))
    return _picked(info, wanted, threads, painter, table)


def shares(info: VideoInfo, indices: Iterable[int], n: int) -> list[list[int]]:
    """Increasing frame indices in up to ``n`` parts of about one size, for as many threads.

    Parts begin behind key frames, so that hardly a frame is decoded for two of them. Where
    there is no such place, there are fewer parts; one where the file cannot be sought in.

    Raises
    ------
    UnreadableVideoError
        If the file has become unreadable since it was probed.
    """
    wanted = np.fromiter(indices, dtype=np.intp)
    table = frame_table(info.path)
    if not table.seekable:
        return [wanted.tolist()]
    key = np.searchsorted(np.sort(table.key_pts), table.pts[wanted], side="right")
    places = np.flatnonzero(np.diff(key) > 0) + 1
    aims = len(wanted) * np.arange(1, n) / n
    cuts = {int(places[np.argmin(np.abs(places - aim))]) for aim in aims if len(places)}
    return [part.tolist() for part in np.split(wanted, sorted(cuts))]


def _picked(
    info: VideoInfo,
    wanted: list[int],
    threads: int,
    painter_for: Callable[[FrameTable], "_Painter"],
    known: FrameTable | None,
) -> Generator[Frame]:
    if not wanted:
        return
    table = frame_table(info.path, known)
    if wanted[-1] >= table.n_frames:
        raise UnreadableVideoError(f"{info.path} has changed while it was read; analyse it again.")
    painter = painter_for(table)
    with open_video(info.path, threads) as (container, stream):
        reader = _Reader(container, stream, table)
        for run in _runs(table, wanted):
            with closing(reader.read(run[0], run[-1])) as decoded:
                inside = set(run)
                for index, frame in decoded:
                    if index in inside:
                        yield painter.paint(index, frame)


def _runs(table: FrameTable, wanted: list[int]) -> list[list[int]]:
    """Split where a later key packet lies between one frame and the next."""
    if not table.seekable:
        return [wanted]
    key = np.searchsorted(np.sort(table.key_pts), table.pts[wanted], side="right")
    # Neighbouring frames are never worth a seek, not even across a key packet.
    breaks = np.flatnonzero((np.diff(key) > 0) & (np.diff(wanted) > 1)) + 1
    return [list(map(int, run)) for run in np.split(np.array(wanted), breaks)]


@dataclass(slots=True)
class _Painter:
    """Makes the shown picture of decoded frames."""

    table: FrameTable
    max_side_px: int | None
    grey: bool
    with_grey: tuple[tuple[int, int], ...]
    _for_rgb: VideoReformatter = field(default_factory=VideoReformatter)
    _for_grey: VideoReformatter = field(default_factory=VideoReformatter)

    def paint(self, index: int, frame: VideoFrame) -> Frame:
        """Scaled and converted, then turned (the small picture is cheaper to turn)."""
        table, turn = self.table, self.table.orientation.apply
        width, height = table.width_px, table.height_px
        if self.max_side_px is not None:
            scale = min(1.0, self.max_side_px / max(width, height))
            width, height = (max(1, round(side * scale)) for side in (width, height))
        if table.orientation.transposed:
            width, height = height, width
        small, time_s = shrunk(frame, width, height), float(table.time_s[index])
        if self.grey:
            return Frame(index, time_s, turn(to_grey(self._for_grey, small, width, height)))
        image = turn(to_rgb(self._for_rgb, small, width, height))
        if not any(first <= index < last for first, last in self.with_grey):
            return Frame(index, time_s, image)
        return Frame(index, time_s, image, turn(to_grey(self._for_grey, small, width, height)))


@dataclass(slots=True)
class _Reader:
    """Decodes stretches of a stream and names each frame by its place in the table."""

    container: InputContainer
    stream: VideoStream
    table: FrameTable

    def read(self, first: int, last: int) -> Generator[_Indexed]:
        """Frames ``first`` to ``last`` (included) with their indices."""
        if not self.table.seekable:
            yield from self._counted(first, last)
            return
        if first == last and (alone := self._alone(first)) is not None:
            yield alone
            return
        for key in self._starting_points(first):
            decoded = self._from_key(key)
            found = next((item for item in decoded if item[0] >= first), None)
            if found is not None and (found[0] == first or key is None):
                rest = itertools.takewhile(lambda item: item[0] <= last, decoded)
                yield from itertools.chain([found] if found[0] <= last else [], rest)
                return
            decoded.close()

    def _alone(self, index: int) -> _Indexed | None:
        """A frame that a key packet holds by itself, without those the decoder waits for.

        ``None`` for any other, and where the packet may hold only every other line.
        """
        pts = int(self.table.pts[index])
        if pts not in self.table.key_pts:
            return None
        self.container.seek(pts, stream=self.stream)
        packet = next(sound_packets(self.container, self.stream))
        if packet is None or packet.pts != pts:
            return None
        for frame in (*decode_packet(self.stream, packet), *decode_packet(self.stream, None)):
            if frame.pts == pts and not frame.interlaced_frame:
                return index, frame
        return None

    def _counted(self, first: int, last: int) -> Generator[_Indexed]:
        decoded = (
            frame
            for packet in sound_packets(self.container, self.stream)
            for frame in decode_packet(self.stream, packet)
        )
        yield from itertools.islice(enumerate(decoded), first, last + 1)

    def _starting_points(self, first: int) -> list[int | None]:
        """Keys to try: the last before the frame, the one before, the very beginning.

        A frame after an "open" key packet can need what came before it; then decoding from
        that key does not give it.
        """
        usable = np.flatnonzero(self.table.key_pts <= self.table.pts[first])
        latest = usable[np.argsort(self.table.key_position[usable])][::-1]
        return [int(key) for key in latest[:2] if self.table.key_position[key] > 0] + [None]

    def _from_key(self, key: int | None) -> Generator[_Indexed]:
        packets = sound_packets(self.container, self.stream)
        if key is None:
            self._rewind()
        else:
            self.container.seek(int(self.table.key_pts[key]), stream=self.stream)
        at_or_before = None if key is None else int(self.table.key_position[key])
        for packet in packets:
            if packet is not None and at_or_before is not None:
                where = self.table.position.get(packet.pts if packet.pts is not None else -1)
                if where is None or where > at_or_before:
                    return  # the container put us after the key: try an earlier one
                at_or_before = None
            for frame in decode_packet(self.stream, packet):
                index = self._index(frame)
                if index is not None:
                    yield index, frame

    def _rewind(self) -> None:
        earliest = min(self.table.position, default=0)
        self.container.seek(min(earliest, int(self.table.pts[0])), stream=self.stream)

    def _index(self, frame: VideoFrame) -> int | None:
        if frame.pts is None:
            return None
        at = int(np.searchsorted(self.table.pts, frame.pts))
        return at if at < self.table.n_frames and self.table.pts[at] == frame.pts else None
