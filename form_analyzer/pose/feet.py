"""Pictures about the feet, kept while somebody is followed.

The shoes will be looked at once the landmarks have been measured. To decode those frames a second
time would cost as much as to follow somebody through a fifth of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import FloatArray, Keypoint, UInt8Array

Box = tuple[slice, slice]
"""Rows and columns of a picture; they may end beyond it."""

_BEFORE, _BEHIND, _BELOW, _LOWEST = 1.6, 1.2, 0.6, 2.55
"""What is kept, from the middle of the hips and in lengths of the trunk: a long stride's landing
and toe-off with room for a shoe at either end."""

_USUAL_TRUNK = 0.23
"""Of a picture's height, where somebody fills most of it (0.28: all)."""

_HIPS = [Keypoint.LEFT_HIP.column, Keypoint.RIGHT_HIP.column]
_SHOULDERS = [Keypoint.LEFT_SHOULDER.column, Keypoint.RIGHT_SHOULDER.column]
_HEELS = [Keypoint.LEFT_HEEL.column, Keypoint.RIGHT_HEEL.column]
_TOES = [Keypoint.LEFT_TOE.column, Keypoint.RIGHT_TOE.column]


@dataclass(frozen=True, slots=True)
class FeetPicture:
    """Grey levels of the part of a frame in which the feet move.

    Attributes
    ----------
    top, left
        Where the part begins in the frame's picture, pixels.
    grey : (h, w) uint8
        The part.
    whole
        Rows and columns of the frame's picture.
    """

    top: int
    left: int
    grey: UInt8Array
    whole: tuple[int, int]

    def cut(self, box: Box) -> UInt8Array | None:
        """What the frame's picture shows in a box; ``None`` if that is not all here."""
        cut: list[slice] = []
        for side, size, corner, have in zip(
            box, self.whole, (self.top, self.left), self.grey.shape, strict=True
        ):
            first, last = side.start - corner, min(side.stop, size) - corner
            if first < 0 or last > have:
                return None
            cut.append(slice(first, max(first, last)))
        return self.grey[tuple(cut)]

    def holds(self, places: FloatArray) -> bool:
        """Whether places (2, ...), x and y in the frame's picture, are here as far as in it."""
        x, y = (p.clip(0, n - 1) for p, n in zip(places, self.whole[::-1], strict=True))
        bottom, right = self.top + self.grey.shape[0] - 1, self.left + self.grey.shape[1] - 1
        inside = (x >= self.left) & (x <= right) & (y >= self.top) & (y <= bottom)
        return bool(inside.all())


FeetPictures = Mapping[int, FeetPicture]
"""By frame index."""


def usual_bytes(width_px: float, height_px: float) -> float:
    """What is kept of a picture of this size, usually; half as much again at most."""
    trunk = _USUAL_TRUNK * height_px
    return (_LOWEST - _BELOW) * trunk * min(width_px, (_BEFORE + _BEHIND) * trunk)


def about_feet(grey: UInt8Array, position: FloatArray) -> FeetPicture | None:
    """The part of a frame in which the feet may move in this stride.

    Parameters
    ----------
    grey : (h, w) uint8
        The frame's grey levels.
    position : (n_keypoints, 2)
        Keypoints as fractions of the picture's width and height.

    Returns
    -------
    FeetPicture or None
        A copy; ``None`` where nothing of it lies in the picture.
    """
    height, width = grey.shape
    points = position * (width, height)
    hips, shoulders = points[_HIPS].mean(axis=0), points[_SHOULDERS].mean(axis=0)
    trunk = float(np.linalg.norm(shoulders - hips))
    to_the_right = points[_TOES, 0].sum() > points[_HEELS, 0].sum()
    to_left, to_right = (_BEHIND, _BEFORE) if to_the_right else (_BEFORE, _BEHIND)
    rows = _within(hips[1] + _BELOW * trunk, hips[1] + _LOWEST * trunk, height)
    columns = _within(hips[0] - to_left * trunk, hips[0] + to_right * trunk, width)
    part = grey[rows, columns]
    if not part.size:
        return None
    return FeetPicture(rows.start, columns.start, part.copy(), (height, width))


def _within(first: float, last: float, size: int) -> slice:
    return slice(max(0, int(first)), max(0, min(size, int(np.ceil(last)))))
