"""How a stored picture must be turned, mirrored and stretched to be shown."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from av.sidedata.sidedata import SideData
from av.video.frame import VideoFrame

from form_analyzer.datatypes import UInt8Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Orientation:
    """Turn, mirror and stretch between the stored and the shown picture.

    Attributes
    ----------
    transposed
        Whether rows and columns change places (first).
    flip_x, flip_y
        Whether the picture is then mirrored left-right, top-bottom.
    pixel_aspect
        Width of a stored pixel over its height.
    """

    transposed: bool = False
    flip_x: bool = False
    flip_y: bool = False
    pixel_aspect: Fraction = Fraction(1)

    @property
    def rotation_deg(self) -> int:
        """Clockwise turn for display, 0, 90, 180 or 270 (a mirror image apart)."""
        if self.transposed:
            return 270 if self.flip_y else 90
        return 180 if self.flip_y else 0

    def shown_size(self, width_px: int, height_px: int) -> tuple[int, int]:
        """Width and height as shown, of a picture stored with this width and height."""
        wide = max(1, round(width_px * self.pixel_aspect))
        return (height_px, wide) if self.transposed else (wide, height_px)

    def apply(self, image: UInt8Array) -> UInt8Array:
        """Turn and mirror a stored picture (h, w, 3) or (h, w); contiguous."""
        if self.transposed:
            image = image.swapaxes(0, 1)
        if self.flip_x:
            image = image[:, ::-1]
        if self.flip_y:
            image = image[::-1]
        return np.ascontiguousarray(image)


def orientation_of(frame: VideoFrame, pixel_aspect: Fraction | None) -> Orientation:
    """Read a decoded frame's display matrix.

    Parameters
    ----------
    frame
        A decoded frame; without a display matrix it is shown as stored.
    pixel_aspect
        The stream's sample aspect ratio; ``None`` or 0 mean unknown, taken as square.

    Notes
    -----
    ISO/IEC 14496-12 stores the matrix row by row as a b u, c d v, x y w; a stored point (p, q)
    is shown at (a p + c q, b p + d q). Turns that are no multiple of 90 degrees are rounded.
    """
    aspect = pixel_aspect if pixel_aspect else Fraction(1)
    matrix = frame.side_data.get("DISPLAYMATRIX")
    if not isinstance(matrix, SideData):
        return Orientation(pixel_aspect=aspect)
    a, b, _, c, d = (int(value) for value in np.frombuffer(bytes(matrix), np.int32)[:5])
    if abs(b) + abs(c) > abs(a) + abs(d):
        return Orientation(transposed=True, flip_x=c < 0, flip_y=b < 0, pixel_aspect=aspect)
    return Orientation(flip_x=a < 0, flip_y=d < 0, pixel_aspect=aspect)
