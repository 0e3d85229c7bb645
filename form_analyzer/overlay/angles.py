"""Angles and distances drawn on the body they were measured on."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import FloatArray, Joint, Metric, Side
from form_analyzer.overlay.axes import Axes
from form_analyzer.overlay.canvas import PALETTE, Canvas
from form_analyzer.overlay.moments import turned
from form_analyzer.overlay.skeleton import point


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What to draw for one metric.

    Attributes
    ----------
    points : (n_keypoints, 2)
        Pixels of the canvas's picture.
    side
        Whose leg.
    label
        The number in words, written beside the angle.
    flat_foot : (2,)
        Direction heel to toe that counts as flat, pixels; ``nan`` unknown.
    """

    points: FloatArray
    side: Side
    axes: Axes
    label: str
    flat_foot: FloatArray


def draw_metric(canvas: Canvas, metric: Metric, measured: Measured) -> bool:
    """Draw a metric's lines and its number.

    Returns
    -------
    bool
        Whether this metric has something to draw.
    """
    drawer = _DRAWERS.get(metric)
    if drawer is None:
        return False
    drawer(canvas, measured)
    return True


def _foot_strike(canvas: Canvas, measured: Measured) -> None:
    """The sole against the belt, meeting at the heel.

    Heel and toe as found do not lie level even on a flat foot, so the sole's line is
    the belt's turned by as much as the foot is turned from lying flat.
    """
    heel, toe = (point(measured.points, joint, measured.side) for joint in (Joint.HEEL, Joint.TOE))
    foot, belt = toe - heel, measured.axes.forward
    flat = measured.flat_foot if np.isfinite(measured.flat_foot).all() else belt
    sole = turned(belt, flat, foot)
    reach = 1.5 * float(np.linalg.norm(foot))
    canvas.dashed(heel - 0.4 * reach * belt, heel + reach * belt, PALETTE.guide)
    canvas.line(heel, heel + reach * sole, PALETTE.angle, 1.6)
    canvas.arc(heel, belt, sole, PALETTE.angle, 0.9 * reach)
    _label(canvas, measured, heel + 1.08 * reach * (belt + sole) / 2, 1.0)


def _label(canvas: Canvas, measured: Measured, at: FloatArray, way: float) -> None:
    """The number beside a place: ahead of it (+1) or behind it (-1)."""
    right = way * measured.axes.forward[0] > 0
    gap = np.array([canvas.font_px * (0.6 if right else -0.6), 0.0])
    canvas.text(measured.label, at + gap, color=PALETTE.angle, anchor=(0.0 if right else 1.0, 0.5))


def _overstride(canvas: Canvas, measured: Measured) -> None:
    """How far the ankle is ahead of the hip, on the level, at the height of the ankle."""
    hip, ankle = (
        point(measured.points, joint, measured.side) for joint in (Joint.HIP, Joint.ANKLE)
    )
    level, up = measured.axes.level, measured.axes.up
    below = ankle - level * float(np.dot(ankle - hip, level))
    canvas.dashed(hip, below, PALETTE.guide)
    canvas.line(below, ankle, PALETTE.angle, 1.3)
    for end in (below, ankle):
        canvas.line(end - up * canvas.unit_px * 4, end + up * canvas.unit_px * 4, PALETTE.angle, 1)
    # Below the line and behind the foot: level with it stands the other foot.
    _label(canvas, measured, ankle - canvas.font_px * (0.5 * level + 1.9 * up), -1.0)


def _shank(canvas: Canvas, measured: Measured) -> None:
    """The shin against the vertical through the ankle."""
    knee, ankle = (
        point(measured.points, joint, measured.side) for joint in (Joint.KNEE, Joint.ANKLE)
    )
    _against_vertical(canvas, measured, ankle, knee)


def _trunk(canvas: Canvas, measured: Measured) -> None:
    """The trunk against the vertical through the hips."""
    hip, shoulder = (
        point(measured.points, joint, Side.BOTH) for joint in (Joint.HIP, Joint.SHOULDER)
    )
    _against_vertical(canvas, measured, hip, shoulder)


def _against_vertical(
    canvas: Canvas, measured: Measured, foot: FloatArray, top: FloatArray
) -> None:
    line, up = top - foot, measured.axes.up
    reach = float(np.linalg.norm(line))
    canvas.dashed(foot, foot + up * reach * 1.2, PALETTE.guide)
    canvas.line(foot, top, PALETTE.angle, 1.3)
    canvas.arc(foot, up, line, PALETTE.angle, 0.8 * reach)
    way = 1.0 if np.dot(line, measured.axes.forward) >= 0 else -1.0
    _label(canvas, measured, foot + 0.62 * line, way)


def _head(canvas: Canvas, measured: Measured) -> None:
    """The line from shoulder to ear against the trunk's line."""
    hip, shoulder = (
        point(measured.points, joint, Side.BOTH) for joint in (Joint.HIP, Joint.SHOULDER)
    )
    ear = point(measured.points, Joint.EAR, measured.side)
    neck = ear - shoulder
    trunk = (shoulder - hip) / np.linalg.norm(shoulder - hip)
    reach = 1.5 * float(np.linalg.norm(neck))
    canvas.dashed(hip, shoulder + trunk * reach, PALETTE.guide)
    canvas.line(shoulder, ear, PALETTE.angle, 1.3)
    canvas.arc(shoulder, trunk, neck, PALETTE.angle, 0.8 * reach)
    _label(canvas, measured, shoulder + 1.4 * neck, 1.0)


def _knee(canvas: Canvas, measured: Measured) -> None:
    """The shin against the thigh made longer through the knee."""
    hip, knee, ankle = (
        point(measured.points, joint, measured.side)
        for joint in (Joint.HIP, Joint.KNEE, Joint.ANKLE)
    )
    thigh, shin = knee - hip, ankle - knee
    reach = 0.6 * float(np.linalg.norm(shin))
    straight = thigh / np.linalg.norm(thigh)
    canvas.dashed(knee, knee + straight * reach * 1.3, PALETTE.guide)
    canvas.arc(knee, thigh, shin, PALETTE.angle, reach)
    _label(canvas, measured, knee + straight * reach, 1.0)


_DRAWERS: dict[Metric, Callable[[Canvas, Measured], None]] = {
    Metric.FOOT_STRIKE_ANGLE: _foot_strike,
    Metric.FOOT_STRIKE_PATTERN: _foot_strike,
    Metric.OVERSTRIDE: _overstride,
    Metric.SHANK_ANGLE: _shank,
    Metric.TRUNK_LEAN: _trunk,
    Metric.TRUNK_LEAN_RANGE: _trunk,
    Metric.FORWARD_HEAD: _head,
    Metric.KNEE_FLEXION_CONTACT: _knee,
}
