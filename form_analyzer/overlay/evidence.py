"""Evidence: the very frame a number is about, cropped to the runner, with the number drawn."""

from dataclasses import dataclass

import cv2
import numpy as np

from form_analyzer.datatypes import (
    Analysis,
    FloatArray,
    Frame,
    Joint,
    Keypoint,
    Metric,
    PoseTrack,
    Side,
    UInt8Array,
)
from form_analyzer.overlay.angles import Measured, draw_metric
from form_analyzer.overlay.axes import Axes
from form_analyzer.overlay.canvas import Canvas
from form_analyzer.overlay.moments import Spot, level_foot
from form_analyzer.overlay.skeleton import draw_skeleton

_FOOT = frozenset({Metric.FOOT_STRIKE_ANGLE, Metric.FOOT_STRIKE_PATTERN})
_LEGS_ONLY = _FOOT | {Metric.SHANK_ANGLE, Metric.KNEE_FLEXION_CONTACT}
"""What is seen best close to the leg; everything else shows the whole runner."""

_BOOST = 1.7
"""Evidence is shown a few centimetres wide, so lines and letters are drawn larger."""

_MOST_ENLARGED = 3.0
"""More than this shows blocks, not detail; a small runner gets more surroundings instead."""


@dataclass(frozen=True, slots=True)
class _Crop:
    """A part of a picture, and how much it is enlarged."""

    left: int
    top: int
    right: int
    bottom: int
    scale: float

    def cut(self, image: UInt8Array) -> UInt8Array:
        part = image[self.top : self.bottom, self.left : self.right]
        size = (round(part.shape[1] * self.scale), round(part.shape[0] * self.scale))
        how = cv2.INTER_AREA if self.scale < 1 else cv2.INTER_CUBIC
        return np.ascontiguousarray(cv2.resize(part, size, interpolation=how))

    def move(self, points: FloatArray) -> FloatArray:
        return np.asarray((points - (self.left, self.top)) * self.scale)


def evidence_frame(
    frame: Frame,
    track: PoseTrack,
    analysis: Analysis,
    spot: Spot,
    label: str,
    *,
    height_px: int = 720,
) -> UInt8Array:
    """Draw a number on the frame it is about.

    Parameters
    ----------
    frame
        The frame of ``spot.frame_index``; it may be smaller than the track's pixels.
    spot
        From :func:`form_analyzer.overlay.moments.find_spot`.
    label
        The number in words.
    height_px
        Height of the picture made; small runners are enlarged.

    Returns
    -------
    (height_px, w, 3) uint8
        RGB, cropped to the runner, or to the leg for what happens at the foot.

    Raises
    ------
    ValueError
        The frame is not the one of the spot.
    """
    if frame.index != spot.frame_index:
        raise ValueError(f"frame {frame.index} given, but the number is about {spot.frame_index}")
    shrink = frame.image.shape[1] / track.width_px
    points = track.position_px[spot.row] * shrink
    crop = _crop(frame.image, points, spot, height_px)
    canvas = Canvas(crop.cut(frame.image), boost=_BOOST)
    near_side = analysis.view.near_side or spot.side
    moved = crop.move(points)
    feet = spot.metric not in _FOOT
    draw_skeleton(canvas, moved, near_side=near_side, feet=feet)
    measured = Measured(
        points=moved,
        side=spot.side,
        axes=Axes.of(analysis.view),
        label=label,
        flat_foot=level_foot(analysis, track, spot.side),
    )
    if not draw_metric(canvas, spot.metric, measured):
        canvas.text(label, np.array([canvas.font_px * 0.6] * 2), anchor=(0, 0))
    return canvas.image


def _crop(image: UInt8Array, points: FloatArray, spot: Spot, height_px: int) -> _Crop:
    """The part of the picture around the body, not wider than tall."""
    shown = points[np.isfinite(points).all(axis=1)]
    body = _size(shown)
    if spot.metric in _LEGS_ONLY:
        joints = (Joint.KNEE, Joint.ANKLE, Joint.HEEL, Joint.TOE)
        shown = np.stack([points[joint.on(spot.side).column] for joint in joints])
        # Room in front of the foot for its angle and number.
        shown = np.vstack([shown, shown[2] + 2.2 * (shown[3] - shown[2])])
    low, high = shown.min(axis=0), shown.max(axis=0)
    if spot.metric not in _LEGS_ONLY:
        low = low - (0.0, 0.12 * (points[Keypoint.LEFT_HIP.column][1] - low[1]))
    margin = 0.09 * body
    tall = max(high[1] - low[1] + 2 * margin, height_px / _MOST_ENLARGED)
    wide = max(high[0] - low[0] + 2 * margin, 0.8 * tall)
    middle = (low + high) / 2
    height, width = image.shape[:2]
    left, right = _inside(middle[0], wide, width)
    top, bottom = _inside(middle[1], tall, height)
    return _Crop(left, top, right, bottom, height_px / (bottom - top))


def _size(points: FloatArray) -> float:
    return float(np.ptp(points[:, 1]))


def _inside(middle: float, length: float, limit: int) -> tuple[int, int]:
    """A stretch of a length about a middle, moved to lie within the picture."""
    length = min(length, limit)
    start = min(max(middle - length / 2, 0.0), limit - length)
    first = int(start)
    return first, max(first + 2, round(start + length))


def caption(spot: Spot, analysis: Analysis) -> str:
    """What an evidence picture shows, in one sentence for below it."""
    whose = "near" if spot.side is analysis.view.near_side else "far"
    return (
        f"Initial contact of the {whose} ({spot.side}) foot, {spot.event.time_s:.2f} s, "
        f"frame {spot.frame_index}. Lines: this frame. Number: all strides."
    )


def evidence_sides(side: Side, near_side: Side | None) -> Side | None:
    """Whose leg a picture of a row is drawn on."""
    return near_side if side is Side.BOTH else side
