"""The trunk's path: up and down by the force of each stance, to and fro, leaning.

Notes
-----
In stance the vertical force is a half sine with two more harmonics (skew, plateau); in
flight there is none. Each stance gets the impulse that brings the runner back to the
height of contact at the next contact, so the mean force is body weight and flight is a
free fall; nothing else is needed to make oscillation, contact and flight agree. The mean
pelvis of a runner on a force-plate treadmill (Fukuchi et al. 2017, PeerJ 5:e3298) has its
acceleration cross zero at 15 and 76 % of stance; with the default harmonics it does at 13
and 75 to 77 %.
"""

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline

from form_analyzer.datatypes import FloatArray
from form_analyzer.synthetic.parameters import GRAVITY_MPS2, RunnerParameters
from form_analyzer.synthetic.timeline import Timeline

# Fraction of a step by which the fore-aft path runs ahead of contact, and by which the
# lean does (the trunk leans most in mid-stance).
_FORE_AFT_LEAD = 0.05
_LEAN_LAG = 0.45
_WALK_OSCILLATION_RATIO = 0.018


@dataclass(frozen=True, slots=True, kw_only=True)
class Trunk:
    """The mid-hip's path and the trunk's lean at any time.

    Attributes
    ----------
    height_m
        Height of the mid-hip at initial contact.
    speed_mps, force_mps2 : (n_contacts,)
        Vertical speed at each contact and size of the stance force / mass.
    phase
        Steps since the first contact as a smooth function of time.
    lean
        Mean lean of the steps (deg) as a smooth function of the step phase.
    wander_m, wander_hz, wander_rad : (n_waves,)
        Slow drift on the belt.
    """

    parameters: RunnerParameters
    timeline: Timeline
    height_m: float
    speed_mps: FloatArray
    force_mps2: FloatArray
    phase: CubicSpline
    lean: CubicSpline
    wander_m: FloatArray
    wander_hz: FloatArray
    wander_rad: FloatArray

    def hips(self, time_s: FloatArray) -> FloatArray:
        """Mid-hip in metres, (..., 2): x about the middle of the belt, y above it."""
        return np.stack([self._fore_aft(time_s), self._height(time_s)], axis=-1)

    def lean_rad(self, time_s: FloatArray) -> FloatArray:
        """Lean of the trunk, + = forward, radians."""
        phase = self.phase(time_s)
        swing = np.cos(2 * np.pi * (phase - _LEAN_LAG)) * self.parameters.trunk_lean_range_deg / 2
        return np.radians(self.lean(phase) + swing)

    def _fore_aft(self, time_s: FloatArray) -> FloatArray:
        amplitude = self.parameters.fore_aft_ratio * self.parameters.leg_length_m
        within = amplitude * np.cos(2 * np.pi * (self.phase(time_s) + _FORE_AFT_LEAD))
        angle = 2 * np.pi * np.multiply.outer(time_s, self.wander_hz) + self.wander_rad
        path: FloatArray = within + np.sin(angle) @ self.wander_m
        return path

    def _height(self, time_s: FloatArray) -> FloatArray:
        if self.parameters.walking:
            return self.height_m + _walk_height(self, time_s)
        contact, toe_off = self.timeline.contact_s, self.timeline.toe_off_s
        k = np.clip(np.searchsorted(contact, time_s, side="right") - 1, 0, len(contact) - 1)
        since = time_s - contact[k]
        _, lift = pulse_integrals(self.parameters, since, toe_off[k] - contact[k])
        path = self.speed_mps[k] * since - GRAVITY_MPS2 / 2 * since**2 + self.force_mps2[k] * lift
        return self.height_m + (1 + self.parameters.oscillation_style) * path


def pulse(parameters: RunnerParameters, fraction: FloatArray) -> FloatArray:
    """Shape of the vertical force over stance (fraction 0..1); 0 outside."""
    angle = np.pi * fraction
    shape = np.sin(angle) + parameters.force_skew * np.sin(2 * angle)
    shape = shape + parameters.force_plateau * np.sin(3 * angle)
    return np.where((fraction > 0) & (fraction < 1), shape, 0.0)


def pulse_integrals(
    parameters: RunnerParameters, since_s: FloatArray, contact_s: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """First and second integral over time of the force shape from contact on."""
    u = np.minimum(since_s / contact_s, 1.0)
    beyond = np.maximum(since_s - contact_s, 0.0)
    speed, path = np.zeros_like(u), np.zeros_like(u)
    harmonics = (1.0, parameters.force_skew, parameters.force_plateau)
    for order, weight in enumerate(harmonics, start=1):
        rate = order * np.pi
        speed = speed + weight * contact_s * (1 - np.cos(rate * u)) / rate
        path = path + weight * contact_s**2 * (u / rate - np.sin(rate * u) / rate**2)
    return speed, path + speed * beyond


def build_trunk(
    parameters: RunnerParameters, timeline: Timeline, height_m: float, rng: np.random.Generator
) -> Trunk:
    """The trunk that fits these contacts, its wander drawn from ``rng``."""
    index = np.arange(len(timeline.contact_s), dtype=np.float64)
    speed, force = _bounce(parameters, timeline)
    waves = rng.uniform(0.4, 1.0, 3)
    return Trunk(
        parameters=parameters,
        timeline=timeline,
        height_m=height_m,
        speed_mps=speed,
        force_mps2=force,
        phase=CubicSpline(timeline.contact_s, index),
        lean=CubicSpline(index + 0.5, timeline.lean_deg),
        wander_m=parameters.variation.wander_m * waves / waves.sum(),
        wander_hz=rng.uniform(0.04, 0.25, 3),
        wander_rad=rng.uniform(0, 2 * np.pi, 3),
    )


def _bounce(parameters: RunnerParameters, timeline: Timeline) -> tuple[FloatArray, FloatArray]:
    """Vertical speed at each contact and stance force / mass, step after step.

    The force of a stance is the one that brings the runner to the next contact at the
    height of this one. Speeds settle within a few steps (each error shrinks to about half).
    """
    n = len(timeline.contact_s)
    speed, force = np.zeros(n), np.zeros(n)
    if parameters.walking:
        return speed, force
    step = np.diff(timeline.contact_s)
    stance = timeline.toe_off_s - timeline.contact_s
    gain, lift = pulse_integrals(parameters, step, stance[:-1])
    speed[0] = -GRAVITY_MPS2 / 2 * (parameters.step_time_s - stance.mean())
    for k in range(n - 1):
        force[k] = (GRAVITY_MPS2 / 2 * step[k] ** 2 - speed[k] * step[k]) / lift[k]
        speed[k + 1] = speed[k] + force[k] * gain[k] - GRAVITY_MPS2 * step[k]
    force[-1] = force[-2]
    return speed, force


def _walk_height(trunk: Trunk, time_s: FloatArray) -> FloatArray:
    """A walker is lowest in the middle of double support and highest in single support."""
    p = trunk.parameters
    double = (np.mean(p.contact_time_s) / p.step_time_s - 1) / 2
    amplitude = _WALK_OSCILLATION_RATIO * p.leg_length_m
    cycle = np.cos(2 * np.pi * (trunk.phase(time_s) - double))
    start = np.cos(2 * np.pi * double)
    height: FloatArray = amplitude * (start - cycle)
    return height
