"""Two sessions side by side: each metric's difference, its interval and a verdict."""

from math import hypot, sqrt

from form_analyzer.comparison.repeatability import (
    Aspect,
    ComparisonRules,
    Repeatability,
    load_rules,
)
from form_analyzer.comparison.setups import difference, unknown
from form_analyzer.comparison.types import Change, Comparison, SetUp, Snapshot, Verdict
from form_analyzer.comparison.words import change_words
from form_analyzer.datatypes import FootStrike, Measurement, Metric, Side

Z95 = 1.959963984540054
"""Half-width of a 95 % interval in standard errors, for normal errors."""


def compare_sessions(
    first: Snapshot, second: Snapshot, rules: ComparisonRules | None = None
) -> Comparison:
    """Compare every metric and side that either session has.

    Parameters
    ----------
    first, second
        The earlier (or reference) and the later session; any two athletes.

    Notes
    -----
    The minimal detectable change is 1.96 sqrt(2) SEM. SEM squared is the mean of the two
    clips' own variances (from their 95 % intervals) plus the variance between sessions of
    the same runner in the same form (the data file). A change larger than that happens by
    chance in 5 % of comparisons.
    """
    rules = rules or load_rules()
    order = list(Metric)
    keys = {(row.metric, row.side) for row in (*first.measurements, *second.measurements)}
    changes = [
        compare_metric(first, second, metric, side, rules)
        for metric, side in sorted(keys, key=lambda key: (order.index(key[0]), key[1]))
    ]
    return Comparison(
        first=first, second=second, changes=tuple(changes), notes=_notes(first, second)
    )


def compare_metric(
    first: Snapshot, second: Snapshot, metric: Metric, side: Side, rules: ComparisonRules
) -> Change:
    """Compare one metric of one side; see :func:`compare_sessions`."""
    a, b = first.measurement(metric, side), second.measurement(metric, side)
    repeat = rules.metrics[metric]
    gap, margin = _gap(a, b, repeat)
    reasons = set_up_differences(first.set_up, second.set_up, side, repeat, rules)
    verdict = _verdict(a, b, gap, margin, reasons)
    change = Change(
        metric=metric,
        side=side,
        unit=(b or a or _no_row(metric, side)).unit,
        first=a,
        second=b,
        difference=gap,
        ci95=None if gap is None or margin is None else (gap - margin, gap + margin),
        minimal_change=margin,
        verdict=verdict,
        reasons=reasons if verdict is Verdict.NOT_COMPARABLE else (),
        caveats=_caveats(first.set_up, second.set_up, repeat),
        words="",
    )
    return change_words(change)


def set_up_differences(
    first: SetUp, second: SetUp, side: Side, repeat: Repeatability, rules: ComparisonRules
) -> tuple[str, ...]:
    """Why a metric of two sessions cannot be compared, in words; empty if it can."""
    found = (
        difference(aspect, first, second, side, rules.tolerances)
        for aspect in Aspect
        if aspect in repeat.needs
    )
    return tuple(words for words in found if words)


def minimal_detectable_change(a: Measurement, b: Measurement, repeat: Repeatability) -> float:
    """1.96 sqrt(2) SEM for two values, in their unit; see :func:`compare_sessions`."""
    if a.value is None or b.value is None:
        raise ValueError("a minimal detectable change needs two values")
    own = (standard_error(a) ** 2 + standard_error(b) ** 2) / 2
    between = (repeat.sem_at(a.value) ** 2 + repeat.sem_at(b.value) ** 2) / 2
    return Z95 * sqrt(2.0) * hypot(sqrt(own), sqrt(between))


def standard_error(row: Measurement) -> float:
    """Standard error of a value, from its 95 % interval."""
    if row.ci95 is None:
        raise ValueError(f"{row.metric} has no interval")
    return (row.ci95[1] - row.ci95[0]) / (2 * Z95)


def _gap(
    a: Measurement | None, b: Measurement | None, repeat: Repeatability
) -> tuple[float | None, float | None]:
    if a is None or b is None or a.value is None or b.value is None or a.unit is not b.unit:
        return None, None
    return b.value - a.value, minimal_detectable_change(a, b, repeat)


def _verdict(
    a: Measurement | None,
    b: Measurement | None,
    gap: float | None,
    margin: float | None,
    reasons: tuple[str, ...],
) -> Verdict:
    if a is None or b is None or a.is_missing or b.is_missing:
        return Verdict.NOT_MEASURED
    if reasons or a.unit is not b.unit:
        return Verdict.NOT_COMPARABLE
    if gap is not None and margin is not None:
        return Verdict.REAL_CHANGE if abs(gap) > margin else Verdict.WITHIN_NOISE
    return Verdict.REAL_CHANGE if _same_pattern(a, b) < 0.05 else Verdict.WITHIN_NOISE


def _same_pattern(a: Measurement, b: Measurement) -> float:
    """Probability that both sessions have the same foot strike pattern."""
    first, second = a.probabilities or {}, b.probabilities or {}
    return sum(first.get(kind, 0.0) * second.get(kind, 0.0) for kind in FootStrike)


def _caveats(first: SetUp, second: SetUp, repeat: Repeatability) -> tuple[str, ...]:
    found = (unknown(aspect, first, second) for aspect in Aspect if aspect in repeat.needs)
    return tuple(words for words in found if words)


def _notes(first: Snapshot, second: Snapshot) -> tuple[str, ...]:
    notes = []
    if first.athlete_id != second.athlete_id:
        notes.append("These are two athletes: a difference is not a change.")
    elif first.recorded_at > second.recorded_at:
        notes.append("The second session is the older one: the changes run back in time.")
    if first.shoes and second.shoes and first.shoes != second.shoes:
        notes.append(f"The shoes differ: {first.shoes}, then {second.shoes}.")
    if first.set_up.software_version != second.set_up.software_version:
        notes.append(
            "Different versions of the software measured them; analyse the older one again "
            "to be sure."
        )
    return tuple(notes)


def _no_row(metric: Metric, side: Side) -> Measurement:
    raise ValueError(f"neither session has {metric} of {side}")
