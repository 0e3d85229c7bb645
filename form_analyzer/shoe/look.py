"""What a shoe looks like when it stands flat, and where in a patch it is."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from form_analyzer.datatypes import FloatArray

Picture = NDArray[np.float32]

WIDTH, HEIGHT = 96, 60
FOOT = 44.0
"""Heel to toe of the landmarks, in pixels of a patch; a whole shoe is half as long again."""

_X, _Y = np.meshgrid(
    np.arange(WIDTH, dtype=np.float32) - (WIDTH - 1) / 2,
    np.arange(HEIGHT, dtype=np.float32) - (HEIGHT - 1) / 2,
)
# The leg above the shoe turns against it; a shoe ends about halfway up to the ankle's landmark.
_SHOE_TOP = 0.55
_SHARE_OF_BRIGHTEST = 0.35
_FAINTEST = 8.0
_UNSTEADY = 0.3


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a patch lies in a picture: its middle (px) and its turn (rad, clockwise as seen)."""

    x_px: float
    y_px: float
    turn_rad: float

    def moved(self, along: float, across: float, turn_rad: float) -> "Pose":
        """Moved in its own axes, then turned."""
        cos, sin = np.cos(self.turn_rad), np.sin(self.turn_rad)
        return Pose(
            self.x_px + float(cos * along - sin * across),
            self.y_px + float(sin * along + cos * across),
            self.turn_rad + turn_rad,
        )


@dataclass(frozen=True, slots=True)
class Look:
    """The shoe's patch.

    Attributes
    ----------
    patch, weight : (HEIGHT, WIDTH)
        Grey levels, and how much each says of the shoe (0..1).
    shift
        How far (patch px) the shoe's middle lies along the foot from the middle given.
    """

    patch: Picture
    weight: Picture
    shift: float = 0.0


def sample(picture: Picture, pose: Pose) -> Picture:
    """The patch (HEIGHT, WIDTH) of a picture at a pose; one picture pixel is one of the patch."""
    cos, sin = np.cos(pose.turn_rad), np.sin(pose.turn_rad)
    half_x, half_y = (WIDTH - 1) / 2, (HEIGHT - 1) / 2
    matrix = np.array(
        [
            [cos, -sin, pose.x_px - cos * half_x + sin * half_y],
            [sin, cos, pose.y_px - sin * half_x - cos * half_y],
        ]
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    border = cv2.BORDER_REPLICATE
    warped = cv2.warpAffine(picture, matrix, (WIDTH, HEIGHT), flags=flags, borderMode=border)
    return np.asarray(warped, dtype=np.float32)


def first_look(patch: Picture, ankle_above: float) -> Look:
    """A look from one patch: everything below the ankle counts.

    ``ankle_above`` is the ankle's height over the middle of the foot, patch px, negative up.
    """
    weight = _below_ankle(ankle_above) * _inside()
    return Look(patch, weight.astype(np.float32))


def better_look(
    patches: NDArray[np.float32], backgrounds: NDArray[np.float32], ankle_above: float
) -> Look:
    """A look from aligned patches: what is always the same there, and not the background.

    Parameters
    ----------
    patches : (n, HEIGHT, WIDTH)
        The shoe as it was found, aligned.
    backgrounds : (n, HEIGHT, WIDTH)
        The same patches of the picture without the runner.
    """
    patch = _middle(patches)
    unsteady = 1.5 * _middle(np.abs(patches - patch))
    low = _below_ankle(ankle_above)
    shoe = _largest(_foreground(patches, backgrounds) & (low > 0.5))
    shift = _middle_of(shoe)
    shoe, patch, unsteady = (np.roll(a, -shift, axis=1) for a in (shoe, patch, unsteady))
    near = cv2.GaussianBlur(cv2.dilate(shoe, np.ones((5, 5), np.uint8)), (0, 0), 1.0)
    steady = 1.0 / (1.0 + (unsteady / (_UNSTEADY * patch.std() + 2.0)) ** 2)
    weight = low * _inside() * near * steady + 1e-4
    return Look(patch.astype(np.float32), weight.astype(np.float32), float(shift))


def _middle(patches: NDArray[np.float32]) -> Picture:
    """The median of patches (n, HEIGHT, WIDTH); numpy's own takes six times as long for these."""
    ordered, n = np.sort(patches, axis=0), len(patches)
    return np.asarray(np.float32(0.5) * (ordered[(n - 1) // 2] + ordered[n // 2]))


def _foreground(
    patches: NDArray[np.float32], backgrounds: NDArray[np.float32]
) -> NDArray[np.bool_]:
    apart = [
        cv2.GaussianBlur(np.abs(patch - background), (0, 0), 1.5)
        for patch, background in zip(patches, backgrounds, strict=True)
    ]
    typical = _middle(np.array(apart))
    threshold = max(_FAINTEST, _SHARE_OF_BRIGHTEST * float(np.percentile(typical, 90)))
    return np.asarray(typical > threshold)


def _largest(mask: NDArray[np.bool_]) -> Picture:
    """The largest connected part, as 0 and 1; the whole mask if it has none."""
    count, labels, sizes, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count < 2:
        return mask.astype(np.float32)
    largest = 1 + int(np.argmax(sizes[1:, cv2.CC_STAT_AREA]))
    return np.asarray(labels == largest, dtype=np.float32)


def _middle_of(shoe: Picture) -> int:
    """How far the shoe's middle lies from the patch's, px along it."""
    columns = np.flatnonzero(shoe.max(axis=0) > 0)
    if not len(columns):
        return 0
    return int(np.clip(round((columns[0] + columns[-1] - (WIDTH - 1)) / 2), -12, 12))


def _below_ankle(ankle_above: float) -> FloatArray:
    return np.asarray(1.0 / (1.0 + np.exp(-(_Y - _SHOE_TOP * ankle_above) / 1.5)))


def _inside() -> FloatArray:
    return np.asarray(np.exp(-0.5 * ((_X / 42.0) ** 6 + (_Y / 24.0) ** 6)))
