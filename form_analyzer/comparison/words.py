"""The verdict of a comparison or a trend as sentences for the user."""

from dataclasses import replace

from form_analyzer.comparison.types import Change, Verdict
from form_analyzer.datatypes import Measurement, Metric, Side, Unit
from form_analyzer.guide.load import load_guide
from form_analyzer.report.words import number_text, shown, with_unit


def name_of(metric: Metric, side: Side) -> str:
    """A metric with its side as a sentence begins with it."""
    name = load_guide().metrics[metric].name
    return name if side is Side.BOTH else f"{name} ({side})"


def amount(value: float, metric: Metric, unit: Unit, *, bare: bool = False) -> str:
    """A number in the unit a reader sees it in; ``bare`` leaves the unit out."""
    how = shown(metric, unit)
    decimals = max(0, load_guide().metrics[metric].decimals - how.fewer_decimals)
    text = number_text(value * how.factor, decimals)
    return text if bare else with_unit(text, how.unit)


def change_words(change: Change) -> Change:
    """The change with its words."""
    return replace(change, words=_WORDS[change.verdict](change))


def _real(change: Change) -> str:
    if change.difference is None:
        return f"{_pattern(change)} That is more than chance: a real change."
    return (
        f"{_moved(change)} That is more than the {_margin(change)} by which two sessions "
        "may differ by chance: a real change."
    )


def _noise(change: Change) -> str:
    if change.difference is None:
        return f"{_pattern(change)} The patterns are too close to call this a change."
    return (
        f"{_moved(change)} Two sessions may differ by {_margin(change)} by chance: this is "
        "within the noise."
    )


def _not_comparable(change: Change) -> str:
    if not change.reasons:
        return f"{name_of(change.metric, change.side)} was given in different units."
    why = "; ".join(change.reasons)
    return f"{name_of(change.metric, change.side)} cannot be compared: {why}."


def _not_measured(change: Change) -> str:
    name = name_of(change.metric, change.side)
    parts = []
    for row, which in ((change.first, "first"), (change.second, "second")):
        if row is None or row.is_missing:
            reason = f" {row.reason_missing}" if row is not None and row.reason_missing else ""
            parts.append(f"{name} was not measured in the {which} session.{reason}")
    return " ".join(parts)


_WORDS = {
    Verdict.REAL_CHANGE: _real,
    Verdict.WITHIN_NOISE: _noise,
    Verdict.NOT_COMPARABLE: _not_comparable,
    Verdict.NOT_MEASURED: _not_measured,
}


def _moved(change: Change) -> str:
    name = name_of(change.metric, change.side)
    if change.difference is None or change.ci95 is None:
        raise ValueError(f"{change.metric} has no difference")
    low, high = change.ci95
    metric, unit = change.metric, change.unit
    size = amount(abs(change.difference), metric, unit)
    interval = f"{amount(low, metric, unit, bare=True)} to {amount(high, metric, unit)}"
    direction = "rose" if change.difference > 0 else "fell"
    start = f"{name} {direction} by {size}" if change.difference else f"{name} stayed the same"
    return f"{start} (95 % interval {interval})."


def _margin(change: Change) -> str:
    if change.minimal_change is None:
        raise ValueError(f"{change.metric} has no minimal detectable change")
    return amount(change.minimal_change, change.metric, change.unit)


def _pattern(change: Change) -> str:
    name = name_of(change.metric, change.side)
    before, after = _category(change.first), _category(change.second)
    if before == after:
        return f"{name} stayed {after}."
    return f"{name} went from {before} to {after}."


def _category(row: Measurement | None) -> str:
    return row.category.value if row is not None and row.category is not None else "unknown"
