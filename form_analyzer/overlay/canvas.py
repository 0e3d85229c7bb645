"""Crisp lines, arcs and letters on a picture, legible on any background."""

from dataclasses import dataclass
from functools import lru_cache
from math import atan2, degrees, hypot, isfinite
from typing import TypeAlias

import cv2
import numpy as np

from form_analyzer.datatypes import FloatArray, UInt8Array
from form_analyzer.overlay.letters import letters

Color: TypeAlias = tuple[int, int, int]
"""Red, green, blue, 0..255."""

_SUBPIXEL_BITS = 4


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of the drawing; every mark also has a dark rim."""

    near: Color = (64, 186, 255)
    far: Color = (255, 170, 102)
    body: Color = (245, 247, 250)
    angle: Color = (255, 222, 64)
    guide: Color = (102, 222, 160)
    rim: Color = (14, 18, 24)


PALETTE = Palette()


class Canvas:
    """A picture to draw on, in place.

    Parameters
    ----------
    image
        RGB (h, w, 3) uint8, writeable.
    boost
        Makes lines and letters larger, for pictures shown small.

    Attributes
    ----------
    unit_px
        Thickness of a normal line; grows with the picture.

    Notes
    -----
    Points that are ``nan`` draw nothing: what was not seen is not shown.
    """

    def __init__(self, image: UInt8Array, boost: float = 1.0) -> None:
        if image.ndim != 3 or image.shape[2] != 3:
            raise ValueError(f"a picture has shape (height, width, 3), not {image.shape}")
        self.image = image
        height, width = image.shape[:2]
        self.unit_px = max(1.3, boost * (height * width) ** 0.5 / 420)
        self.font_px = max(11, round(boost * (height * width) ** 0.5 / 42))

    def line(self, first: FloatArray, second: FloatArray, color: Color, weight: float = 1) -> None:
        """A line with a rim; ``weight`` is in units of a normal line."""
        self.path(np.stack([first, second]), color, weight)

    def path(self, points: FloatArray, color: Color, weight: float = 1) -> None:
        """A line through several points (n, 2), with a rim; nothing where one is missing."""
        if not _drawable(*points):
            return
        thickness = max(1, round(self.unit_px * weight))
        rim = thickness + max(2, round(self.unit_px * 0.9))
        fixed = np.round(points * 2**_SUBPIXEL_BITS).astype(np.int32)
        for shade, thick in ((PALETTE.rim, rim), (color, thickness)):
            cv2.polylines(self.image, [fixed], False, shade, thick, cv2.LINE_AA, _SUBPIXEL_BITS)

    def dashed(
        self, first: FloatArray, second: FloatArray, color: Color, weight: float = 1.0
    ) -> None:
        """A dashed line, for references that are not the runner's body."""
        if not _drawable(first, second):
            return
        whole = hypot(*(second - first))
        count = max(1, int(whole / (self.unit_px * 11)))
        for number in range(count):
            share = np.array([number, number + 0.5]) / count
            start, end = (first + part * (second - first) for part in share)
            self.line(start, end, color, weight)

    def dot(self, at: FloatArray, color: Color, radius: float = 1.6) -> None:
        """A disc with a rim; ``radius`` in units of a normal line."""
        if not _drawable(at):
            return
        size = max(2.0, self.unit_px * radius)
        for shade, reach in ((PALETTE.rim, size + self.unit_px * 0.5), (color, size)):
            scaled = round(reach * 2**_SUBPIXEL_BITS)
            cv2.circle(self.image, _fixed(at), scaled, shade, -1, cv2.LINE_AA, _SUBPIXEL_BITS)

    def arc(
        self, corner: FloatArray, first: FloatArray, second: FloatArray, color: Color, radius: float
    ) -> FloatArray:
        """The smaller angle between two directions from a corner.

        Parameters
        ----------
        corner
            Where the directions meet, pixels.
        first, second
            Directions (dx, dy), any length.
        radius
            Pixels.

        Returns
        -------
        (2,)
            A place just outside the arc's middle, for its label.
        """
        if not _drawable(corner, first, second):
            return corner
        start = degrees(atan2(first[1], first[0]))
        turn = (degrees(atan2(second[1], second[0])) - start + 180) % 360 - 180
        steps = np.radians(np.linspace(start, start + turn, max(3, int(abs(turn) / 3) + 2)))
        path = corner + radius * np.stack([np.cos(steps), np.sin(steps)], axis=1)
        self.path(path, color, 0.9)
        middle = np.radians(start + turn / 2)
        outside = radius + self.font_px * 0.9
        return np.asarray(corner + outside * np.array([np.cos(middle), np.sin(middle)]))

    def text(
        self,
        words: str,
        at: FloatArray,
        *,
        color: Color = PALETTE.body,
        size: float = 1.0,
        anchor: tuple[float, float] = (0.5, 0.5),
        bold: bool = True,
    ) -> None:
        """Letters on a dark plate, kept inside the picture.

        Parameters
        ----------
        at
            Place of the anchor, pixels.
        size
            In units of the picture's normal letters.
        anchor
            Which point of the plate lies there, (0, 0) its top left corner.
        """
        if not _drawable(at) or not words:
            return
        patch, alpha = _plate(words, max(9, round(self.font_px * size)), color, bold)
        self._blend(patch, alpha, at - np.array(anchor) * (patch.shape[1], patch.shape[0]))

    def _blend(self, patch: UInt8Array, alpha: FloatArray, corner: FloatArray) -> None:
        height, width = self.image.shape[:2]
        tall, wide = min(patch.shape[0], height), min(patch.shape[1], width)
        left = int(np.clip(round(float(corner[0])), 0, width - wide))
        top = int(np.clip(round(float(corner[1])), 0, height - tall))
        below = self.image[top : top + tall, left : left + wide]
        share = alpha[:tall, :wide]
        below[:] = (patch[:tall, :wide] * share + below * (1 - share)).astype(np.uint8)


@lru_cache(maxsize=256)
def _plate(words: str, size_px: int, color: Color, bold: bool) -> tuple[UInt8Array, FloatArray]:
    """A dark plate with letters, and how much each of its pixels covers, 0..1."""
    mask = letters(words, size_px, bold=bold).astype(np.float64)[..., None] / 255
    pad_x, pad_y = round(size_px * 0.4), round(size_px * 0.22)
    mask = np.pad(mask, ((pad_y, pad_y), (pad_x, pad_x), (0, 0)))
    patch = mask * np.array(color) + (1 - mask) * np.array(PALETTE.rim)
    alpha = np.maximum(mask, 0.72)
    return patch.astype(np.uint8), alpha


def _drawable(*points: FloatArray) -> bool:
    return all(isfinite(value) and abs(value) < 1e5 for point in points for value in point)


def _fixed(point: FloatArray) -> tuple[int, int]:
    x, y = (round(float(value) * 2**_SUBPIXEL_BITS) for value in point)
    return x, y
