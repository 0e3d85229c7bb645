"""Instants and speeds of a mean stride that do not need an event to be known.

All are measured on one side from the *anchor*: the instant at which the trunk
falls fastest in the step that begins with this side's contact. It lies
30-55 ms after initial contact whatever the foot strike, and both the light and
the heavy pose models see it alike.
"""

from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import BoolArray, FloatArray, Joint, Side
from form_analyzer.gait.cycle import MeanCycle
from form_analyzer.geometry import lean_deg, turn_deg

_N = 1024
# Harmonics of the stride kept in the trunk's height: two of the step. The trunk is
# heavy and slow; higher ones only carried noise of the pose model into the anchor.
_TRUNK_HARMONICS = 4
_TRUNK_JOINTS = (Joint.HIP, Joint.SHOULDER)


@dataclass(frozen=True, slots=True)
class SideCurves:
    """One side's mean stride about its anchor.

    Attributes
    ----------
    anchor : float
        Stride phase of the anchor, 0..1.
    time_s : (n,)
        Real seconds from the anchor, half a stride to either side.
    phase : (n,)
        Stride phase of each sample.
    place, speed : joint to (n, 2)
        Leg lengths relative to the mid-hip's mean place, and leg lengths per second.
    hip_x : (n,)
        Horizontal place of the mid-hip.
    trunk_speed : (n,)
        Vertical speed of the trunk.
    foot_deg, knee_deg : (n,)
        Heel-to-toe line against the horizontal (+ toes up) and knee flexion.
    belt_speed : float
        Backward speed of the foot in mid-stance, leg lengths per second.
    push_s : float
        Seconds from the anchor to the push: the instant at which the trunk rises fastest.
    """

    anchor: float
    time_s: FloatArray
    phase: FloatArray
    place: dict[Joint, FloatArray]
    speed: dict[Joint, FloatArray]
    hip_x: FloatArray
    trunk_speed: FloatArray
    foot_deg: FloatArray
    knee_deg: FloatArray
    belt_speed: float
    push_s: float


def trunk_wave(cycle: MeanCycle) -> tuple[FloatArray, FloatArray]:
    """Height (leg lengths) and vertical speed (per s) of the trunk over a stride, (n,) each."""
    grid = np.arange(_N) / _N
    parts = [cycle.middle(joint, grid)[:, 1] for joint in _TRUNK_JOINTS]
    wave = np.fft.rfft(np.mean(parts, axis=0))
    wave[_TRUNK_HARMONICS + 1 :] = 0.0
    turns = 2j * np.pi * np.arange(len(wave))
    return np.fft.irfft(wave, _N), np.fft.irfft(wave * turns, _N) / cycle.stride_s


def find_anchor(cycle: MeanCycle, side: Side, speed: FloatArray) -> float:
    """Stride phase at which the trunk falls fastest after this side's contact.

    ``speed`` is the trunk's, of :func:`trunk_wave`.
    """
    grid = np.arange(len(speed)) / len(speed)
    ahead = cycle.on(Joint.ANKLE, side, grid)[:, 0] - cycle.on(Joint.ANKLE, side.other, grid)[:, 0]
    wave = np.fft.rfft(ahead)
    wave[4:] = 0.0
    reach = np.fft.irfft(wave, _N)
    reach = reach / max(float(np.abs(reach).max()), 1e-9)
    fall = -speed / max(float(np.abs(speed).max()), 1e-9)
    return float(grid[int(np.argmax(np.where(reach > 0.1, fall, -np.inf)))])


def side_curves(cycle: MeanCycle, side: Side, trunk: FloatArray | None = None) -> SideCurves:
    """Curves of one side about its anchor; ``trunk`` is its speed, if it is known already."""
    trunk = trunk_wave(cycle)[1] if trunk is None else trunk
    anchor = find_anchor(cycle, side, trunk)
    offset = np.arange(_N) / _N - 0.5
    phase = np.mod(anchor + offset, 1.0)
    time_s = offset * cycle.stride_s
    joints = (Joint.HIP, Joint.KNEE, Joint.ANKLE, Joint.HEEL, Joint.TOE)
    place = {joint: cycle.on(joint, side, phase) for joint in joints}
    speed = {joint: cycle.on(joint, side, phase, 1) for joint in joints}
    foot = place[Joint.TOE] - place[Joint.HEEL]
    trunk_speed = np.interp(phase, np.arange(_N + 1) / _N, np.append(trunk, trunk[0]))
    return SideCurves(
        anchor=anchor,
        time_s=time_s,
        phase=phase,
        place=place,
        speed=speed,
        hip_x=cycle.middle(Joint.HIP, phase)[:, 0],
        trunk_speed=trunk_speed,
        foot_deg=np.degrees(np.unwrap(np.arctan2(foot[:, 1], foot[:, 0]))),
        knee_deg=turn_deg(
            place[Joint.KNEE] - place[Joint.HIP], place[Joint.ANKLE] - place[Joint.KNEE]
        ),
        belt_speed=_belt_speed(time_s, speed),
        push_s=_instant(time_s, trunk_speed, (time_s > 0.03) & (time_s < 0.3)),
    )


