"""Measurements made by hand for the tests of the guide."""

from form_analyzer.datatypes import FootStrike, Measurement, Metric, Side, Unit
from form_analyzer.guide.load import load_guide


def unit_of(metric: Metric) -> Unit:
    return load_guide().metrics[metric].unit


def row(metric: Metric, value: float, half: float = 0.0, side: Side = Side.BOTH) -> Measurement:
    """A measured row with a symmetric 95 % interval of the given half width."""
    return Measurement(
        metric=metric,
        side=side,
        unit=unit_of(metric),
        value=value,
        ci95=(value - half, value + half),
        n_strides=12,
    )


def gone(metric: Metric, side: Side = Side.BOTH) -> Measurement:
    return Measurement.missing(metric, side, unit_of(metric), "the foot was hidden")


def pattern(rearfoot: float, midfoot: float, side: Side = Side.BOTH) -> Measurement:
    """A foot strike pattern; what is left of the probability is forefoot."""
    forefoot = 1 - rearfoot - midfoot
    chances = {
        FootStrike.REARFOOT: rearfoot,
        FootStrike.MIDFOOT: midfoot,
        FootStrike.FOREFOOT: forefoot,
    }
    return Measurement(
        metric=Metric.FOOT_STRIKE_PATTERN,
        side=side,
        unit=Unit.CATEGORY,
        category=max(chances, key=lambda kind: chances[kind]),
        probabilities=chances,
        n_strides=12,
    )


GOOD_FORM = (
    row(Metric.OVERSTRIDE, 0.125, 0.025, Side.RIGHT),
    row(Metric.SHANK_ANGLE, -0.5, 3.0, Side.RIGHT),
    row(Metric.FOOT_STRIKE_ANGLE, 1.1, 3.0, Side.RIGHT),
    row(Metric.CADENCE, 179.6, 0.5),
    row(Metric.TRUNK_LEAN, 6.0, 1.5),
    row(Metric.FORWARD_HEAD, 20.0, 4.0),
    row(Metric.SHOULDER_ELEVATION, 0.42, 0.03),
    row(Metric.STEP_TIME_ASYMMETRY, 0.005, 0.015),
)
OVERSTRIDER = (
    row(Metric.OVERSTRIDE, 0.302, 0.025, Side.LEFT),
    row(Metric.SHANK_ANGLE, 11.5, 3.0, Side.LEFT),
    row(Metric.FOOT_STRIKE_ANGLE, 19.0, 3.0, Side.LEFT),
    row(Metric.CADENCE, 157.5, 0.5),
    row(Metric.TRUNK_LEAN, 3.0, 1.5),
    row(Metric.FORWARD_HEAD, 19.0, 4.0),
    row(Metric.SHOULDER_ELEVATION, 0.42, 0.03),
    row(Metric.STEP_TIME_ASYMMETRY, 0.005, 0.015),
)
