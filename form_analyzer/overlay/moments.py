"""Which frame shows a number best, and where the feet are in each frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from form_analyzer.datatypes import (
    Analysis,
    EventKind,
    FloatArray,
    GaitEvent,
    Joint,
    Metric,
    PoseTrack,
    Side,
)
from form_analyzer.overlay.axes import Axes
from form_analyzer.overlay.skeleton import point

Stances: TypeAlias = tuple[tuple[float, float], ...]

_MID_STANCE = (0.3, 0.55)
"""Part of the contact in which a foot lies flat: after the heel settles, before it lifts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """The frame that shows a metric: an initial contact that is typical of the clip.

    Attributes
    ----------
    frame_index
        Position in decode order; a frame that the track holds.
    row
        Row of the track.
    """

    metric: Metric
    side: Side
    event: GaitEvent
    frame_index: int
    row: int


def find_spot(
    analysis: Analysis, track: PoseTrack, metric: Metric, side: Side | None = None
) -> Spot | None:
    """The initial contact that shows a metric best, or ``None`` where none can be shown.

    Parameters
    ----------
    track
        With the legs already put right.
    side
        Whose leg; the near one for ``None`` or ``BOTH``.

    Notes
    -----
    A single frame can be unlucky, so the contact is chosen whose own value lies in
    the middle of all contacts of that foot.
    """
    leg = side if side in (Side.LEFT, Side.RIGHT) else analysis.view.near_side
    if leg is None:
        return None
    spots = _contacts(analysis, track, metric, leg)
    if not spots:
        return None
    axes = Axes.of(analysis.view)
    values = [_own_value(metric, track.position_px[spot.row], leg, axes) for spot in spots]
    middle = float(np.median(values))
    return min(zip(spots, values, strict=True), key=lambda pair: abs(pair[1] - middle))[0]


def nearest_row(track: PoseTrack, frame: float) -> int:
    """The row of the track nearest to a fractional frame."""
    return int(np.argmin(np.abs(track.frame_index - frame)))


def flat_foot(analysis: Analysis, track: PoseTrack, side: Side) -> FloatArray:
    """Direction heel to toe (pixels, unit length) of a foot lying flat in mid-stance.

    The median over all contacts; ``nan`` where no whole contact was seen. (2,)
    """
    directions = []
    for start, end in stances(analysis.events, side):
        first, last = (start + share * (end - start) for share in _MID_STANCE)
        rows = (track.frame_index >= first) & (track.frame_index <= last)
        points = track.position_px[rows]
        foot = points[:, Joint.TOE.on(side).column] - points[:, Joint.HEEL.on(side).column]
        directions += [line for line in foot if np.isfinite(line).all() and line.any()]
    if not directions:
        return np.full(2, np.nan)
    units = np.array([line / np.linalg.norm(line) for line in directions])
    middle = np.median(units, axis=0)
    return np.asarray(middle / np.linalg.norm(middle))


def level_foot(analysis: Analysis, track: PoseTrack, side: Side) -> FloatArray:
    """Direction heel to toe (pixels, unit length) that counts as flat in drawings. (2,)

    The foot in mid-stance, turned so that the middle one of all initial contacts shows the
    measured strike angle: landmarks float over a shoe, which the measurement corrects for.
    """
    flat = flat_foot(analysis, track, side)
    row = analysis.measurement(Metric.FOOT_STRIKE_ANGLE, side)
    spots = _contacts(analysis, track, Metric.FOOT_STRIKE_ANGLE, side)
    if row is None or row.value is None or not spots or not np.isfinite(flat).all():
        return flat
    axes = Axes.of(analysis.view)
    feet = [_needed(track.position_px[spot.row], side)[3:5] for spot in spots]
    seen = [
        against(turned(axes.forward, flat, toe - heel), axes.forward, axes.up) for heel, toe in feet
    ]
    return raised(flat, float(np.median(seen)) - row.value, axes)


