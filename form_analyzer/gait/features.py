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
from form_analyzer.geometry import turn_deg

_N = 1024
# Harmonics of the stride kept in the trunk's height: two of the step. The trunk is
# heavy and slow; higher ones only carried noise of the pose model into the anchor.
_TRUNK_HARMONICS = 4
# Shoulders are seen more steadily than hips, which clothes and hands hide.
_TRUNK_WEIGHTS = {Joint.HIP: 0.25, Joint.SHOULDER: 0.75}


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


def trunk_wave(cycle: MeanCycle) -> tuple[FloatArray, FloatArray]:
    """Height (leg lengths) and vertical speed (per s) of the trunk over a stride, (n,) each."""
    grid = np.arange(_N) / _N
    parts = [w * cycle.middle(joint, grid)[:, 1] for joint, w in _TRUNK_WEIGHTS.items()]
    wave = np.fft.rfft(np.sum(parts, axis=0))
    wave[_TRUNK_HARMONICS + 1 :] = 0.0
    turns = 2j * np.pi * np.arange(len(wave))
    return np.fft.irfft(wave, _N), np.fft.irfft(wave * turns, _N) / cycle.stride_s


def find_anchor(cycle: MeanCycle, side: Side) -> float:
    """Stride phase at which the trunk falls fastest after this side's contact."""
    grid = np.arange(_N) / _N
    _, speed = trunk_wave(cycle)
    ahead = cycle.on(Joint.ANKLE, side, grid)[:, 0] - cycle.on(Joint.ANKLE, side.other, grid)[:, 0]
    wave = np.fft.rfft(ahead)
    wave[4:] = 0.0
    reach = np.fft.irfft(wave, _N)
    reach = reach / max(float(np.abs(reach).max()), 1e-9)
    fall = -speed / max(float(np.abs(speed).max()), 1e-9)
    return float(grid[int(np.argmax(np.where(reach > 0.1, fall, -np.inf)))])


def side_curves(cycle: MeanCycle, side: Side) -> SideCurves:
    """Curves of one side about its anchor."""
    anchor = find_anchor(cycle, side)
    offset = np.arange(_N) / _N - 0.5
    phase = np.mod(anchor + offset, 1.0)
    time_s = offset * cycle.stride_s
    joints = (Joint.HIP, Joint.KNEE, Joint.ANKLE, Joint.HEEL, Joint.TOE)
    place = {joint: cycle.on(joint, side, phase) for joint in joints}
    speed = {joint: cycle.on(joint, side, phase, 1) for joint in joints}
    _, trunk = trunk_wave(cycle)
    foot = place[Joint.TOE] - place[Joint.HEEL]
    return SideCurves(
        anchor=anchor,
        time_s=time_s,
        phase=phase,
        place=place,
        speed=speed,
        hip_x=cycle.middle(Joint.HIP, phase)[:, 0],
        trunk_speed=np.interp(phase, np.arange(_N + 1) / _N, np.append(trunk, trunk[0])),
        foot_deg=np.degrees(np.unwrap(np.arctan2(foot[:, 1], foot[:, 0]))),
        knee_deg=turn_deg(
            place[Joint.KNEE] - place[Joint.HIP], place[Joint.ANKLE] - place[Joint.KNEE]
        ),
        belt_speed=_belt_speed(time_s, speed),
    )


def _belt_speed(time_s: FloatArray, speed: dict[Joint, FloatArray]) -> float:
    """Median backward speed of heel, ankle and toe from 20 to 120 ms after the anchor."""
    stance = (time_s > 0.02) & (time_s < 0.12)
    feet = [speed[joint][stance, 0] for joint in (Joint.HEEL, Joint.ANKLE, Joint.TOE)]
    return float(-np.median(np.concatenate(feet)))


def push_time_s(curves: SideCurves) -> float:
    """Seconds from the anchor to the instant at which the trunk rises fastest."""
    later = (curves.time_s > 0.03) & (curves.time_s < 0.3)
    return _instant(curves.time_s, curves.trunk_speed, later)


