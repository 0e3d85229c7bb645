"""Numbers over an athlete's sessions: charts and words."""

from dataclasses import dataclass
from math import isfinite

from form_analyzer.comparison.trend import Trend, TrendEntry, trend
from form_analyzer.comparison.types import Snapshot
from form_analyzer.datatypes import Metric, Side
from form_analyzer.guide.model import Guide
from form_analyzer.report.plots import TrendPoint
from form_analyzer.report.words import shown
from form_analyzer.storage.service import SeasonService
from form_analyzer.ui.services.opening import own_ranges
from form_analyzer.ui.services.roster import day_text

FIRST_SHOWN = (Metric.CADENCE, Metric.OVERSTRIDE, Metric.FOOT_STRIKE_ANGLE, Metric.TRUNK_LEAN)
_CATEGORIES = {Metric.FOOT_STRIKE_PATTERN}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendView:
    """One metric over the sessions, in the units the reader sees.

    Attributes
    ----------
    points
        Sessions that count; empty when there is none.
    target
        The range compared with, or ``None``.
    own_target
        Whether that is the athlete's own range.
    minimal_change
        Smallest change that is more than noise, or ``None``.
    left_out
        (day, reason) of sessions that do not count.
    """

    metric: Metric
    title: str
    unit: str
    words: str
    points: tuple[TrendPoint, ...]
    target: tuple[float, float] | None
    own_target: bool
    minimal_change: float | None
    left_out: tuple[tuple[str, str], ...]


def metrics_to_follow(guide: Guide) -> dict[Metric, str]:
    """Metrics that are numbers, with their names."""
    return {metric: guide.metrics[metric].name for metric in Metric if metric not in _CATEGORIES}


def follow(
    season: SeasonService, guide: Guide, athlete_id: str, metrics: list[Metric]
) -> tuple[TrendView, ...]:
    """The chosen metrics of an athlete over time; empty without an analysed session."""
    history = season.results.history(athlete_id, metrics)
    if not history:
        return ()
    ranges = own_ranges(season, athlete_id)
    return tuple(_view(history, guide, metric, ranges.get(metric)) for metric in metrics)


def _side(history: list[Snapshot], metric: Metric) -> Side:
    """The side followed: both together, else the one near the camera in the newest session."""
    newest = history[-1]
    if newest.measurement(metric, Side.BOTH) is not None:
        return Side.BOTH
    return newest.set_up.near_side or Side.LEFT


def _view(
    history: list[Snapshot], guide: Guide, metric: Metric, own: tuple[float, float] | None
) -> TrendView:
    side = _side(history, metric)
    found = trend(history, metric, side)
    counted = [entry for entry in found.entries if entry.counts]
    unit = guide.metrics[metric].unit
    if counted and counted[-1].measurement is not None:
        unit = counted[-1].measurement.unit
    how = shown(metric, unit)
    recommended = guide.recommendation(metric)
    target = own
    if target is None and recommended is not None and recommended.metric is metric:
        target = recommended.target if unit is guide.metrics[metric].unit else None
    name = guide.metrics[metric].name
    return TrendView(
        metric=metric,
        title=name if side is Side.BOTH else f"{name} ({side})",
        unit=how.unit,
        words=found.words,
        points=tuple(_point(entry, how.factor) for entry in counted),
        target=None if target is None else (target[0] * how.factor, target[1] * how.factor),
        own_target=own is not None,
        minimal_change=_scaled(found, how.factor),
        left_out=tuple(
            (day_text(entry.snapshot.recorded_at), "; ".join(entry.reasons))
            for entry in found.entries
            if not entry.counts
        ),
    )


def _scaled(found: Trend, factor: float) -> float | None:
    change = found.minimal_change
    return change * factor if change is not None and isfinite(change) else None


def _point(entry: TrendEntry, factor: float) -> TrendPoint:
    row = entry.measurement
    if row is None or row.value is None or row.ci95 is None:
        raise ValueError(f"{entry.snapshot.label} does not count but was drawn")
    return TrendPoint(
        when=entry.snapshot.recorded_at,
        value=row.value * factor,
        low=row.ci95[0] * factor,
        high=row.ci95[1] * factor,
        label=entry.snapshot.label,
    )
