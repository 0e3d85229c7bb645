"""One leg: the foot pinned to the belt in stance, joint angles in swing.

Notes
-----
In stance the foot turns about the rear end of its sole while its toes are up and rolls over
the rounded front while its heel is up, always without slipping on the moving belt. The
landmarks ride on a cushion (shoe, heel pad) that takes up the speed of landing, so they
have no jump in speed at contact. Hip and knee follow by inverse kinematics.

In swing, thigh angle, knee flexion and ankle angle are splines from toe-off to the next
contact, meeting angle and angular speed of stance at both ends. Between the ends they
follow a treadmill runner's mean swing (Fukuchi et al. 2017), scaled to the ends.

Angles of a leg come as an array (..., 3): thigh against vertical (+ knee ahead of hip),
knee flexion, foot against flat (+ toes up); radians.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.interpolate import CubicSpline

from form_analyzer.datatypes import FloatArray, IntArray
from form_analyzer.synthetic.foot import (
    cushion,
    down,
    foot_arm,
    lowest_sole,
    over_belt,
    solve_leg,
)
from form_analyzer.synthetic.parameters import RunnerParameters
from form_analyzer.synthetic.timeline import Timeline
from form_analyzer.synthetic.trunk import Trunk

_KNOTS = np.array([0.0, 0.15, 0.35, 0.55, 0.72, 0.88, 1.0])
# Thigh: share of the way from its angle at toe-off to that at the next contact.
_THIGH_SHARE = np.array([0.05, 0.55, 1.15, 1.30, 1.12])
# Knee: share of the way to its peak, from toe-off (first three) or from contact (last two).
_KNEE_SHARE = np.array([0.19, 0.76, 0.99, 0.60, 0.11])
# Ankle: degrees plantar- (-) or dorsiflexed (+); the first counts from toe-off, the last
# from contact.
_ANKLE_DEG = np.array([-5.0, -13.0, -3.0, 2.0, 2.0])
# What the sole must clear the belt by, of leg length; the foot is lifted where it would not.
_CLEARANCE = np.array([0.012, 0.04, 0.05, 0.05, 0.026])
_RATE_STEP_S = 2e-5
_NEWTON_STEPS = 9
_STRAIGHTEST_COSINE = float(np.cos(np.radians(9.0)))
# The hip is furthest ahead a little before its foot's contact, furthest behind at toe-off.
_PELVIS_LEAD = 0.26


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One side's leg at any time.

    Attributes
    ----------
    column
        0 = left, 1 = right.
    index : (n,)
        This side's contacts in the timeline.
    pin_m : (n,)
        Where the rear end of the sole stands at the instant of contact, metres.
    push_knee : (n, 3)
        Knee flexion at heel rise and its first two derivatives, radians and seconds.
    swing
        Three angles over the fraction of swing, one column a swing.
    """

    parameters: RunnerParameters
    timeline: Timeline
    trunk: Trunk
    column: int
    index: IntArray
    pin_m: FloatArray
    push_knee: FloatArray
    swing: CubicSpline

    def joints(self, time_s: FloatArray) -> FloatArray:
        """Hip, knee, ankle, heel and toe in metres, (n, 5, 2), for times (n,)."""
        hip = hip_path(self.parameters, self.trunk, self.column, time_s)
        angles = self.angles(time_s, hip)
        thigh = angles[:, 0]
        shank = thigh - angles[:, 1]
        knee = hip + self.parameters.thigh_m * down(thigh)
        ankle = knee + self.parameters.shank_m * down(shank)
        foot = self.parameters.body.foot
        heel = ankle + foot_arm(self.parameters, foot.heel, foot.ankle, angles[:, 2])
        toe = ankle + foot_arm(self.parameters, foot.toe, foot.ankle, angles[:, 2])
        return np.stack([hip, knee, ankle, heel, toe], axis=1)

    def angles(self, time_s: FloatArray, hip: FloatArray) -> FloatArray:
        """Thigh, knee and foot angle, (n, 3), for this side's hip (n, 2)."""
        k = self._contact(time_s)
        toe_off = self.timeline.toe_off_s[self.index[k]]
        angles = np.empty((len(time_s), 3))
        stance = time_s < toe_off
        angles[stance] = stance_angles(self, k[stance], time_s[stance], hip[stance])
        angles[~stance] = self._swing_angles(k[~stance], time_s[~stance])
        return angles

    def deepest_knee_deg(self) -> float:
        """Most flexed knee where the heel is about to rise, degrees."""
        return float(np.degrees(self.push_knee[1:-1, 0].max()))

    def in_stance(self, time_s: FloatArray) -> IntArray:
        """Which of this side's contacts each time falls in, or -1 in swing, (n,)."""
        k = self._contact(time_s)
        return np.where(time_s < self.timeline.toe_off_s[self.index[k]], k, -1)

    def _contact(self, time_s: FloatArray) -> IntArray:
        contact = self.timeline.contact_s[self.index]
        return np.clip(np.searchsorted(contact, time_s, side="right") - 1, 0, len(contact) - 2)

    def _swing_angles(self, k: IntArray, time_s: FloatArray) -> FloatArray:
        start = self.timeline.toe_off_s[self.index[k]]
        stop = self.timeline.contact_s[self.index[k + 1]]
        u = (time_s - start) / (stop - start)
        piece = np.clip(np.searchsorted(_KNOTS, u, side="right") - 1, 0, len(_KNOTS) - 2)
        c = self.swing.c[:, piece, k, :]
        s = (u - _KNOTS[piece])[:, None]
        angles: FloatArray = ((c[0] * s + c[1]) * s + c[2]) * s + c[3]
        angles[:, 2] += angles[:, 0] - angles[:, 1]
        return angles


