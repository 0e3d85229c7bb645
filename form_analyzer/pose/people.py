"""Who is in the clip: people counted in stills, where each one stays, and who runs.

Boxes are arrays (4,): left, top, right, bottom, as fractions of the shown picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import FloatArray, Keypoint, PoseTrack

MAX_PEOPLE = 4
"""People looked for at once; more are not followed."""

_SAME_PERSON_OVERLAP = 0.5
"""Two detections in one still that share so much (of the smaller) are one person."""
_STAYED_OVERLAP = 0.2
"""Intersection over union from still to still of somebody who stays in place."""
_STAYS_SHARE = 0.4
"""Share of the stills with people in which somebody must be to be followed."""
_PAD_WIDTH, _PAD_HEIGHT = 0.45, 0.2
"""Room around a person, of its height: legs reach farther than the stills show."""


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the shown picture, as fractions: ``left < right``, ``top < bottom``."""

    left: float
    top: float
    right: float
    bottom: float


WHOLE_PICTURE = Region(0.0, 0.0, 1.0, 1.0)


def distinct(boxes: Sequence[FloatArray]) -> list[FloatArray]:
    """Boxes of one still without second detections of the same person; order kept."""
    kept: list[FloatArray] = []
    for box in boxes:
        if all(_shared(box, other) < _SAME_PERSON_OVERLAP for other in kept):
            kept.append(box)
    return kept


def count_people(stills: Sequence[Sequence[FloatArray]]) -> int:
    """People in the picture at once: the most that at least two stills agree on.

    Parameters
    ----------
    stills
        For every still the boxes of the people in it.

    Returns
    -------
    int
        0 where nobody was found; with a single still, what that one shows.
    """
    counts = sorted((len(distinct(boxes)) for boxes in stills), reverse=True)
    if not counts:
        return 0
    return counts[min(1, len(counts) - 1)] or min(counts[0], 1)


def find_regions(stills: Sequence[Sequence[FloatArray]]) -> tuple[Region, ...]:
    """Where to follow whom.

    Parameters
    ----------
    stills
        For every still, in time order, the boxes of the people in it.

    Returns
    -------
    tuple of Region
        The whole picture when there is at most one person, or when nobody stays in
        place; else a region around everybody who does (on a treadmill one does).
    """
    if count_people(stills) < 2:
        return (WHOLE_PICTURE,)
    with_people = [distinct(boxes) for boxes in stills if boxes]
    stays = [
        boxes
        for boxes in _follow(with_people)
        if len(boxes) >= max(2.0, _STAYS_SHARE * len(with_people))
    ]
    stays.sort(key=len, reverse=True)
    return tuple(_around(boxes) for boxes in stays[:MAX_PEOPLE]) or (WHOLE_PICTURE,)


def rank(tracks: Sequence[PoseTrack]) -> tuple[PoseTrack, ...]:
    """Tracks by how likely each is the runner: seen often, large, legs moving."""
    return tuple(sorted(tracks, key=_running_score, reverse=True))


def _running_score(track: PoseTrack) -> float:
    """Height seen x leg spread, in pixels; 0 when hardly seen."""
    seen = track.seen
    if np.count_nonzero(seen) < 2:
        return 0.0
    position = track.position_px[seen]
    height = float(np.median(np.ptp(position[:, :, 1], axis=1)))
    ankles = track.of(Keypoint.LEFT_ANKLE)[seen] - track.of(Keypoint.RIGHT_ANKLE)[seen]
    spread = float(np.subtract(*np.percentile(ankles[:, 0], [90, 10])))
    return float(np.mean(seen)) * height * spread


def _follow(stills: Sequence[Sequence[FloatArray]]) -> list[list[FloatArray]]:
    """Boxes of each person through the stills, by overlap with where they last were."""
    people: list[list[FloatArray]] = []
    for boxes in stills:
        free = list(people)
        for box in boxes:
            best = max(free, key=lambda known: _overlap(known[-1], box), default=None)
            if best is not None and _overlap(best[-1], box) >= _STAYED_OVERLAP:
                free = [known for known in free if known is not best]
                best.append(box)
            else:
                people.append([box])
    return people


def _around(boxes: Sequence[FloatArray]) -> Region:
    all_boxes = np.array(boxes)
    left, top = all_boxes[:, :2].min(axis=0)
    right, bottom = all_boxes[:, 2:].max(axis=0)
    height = bottom - top
    return Region(
        float(max(0.0, left - _PAD_WIDTH * height)),
        float(max(0.0, top - _PAD_HEIGHT * height)),
        float(min(1.0, right + _PAD_WIDTH * height)),
        float(min(1.0, bottom + _PAD_HEIGHT * height)),
    )


def _intersection(a: FloatArray, b: FloatArray) -> float:
    sides = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
    return float(np.prod(np.clip(sides, 0.0, None)))


def _area(box: FloatArray) -> float:
    return float(np.prod(np.clip(box[2:] - box[:2], 1e-9, None)))


def _overlap(a: FloatArray, b: FloatArray) -> float:
    """Intersection over union."""
    shared = _intersection(a, b)
    return shared / (_area(a) + _area(b) - shared)


def _shared(a: FloatArray, b: FloatArray) -> float:
    """Intersection over the smaller of the two."""
    return _intersection(a, b) / min(_area(a), _area(b))
