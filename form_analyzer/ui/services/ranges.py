"""An athlete's own target ranges, in the units the reader sees."""

from dataclasses import dataclass
from math import isfinite

from form_analyzer.datatypes import Metric
from form_analyzer.errors import NotFoundError, StorageError
from form_analyzer.guide.model import Guide
from form_analyzer.jobs.recompute import recompute
from form_analyzer.report.words import range_text, shown, with_unit
from form_analyzer.storage.records import SessionQuery, TargetRange
from form_analyzer.storage.service import SeasonService

_CATEGORIES = {Metric.FOOT_STRIKE_PATTERN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How a metric is typed: unit shown, factor from the stored unit, decimals."""

    unit: str
    factor: float
    decimals: int

    @property
    def step(self) -> float:
        """How much a click on plus or minus changes."""
        return float(10.0**-self.decimals)

    @property
    def format(self) -> str:
        """How the number is written."""
        return f"%.{self.decimals}f"


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeNow:
    """The range that holds now, in the unit shown; ``None`` where an end is open."""

    low: float | None
    high: float | None
    own: bool
    words: str


def metrics_with_range(guide: Guide) -> dict[Metric, str]:
    """Metrics that may have an own range, with their names."""
    return {m: guide.metrics[m].name for m in Metric if m not in _CATEGORIES}


def scale(guide: Guide, metric: Metric) -> Scale:
    """How a metric is typed."""
    info = guide.metrics[metric]
    how = shown(metric, info.unit)
    decimals = max(0, info.decimals - how.fewer_decimals)
    return Scale(unit=how.unit, factor=how.factor, decimals=decimals)


def current(season: SeasonService, guide: Guide, athlete_id: str, metric: Metric) -> RangeNow:
    """The athlete's own range, else the guide's."""
    factor = scale(guide, metric).factor
    own = {row.metric: row for row in season.athletes.target_ranges(athlete_id)}.get(metric)
    if own is not None:
        return _now(own.low * factor, own.high * factor, guide, metric, own=True)
    found = guide.recommendation(metric)
    if found is None or found.metric is not metric or found.target is None:
        return RangeNow(low=None, high=None, own=False, words="The guide has no range for this.")
    low, high = found.target
    return _now(low * factor, high * factor, guide, metric, own=False)


def save(
    season: SeasonService, guide: Guide, athlete_id: str, metric: Metric, low: float, high: float
) -> None:
    """Store an own range, typed in the unit shown, and judge the athlete's sessions by it.

    Raises
    ------
    StorageError
        If the ends are the wrong way round.
    """
    if not low < high:
        raise StorageError("The first number of a range must be the smaller one.")
    factor = scale(guide, metric).factor
    target = TargetRange(metric=metric, low=low / factor, high=high / factor)
    season.athletes.set_target_range(athlete_id, target)


def judge_again(season: SeasonService, athlete_id: str, newest: int = 1) -> None:
    """Measure the newest sessions again with the ranges that hold now."""
    for line in season.sessions.find(SessionQuery(athlete_id=athlete_id, limit=newest)):
        try:
            recompute(season, line.session.id)
        except NotFoundError:
            continue  # not analysed yet: its analysis will use the ranges of its day


def _now(low: float, high: float, guide: Guide, metric: Metric, *, own: bool) -> RangeNow:
    info = guide.metrics[metric]
    decimals = info.decimals - shown(metric, info.unit).fewer_decimals
    text = with_unit(range_text(low, high, decimals), scale(guide, metric).unit)
    whose = "Own range" if own else "The guide's range"
    return RangeNow(
        low=low if isfinite(low) else None,
        high=high if isfinite(high) else None,
        own=own,
        words=f"{whose}: {text}.",
    )
