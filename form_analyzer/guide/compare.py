"""Find an analysis's deviations from the guide, rank them, and choose where to begin."""

import math
from collections.abc import Iterable, Mapping, Sequence

from form_analyzer.datatypes import Deviation, Measurement, Metric, Severity, Side
from form_analyzer.guide.judge import (
    NO_OVERRIDES,
    Judgement,
    Range,
    Standing,
    check_overrides,
    judge,
)
from form_analyzer.guide.model import Guide, RangeSource


def compare(
    measurements: Sequence[Measurement],
    guide: Guide,
    overrides: Mapping[Metric, Range] = NO_OVERRIDES,
    near_side: Side | None = None,
) -> tuple[Deviation, ...]:
    """Find and rank the deviations of one analysis.

    Parameters
    ----------
    measurements
        Rows of an analysis, in any order; missing ones are passed over.
    overrides
        The athlete's own ranges by metric, in the metric's unit. Leaving one on
        either side is a deviation with source ``athlete``.
    near_side
        The side nearer the camera. Its row decides; the far one only stands in when
        the near one is missing, so a fault of both sides counts once.

    Returns
    -------
    tuple of Deviation
        At most one per metric, by priority 1, 2, 3, ...

    Raises
    ------
    GuideError
        If an own range cannot be used (see :func:`check_overrides`).

    Notes
    -----
    The order: the guide's and the athlete's ranges before those known from research
    only, then major before minor, then the guide's own order. Foot strike pattern
    counts only where its angle is missing, since both show the same thing.
    """
    check_overrides(overrides)
    judged = [
        judge(row, guide, overrides)
        for row in _rows_that_decide(measurements, guide, overrides, near_side)
    ]
    outside = [found for found in judged if found.standing is Standing.OUTSIDE]
    outside.sort(key=lambda found: _rank(found, guide))
    return tuple(_deviation(found, place) for place, found in enumerate(outside, start=1))


def work_on_first(deviations: Iterable[Deviation], limit: int = 3) -> tuple[Deviation, ...]:
    """The deviations to begin with: by priority, one for each piece of advice.

    Two deviations with the same advice (overstride and shank angle) are worked on by
    the same drill, so the later one gives its place to something else.
    """
    first: dict[str, Deviation] = {}
    for found in sorted(deviations, key=lambda item: item.priority):
        first.setdefault(found.advice_key, found)
    return tuple(first.values())[:limit]


def rank_reason(deviation: Deviation, guide: Guide) -> str:
    """Why a deviation stands where it does, in the guide's language."""
    severity = guide.labels[f"ranking.{deviation.severity}"]
    found = guide.recommendation(deviation.measurement.metric)
    return severity if found is None else f"{severity} {found.rank_reason}"


def _rows_that_decide(
    measurements: Sequence[Measurement],
    guide: Guide,
    overrides: Mapping[Metric, Range],
    near_side: Side | None,
) -> list[Measurement]:
    """One measured row for each thing that is judged."""
    groups = [(found.metric, *found.judged_with) for found in guide.recommendations]
    known = {metric for group in groups for metric in group}
    groups += [(metric,) for metric in overrides if metric not in known]
    rows = (_first_measured(measurements, group, overrides, near_side) for group in groups)
    return [row for row in rows if row is not None]


def _first_measured(
    measurements: Sequence[Measurement],
    metrics: Sequence[Metric],
    overrides: Mapping[Metric, Range],
    near_side: Side | None,
) -> Measurement | None:
    for metric in metrics:
        rows = [row for row in measurements if row.metric is metric and not row.is_missing]
        if rows:
            return min(rows, key=lambda row: _side_rank(row, near_side))
        if metric in overrides:
            return None  # the stand-in knows only the guide's range, not the athlete's own
    return None


def _side_rank(row: Measurement, near_side: Side | None) -> tuple[int, float]:
    """Near side, both sides, far side; the tighter interval where the near side is unknown."""
    if near_side in (Side.LEFT, Side.RIGHT):
        order = {near_side: 0, Side.BOTH: 1}
        return order.get(row.side, 2), 0.0
    width = math.inf if row.ci95 is None else row.ci95[1] - row.ci95[0]
    return (0 if row.side is Side.BOTH else 1), width


def _rank(found: Judgement, guide: Guide) -> tuple[bool, bool, int, int]:
    metric = found.measurement.metric
    known = guide.recommendation(metric)
    place = len(guide.recommendations) + 1 if known is None else known.order
    research, minor = found.source is RangeSource.RESEARCH, found.severity is Severity.MINOR
    return research, minor, place, list(Metric).index(metric)


def _deviation(found: Judgement, priority: int) -> Deviation:
    if found.target is None or found.direction is None or found.advice_key is None:
        raise ValueError(f"{found.measurement.metric} is not outside a range")
    return Deviation(
        measurement=found.measurement,
        target=found.target,
        direction=found.direction,
        severity=found.severity,
        advice_key=found.advice_key,
        source=found.source,
        probability=found.probability,
        priority=priority,
    )
