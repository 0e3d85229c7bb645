"""What is promised, and whether this version keeps it."""

from collections.abc import Iterator, Sequence

from form_analyzer.datatypes import EventKind, Metric
from form_analyzer.validation.outcome import BOTH, NEAR
from form_analyzer.validation.report import ConditionResult, Figure, MarkerResult, Target

_AT_60 = (
    (str(EventKind.INITIAL_CONTACT), NEAR, 5.0, "ms"),
    (str(Metric.CONTACT_TIME), NEAR, 0.008, "s"),
    (str(Metric.FOOT_STRIKE_ANGLE), NEAR, 1.5, "deg"),
    (str(Metric.SHANK_ANGLE), NEAR, 1.5, "deg"),
    (str(Metric.OVERSTRIDE), NEAR, 0.015, "leg lengths"),
    (str(Metric.TRUNK_LEAN), BOTH, 0.7, "deg"),
    (str(Metric.CADENCE), BOTH, 0.2, "spm"),
)
_WIDER_AT_30 = 1.6
_MOST_SWAPS = 0.005
_CLOCK_RIGHT = 0.98
_LEAST_COVERAGE, _MOST_COVERAGE = 0.90, 0.98
_MARKERS_MS = {60.0: (8.0, 12.0), 30.0: (12.0, 18.0)}


def check_targets(
    conditions: Sequence[ConditionResult],
    coverage: Sequence[Figure],
    markers: Sequence[MarkerResult],
) -> tuple[Target, ...]:
    """All promises that these results can speak for."""
    by_name = {condition.name: condition for condition in conditions}
    found: list[Target] = []
    for name, factor in (("60 fps", 1.0), ("30 fps", _WIDER_AT_30)):
        if name in by_name:
            found += _accuracy(by_name[name], factor)
    if conditions:
        found += _legs_and_clock(conditions)
    if coverage:
        found.append(_overall_coverage(coverage))
    for result in markers:
        found += _force_plate(result)
    return tuple(found)


def _accuracy(condition: ConditionResult, factor: float) -> Iterator[Target]:
    for name, place, limit, unit in _AT_60:
        figure = condition.figure(name, place)
        words = name.replace("_", " ")
        yield _at_most(
            f"{words} at {condition.name}: mean absolute error ({unit})",
            limit * factor,
            figure.mae if figure else None,
        )


def _legs_and_clock(conditions: Sequence[ConditionResult]) -> Iterator[Target]:
    worst = max(c.residual_swaps for c in conditions)
    yield _at_most("frames with exchanged legs left, worst condition (share)", _MOST_SWAPS, worst)
    slow = [c for c in conditions if c.slow_motion > 1.0]
    normal = [c for c in conditions if c.slow_motion == 1.0]
    if slow:
        right = sum(c.clock_right * c.clips for c in slow) / sum(c.clips for c in slow)
        yield _at_least("slow-motion factor right (share of clips)", _CLOCK_RIGHT, right)
    if normal:
        false = sum((1.0 - c.clock_right) * c.clips for c in normal)
        yield _at_most("normal clips called slow motion (number)", 0.0, false)


def _overall_coverage(coverage: Sequence[Figure]) -> Target:
    n = sum(figure.n for figure in coverage)
    inside = sum((figure.coverage or 0.0) * figure.n for figure in coverage)
    share = inside / n
    return Target(
        text="95 % intervals that hold the truth, all metrics (share, at most 0.98)",
        limit=_LEAST_COVERAGE,
        found=share,
        kept=_LEAST_COVERAGE <= share <= _MOST_COVERAGE,
    )


def _force_plate(result: MarkerResult) -> Iterator[Target]:
    limits = _MARKERS_MS.get(result.frame_rate_hz)
    if limits is None:
        return
    name = f"{result.frame_rate_hz:.0f} Hz" + (" with noise" if result.noisy else "")
    yield _at_most(f"initial contact, force plate, {name} (ms)", limits[0], result.contact_mae_ms)
    yield _at_most(f"toe-off, force plate, {name} (ms)", limits[1], result.toe_off_mae_ms)


def _at_most(text: str, limit: float, found: float | None) -> Target:
    kept = found is not None and found <= limit
    return Target(text=f"{text}, at most", limit=limit, found=found, kept=kept)


def _at_least(text: str, limit: float, found: float) -> Target:
    return Target(text=f"{text}, at least", limit=limit, found=found, kept=found >= limit)