def build_leg(parameters: RunnerParameters, timeline: Timeline, trunk: Trunk, column: int) -> Leg:
    """The leg of one side on this timeline.

    Raises
    ------
    ValueError
        If the leg cannot reach from the hip to the belt somewhere in stance.
    """
    index = timeline.of(column)
    leg = Leg(
        parameters=parameters,
        timeline=timeline,
        trunk=trunk,
        column=column,
        index=index,
        pin_m=_pins(parameters, timeline, trunk, column, index),
        push_knee=np.zeros((len(index), 3)),
        swing=CubicSpline(_KNOTS, np.zeros((len(_KNOTS), len(index) - 1, 3))),
    )
    leg = replace(leg, push_knee=_knee_at_heel_rise(leg))
    return replace(leg, swing=_swing(leg))


def hip_path(
    parameters: RunnerParameters, trunk: Trunk, column: int, time_s: FloatArray
) -> FloatArray:
    """One side's hip in metres, (n, 2): the mid-hip and the pelvis's turning."""
    hips = trunk.hips(time_s)
    reach = parameters.pelvis_rotation_ratio * parameters.leg_length_m
    hips[..., 0] += reach * side_cosine(trunk, column, time_s, lead=_PELVIS_LEAD)
    return hips


def side_cosine(trunk: Trunk, column: int, time_s: FloatArray, *, lead: float = 0.0) -> FloatArray:
    """1 at this side's contacts, -1 at the other's, smooth; ``lead`` steps earlier."""
    first = int(trunk.timeline.side[0])
    wave: FloatArray = np.cos(np.pi * (trunk.phase(time_s) - (column != first) + lead))
    return wave


def stance_pitch(leg: Leg, k: IntArray, time_s: FloatArray, hip: FloatArray) -> FloatArray:
    """Foot against flat in stance, radians: turning flat, flat, heel rising.

    However it lands, the foot turns toes-down just before contact; what of that speed does
    not belong to turning flat dies out like the speed of landing.
    """
    p = leg.parameters
    contact, toe_off = leg.timeline.contact_s[leg.index[k]], leg.timeline.toe_off_s[leg.index[k]]
    strike = np.radians(leg.timeline.strike_deg[leg.index[k]])
    since, start = time_s - contact, p.heel_rise_fraction * (toe_off - contact)
    turning = np.maximum(1.4 * np.abs(strike) / np.radians(p.foot_flat_rate_deg_s), 0.025)
    s = np.minimum(since / np.minimum(turning, start), 1.0)
    pitch: FloatArray = strike * (1 - s) ** 2 * (1 + 1.5 * s)
    own = -0.5 * strike / np.minimum(turning, start)
    slap = -np.radians(p.contact_pitch_rate_deg_s) - own
    fading = np.maximum(1 - since / start, 0.0) ** 2
    pitch += slap * since * np.exp(-since / p.cushion_s) * fading
    rising = since > start
    pitch[rising] = _push_off_pitch(leg, k[rising], time_s[rising], hip[rising])
    return pitch


