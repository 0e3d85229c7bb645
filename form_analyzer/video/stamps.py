"""Time stamps of frames: whether they tell the time, and what to do about those that do not."""

from bisect import bisect_left

import numpy as np

from form_analyzer.datatypes import BoolArray, FloatArray

# Pictures a decoder may hold back to bring them into order (H.264 and HEVC, their largest buffer).
_MOST_REORDERED = 16
# With fewer of the stamps in order, nobody can say which of them to believe.
_LEAST_IN_ORDER = 0.75


def tell_time(stamps: list[int | None]) -> bool:
    """Whether stamps of the frames in the order shown say how fast time goes.

    A single frame needs none. Stamps given twice are no disorder: the first of them counts.
    """
    if len(stamps) < 2 or _only_shuffled(stamps):
        return True
    n_different = len({stamp for stamp in stamps if stamp is not None})
    return int(_in_order(stamps).sum()) >= max(2.0, _LEAST_IN_ORDER * n_different)


def repaired_ticks(stamps: list[int | None]) -> tuple[FloatArray, int]:
    """Strictly increasing stamps from those of the frames in the order shown.

    Parameters
    ----------
    stamps
        Stamps in ticks, ``None`` where the file has none.

    Returns
    -------
    tuple
        Stamps, (n,), and how many had to be interpolated. Stamps that are all there and all
        different but shuffled among neighbours (AVI has none of its own) are only sorted;
        others that are out of order are interpolated between those that are not.
    """
    if _only_shuffled(stamps):
        return np.sort(np.array(stamps, dtype=float)), 0
    ticks = np.array([np.nan if stamp is None else stamp for stamp in stamps], dtype=float)
    good = _in_order(stamps)
    frame = np.arange(len(ticks))
    if good.sum() < 2:
        return frame + (ticks[good][0] if good.any() else 0.0), int((~good).sum())
    spacing = float(np.median(np.diff(ticks[good]) / np.diff(frame[good])))
    filled = np.interp(frame, frame[good], ticks[good])
    before, after = frame < frame[good][0], frame > frame[good][-1]
    filled[before] = ticks[good][0] - spacing * (frame[good][0] - frame[before])
    filled[after] = ticks[good][-1] + spacing * (frame[after] - frame[good][-1])
    return filled, int((~good).sum())


def _only_shuffled(stamps: list[int | None]) -> bool:
    """Whether all stamps are there, all different, and none is far from its place in order."""
    known = [stamp for stamp in stamps if stamp is not None]
    if len(set(known)) < len(stamps):
        return False
    place = np.argsort(np.array(known))
    return bool(np.all(np.abs(place - np.arange(len(place))) <= _MOST_REORDERED))


def _in_order(stamps: list[int | None]) -> BoolArray:
    """The longest run of stamps, not all neighbours, that increases; of equal ones the first."""
    ends: list[int] = []  # frame at which the best run of each length ends, and its stamp
    lowest: list[int] = []
    previous: list[int | None] = [None] * len(stamps)
    for frame, stamp in enumerate(stamps):
        if stamp is None:
            continue
        at = bisect_left(lowest, stamp)
        if at < len(lowest) and lowest[at] == stamp:
            continue
        previous[frame] = ends[at - 1] if at else None
        ends[at : at + 1], lowest[at : at + 1] = [frame], [stamp]
    good = np.zeros(len(stamps), dtype=bool)
    last = ends[-1] if ends else None
    while last is not None:
        good[last] = True
        last = previous[last]
    return good
