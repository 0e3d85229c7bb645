"""Who is in the clip: people counted in stills, where each one stays, and who runs.

Boxes are arrays (4,): left, top, right, bottom, as fractions of the shown picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import FloatArray, Keypoint, PoseTrack, UInt8Array

MAX_PEOPLE = 4
"""People looked for at once; more are not followed."""

_SAME_PERSON_OVERLAP = 0.5
"""Two detections in one still that share so much (of the smaller) are one person."""
_STAYED_OVERLAP = 0.2
"""Intersection over union from still to still of somebody who stays in place."""
_STAYS_SHARE = 0.4
"""Share of the stills with people in which somebody must be to be followed."""
_SLIPS_PERCENT = 5.0
"""Of a followed person's boxes reach farther, on each side, than the body is taken to."""
_PAD_WIDTH, _PAD_HEIGHT = 0.45, 0.2
"""Room around a person, of its height: legs reach farther than the stills show."""


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the shown picture, as fractions: ``left < right``, ``top < bottom``."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def box(self) -> FloatArray:
        """The same as a box, (4,)."""
        return np.array([self.left, self.top, self.right, self.bottom])

    def pixels(self, picture: UInt8Array) -> tuple[int, int, int, int]:
        """Left, top, right, bottom in a picture's pixels, the last two excluded; never empty."""
        height, width = picture.shape[:2]
        left, top = round(self.left * width), round(self.top * height)
        right, bottom = round(self.right * width), round(self.bottom * height)
        return left, top, max(right, left + 1), max(bottom, top + 1)

    def cut(self, picture: UInt8Array) -> UInt8Array:
        """The part of a picture that lies in it, a view."""
        left, top, right, bottom = self.pixels(picture)
        return picture[top:bottom, left:right]


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is to be followed.

    Attributes
    ----------
    around
        The person with room for the legs.
    body
        The person without.
    others
        The bodies of everybody else who stays in the picture.
    """

    around: Region
    body: Region
    others: tuple[Region, ...] = ()

    def holds(self, box: FloatArray) -> bool:
        """Whether a body's box (4,) is this person's rather than somebody else's."""
        mine = _overlap(box, self.body.box)
        return all(mine >= _overlap(box, other.box) for other in self.others)


_WHOLE = Region(0.0, 0.0, 1.0, 1.0)
WHOLE_PICTURE = Place(_WHOLE, _WHOLE)


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


def find_places(stills: Sequence[Sequence[FloatArray]]) -> tuple[Place, ...]:
    """Where to follow whom.

    Parameters
    ----------
    stills
        For every still, in time order, the boxes of the people in it.

    Returns
    -------
    tuple of Place
        The whole picture when there is at most one person, or when nobody stays in
        place; else the place of everybody who does (on a treadmill one does).
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
    return _places([_extent(boxes) for boxes in stays])


def places_about(people: Sequence[FloatArray]) -> tuple[Place, ...]:
    """Where to follow people who were followed already.

    Parameters
    ----------
    people
        The boxes (n, 4) of each, whoever is followed first before the others.

    Returns
    -------
    tuple of Place
        The whole picture where there is nobody.
    """
    return _places([_extent(boxes, _SLIPS_PERCENT) for boxes in people])


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


def _places(extents: Sequence[FloatArray]) -> tuple[Place, ...]:
    """A place for each of the people who fill these boxes; the whole picture for nobody."""
    places = [
        Place(
            _roomy(extent), _region(extent), tuple(_region(o) for o in extents if o is not extent)
        )
        for extent in extents[:MAX_PEOPLE]
    ]
    return tuple(places) or (WHOLE_PICTURE,)


def _extent(boxes: Sequence[FloatArray] | FloatArray, slips_percent: float = 0.0) -> FloatArray:
    """The box around one person's boxes, those apart that reach farther by a slip, (4,)."""
    first, last = np.percentile(boxes, [slips_percent, 100.0 - slips_percent], axis=0)
    return np.concatenate([first[:2], last[2:]])


def _roomy(extent: FloatArray) -> Region:
    """With room around it for legs that reach farther than the stills show."""
    pad = np.array([_PAD_WIDTH, _PAD_HEIGHT]) * (extent[3] - extent[1])
    return _region(np.concatenate([extent[:2] - pad, extent[2:] + pad]))


def _region(box: FloatArray) -> Region:
    left, top, right, bottom = (float(edge) for edge in np.clip(box, 0.0, 1.0))
    return Region(left, top, right, bottom)


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
