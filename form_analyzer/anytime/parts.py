"""Tracks with gaps: choosing rows, joining, and cutting into parts to be measured.

No stage may run over a gap: filters and phases assume one stretch of time.
"""

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from form_analyzer.datatypes import N_KEYPOINTS, FloatArray, IntArray, PoseTrack
from form_analyzer.tracks.rhythm import find_rhythm

LONG_S = 45.0
"""A longer stretch is measured part by part: over minutes no single rate holds."""

RowRange = tuple[int, int]
"""Rows of a track, the last one excluded."""

_GAP_S = 0.5
_GAP_SPACINGS = 5.0
_SHORTEST_S = 1.0
_PART_S = 20.0
_PART_STRIDES = 15.0
_RHYTHM_S = 30.0
_UNKNOWN_RHYTHM_PART_S = 60.0


def select(track: PoseTrack, rows: slice | IntArray) -> PoseTrack:
    """The track with these rows only."""
    return replace(
        track,
        time_s=track.time_s[rows].copy(),
        frame_index=track.frame_index[rows].copy(),
        position_px=track.position_px[rows].copy(),
        confidence=track.confidence[rows].copy(),
        world_m=track.world_m[rows].copy(),
    )


def join(tracks: Sequence[PoseTrack]) -> PoseTrack:
    """One track of all rows in time order; a frame that several hold is taken once."""
    first = tracks[0]
    frames = np.concatenate([track.frame_index for track in tracks])
    _, rows = np.unique(frames, return_index=True)
    return replace(
        first,
        time_s=np.concatenate([t.time_s for t in tracks])[rows],
        frame_index=frames[rows],
        position_px=np.concatenate([t.position_px for t in tracks])[rows],
        confidence=np.concatenate([t.confidence for t in tracks])[rows],
        world_m=np.concatenate([t.world_m for t in tracks])[rows],
        n_people=max(track.n_people for track in tracks),
    )


def from_first_frame(track: PoseTrack, first_time_s: float) -> PoseTrack:
    """The track with a row for the clip's first frame, empty if it was not watched.

    Times count from a track's first row, so it must be the clip's first frame even where
    only later parts were watched.
    """
    if len(track.frame_index) and track.frame_index[0] == 0:
        return track
    empty = replace(
        track,
        time_s=np.array([first_time_s]),
        frame_index=np.array([0], dtype=np.intp),
        position_px=np.full((1, N_KEYPOINTS, 2), np.nan),
        confidence=np.zeros((1, N_KEYPOINTS)),
        world_m=np.full((1, N_KEYPOINTS, 3), np.nan),
    )
    return join((empty, track))


def stretches(track: PoseTrack) -> tuple[RowRange, ...]:
    """Row ranges without a gap of more than half a second (and five frames)."""
    n = len(track.time_s)
    if n < 2:
        return ((0, n),)
    spacing = np.diff(track.time_s)
    widest = max(_GAP_S, _GAP_SPACINGS * float(np.median(spacing)))
    edges = [0, *(int(i) + 1 for i in np.flatnonzero(spacing > widest)), n]
    return tuple(itertools.pairwise(edges))


def parts(track: PoseTrack) -> tuple[RowRange, ...]:
    """Row ranges to measure one by one; the whole track where it is short and unbroken.

    Neighbouring parts of a long stretch share one row, so that no event falls between
    them. Stretches of less than a second are left out (an unwatched clip's first frame is
    one), unless there is nothing else.
    """
    found = [
        part
        for stretch in stretches(track)
        if _seconds(track, stretch) >= _SHORTEST_S
        for part in _divide(track, stretch)
    ]
    return tuple(found) or ((0, len(track.time_s)),)


def filled(track: PoseTrack) -> PoseTrack:
    """The track with the frames that were thinned out put back, half-way between neighbours.

    For drawing only: at a hundred frames a second and more, a straight line between two
    watched frames lies within a pixel. Gaps wider than the thinning stay open.
    """
    step, index = track.frame_step, track.frame_index
    if step == 1:
        return track
    frames = np.arange(index[0], index[-1] + 1)
    before = np.searchsorted(index, frames, side="right") - 1
    after = np.minimum(before + 1, len(index) - 1)
    near = (index[before] == frames) | (index[after] - index[before] <= step)
    frames, before, after = frames[near], before[near], after[near]
    share = (frames - index[before]) / np.maximum(index[after] - index[before], 1)

    def between(values: FloatArray) -> FloatArray:
        weight = share.reshape(-1, *(1,) * (values.ndim - 1))
        mixed = values[before] + weight * (values[after] - values[before])
        exact = (share == 0).reshape(weight.shape)
        return np.asarray(np.where(exact, values[before], mixed))

    return replace(
        track,
        time_s=between(track.time_s),
        frame_index=frames,
        position_px=between(track.position_px),
        confidence=between(track.confidence),
        world_m=between(track.world_m),
    )


def middle_s(track: PoseTrack) -> float:
    """Container time half-way through a track."""
    return 0.5 * float(track.time_s[0] + track.time_s[-1])


def _seconds(track: PoseTrack, rows: RowRange) -> float:
    first, last = rows
    return float(track.time_s[last - 1] - track.time_s[first]) if last > first else 0.0


def _divide(track: PoseTrack, stretch: RowRange) -> list[RowRange]:
    """Even parts of a stretch, each long enough for its strides; short ones stay whole."""
    first, last = stretch
    seconds = _seconds(track, stretch)
    if seconds <= LONG_S:
        return [stretch]
    n = max(1, round(seconds / _part_s(select(track, slice(first, last)))))
    edges = np.linspace(first, last - 1, n + 1).round().astype(int)
    return [(int(a), int(b) + 1) for a, b in itertools.pairwise(edges)]


def _part_s(track: PoseTrack) -> float:
    """Container seconds that hold enough strides, from the rhythm about the middle."""
    time_s: FloatArray = track.time_s
    near_middle = np.flatnonzero(np.abs(time_s - middle_s(track)) <= _RHYTHM_S / 2.0)
    rhythm = find_rhythm(select(track, near_middle))
    if rhythm is None:
        return _UNKNOWN_RHYTHM_PART_S
    return max(_PART_S, _PART_STRIDES / rhythm.stride_hz)
