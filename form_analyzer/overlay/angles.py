"""Angles and distances drawn on the body they were measured on."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import FloatArray, Joint, Metric, Side
from form_analyzer.overlay.axes import Axes
from form_analyzer.overlay.canvas import PALETTE, Canvas
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
        Direction heel to toe of the same foot when flat, pixels; ``nan`` unknown.
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
    """The foot against the same foot when flat, meeting at the heel."""
    heel, toe = (point(measured.points, joint, measured.side) for joint in (Joint.HEEL, Joint.TOE))
    foot = toe - heel
    flat = measured.flat_foot if np.isfinite(measured.flat_foot).all() else measured.axes.forward
    reach = 2.1 * float(np.linalg.norm(foot))
    flat = flat / np.linalg.norm(flat)
    along = foot / np.linalg.norm(foot)
    canvas.dashed(heel - 0.3 * reach * flat, heel + reach * flat, PALETTE.guide)
    canvas.line(heel, heel + reach * along, PALETTE.angle, 1.2)
    at = canvas.arc(heel, flat, along, PALETTE.angle, 0.85 * reach)
    canvas.text(measured.label, at + measured.axes.up * canvas.font_px, color=PALETTE.angle)


def _overstride(canvas: Canvas, measured: Measured) -> None:
    """How far the ankle is ahead of the hip, along the belt, at the height of the ankle."""
    hip, ankle = (
        point(measured.points, joint, measured.side) for joint in (Joint.HIP, Joint.ANKLE)
    )
    forward, up = measured.axes.forward, measured.axes.up
    below = ankle - forward * float(np.dot(ankle - hip, forward))
    canvas.dashed(hip, below, PALETTE.guide)
    canvas.line(below, ankle, PALETTE.angle, 1.3)
    for end in (below, ankle):
        canvas.line(end - up * canvas.unit_px * 4, end + up * canvas.unit_px * 4, PALETTE.angle, 1)
    canvas.text(
        measured.label, (below + ankle) / 2 - up * canvas.font_px * 1.3, color=PALETTE.angle
    )


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
    at = canvas.arc(foot, up, line, PALETTE.angle, 0.8 * reach)
    away = np.sign(np.dot(line, measured.axes.forward)) or 1.0
    canvas.text(
        measured.label, at + away * measured.axes.forward * canvas.font_px * 2, color=PALETTE.angle
    )


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
    at = canvas.arc(shoulder, trunk, neck, PALETTE.angle, 0.8 * reach)
    canvas.text(
        measured.label, at + measured.axes.forward * canvas.font_px * 2.4, color=PALETTE.angle
    )


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
    at = canvas.arc(knee, thigh, shin, PALETTE.angle, reach)
    canvas.text(
        measured.label, at - measured.axes.forward * canvas.font_px * 2, color=PALETTE.angle
    )


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
