"""All measurements of a clip, each with its 95 % interval or the reason it is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import NormalDist

import numpy as np

from form_analyzer.datatypes import FootStrike, Measurement, Metric, Side, Unit
from form_analyzer.metrics import foot, joints, posture, temporal, vertical
from form_analyzer.metrics.stride import SIDES, MetricFunction, Stride
from form_analyzer.metrics.uncertainty import Conditions, model_factor, pose_bias, systematic_sd

Z95 = 1.959964

FUNCTIONS: Mapping[Metric, MetricFunction] = {
    Metric.CADENCE: temporal.cadence,
    Metric.CONTACT_TIME: temporal.contact_time,
    Metric.FLIGHT_TIME: temporal.flight_time,
    Metric.DUTY_FACTOR: temporal.duty_factor,
    Metric.STEP_TIME_ASYMMETRY: temporal.step_time_asymmetry,
    Metric.FOOT_STRIKE_ANGLE: foot.foot_strike_angle,
    Metric.OVERSTRIDE: foot.overstride,
    Metric.SHANK_ANGLE: foot.shank_angle,
    Metric.TRUNK_LEAN: posture.trunk_lean,
    Metric.TRUNK_LEAN_RANGE: posture.trunk_lean_range,
    Metric.FORWARD_HEAD: posture.forward_head,
    Metric.KNEE_FLEXION_CONTACT: joints.knee_flexion_contact,
    Metric.KNEE_FLEXION_STANCE: joints.knee_flexion_stance,
    Metric.HIP_EXTENSION: joints.hip_extension,
    Metric.VERTICAL_OSCILLATION: vertical.vertical_oscillation,
    Metric.STEP_LENGTH: vertical.step_length,
    Metric.VERTICAL_RATIO: vertical.vertical_ratio,
    Metric.ELBOW_ANGLE: posture.elbow_angle,
    Metric.SHOULDER_ELEVATION: posture.shoulder_elevation,
}

_BOTH_ONLY = frozenset(
    {
        Metric.CADENCE,
        Metric.STEP_TIME_ASYMMETRY,
        Metric.TRUNK_LEAN,
        Metric.TRUNK_LEAN_RANGE,
        Metric.FORWARD_HEAD,
        Metric.VERTICAL_OSCILLATION,
        Metric.STEP_LENGTH,
        Metric.VERTICAL_RATIO,
        Metric.SHOULDER_ELEVATION,
    }
)

UNITS: Mapping[Metric, Unit] = {
    Metric.CADENCE: Unit.STEPS_PER_MINUTE,
    Metric.CONTACT_TIME: Unit.SECOND,
    Metric.FLIGHT_TIME: Unit.SECOND,
    Metric.DUTY_FACTOR: Unit.RATIO,
    Metric.STEP_TIME_ASYMMETRY: Unit.RATIO,
    Metric.FOOT_STRIKE_PATTERN: Unit.CATEGORY,
    Metric.OVERSTRIDE: Unit.RATIO,
    Metric.VERTICAL_OSCILLATION: Unit.RATIO,
    Metric.STEP_LENGTH: Unit.METRE,
    Metric.VERTICAL_RATIO: Unit.RATIO,
    Metric.SHOULDER_ELEVATION: Unit.RATIO,
}


@dataclass(frozen=True, slots=True)
class Context:
    """What decides intervals and missing reasons besides the strides themselves.

    Attributes
    ----------
    missing
        Metrics this clip cannot carry, with the reason.
    strike_sd_deg
        Systematic and sampling error of the foot strike angle of sides whose shoe was seen.
    strike_borders_deg
        Forefoot below the first, rearfoot above the second.
    n_strides
        Strides of each side.
    cadence_sd_spm
        Standard error of the mean cadence over the clip.
    leg_m_sd_ratio
        Relative standard error of the scale (for lengths in metres).
    """

    conditions: Conditions
    strike_borders_deg: tuple[float, float]
    n_strides: Mapping[Side, int]
    cadence_sd_spm: float
    leg_m_sd_ratio: float = 0.0
    missing: Mapping[Metric, str] = field(default_factory=dict)
    strike_sd_deg: Mapping[Side, tuple[float, float]] = field(default_factory=dict)


def sides_of(metric: Metric) -> tuple[Side, ...]:
    """Sides on which a metric is reported."""
    return (Side.BOTH,) if metric in _BOTH_ONLY else SIDES


def unit_of(metric: Metric, *, scaled: bool = False) -> Unit:
    """Unit of a metric; ``scaled`` when a metre scale is known."""
    if metric is Metric.VERTICAL_OSCILLATION and scaled:
        return Unit.METRE
    return UNITS.get(metric, Unit.DEGREE)


def measure(
    stride: Stride, resampled: Iterable[Stride], context: Context
) -> tuple[Measurement, ...]:
    """Measure everything.

    Parameters
    ----------
    stride
        The mean stride of the clip.
    resampled
        Mean strides of bootstrap samples: their spread is the sampling error.
    """
    central = {metric: function(stride) for metric, function in FUNCTIONS.items()}
    samples = [{m: f(one) for m, f in FUNCTIONS.items()} for one in resampled]
    rows: list[Measurement] = []
    for metric in Metric:
        if metric is Metric.FOOT_STRIKE_PATTERN:
            borders = context.strike_borders_deg
            rows += [strike_pattern(row, borders) for row in rows if _is_strike(row)]
            continue
        for side in sides_of(metric):
            spread = [sample[metric][side] for sample in samples if side in sample[metric]]
            rows.append(_row(metric, side, central[metric].get(side), spread, stride, context))
    return tuple(rows)


def nothing(reason: str) -> tuple[Measurement, ...]:
    """A row for every metric and side, all missing for one reason."""
    return tuple(
        Measurement.missing(metric, side, unit_of(metric), reason)
        for metric in Metric
        for side in sides_of(metric)
    )


def _is_strike(row: Measurement) -> bool:
    return row.metric is Metric.FOOT_STRIKE_ANGLE


def _row(
    metric: Metric,
    side: Side,
    value: float | None,
    spread: list[float],
    stride: Stride,
    context: Context,
) -> Measurement:
    unit = unit_of(metric, scaled=stride.leg_m is not None)
    reason = context.missing.get(metric)
    if reason is None and (value is None or not np.isfinite(value)):
        reason = "The body points it needs were not seen clearly enough in this clip."
    if reason is not None or value is None:
        return Measurement.missing(metric, side, unit, reason or "")
    value -= pose_bias(metric, side, context.conditions)
    sampling = _sampling_sd(metric, spread, context)
    systematic = _systematic_sd(metric, side, value, stride, context)
    if metric is Metric.FOOT_STRIKE_ANGLE and side in context.strike_sd_deg:
        systematic, seen = context.strike_sd_deg[side]
        systematic *= model_factor(metric, context.conditions)
        sampling = float(np.hypot(sampling, seen))
    sd = float(np.hypot(sampling, systematic))
    return Measurement(
        metric=metric,
        side=side,
        unit=unit,
        value=value,
        ci95=(value - Z95 * sd, value + Z95 * sd),
        n_strides=_n_strides(side, context),
        sampling_sd=sampling,
    )


def _sampling_sd(metric: Metric, spread: list[float], context: Context) -> float:
    if metric is Metric.CADENCE:
        return context.cadence_sd_spm
    finite = [x for x in spread if np.isfinite(x)]
    return float(np.std(finite)) if len(finite) > 1 else 0.0


def _systematic_sd(
    metric: Metric, side: Side, value: float, stride: Stride, context: Context
) -> float:
    systematic = systematic_sd(metric, side, context.conditions)
    if metric is Metric.VERTICAL_OSCILLATION and stride.leg_m is not None:
        return float(np.hypot(systematic * stride.leg_m, value * context.leg_m_sd_ratio))
    return systematic


def _n_strides(side: Side, context: Context) -> int:
    if side is Side.BOTH:
        return min(context.n_strides.values())
    return context.n_strides[side]


def strike_pattern(angle: Measurement, borders_deg: tuple[float, float]) -> Measurement:
    """Which part of the foot lands first, with probabilities from the angle's interval.

    Parameters
    ----------
    angle
        The foot strike angle of one side; if it is missing, so is the pattern.
    borders_deg
        Forefoot below the first, rearfoot above the second.
    """
    metric, unit = Metric.FOOT_STRIKE_PATTERN, Unit.CATEGORY
    if angle.value is None or angle.ci95 is None:
        return Measurement.missing(metric, angle.side, unit, angle.reason_missing or "")
    sd = (angle.ci95[1] - angle.ci95[0]) / (2.0 * Z95)
    low, high = borders_deg
    chance = NormalDist(angle.value, sd).cdf
    fore, rear = chance(low), 1.0 - chance(high)
    chances = {
        FootStrike.REARFOOT: rear,
        FootStrike.MIDFOOT: max(0.0, 1.0 - fore - rear),
        FootStrike.FOREFOOT: fore,
    }
    return Measurement(
        metric=metric,
        side=angle.side,
        unit=unit,
        category=_category(angle.value, low, high),
        probabilities=chances,
        n_strides=angle.n_strides,
    )


def _category(angle_deg: float, low: float, high: float) -> FootStrike:
    if angle_deg > high:
        return FootStrike.REARFOOT
    return FootStrike.FOREFOOT if angle_deg < low else FootStrike.MIDFOOT
