"""Where in a long clip to look, and where to look next."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from form_analyzer.pose.chunks import plan_chunks

Span = tuple[int, int]
"""Frames of a clip, the last one excluded."""

WINDOW_S = 8.0
"""A window holds about ten strides: enough for a mean stride."""

LEAD_S = 4.0
"""Left out at the beginning, where people step on and the belt speeds up."""

_SHORTEST_WINDOW_S = 6.0
_FIRST_WINDOWS = 3
_FINEST = 7
_WIDER = 3


@dataclass(slots=True)
class Plan:
    """What of a clip is watched so far, in chunks of frames.

    Parameters
    ----------
    chunks
        The clip's chunks in order: a chunk is watched whole or not at all, so that its
        rows are the same whatever else is watched.
    frame_rate_hz
        Frames per container second.
    """

    chunks: Sequence[Span]
    frame_rate_hz: float
    _width: int = field(init=False)
    _lead: int = field(init=False)
    _watched: set[int] = field(init=False, default_factory=set)
    _places: list[float] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self._width = max(1, round(WINDOW_S / self.chunk_s))
        if self._width * self.chunk_s < _SHORTEST_WINDOW_S:
            self._width += 1
        self._width = min(self._width, len(self.chunks))
        spare = len(self.chunks) - _FIRST_WINDOWS * self._width
        self._lead = min(-int(-LEAD_S // self.chunk_s), max(0, spare))

    @property
    def chunk_s(self) -> float:
        """Container seconds of a chunk, on average."""
        frames = self.chunks[-1][1] - self.chunks[0][0]
        return frames / len(self.chunks) / self.frame_rate_hz

    @property
    def window_s(self) -> float:
        """Container seconds of a window."""
        return self._width * self.chunk_s

    @property
    def watched_s(self) -> float:
        """Container seconds watched so far."""
        return len(self._watched) * self.chunk_s

    @property
    def n_windows(self) -> int:
        """Windows watched so far."""
        return len(self._places)

    @property
    def all_watched(self) -> bool:
        """Whether nothing is left."""
        return len(self._watched) == len(self.chunks)

    def first(self) -> tuple[Span, ...]:
        """Windows at the start (after people stepped on), in the middle and at the end."""
        self._places = [k / (_FIRST_WINDOWS - 1) for k in range(_FIRST_WINDOWS)]
        return self._take(self._window(place) for place in self._places)

    def between(self, n: int) -> tuple[Span, ...]:
        """Up to ``n`` more windows, each in the middle of a gap; none where no gap is left."""
        found: list[range] = []
        for place in _halves():
            window = self._window(place)
            taken = self._watched.union(*found)
            if len(found) == n:
                break
            if place not in self._places and taken.isdisjoint(window):
                self._places.append(place)
                found.append(window)
        return self._take(found)

    def wider(self) -> tuple[Span, ...]:
        """What makes every window three times as wide."""
        self._width = min(_WIDER * self._width, len(self.chunks))
        return self._take(self._window(place) for place in self._places)

    def _window(self, place: float) -> range:
        """Chunks of the window at 0 (start) to 1 (end) of the clip."""
        lead = min(self._lead, len(self.chunks) - self._width)
        first = lead + round(place * (len(self.chunks) - self._width - lead))
        return range(first, first + self._width)

    def _take(self, windows: Iterable[range]) -> tuple[Span, ...]:
        new = sorted(set(itertools.chain.from_iterable(windows)) - self._watched)
        self._watched.update(new)
        return tuple(self._spans(new))

    def _spans(self, numbers: Sequence[int]) -> Iterator[Span]:
        """Runs of neighbouring chunks as frames."""
        for _, run in itertools.groupby(enumerate(numbers), lambda item: item[1] - item[0]):
            inside = [number for _, number in run]
            yield self.chunks[inside[0]][0], self.chunks[inside[-1]][1]


def _halves() -> Iterator[float]:
    """1/4, 3/4, 1/8, 7/8, 3/8, 5/8, ...: gaps halved, from both ends in turn."""
    for level in range(2, _FINEST + 1):
        odd = range(1, 2**level, 2)
        for k in itertools.chain.from_iterable(zip(odd, reversed(odd), strict=True)):
            yield k / 2**level


def longest_shot(n_frames: int, cut_frames: Sequence[int]) -> Span:
    """Frames of the longest part of a clip without a cut."""
    edges = [0, *sorted(cut_frames), n_frames]
    return max(itertools.pairwise(edges), key=lambda shot: shot[1] - shot[0])


def chunks_of(n_frames: int, every: int, cut_frames: Sequence[int]) -> tuple[Span, ...]:
    """The chunks of a clip's longest shot, in order.

    Those that lie in it; if none does, those that touch it.
    """
    chunks = [(chunk.start, chunk.stop) for chunk in plan_chunks(n_frames, every=every)]
    first, last = longest_shot(n_frames, cut_frames)
    inside = tuple(c for c in chunks if first <= c[0] and c[1] <= last)
    return inside or tuple(c for c in chunks if c[0] < last and first < c[1])
