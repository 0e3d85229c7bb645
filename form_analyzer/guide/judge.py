"""Judge one measurement against the guide's range, or an athlete's own.

A value is outside when it lies outside its range *and* its own 95 % interval makes
it likely enough that the true value does. The level, every range and every margin
stand in the guide's data files.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from form_analyzer.datatypes import Direction, FootStrike, Measurement, Metric, Severity
from form_analyzer.errors import GuideError
from form_analyzer.guide.model import Guide, RangeSource, Recommendation

Range = tuple[float, float]
NO_OVERRIDES: Mapping[Metric, Range] = MappingProxyType({})

_CI95_SDS = 1.959963984540054
"""Half width of a normal 95 % interval in standard deviations."""


class Standing(StrEnum):
    """Where a measurement stands; words under ``standing.*`` in the guide's labels."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    UNCERTAIN = "uncertain"
    NOT_JUDGED = "not_judged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One measurement against its range.

    Attributes
    ----------
    target
        The range, or ``None`` where the metric is only shown.
    direction
        On which side of the range the value lies, if that side is a fault.
    probability
        Probability that the true value lies outside on a side that is a fault;
        ``nan`` where nothing is judged.
    """

    measurement: Measurement
    standing: Standing
    source: RangeSource
    target: Range | None = None
    direction: Direction | None = None
    severity: Severity = Severity.MINOR
    advice_key: str | None = None
    probability: float = math.nan


@dataclass(frozen=True, slots=True)
class _Rule:
    """A range with everything needed to judge by it."""

    target: Range
    source: RangeSource
    advice: Mapping[Direction, str]
    major_margin: float


def check_overrides(overrides: Mapping[Metric, Range]) -> None:
    """Check an athlete's own ranges.

    Raises
    ------
    GuideError
        If a range is not finite, not low before high, or belongs to a metric that
        is a category (set the range of the foot strike angle instead).
    """
    for metric, (low, high) in overrides.items():
        if metric is Metric.FOOT_STRIKE_PATTERN:
            raise GuideError("set an own range for the foot strike angle, not for the pattern")
        if not (math.isfinite(low) and math.isfinite(high) and low < high):
            raise GuideError(f"own range for {metric} must be two numbers, the lower one first")


def judge(
    measurement: Measurement, guide: Guide, overrides: Mapping[Metric, Range] = NO_OVERRIDES
) -> Judgement:
    """Where one row stands, whichever side it is of.

    A missing row, a metric without a range, or a row in another unit than the
    range's (oscillation without a known scale) is ``NOT_JUDGED``.
    """
    rule = _rule(measurement.metric, guide, overrides)
    if measurement.unit is not guide.metrics[measurement.metric].unit:
        rule = None
    if rule is None or measurement.is_missing:
        source = RangeSource.GUIDE if rule is None else rule.source
        target = None if rule is None else rule.target
        nothing = Standing.NOT_JUDGED
        return Judgement(measurement=measurement, standing=nothing, source=source, target=target)
    if measurement.value is None:
        return _judge_pattern(measurement, rule, guide)
    return _judge_value(measurement, measurement.value, rule, guide)


def _rule(metric: Metric, guide: Guide, overrides: Mapping[Metric, Range]) -> _Rule | None:
    found = guide.recommendation(metric)
    if metric in overrides:
        return _own_rule(metric, overrides[metric], found, guide)
    if found is None or found.target is None:
        return None
    if found.metric in overrides:
        return None  # a stand-in knows only the guide's range, not the athlete's own
    return _Rule(found.target, found.source, found.advice, _margin(found))


def _margin(found: Recommendation) -> float:
    return math.inf if found.major_margin is None else found.major_margin


def _own_rule(metric: Metric, own: Range, found: Recommendation | None, guide: Guide) -> _Rule:
    """An athlete's range: both directions count, the guide's advice where it has some."""
    advice = dict.fromkeys(Direction, guide.compare.own_range_advice)
    margin = guide.compare.own_range_major_widths * (own[1] - own[0])
    if found is not None:
        advice.update(found.advice)
        if found.target is not None:
            margin = _margin(found)
    return _Rule(own, RangeSource.ATHLETE, advice, margin)


def _judge_value(measurement: Measurement, value: float, rule: _Rule, guide: Guide) -> Judgement:
    low, high = rule.target
    direction = Direction.LOW if value < low else Direction.HIGH if value > high else None
    if direction not in rule.advice:
        direction = None
    below, above = _probability_below(measurement, low), 1 - _probability_below(measurement, high)
    parts = {Direction.LOW: below, Direction.HIGH: above}
    probability = min(1.0, sum(parts[side] for side in rule.advice))
    beyond = max(low - value, value - high)
    severity = Severity.MAJOR if beyond >= rule.major_margin else Severity.MINOR
    return _judgement(measurement, rule, guide, direction, probability, severity)


def _judge_pattern(measurement: Measurement, rule: _Rule, guide: Guide) -> Judgement:
    """The pattern stands for its angle: its own probabilities, never more than minor."""
    sides = {FootStrike.REARFOOT: Direction.HIGH, FootStrike.FOREFOOT: Direction.LOW}
    chances = measurement.probabilities or {}
    direction = None if measurement.category is None else sides.get(measurement.category)
    if direction not in rule.advice:
        direction = None
    probability = sum(chances.get(kind, 0.0) for kind, side in sides.items() if side in rule.advice)
    return _judgement(measurement, rule, guide, direction, probability, Severity.MINOR)


def _judgement(
    measurement: Measurement,
    rule: _Rule,
    guide: Guide,
    direction: Direction | None,
    probability: float,
    severity: Severity,
) -> Judgement:
    level = guide.compare.min_probability
    certain = probability >= level if direction is not None else probability <= 1 - level
    reached = Standing.INSIDE if direction is None else Standing.OUTSIDE
    return Judgement(
        measurement=measurement,
        standing=reached if certain else Standing.UNCERTAIN,
        source=rule.source,
        target=rule.target,
        direction=direction,
        severity=severity if direction is not None else Severity.MINOR,
        advice_key=None if direction is None else rule.advice[direction],
        probability=probability,
    )


def _probability_below(measurement: Measurement, limit: float) -> float:
    """Probability that the true value lies below a limit.

    Normal on each side of the value, with the spread of that side of the 95 %
    interval, so that a lopsided interval is used as it is.
    """
    value, interval = measurement.value, measurement.ci95
    if value is None or interval is None:
        return math.nan
    half = value - interval[0] if limit < value else interval[1] - value
    if half <= 0:
        return 1.0 if limit > value else 0.0 if limit < value else 0.5
    return 0.5 * math.erfc(-(limit - value) * _CI95_SDS / half / math.sqrt(2))