def _push_off_pitch(leg: Leg, k: IntArray, time_s: FloatArray, hip: FloatArray) -> FloatArray:
    """How far the heel has risen, so that the knee extends smoothly until toe-off.

    The hip is known and the knee fixes its distance to the ankle; the foot rolls on until
    the ankle is there (Newton's method).
    """
    p, foot, leg_m = leg.parameters, leg.parameters.body.foot, leg.parameters.leg_length_m
    knee = _push_off_knee(leg, k, time_s)
    reach2 = p.thigh_m**2 + p.shank_m**2 + 2 * p.thigh_m * p.shank_m * np.cos(knee)
    centre = np.array([foot.sole_length, foot.rocker_radius]) * leg_m
    x0, y0 = (_place(leg, k, time_s, centre) - hip).T
    ankle = (foot.ankle[0] * leg_m - centre[0], foot.ankle[1] * leg_m - centre[1])
    pitch = np.zeros(len(k))
    for _ in range(_NEWTON_STEPS):
        cos, sin = np.cos(pitch), np.sin(pitch)
        dx, dy = ankle[0] * cos - ankle[1] * sin, ankle[0] * sin + ankle[1] * cos
        x, y = x0 - centre[1] * pitch + dx, y0 + dy
        excess = x * x + y * y - reach2
        if np.all(np.abs(excess) < 1e-14):
            break
        pitch = np.clip(pitch - excess / (2 * (y * dx - x * (dy + centre[1]))), -1.7, 0.0)
    if np.any((np.abs(excess) > 1e-9) & (pitch < -0.02)):
        raise ValueError("the leg cannot reach the belt in push-off; choose other parameters")
    return pitch


def _push_off_knee(leg: Leg, k: IntArray, time_s: FloatArray) -> FloatArray:
    """Knee flexion from heel rise to toe-off: a quintic with the asked angle and rate there."""
    p = leg.parameters
    contact, toe_off = leg.timeline.contact_s[leg.index[k]], leg.timeline.toe_off_s[leg.index[k]]
    start = contact + p.heel_rise_fraction * (toe_off - contact)
    duration = toe_off - start
    s = (time_s - start) / duration
    first, rate, bend = (leg.push_knee[k] * duration[:, None] ** np.arange(3)).T
    gap = np.radians(p.knee_flexion_toe_off_deg) - first - rate - bend / 2
    slope, curve = np.radians(p.knee_rate_toe_off_deg_s) * duration - rate - bend, -bend
    cubic = 10 * gap - 4 * slope + curve / 2
    quartic = -15 * gap + 7 * slope - curve
    quintic = 6 * gap - 3 * slope + curve / 2
    knee: FloatArray = first + s * (
        rate + s * (bend / 2 + s * (cubic + s * (quartic + s * quintic)))
    )
    return knee


def _knee_at_heel_rise(leg: Leg) -> FloatArray:
    """Knee flexion of the flat foot at heel rise, its rate and their rate, (n, 3)."""
    k = np.arange(len(leg.index))
    contact, toe_off = leg.timeline.contact_s[leg.index], leg.timeline.toe_off_s[leg.index]
    start = contact + leg.parameters.heel_rise_fraction * (toe_off - contact)
    h = 20 * _RATE_STEP_S
    before, at, after = (_flat_knee(leg, k, start + step) for step in (-h, 0.0, h))
    return np.stack([at, (after - before) / (2 * h), (after - 2 * at + before) / h**2], axis=-1)


def _flat_knee(leg: Leg, k: IntArray, time_s: FloatArray) -> FloatArray:
    """Knee flexion if the foot lies flat."""
    ankle = _place(leg, k, time_s, over_belt(leg.parameters, np.zeros(len(k))))
    hip = hip_path(leg.parameters, leg.trunk, leg.column, time_s)
    return solve_leg(leg.parameters, ankle - hip)[1]


def _place(leg: Leg, k: IntArray, time_s: FloatArray, over: FloatArray) -> FloatArray:
    """From places over the pinned sole to metres in the runner's frame."""
    since = time_s - leg.timeline.contact_s[leg.index[k]]
    pin = np.stack([leg.pin_m[k] - leg.parameters.speed_mps * since, np.zeros(len(k))], axis=-1)
    return over + pin + cushion(leg.parameters, since)