def contact_features(curves: SideCurves) -> dict[str, float]:
    """What the model of initial contact may look at; instants in seconds from the anchor.

    An instant that does not exist is ``nan``.
    """
    leg = curves.place
    before = (curves.time_s > -0.2) & (curves.time_s < 0.06)
    shank = leg[Joint.ANKLE][:, 0] - leg[Joint.KNEE][:, 0]
    features = {
        **_rhythm_features(curves),
        "shank_forward_s": _instant(curves.time_s, shank, before),
        "foot_up_s": _instant(curves.time_s, curves.foot_deg, before),
        "knee_straight_s": _instant(curves.time_s, -curves.knee_deg, before),
    }
    for joint in (Joint.HEEL, Joint.ANKLE, Joint.TOE):
        features |= _backward_instants(curves, joint, before)
    return features


def toe_off_features(curves: SideCurves) -> dict[str, float]:
    """What the model of toe-off may look at; instants in seconds from the push.

    The push is the instant at which the trunk rises fastest. An instant that does
    not exist is ``nan``.
    """
    push_s = push_time_s(curves)
    time_s = curves.time_s - push_s
    after = (time_s > -0.05) & (time_s < 0.25)
    leg = curves.place
    features = {
        **_rhythm_features(curves),
        "knee_straight_s": _instant(time_s, -curves.knee_deg, after),
        "thigh_back_s": _instant(time_s, leg[Joint.HIP][:, 0] - leg[Joint.KNEE][:, 0], after),
        "ankle_back_s": _instant(time_s, curves.hip_x - leg[Joint.ANKLE][:, 0], after),
        "rise_half_s": _falls_below(time_s, curves.trunk_speed / np.max(curves.trunk_speed), 0.5),
    }
    for joint in (Joint.HEEL, Joint.ANKLE, Joint.TOE):
        back = -curves.speed[joint][:, 0] / max(curves.belt_speed, 1e-6)
        for share in (0.7, 0.5, 0.3):
            features[f"{joint}_{round(100 * share)}_s"] = _falls_below(time_s, back, share)
    return features


def _rhythm_features(curves: SideCurves) -> dict[str, float]:
    return {
        "push_s": push_time_s(curves),
        "stride_s": float(curves.time_s[-1] - curves.time_s[0]),
        **_bounce_shape(curves),
    }


def _falls_below(time_s: FloatArray, values: FloatArray, level: float) -> float:
    """Time after zero at which ``values`` first falls below ``level``; ``nan`` if never."""
    later = np.flatnonzero((time_s > 0.0) & (time_s < 0.25) & (values < level))
    return float(time_s[later[0]]) if len(later) else float("nan")


def _bounce_shape(curves: SideCurves) -> dict[str, float]:
    """Second harmonic of the trunk's step over its first, as seen from the anchor.

    Their ratio and relation tell how short and how skewed the push on the ground is.
    """
    wave = np.fft.rfft(curves.trunk_speed)
    first, second = wave[2], wave[4]
    relative = second / first**2 * abs(first) if abs(first) > 0 else 0.0
    return {"bounce_cos": float(np.real(relative)), "bounce_sin": float(np.imag(relative))}


def _instant(time_s: FloatArray, values: FloatArray, where: BoolArray) -> float:
    """Time of the greatest value in a window."""
    return float(time_s[where][int(np.argmax(values[where]))])


def _backward_instants(curves: SideCurves, joint: Joint, before: BoolArray) -> dict[str, float]:
    """When a point of the foot turns back, and reaches 50, 70 and 90 % of belt speed."""
    reach = curves.place[joint][:, 0] - curves.hip_x
    turn_s = _instant(curves.time_s, reach, before)
    out = {f"{joint}_turn_s": turn_s}
    after = curves.time_s >= turn_s
    back = -curves.speed[joint][after, 0] / max(curves.belt_speed, 1e-6)
    for share in (0.5, 0.7, 0.9):
        reached = np.flatnonzero(back >= share)
        when = curves.time_s[after][reached[0]] if len(reached) else np.nan
        out[f"{joint}_{round(100 * share)}_s"] = float(when)
    return out
