"""Frames for a worker, going on from chunk to chunk; decoded ahead where a core is free for it."""

import queue
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Protocol

from form_analyzer.datatypes import Frame, VideoInfo

AHEAD = 6
"""Frames decoded ahead of the landmarker; they bound the memory, not the speed."""

_HALVED_FROM_PX = 1600


def working_side_px(longest_px: int) -> int | None:
    """Longest side at which pictures of that longest side are read; ``None`` as they are.

    Notes
    -----
    The landmark network sees a person some 170 px high, whatever comes in. Measured on
    three clips (person 335-540 px high at 1280), against 1280: down to 720 the jitter
    of the leg points is the same within 2 %; at 512 it grows by up to 5 %, at 384 by up
    to 12 %, with shifts of 0.2-0.3 and 0.35 % of body height. So a larger picture brings
    nothing, while looking at a whole 1080p picture takes a seventh more processor time
    than at its half (copies of it). Below 1600 px scaling would cost what it saves. Halves
    of halves are by far the cheapest to make (:mod:`form_analyzer.video.shrink`).
    """
    side_px = longest_px
    while side_px >= _HALVED_FROM_PX:
        side_px //= 2
    return side_px if side_px < longest_px else None


def working_ratio(info: VideoInfo) -> float:
    """Size of the pictures that are read over the clip's own; 1 for those read as they are."""
    longest_px = max(info.width_px, info.height_px)
    return (working_side_px(longest_px) or longest_px) / longest_px


class FrameReader(Protocol):
    """Reads frames of one video, such as ``functools.partial(video.decode.pick, info)``.

    It must be picklable, so that worker processes can have it.
    """

    def __call__(self, indices: Iterable[int], /, *, max_side_px: int | None) -> Iterator[Frame]:
        """Exactly these frames, increasing; those that cannot be decoded are left out."""
        ...


class FrameSource:
    """Frames of a video by range, without seeking where one range follows another.

    Parameters
    ----------
    read_frames
        The reader.
    info
        The video: how many frames it has and how large they are.
    every
        Only frames whose index is a multiple of this are given out.
    keep
        How many of the last frames are kept for a range that begins a little earlier.
    ahead
        Decode in a thread of its own. Worth a seventh of the time where a core is free for it;
        where none is, two hundredths are lost to handing frames over, and 40 MB (1080p).
    """

    def __init__(
        self, read_frames: FrameReader, info: VideoInfo, every: int, keep: int, *, ahead: bool
    ) -> None:
        self._read_frames = read_frames
        self._n_frames = info.n_frames
        self._side_px = working_side_px(max(info.width_px, info.height_px))
        self._every = every
        self._kept: deque[Frame] = deque(maxlen=max(1, keep))
        self._ahead = ahead
        self._decoder: _Direct | _Ahead | None = None
        self._position = 0
        self._decode_s = 0.0

    @property
    def decode_s(self) -> float:
        """Seconds spent decoding so far."""
        running = self._decoder.busy_s if self._decoder else 0.0
        return self._decode_s + running

    def frames(self, start: int, stop: int) -> Iterator[Frame]:
        """The frames given out from ``start`` to ``stop`` (excluded); fewer if the video ends."""
        first = -(-start // self._every) * self._every
        if not self._at_hand(first):
            self._reopen(first)
        for index in range(first, stop, self._every):
            while self._position <= index:
                if not self._advance():
                    return
            frame = self._known(index)
            if frame is not None:
                yield frame

    def close(self) -> None:
        """Stop decoding."""
        if self._decoder is not None:
            self._decode_s += self._decoder.busy_s
            self._decoder.stop()
            self._decoder = None

    def _at_hand(self, index: int) -> bool:
        oldest = self._kept[0].index if self._kept else self._position
        return self._decoder is not None and oldest <= index <= self._position

    def _known(self, index: int) -> Frame | None:
        return next((frame for frame in self._kept if frame.index == index), None)

    def _reopen(self, start: int) -> None:
        self.close()
        self._kept.clear()
        indices = range(start, self._n_frames, self._every)
        frames = self._read_frames(indices, max_side_px=self._side_px)
        self._decoder = _Ahead(frames) if self._ahead else _Direct(frames)
        self._position = start

    def _advance(self) -> bool:
        """Take one more frame from the decoder; ``False`` at the video's end."""
        frame = self._decoder.get() if self._decoder else None
        if frame is None:
            return False
        self._kept.append(frame)
        self._position = frame.index + self._every
        return True


class _Direct:
    """An iterator of frames that runs when the next one is asked for."""

    def __init__(self, frames: Iterator[Frame]) -> None:
        self.busy_s = 0.0
        self._frames = frames

    def get(self) -> Frame | None:
        """The next frame, ``None`` at the end; raises what the iterator raises."""
        before = time.perf_counter()
        frame = next(self._frames, None)
        self.busy_s += time.perf_counter() - before
        return frame

    def stop(self) -> None:
        """Close the iterator."""
        _close(self._frames)


class _Ahead:
    """A thread that runs an iterator of frames a few ahead of its reader."""

    def __init__(self, frames: Iterator[Frame]) -> None:
        self.busy_s = 0.0
        self._frames = frames
        self._queue: queue.Queue[Frame | BaseException | None] = queue.Queue(AHEAD)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def get(self) -> Frame | None:
        """The next frame, ``None`` at the end; raises what the iterator raised."""
        item = self._queue.get()
        if isinstance(item, BaseException):
            raise item
        if item is None:
            self._queue.put(None)  # the end stays the end
        return item

    def stop(self) -> None:
        """End the thread; the iterator is closed in it."""
        self._stopped.set()
        while self._thread.is_alive():
            self._drain()
            self._thread.join(timeout=0.01)

    def _drain(self) -> None:
        try:
            while True:
                self._queue.get_nowait()
        except queue.Empty:
            pass

    def _run(self) -> None:
        try:
            for frame in self._timed():
                if self._stopped.is_set():
                    return
                self._queue.put(frame)
            self._queue.put(None)
        except BaseException as error:  # handed to the reader, who raises it
            self._queue.put(error)
        finally:
            _close(self._frames)

    def _timed(self) -> Iterator[Frame]:
        while True:
            before = time.perf_counter()
            frame = next(self._frames, None)
            self.busy_s += time.perf_counter() - before
            if frame is None:
                return
            yield frame


def _close(frames: Iterator[Frame]) -> None:
    close = getattr(frames, "close", None)
    if close is not None:
        close()
