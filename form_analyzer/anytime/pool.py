"""Measurements of several parts of a clip as one, and what changed from first to last.

A straight line over time is laid through the parts' values (DerSimonian & Laird's
random effects with one moderator): the parts differ by what the runner changes steadily,
by what goes up and down in between, and by the sampling error of each. The value is the
line's middle; the systematic error, alike in all parts, counts once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from form_analyzer.datatypes import FloatArray, Measurement, Metric, Side
from form_analyzer.metrics.measure import Z95, strike_pattern

Rows = Sequence[Measurement]

# Runners' stride times vary by one or two parts in a hundred, slowly and quickly.
_STRIDE_TIME_CV = 0.01
_LINE_FROM = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line through the values of parts, with standard errors.

    Attributes
    ----------
    middle, middle_sd
        Half-way from the first part to the last. The error counts what the parts not
        watched may add.
    change, change_sd
        From the first part to the last; ``nan`` for a single part.
    """

    middle: float
    middle_sd: float
    change: float
    change_sd: float

    @property
    def first(self) -> float:
        """Value at the first part."""
        return self.middle - 0.5 * self.change

    @property
    def last(self) -> float:
        """Value at the last part."""
        return self.middle + 0.5 * self.change


def fit_line(
    time_s: FloatArray,
    value: FloatArray,
    sd: FloatArray,
    *,
    watched_ratio: float,
    least_scatter: float = 0.0,
) -> Line:
    """Lay a line through values of parts.

    Parameters
    ----------
    time_s : (n,)
        Middle of each part, increasing; n >= 1.
    value, sd : (n,)
        Value and sampling error of each part.
    watched_ratio
        Share of the clip that the parts cover, 0..1: where all was watched, the scatter
        from part to part is no error of the clip's mean.
    least_scatter
        Standard deviation known to lie between parts, whatever these few show.
    """
    sd = np.maximum(sd, 1e-9 + 1e-3 * float(np.max(sd)))
    place = _place(time_s)
    design = np.stack([np.ones_like(place), place], axis=1)
    level = design if len(value) >= _LINE_FROM else design[:, :1]
    scatter = max(_scatter(level, value, sd), least_scatter**2)
    unseen = (1.0 - watched_ratio) * scatter
    middle, middle_sd = _estimate(level, value, sd**2 + scatter, sd**2 + unseen, 0)
    if len(value) < 2:
        return Line(middle=middle, middle_sd=middle_sd, change=np.nan, change_sd=np.nan)
    change, change_sd = _estimate(design, value, sd**2 + scatter, sd**2 + scatter, 1)
    return Line(middle=middle, middle_sd=middle_sd, change=change, change_sd=change_sd)


def _place(time_s: FloatArray) -> FloatArray:
    """-0.5 at the first part to 0.5 at the last."""
    span = float(time_s[-1] - time_s[0])
    return (time_s - 0.5 * (time_s[0] + time_s[-1])) / span if span > 0 else np.zeros(len(time_s))


def _solver(design: FloatArray, variance: FloatArray) -> FloatArray:
    """What turns values into weighted least-squares coefficients, (k, n)."""
    weighted = design.T / variance
    return np.asarray(np.linalg.solve(weighted @ design, weighted))


def _estimate(
    design: FloatArray, value: FloatArray, weighing: FloatArray, error: FloatArray, column: int
) -> tuple[float, float]:
    """One coefficient and its standard error, given variances to weigh and to count by."""
    row = _solver(design, weighing)[column]
    return float(row @ value), float(np.sqrt(row**2 @ error))


def _scatter(design: FloatArray, value: FloatArray, sd: FloatArray) -> float:
    """Variance between parts beyond their sampling errors, by moments; 0 at least."""
    n, k = design.shape
    if n <= k:
        return 0.0
    weight = 1.0 / sd**2
    solver = _solver(design, sd**2)
    rest = value - design @ (solver @ value)
    freedom = float(weight.sum() - np.trace(solver @ (weight[:, None] * design)))
    excess = float(weight @ rest**2) - (n - k)
    return float(max(0.0, excess / freedom))


def line_of(metric: Metric, rows: Rows, time_s: FloatArray, *, watched_ratio: float) -> Line | None:
    """The line through one metric's values; ``None`` where no part has one."""
    known = [i for i, row in enumerate(rows) if row.value is not None]
    if not known:
        return None
    value = np.array([rows[i].value for i in known], dtype=np.float64)
    least = 0.0
    if metric is Metric.CADENCE:
        strides = float(np.mean([max(rows[i].n_strides, 1) for i in known]))
        least = _STRIDE_TIME_CV * float(value.mean()) / strides**0.5
    return fit_line(
        time_s[known],
        value,
        np.array([rows[i].sampling_sd or 0.0 for i in known]),
        watched_ratio=watched_ratio,
        least_scatter=least,
    )


def pool(
    parts: Sequence[Rows],
    time_s: FloatArray,
    *,
    watched_ratio: float,
    strike_borders_deg: tuple[float, float],
) -> tuple[Measurement, ...]:
    """The measurements of the clip from those of its parts.

    Parameters
    ----------
    parts
        Measurements of each part, the same metrics and sides in each.
    time_s : (n_parts,)
        Middle of each part, increasing.
    watched_ratio
        Share of the clip that the parts cover, 0..1.

    Returns
    -------
    tuple of Measurement
        In the order of the first part's. What no part carries is missing, with the reason
        given most often.
    """
    tables = [by_metric(rows) for rows in parts]
    pooled: dict[tuple[Metric, Side], Measurement] = {}
    for key in tables[0]:
        rows = [table[key] for table in tables]
        if key[0] is Metric.FOOT_STRIKE_PATTERN:
            angle = pooled[Metric.FOOT_STRIKE_ANGLE, key[1]]
            pooled[key] = strike_pattern(angle, strike_borders_deg)
        else:
            pooled[key] = _pooled(rows, line_of(key[0], rows, time_s, watched_ratio=watched_ratio))
    return tuple(pooled.values())


def by_metric(rows: Rows) -> Mapping[tuple[Metric, Side], Measurement]:
    """Rows by their metric and side, in their order."""
    return {(row.metric, row.side): row for row in rows}


def _pooled(rows: Rows, line: Line | None) -> Measurement:
    if line is None:
        reasons = [row.reason_missing for row in rows]
        return next(r for r in rows if r.reason_missing == max(reasons, key=reasons.count))
    known = [row for row in rows if row.value is not None]
    systematic_sd = float(np.mean([systematic_of(row) for row in known]))
    whole = with_value(known[0], line.middle, line.middle_sd, systematic_sd)
    return replace(whole, n_strides=sum(row.n_strides for row in known))


def with_value(
    row: Measurement, value: float, sampling_sd: float, systematic_sd: float
) -> Measurement:
    """The row with another value and the interval that these two errors make."""
    half = Z95 * float(np.hypot(sampling_sd, systematic_sd))
    return replace(row, value=value, ci95=(value - half, value + half), sampling_sd=sampling_sd)


def systematic_of(row: Measurement) -> float:
    """The part of a measurement's error that more strides would not lessen, one sd."""
    if row.ci95 is None:
        return 0.0
    whole = (row.ci95[1] - row.ci95[0]) / (2.0 * Z95)
    return float(np.sqrt(max(whole**2 - (row.sampling_sd or 0.0) ** 2, 0.0)))
