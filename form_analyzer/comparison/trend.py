"""One metric over many sessions: which are comparable, where it goes, is that real."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy import stats

from form_analyzer.comparison.compare import (
    minimal_detectable_change,
    set_up_differences,
    standard_error,
)
from form_analyzer.comparison.repeatability import ComparisonRules, Repeatability, load_rules
from form_analyzer.comparison.types import Snapshot, Verdict
from form_analyzer.comparison.words import amount, name_of
from form_analyzer.datatypes import FloatArray, Measurement, Metric, Side

_DAYS = 30.0
_SECONDS_PER_DAY = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendEntry:
    """One session in a trend.

    Attributes
    ----------
    reasons
        Why the session is not counted (another set-up than the newest session, or not
        measured), in words; empty if it is.
    """

    snapshot: Snapshot
    measurement: Measurement | None
    reasons: tuple[str, ...]

    @property
    def counts(self) -> bool:
        """Whether the session is part of the trend."""
        return not self.reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A metric over time.

    Attributes
    ----------
    entries
        All sessions, oldest first.
    per_30_days, ci95
        Slope of the weighted line through the sessions that count, in the unit per 30
        days, with its 95 % interval; ``None`` with fewer than three of them or all on
        one day.
    change
        From the first to the last session that counts, along the line where there is one.
    minimal_change
        Minimal detectable change between two single sessions, for drawing a band around
        the first; ``None`` with fewer than two sessions that count.
    verdict, words
        Whether the line goes up or down for certain, and the same in words.
    """

    metric: Metric
    side: Side
    entries: tuple[TrendEntry, ...]
    per_30_days: float | None
    ci95: tuple[float, float] | None
    change: float | None
    minimal_change: float | None
    verdict: Verdict
    words: str