def stance_ankle(
    leg: Leg, k: IntArray, time_s: FloatArray, hip: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Ankle in metres (n, 2) and foot pitch (n,) in stance."""
    pitch = stance_pitch(leg, k, time_s, hip)
    return _place(leg, k, time_s, over_belt(leg.parameters, pitch)), pitch


def stance_angles(leg: Leg, k: IntArray, time_s: FloatArray, hip: FloatArray) -> FloatArray:
    """Thigh, knee and foot angle in stance by inverse kinematics, (n, 3)."""
    ankle, pitch = stance_ankle(leg, k, time_s, hip)
    thigh, knee = solve_leg(leg.parameters, ankle - hip)
    return np.stack([thigh, knee, pitch], axis=-1)


def contact_height(parameters: RunnerParameters) -> float:
    """Height of the hips at contact that gives the asked knee flexion, mean of both sides."""
    p = parameters
    flexion = np.radians(p.knee_flexion_contact_deg)
    distance2 = p.thigh_m**2 + p.shank_m**2 + 2 * p.thigh_m * p.shank_m * np.cos(flexion)
    ankle = over_belt(p, np.radians(p.foot_strike_angle_deg))
    ahead = np.asarray(p.overstride_ratio) * p.leg_length_m
    return float(np.mean(ankle[:, 1] + np.sqrt(distance2 - ahead**2)))


def _pins(
    p: RunnerParameters, timeline: Timeline, trunk: Trunk, column: int, index: IntArray
) -> FloatArray:
    """Rear end of the sole at contact, so that the ankle is ahead of the hip as asked."""
    hip = hip_path(p, trunk, column, timeline.contact_s[index])
    ankle = over_belt(p, np.radians(timeline.strike_deg[index]))
    longest2 = p.thigh_m**2 + p.shank_m**2 + 2 * p.thigh_m * p.shank_m * _STRAIGHTEST_COSINE
    reachable2 = longest2 - (hip[:, 1] - ankle[:, 1]) ** 2
    # A single long step is shortened so that the knee stays a little flexed at contact.
    ahead = np.minimum(
        timeline.overstride_ratio[index] * p.leg_length_m, np.sqrt(np.maximum(reachable2, 0.0))
    )
    pin: FloatArray = hip[:, 0] + ahead - ankle[:, 0]
    return pin


def _swing(leg: Leg) -> CubicSpline:
    k = np.arange(len(leg.index) - 1)
    start, stop = leg.timeline.toe_off_s[leg.index[:-1]], leg.timeline.contact_s[leg.index[1:]]
    angles, rates = _end_angles(leg, np.concatenate([k, k + 1]), np.concatenate([start, stop]))
    (first, last), (first_rate, last_rate) = np.split(angles, 2), np.split(rates, 2)
    duration = (stop - start)[:, None]
    knots = _swing_knots(leg.parameters, first, last)
    _lift_feet(leg, knots, start + _KNOTS[1:-1, None] * (stop - start))
    speeds = first_rate * duration, last_rate * duration
    return CubicSpline(_KNOTS, knots, bc_type=((1, speeds[0]), (1, speeds[1])))


def _end_angles(leg: Leg, k: IntArray, time_s: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Thigh, knee and ankle angle of stance and their rates at one instant."""
    steps = np.array([-_RATE_STEP_S, 0.0, _RATE_STEP_S])
    time, k = np.concatenate(time_s + steps[:, None]), np.tile(k, len(steps))
    hip = hip_path(leg.parameters, leg.trunk, leg.column, time)
    angles = stance_angles(leg, k, time, hip)
    angles[:, 2] -= angles[:, 0] - angles[:, 1]
    before, at, after = np.split(angles, len(steps))
    return at, (after - before) / (2 * _RATE_STEP_S)


def _swing_knots(p: RunnerParameters, first: FloatArray, last: FloatArray) -> FloatArray:
    """Angles at the knots, (n_knots, n_swings, 3)."""
    knots = np.empty((len(_KNOTS), *first.shape))
    knots[0], knots[-1] = first, last
    knots[1:-1, :, 0] = first[:, 0] + _THIGH_SHARE[:, None] * (last[:, 0] - first[:, 0])
    peak = np.radians(p.knee_flexion_swing_deg)
    start = np.stack([first[:, 1]] * 3 + [last[:, 1]] * 2)
    knots[1:-1, :, 1] = start + _KNEE_SHARE[:, None] * (peak - start)
    knots[1:-1, :, 2] = np.radians(_ANKLE_DEG)[:, None]
    knots[1, :, 2] += first[:, 2]
    knots[-2, :, 2] += last[:, 2]
    return knots


def _lift_feet(leg: Leg, knots: FloatArray, time_s: FloatArray) -> None:
    """Raise the ankle straight up at the inner knots where the sole would be too low."""
    p = leg.parameters
    inner = knots[1:-1]
    hip = hip_path(p, leg.trunk, leg.column, time_s.ravel()).reshape(*time_s.shape, 2)
    shank = inner[..., 0] - inner[..., 1]
    reach = p.thigh_m * down(inner[..., 0]) + p.shank_m * down(shank)
    pitch = inner[..., 2] + shank
    height = hip[..., 1] + reach[..., 1] + lowest_sole(p, pitch)
    reach[..., 1] += np.maximum(_CLEARANCE[:, None] * p.leg_length_m - height, 0.0)
    inner[..., 0], inner[..., 1] = solve_leg(p, reach)
    inner[..., 2] = pitch - inner[..., 0] + inner[..., 1]
