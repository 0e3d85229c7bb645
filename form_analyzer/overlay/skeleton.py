"""The runner's skeleton on a frame: near leg strong, far leg lighter."""

from itertools import pairwise

import numpy as np

from form_analyzer.datatypes import FloatArray, Joint, Keypoint, Side
from form_analyzer.overlay.canvas import PALETTE, Canvas, Color

_LEG = (Joint.HIP, Joint.KNEE, Joint.ANKLE)
_FOOT = (Joint.ANKLE, Joint.HEEL, Joint.TOE, Joint.ANKLE)
_ARM = (Joint.SHOULDER, Joint.ELBOW, Joint.WRIST)


def point(points: FloatArray, joint: Joint, side: Side) -> FloatArray:
    """One joint of (n_keypoints, 2) pixel positions, (2,); the middle for ``BOTH``."""
    if side is Side.BOTH:
        both = [points[joint.on(each).column] for each in (Side.LEFT, Side.RIGHT)]
        return np.asarray(np.mean(both, axis=0))
    return np.asarray(points[joint.on(side).column])


def draw_skeleton(
    canvas: Canvas, points: FloatArray, *, near_side: Side, feet: bool = True
) -> None:
    """Draw the body; joints that were not found (``nan``) are left out.

    Parameters
    ----------
    points : (n_keypoints, 2)
        Pixels of the canvas's picture.
    near_side
        The side nearer the camera, drawn last and strongest.
    feet
        Whether to draw the feet; without them there is room for a foot's own angle.
    """
    far_side = near_side.other
    _chain(canvas, points, _ARM, far_side, PALETTE.far, 0.7)
    _leg(canvas, points, far_side, PALETTE.far, 0.9, feet=feet)
    _trunk(canvas, points, near_side)
    _leg(canvas, points, near_side, PALETTE.near, 1.8, feet=feet)
    _chain(canvas, points, _ARM, near_side, PALETTE.body, 0.9)


def _trunk(canvas: Canvas, points: FloatArray, near_side: Side) -> None:
    hip, shoulder = (point(points, joint, Side.BOTH) for joint in (Joint.HIP, Joint.SHOULDER))
    canvas.line(hip, shoulder, PALETTE.body, 1.4)
    canvas.line(shoulder, point(points, Joint.EAR, near_side), PALETTE.body, 0.9)
    canvas.dot(points[Keypoint.NOSE.column], PALETTE.body, 1.0)


def _leg(
    canvas: Canvas, points: FloatArray, side: Side, color: Color, weight: float, *, feet: bool
) -> None:
    if feet:
        _chain(canvas, points, _FOOT, side, color, weight * 0.75)
    _chain(canvas, points, _LEG, side, color, weight)
    for joint in _LEG:
        canvas.dot(point(points, joint, side), color, 1.9 * weight**0.5)


def _chain(
    canvas: Canvas,
    points: FloatArray,
    joints: tuple[Joint, ...],
    side: Side,
    color: Color,
    weight: float,
) -> None:
    places = [point(points, joint, side) for joint in joints]
    for first, second in pairwise(places):
        canvas.line(first, second, color, weight)
