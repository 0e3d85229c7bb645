"""The part of a clip in which one runner runs at one pace on one clock."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from form_analyzer.datatypes import BoolArray, FloatArray, PoseTrack
from form_analyzer.signals.smooth import smooth
from form_analyzer.tracks.rhythm import Rhythm, find_rhythm

_CLEAR = 0.75
_AS_CLEAR = 0.97
_SAME_RATE = 0.05
_SHORTEST_S = 2.0
_MISFIT_RATIO = 2.5
_MISFIT_FLOOR = 0.05


def best_window(track: PoseTrack) -> tuple[int, int, Rhythm] | None:
    """Frames (first, last exclusive) with the clearest rhythm, and that rhythm.

    The whole clip where its rhythm is clear; otherwise the best of its halves,
    thirds and quarters (overlapping by half), judged by clearness and length.
    """
    n = len(track.time_s)
    whole = find_rhythm(track)
    if whole is not None and whole.legs_strength >= _CLEAR:
        return 0, n, whole
    best: tuple[int, int, Rhythm] | None = None if whole is None else (0, n, whole)
    for first, last in _windows(track):
        found = find_rhythm(cut(track, first, last))
        if found is not None and (best is None or _score(found) > 1.15 * _score(best[2])):
            best = (first, last, found)
    return best if best is None else _grown(track, best)


def _grown(track: PoseTrack, best: tuple[int, int, Rhythm]) -> tuple[int, int, Rhythm]:
    """Extend a window to either side for as long as its rhythm stays as clear."""
    first, last, rhythm = best
    n = len(track.time_s)
    step = max(8, (last - first) // 8)
    for before, after in ((step, 0), (0, step)):
        while (first > 0 and before) or (last < n and after):
            wider = max(0, first - before), min(n, last + after)
            found = find_rhythm(cut(track, *wider))
            if found is None or found.legs_strength < _AS_CLEAR * rhythm.legs_strength:
                break
            if abs(found.stride_hz / rhythm.stride_hz - 1.0) > _SAME_RATE:
                break
            first, last, rhythm = *wider, found
    return first, last, rhythm


def _score(rhythm: Rhythm) -> float:
    strides = float(rhythm.phase[-1] - rhythm.phase[0])
    both = 0.7 * rhythm.legs_strength + 0.3 * rhythm.body_strength
    return float(both * min(strides / 6.0, 1.0) ** 0.5)


def _windows(track: PoseTrack) -> Iterator[tuple[int, int]]:
    n = len(track.time_s)
    span_s = float(track.time_s[-1] - track.time_s[0])
    for parts in (2, 3, 4):
        if span_s / parts < _SHORTEST_S:
            return
        length = n // parts
        for first in range(0, n - length + 1, max(1, length // 2)):
            yield first, min(first + length, n)


def steady_run(misfit: FloatArray, stride_frames: float) -> tuple[int, int]:
    """The longest stretch that follows the mean stride: (first, last exclusive).

    Parameters
    ----------
    misfit : (n,)
        Mean distance of the legs' joints from the mean stride, leg lengths;
        ``nan`` where nobody was seen.
    stride_frames
        Frames per stride: shorter departures (single bad frames) don't end a stretch.
    """
    worst = np.where(np.isfinite(misfit), np.minimum(misfit, 0.6), 0.6)
    calm = smooth(worst, stride_frames / 2.0)
    limit = max(_MISFIT_RATIO * float(np.median(calm)), _MISFIT_FLOOR)
    return longest(calm <= limit)


def longest(wanted: BoolArray) -> tuple[int, int]:
    """First and last (exclusive) of the longest run of ``True``; (0, 0) if none."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], wanted, [False]]).astype(int)))
    if len(edges) == 0:
        return 0, 0
    lengths = edges[1::2] - edges[::2]
    i = int(np.argmax(lengths))
    return int(edges[2 * i]), int(edges[2 * i + 1])


def cut(track: PoseTrack, first: int, last: int) -> PoseTrack:
    """Rows ``first`` to ``last`` (exclusive) of a track."""
    rows = slice(first, last)
    return replace(
        track,
        time_s=track.time_s[rows].copy(),
        frame_index=track.frame_index[rows].copy(),
        position_px=track.position_px[rows].copy(),
        confidence=track.confidence[rows].copy(),
        world_m=track.world_m[rows].copy(),
    )
