"""How the background moves from one picture to the next, whatever the runner does."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from form_analyzer.datatypes import BoolArray, FloatArray, UInt8Array

_N_CORNERS = 250
_CORNER_QUALITY = 0.005
_CORNER_DISTANCE_PX = 9
_TRACK_WINDOW = (21, 21)
_TRACK_LEVELS = 4
_ROUND_TRIP_PX = 0.7
_FEWEST_TRACKS = 12
_NEAR_PX = 1.5
_FEWEST_NEAR_RATIO = 0.35
_CELLS = 8
# A picture of the same place still looks like it when blurred; another place does not.
_SAME_PLACE_CORRELATION = 0.75
_FITTING_CORRELATION = 0.6
_BLURRED_SIZE = (96, 54)
_FINE_PX, _COARSE_PX = 1.0, 7.0
_LARGEST_SHIFT_RATIO = 0.6
_LEAST_CONTRAST_LEVEL = 0.3


@dataclass(frozen=True, slots=True)
class Movement:
    """Where a point of one picture's background lies in another: ``matrix @ (x, y, 1)``.

    Attributes
    ----------
    matrix : (2, 3)
        Turn, zoom and shift, pixels.
    sure
        Whether enough of the background agreed; if not, the matrix says "no movement".
    """

    matrix: FloatArray
    sure: bool

    def then(self, later: "Movement") -> "Movement":
        """This movement followed by another."""
        both = square(later.matrix) @ square(self.matrix)
        return Movement(both[:2], self.sure and later.sure)


STILL = Movement(np.eye(2, 3), True)


def background_movement(first: UInt8Array, second: UInt8Array) -> Movement | None:
    """Movement of the background between two grey pictures of one size, (h, w).

    Returns
    -------
    Movement or None
        ``None`` if the two do not show the same place from about the same direction.

    Notes
    -----
    Corners are followed with the pyramidal Lucas-Kanade method, there and back, and the
    largest group that turns, zooms and shifts as one (RANSAC) is the background: a runner's
    corners do not move as one. Where there are too few corners (a bare wall), the blurred
    pictures must correlate.
    """
    corners, moved = _tracks(first, second)
    if len(corners) >= _FEWEST_TRACKS:
        matrix, inside = cv2.estimateAffinePartial2D(
            corners, moved, method=cv2.RANSAC, ransacReprojThreshold=_NEAR_PX
        )
        if matrix is not None and agrees(corners, inside.ravel() > 0, first.shape):
            found = Movement(np.asarray(matrix, dtype=float), True)
            # Chance, or the runner alone, can make a group: the pictures must fit as well.
            if _likeness(first, undone(second, found)) > _FITTING_CORRELATION:
                return found
    alike = _likeness(first, second) > _SAME_PLACE_CORRELATION
    return Movement(STILL.matrix, False) if alike else None


def _tracks(first: UInt8Array, second: UInt8Array) -> tuple[FloatArray, FloatArray]:
    corners = cv2.goodFeaturesToTrack(first, _N_CORNERS, _CORNER_QUALITY, _CORNER_DISTANCE_PX)
    if corners is None:
        return np.zeros((0, 2)), np.zeros((0, 2))
    there, found = _follow(first, second, corners)
    back, found_back = _follow(second, first, there)
    good = (found.ravel() > 0) & (found_back.ravel() > 0)
    good &= np.linalg.norm((back - corners).reshape(-1, 2), axis=1) < _ROUND_TRIP_PX
    before: FloatArray = corners.reshape(-1, 2)[good].astype(float)
    after: FloatArray = there.reshape(-1, 2)[good].astype(float)
    return before, after


def _follow(
    first: UInt8Array, second: UInt8Array, corners: NDArray[np.float32]
) -> tuple[NDArray[np.float32], UInt8Array]:
    there, found, _ = cv2.calcOpticalFlowPyrLK(
        first, second, corners, None, winSize=_TRACK_WINDOW, maxLevel=_TRACK_LEVELS
    )
    return np.asarray(there, dtype=np.float32), np.asarray(found, dtype=np.uint8)


def agrees(corners: FloatArray, inside: BoolArray, shape: tuple[int, ...]) -> bool:
    """Whether enough of the picture, not only enough corners, moves as one."""
    height, width = shape[:2]
    cells = (corners / (width, height) * _CELLS).astype(int) @ (1, _CELLS)
    n_all, n_inside = len(np.unique(cells)), len(np.unique(cells[inside]))
    enough = n_inside >= max(4, _FEWEST_NEAR_RATIO * n_all)
    return enough and float(inside.mean()) >= _FEWEST_NEAR_RATIO


def _likeness(first: UInt8Array, second: UInt8Array) -> float:
    """Correlation of the pictures' middle detail, one of them shifted if that helps.

    Coarse shades say little (floors are dark, walls are light), fine detail is lost in blur.
    The median over blocks: a runner who is in both pictures does not make one place of two.
    """
    one, two = _middle_detail(first), _middle_detail(second)
    shift, _ = cv2.phaseCorrelate(one, two, cv2.createHanningWindow(_BLURRED_SIZE, cv2.CV_32F))
    return max(_overlap_correlation(one, two, x, y) for x, y in ((0.0, 0.0), shift))


def _middle_detail(image: UInt8Array) -> NDArray[np.float32]:
    small = cv2.resize(image, _BLURRED_SIZE, interpolation=cv2.INTER_AREA).astype(np.float32)
    fine = cv2.GaussianBlur(small, (0, 0), _FINE_PX)
    return np.asarray(fine - cv2.GaussianBlur(small, (0, 0), _COARSE_PX), dtype=np.float32)


def _overlap_correlation(
    one: NDArray[np.float32], two: NDArray[np.float32], shift_x: float, shift_y: float
) -> float:
    height, width = one.shape
    x, y = round(shift_x), round(shift_y)
    if abs(x) > _LARGEST_SHIFT_RATIO * width or abs(y) > _LARGEST_SHIFT_RATIO * height:
        return -1.0
    a = one[max(0, -y) : height - max(0, y), max(0, -x) : width - max(0, x)]
    b = two[max(0, y) : height - max(0, -y), max(0, x) : width - max(0, -x)]
    blocks = [np.array_split(row, 8, axis=1) for row in np.array_split(np.stack([a, b], 2), 4)]
    return float(np.median([_block_likeness(block) for row in blocks for block in row]))


def _block_likeness(block: NDArray[np.float32]) -> float:
    """Correlation of a block's two layers, (h, w, 2); bare wall is like bare wall."""
    contrast = np.sqrt((block**2).mean(axis=(0, 1)) + _LEAST_CONTRAST_LEVEL**2)
    product = float((block[..., 0] * block[..., 1]).mean()) + _LEAST_CONTRAST_LEVEL**2
    return product / float(contrast.prod())


def corner_paths(movements: list[Movement], width_px: float, height_px: float) -> FloatArray:
    """Where the middle and the corners of the first picture went, (n, 5, 2) pixels."""
    x, y = width_px, height_px
    points = np.array([[x / 2, y / 2, 1], [0, 0, 1], [x, 0, 1], [0, y, 1], [x, y, 1]])
    return np.stack([points @ movement.matrix.T for movement in movements])


def undone(image: UInt8Array, movement: Movement) -> UInt8Array:
    """The later picture (h, w) as it looks with the background's movement taken back."""
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = image.shape[1], image.shape[0]
    moved = cv2.warpAffine(
        image, movement.matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(moved, dtype=np.uint8)


def square(matrix: FloatArray) -> FloatArray:
    """A movement's matrix (2, 3) as (3, 3), to be multiplied and inverted."""
    square: FloatArray = np.vstack([matrix, [0.0, 0.0, 1.0]]).astype(float)
    return square