def trend(
    history: Sequence[Snapshot],
    metric: Metric,
    side: Side = Side.BOTH,
    rules: ComparisonRules | None = None,
) -> Trend:
    """Follow a metric over an athlete's sessions.

    Parameters
    ----------
    history
        Sessions of one athlete, oldest first.

    Notes
    -----
    Sessions are weighted by 1 / (their own variance + the variance between sessions of
    the same form). Where the points scatter more around the line than that, the interval
    of the slope is widened accordingly (Birge ratio, Student's t).
    """
    rules = rules or load_rules()
    repeat = rules.metrics[metric]
    entries = tuple(_entry(shot, history[-1], metric, side, repeat, rules) for shot in history)
    counted = [entry for entry in entries if entry.counts]
    line = _line(counted, repeat)
    return Trend(
        metric=metric,
        side=side,
        entries=entries,
        per_30_days=None if line is None else line.per_30_days,
        ci95=None if line is None else line.ci95,
        change=_change(counted, line),
        minimal_change=_minimal_change(counted, repeat),
        verdict=_verdict(counted, line, repeat),
        words=_words(metric, side, entries, counted, line, repeat),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    per_30_days: float
    ci95: tuple[float, float]
    span_days: float

    @property
    def is_certain(self) -> bool:
        return self.ci95[0] > 0 or self.ci95[1] < 0


def _entry(
    shot: Snapshot,
    newest: Snapshot,
    metric: Metric,
    side: Side,
    repeat: Repeatability,
    rules: ComparisonRules,
) -> TrendEntry:
    row, reference = shot.measurement(metric, side), newest.measurement(metric, side)
    if row is None or row.value is None:
        reason = row.reason_missing if row is not None else None
        reasons: tuple[str, ...] = (reason or "Not measured as a number.",)
    elif reference is not None and reference.unit is not row.unit:
        reasons = ("It was given in another unit.",)
    else:
        reasons = set_up_differences(shot.set_up, newest.set_up, side, repeat, rules)
    return TrendEntry(snapshot=shot, measurement=row, reasons=reasons)


def _days(entries: Sequence[TrendEntry]) -> FloatArray:
    moments = np.array([entry.snapshot.recorded_at.timestamp() for entry in entries])
    return np.asarray((moments - moments[0]) / _SECONDS_PER_DAY, dtype=np.float64)


def _rows(entries: Sequence[TrendEntry]) -> list[Measurement]:
    return [entry.measurement for entry in entries if entry.measurement is not None]


def _values(entries: Sequence[TrendEntry]) -> FloatArray:
    return np.array([row.value for row in _rows(entries)], dtype=np.float64)


def _line(entries: Sequence[TrendEntry], repeat: Repeatability) -> _Line | None:
    if len(entries) < 3:
        return None
    days, values = _days(entries), _values(entries)
    between = np.array([repeat.sem_at(value) for value in values])
    own = np.array([standard_error(row) for row in _rows(entries)])
    variance = np.maximum(own**2 + between**2, np.finfo(float).tiny)
    weight = 1 / variance
    centre = np.average(days, weights=weight)
    spread = float(np.sum(weight * (days - centre) ** 2))
    if np.ptp(days) == 0:
        return None
    middle = np.average(values, weights=weight)
    slope = float(np.sum(weight * (days - centre) * (values - middle)) / spread)
    rest = values - middle - slope * (days - centre)
    freedom = len(values) - 2
    excess = max(1.0, float(np.sum(weight * rest**2)) / freedom)
    half = float(stats.t.ppf(0.975, freedom)) * sqrt(excess / spread)
    ends = ((slope - half) * _DAYS, (slope + half) * _DAYS)
    return _Line(slope * _DAYS, ends, float(days[-1] - days[0]))


def _change(entries: Sequence[TrendEntry], line: _Line | None) -> float | None:
    if line is not None:
        return line.per_30_days * line.span_days / _DAYS
    if len(entries) < 2:
        return None
    values = _values(entries)
    return float(values[-1] - values[0])


def _minimal_change(entries: Sequence[TrendEntry], repeat: Repeatability) -> float | None:
    rows = _rows(entries)
    return minimal_detectable_change(rows[0], rows[-1], repeat) if len(rows) > 1 else None


def _verdict(entries: Sequence[TrendEntry], line: _Line | None, repeat: Repeatability) -> Verdict:
    if not entries:
        return Verdict.NOT_MEASURED
    if line is not None:
        return Verdict.REAL_CHANGE if line.is_certain else Verdict.WITHIN_NOISE
    change, margin = _change(entries, line), _minimal_change(entries, repeat)
    if change is None or margin is None:
        return Verdict.NOT_COMPARABLE
    return Verdict.REAL_CHANGE if abs(change) > margin else Verdict.WITHIN_NOISE


def _words(
    metric: Metric,
    side: Side,
    entries: Sequence[TrendEntry],
    counted: Sequence[TrendEntry],
    line: _Line | None,
    repeat: Repeatability,
) -> str:
    name, left_out = name_of(metric, side), len(entries) - len(counted)
    aside = f" {left_out} of {len(entries)} sessions are not counted." if left_out else ""
    if not counted:
        return f"{name} was not measured in any session."
    change = _change(counted, line)
    if change is None:
        return f"{name}: one session is no trend yet; record another in the same way.{aside}"
    unit = _rows(counted)[0].unit
    size = amount(abs(change), metric, unit)
    moved = f"{name} {'rose' if change > 0 else 'fell'} by {size} over {len(counted)} sessions"
    if _verdict(counted, line, repeat) is Verdict.REAL_CHANGE:
        return f"{moved}: a real change.{aside}"
    ends, margin = _change(counted, None), _minimal_change(counted, repeat)
    if line is not None and ends is not None and margin is not None and abs(ends) > margin:
        way, by = "rose" if ends > 0 else "fell", amount(abs(ends), metric, unit)
        return (
            f"{name} {way} by {by} from the first to the last of {len(counted)} sessions, which is "
            f"more than noise; how steadily, more sessions have to tell.{aside}"
        )
    return f"{moved}, which is within the noise.{aside}"
