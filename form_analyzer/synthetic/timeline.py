"""When the feet meet and leave the belt, and how each contact differs from the next."""

from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import FloatArray, IntArray
from form_analyzer.synthetic.parameters import RunnerParameters

# Contacts before and after the span asked for: the trunk's path settles within them, and
# every sample of the span lies between two contacts of each foot.
LEAD_STEPS = 14
TAIL_STEPS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Every contact of the runner, in time order, sides alternating.

    Attributes
    ----------
    contact_s, toe_off_s : (n_contacts,)
        Seconds, real time.
    side : (n_contacts,)
        0 = left, 1 = right.
    strike_deg, overstride_ratio, lean_deg : (n_contacts,)
        Foot strike angle, overstride and the trunk's mean lean of the step it begins.
    """

    contact_s: FloatArray
    toe_off_s: FloatArray
    side: IntArray
    strike_deg: FloatArray
    overstride_ratio: FloatArray
    lean_deg: FloatArray

    def of(self, column: int) -> IntArray:
        """Indices of the contacts of one side, 0 = left, 1 = right."""
        return np.flatnonzero(self.side == column)


def draw_timeline(
    parameters: RunnerParameters, start_s: float, stop_s: float, rng: np.random.Generator
) -> Timeline:
    """Contacts from well before ``start_s`` to well after ``stop_s``.

    The same generator state gives the same contacts. The first contact inside the span
    falls at a random phase of the step, as in a clip that begins anywhere.
    """
    step = parameters.step_time_s
    fastest = 60.0 / (parameters.cadence_spm + _largest_drift(parameters, stop_s - start_s))
    n = LEAD_STEPS + TAIL_STEPS + int(np.ceil(1.15 * (stop_s - start_s) / fastest)) + 2
    side = (np.arange(n) + rng.integers(2)) % 2
    begin = start_s - (LEAD_STEPS + rng.random()) * step
    contact = begin + _contact_times(parameters, side, rng, start_s - begin)
    v = parameters.variation
    duration = np.asarray(parameters.contact_time_s)[side]
    duration = duration * (1 + v.contact_time_ratio * _bounded_normal(rng, n))
    strike = np.asarray(parameters.foot_strike_angle_deg)[side]
    overstride = np.asarray(parameters.overstride_ratio)[side]
    return Timeline(
        contact_s=contact,
        toe_off_s=contact + duration,
        side=side.astype(np.intp),
        strike_deg=strike + v.strike_deg * _bounded_normal(rng, n),
        overstride_ratio=overstride + v.overstride_ratio * _bounded_normal(rng, n),
        lean_deg=parameters.trunk_lean_deg + v.lean_deg * _bounded_normal(rng, n),
    )


def _contact_times(
    parameters: RunnerParameters, side: IntArray, rng: np.random.Generator, lead_s: float
) -> FloatArray:
    """Seconds from the first contact to each; a left step ends with a left contact."""
    n, v = len(side), parameters.variation
    sign = np.where(side == 0, 1.0, -1.0)
    ratio = 1 + sign * parameters.step_time_asymmetry / 2
    ratio = ratio * (1 + v.step_time_ratio * _bounded_normal(rng, n))
    about = np.arange(n) * parameters.step_time_s - lead_s
    cadence = parameters.cadence_spm + v.cadence_drift_spm_per_min * np.maximum(about, 0) / 60
    steps = 60.0 / cadence * ratio
    return np.concatenate([[0.0], np.cumsum(steps[1:])])


def _largest_drift(parameters: RunnerParameters, span_s: float) -> float:
    return max(0.0, parameters.variation.cadence_drift_spm_per_min * span_s / 60)


def _bounded_normal(rng: np.random.Generator, n: int) -> FloatArray:
    """Normal draws cut at 2.5 sd, so that no single stride is impossible."""
    return np.clip(rng.standard_normal(n), -2.5, 2.5)