def _belt_speed(time_s: FloatArray, speed: dict[Joint, FloatArray]) -> float:
    """Median backward speed of heel, ankle and toe from 20 to 120 ms after the anchor."""
    stance = (time_s > 0.02) & (time_s < 0.12)
    feet = [speed[joint][stance, 0] for joint in (Joint.HEEL, Joint.ANKLE, Joint.TOE)]
    return float(-np.median(np.concatenate(feet)))


def contact_features(curves: SideCurves) -> dict[str, float]:
    """What the model of initial contact looks at, nothing of it the foot's own landing.

    ``leg_time_s`` is the time from the ankle furthest ahead of the knee to the ankle furthest
    behind the hip, ``rise_80_s`` that from the push to where the trunk's rise has fallen to
    80 % of its fastest, ``fall`` the trunk's greatest downward acceleration in leg lengths per
    s^2: they tell long contacts from short ones, and how much of a step is flight. How the
    foot comes down is left out: runners, and the ways pose models draw them, differ too much.
    """
    return {
        "leg_time_s": _leg_time_s(curves),
        "rise_80_s": _level_after(curves, 0.8) - curves.push_s,
        "fall": float(np.gradient(curves.trunk_speed, curves.time_s).min()),
    }


def toe_off_features(curves: SideCurves) -> dict[str, float]:
    """What the model of toe-off looks at.

    Seconds from the anchor: ``ankle_half_s``, where the ankle has lost half of the belt's
    speed after the push, and ``fall_80_s``, where the trunk has reached 80 % of its fastest
    fall. Seconds from the push: ``ankle_quarter_s`` and ``toe_quarter_s``, where ankle and toe
    have lost a quarter of the belt's speed, and ``thigh_back_s``, where the thigh is furthest
    back. ``rise`` is the trunk's fastest rise over the step time, leg lengths per s^2;
    ``leg_time_s`` as in :func:`contact_features`.
    """
    push_s = curves.push_s
    hip, knee = curves.place[Joint.HIP], curves.place[Joint.KNEE]
    step_s = 0.5 * len(curves.time_s) * (curves.time_s[1] - curves.time_s[0])
    thigh_back_s = _instant(curves.time_s, lean_deg(hip - knee), _between(curves, 0.1, 0.4))
    return {
        "ankle_half_s": _slower_s(curves, Joint.ANKLE, 0.5),
        "ankle_quarter_s": _slower_s(curves, Joint.ANKLE, 0.25) - push_s,
        "toe_quarter_s": _slower_s(curves, Joint.TOE, 0.25) - push_s,
        "fall_80_s": _level_before(curves, 0.8),
        "leg_time_s": _leg_time_s(curves),
        "thigh_back_s": thigh_back_s - push_s,
        "rise": float(curves.trunk_speed.max() / step_s),
    }


def _leg_time_s(curves: SideCurves) -> float:
    """From the ankle furthest ahead of the knee to the ankle furthest behind the hip."""
    shank = curves.place[Joint.ANKLE][:, 0] - curves.place[Joint.KNEE][:, 0]
    return _ankle_back_s(curves) - _instant(curves.time_s, shank, _between(curves, -0.2, 0.06))


def _slower_s(curves: SideCurves, joint: Joint, share: float) -> float:
    """Where, about the push, a joint has lost a share of the belt's speed; else ``nan``."""
    speed = curves.speed[joint][:, 0]
    about = _between(curves, curves.push_s - 0.06, curves.push_s + 0.2)
    slower = about & (speed > -(1 - share) * curves.belt_speed)
    return float(curves.time_s[np.argmax(slower)]) if slower.any() else float("nan")


def _between(curves: SideCurves, begin_s: float, end_s: float) -> BoolArray:
    return np.asarray((curves.time_s > begin_s) & (curves.time_s < end_s))


def _instant(time_s: FloatArray, values: FloatArray, where: BoolArray) -> float:
    """Time of the greatest value in a window."""
    return float(time_s[where][int(np.argmax(values[where]))])


def _ankle_back_s(curves: SideCurves) -> float:
    push_s = curves.push_s
    after = _between(curves, push_s - 0.05, push_s + 0.25)
    return _instant(curves.time_s, curves.hip_x - curves.place[Joint.ANKLE][:, 0], after)


def _level_before(curves: SideCurves, share: float) -> float:
    """Where, before the anchor, the trunk's fall reaches a share of its fastest."""
    start = int(np.searchsorted(curves.time_s, 0.0))
    earlier = np.flatnonzero(curves.trunk_speed[:start] > share * curves.trunk_speed[start])
    return float(curves.time_s[earlier[-1] if len(earlier) else 0])


def _level_after(curves: SideCurves, share: float) -> float:
    """Where, after the push, the trunk's rise has fallen to a share of its fastest."""
    start = int(np.searchsorted(curves.time_s, curves.push_s))
    later = np.flatnonzero(curves.trunk_speed[start:] < share * curves.trunk_speed[start])
    return float(curves.time_s[start + later[0] if len(later) else -1])