def raised(line: FloatArray, angle_deg: float, axes: Axes) -> FloatArray:
    """A line (2,) turned by an angle, + = its front towards up."""
    sense = np.sign(axes.level[0] * axes.up[1] - axes.level[1] * axes.up[0])
    return _spun(line, np.exp(1j * np.radians(sense * angle_deg)))


def turned(line: FloatArray, before: FloatArray, after: FloatArray) -> FloatArray:
    """A unit line turned by the angle from one direction to another, (2,)."""
    start, end = (complex(way[0], way[1]) for way in (before, after))
    return _spun(line, (end / abs(end)) * (start / abs(start)).conjugate())


def _spun(line: FloatArray, turn: complex) -> FloatArray:
    spun = complex(line[0], line[1]) * turn
    return np.array([spun.real, spun.imag])


def stances(events: Sequence[GaitEvent], side: Side) -> Stances:
    """(first, last) fractional frame of each contact of a foot that was seen whole."""
    own = [event for event in events if event.side is side]
    return tuple(
        (first.frame, second.frame)
        for first, second in pairwise(own)
        if (first.kind, second.kind) == (EventKind.INITIAL_CONTACT, EventKind.TOE_OFF)
    )


def _contacts(analysis: Analysis, track: PoseTrack, metric: Metric, leg: Side) -> list[Spot]:
    spots = []
    for event in analysis.events:
        if event.kind is not EventKind.INITIAL_CONTACT or event.side is not leg:
            continue
        row = nearest_row(track, event.frame)
        close = abs(float(track.frame_index[row]) - event.frame) <= 1
        if close and np.isfinite(_needed(track.position_px[row], leg)).all():
            index = int(track.frame_index[row])
            spots.append(Spot(metric=metric, side=leg, event=event, frame_index=index, row=row))
    return spots


def _needed(points: FloatArray, leg: Side) -> FloatArray:
    """Everything a drawing may need of one frame."""
    joints = (Joint.HIP, Joint.KNEE, Joint.ANKLE, Joint.HEEL, Joint.TOE)
    places = [point(points, joint, leg) for joint in joints]
    return np.stack([*places, point(points, Joint.SHOULDER, Side.BOTH)])


def _own_value(metric: Metric, points: FloatArray, leg: Side, axes: Axes) -> float:
    """A frame's own value in pixels or degrees; only its order among frames matters."""
    hip, knee, ankle, heel, toe = _needed(points, leg)[:5]
    match metric:
        case Metric.FOOT_STRIKE_ANGLE | Metric.FOOT_STRIKE_PATTERN:
            return against(toe - heel, axes.forward, axes.up)
        case Metric.SHANK_ANGLE:
            return against(knee - ankle, axes.up, axes.forward)
        case Metric.TRUNK_LEAN | Metric.TRUNK_LEAN_RANGE | Metric.FORWARD_HEAD:
            trunk = point(points, Joint.SHOULDER, Side.BOTH) - point(points, Joint.HIP, Side.BOTH)
            return against(trunk, axes.up, axes.forward)
        case Metric.KNEE_FLEXION_CONTACT:
            return bend(hip, knee, ankle)
        case _:
            return float(np.dot(ankle - hip, axes.level))


def against(line: FloatArray, reference: FloatArray, towards: FloatArray) -> float:
    """Angle of a line from a reference direction, + = turned towards the third; degrees.

    The third direction only says which way is positive: on a slope, along the belt is not
    square to up.
    """
    reference = reference / np.linalg.norm(reference)
    across = towards - np.dot(towards, reference) * reference
    across = across / np.linalg.norm(across)
    return float(np.degrees(np.arctan2(np.dot(line, across), np.dot(line, reference))))


def bend(hip: FloatArray, knee: FloatArray, ankle: FloatArray) -> float:
    """Bend of a knee in degrees, 0 = straight."""
    thigh, shin = knee - hip, ankle - knee
    cosine = np.dot(thigh, shin) / (np.linalg.norm(thigh) * np.linalg.norm(shin))
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
