"""Training load: weeks and single runs that jump, by the guide's rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from form_analyzer.guide.model import Guide, JumpRule

_WEEK = timedelta(days=7)
_NO_RUNNING_M = 1.0
"""A baseline below this is no running at all: a ratio to it would mean nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingWeek:
    """One week of a training log.

    Attributes
    ----------
    start
        First day of the week; weeks of one log start on the same weekday.
    distance_m
        Distance run in the week, 0 for a week off.
    longest_run_m
        Longest single run, ``None`` where not noted.
    """

    start: date
    distance_m: float
    longest_run_m: float | None = None

    def __post_init__(self) -> None:
        longest = 0.0 if self.longest_run_m is None else self.longest_run_m
        if not (0 <= longest <= self.distance_m < float("inf")):
            raise ValueError("a week needs 0 <= longest run <= distance, in metres")


class JumpKind(StrEnum):
    """What jumped."""

    WEEK = "week"
    LONGEST_RUN = "longest_run"


class JumpLevel(StrEnum):
    """How large the jump is."""

    NOTICE = "notice"
    LARGE = "large"


@dataclass(frozen=True, slots=True, kw_only=True)
class JumpFlag:
    """A jump in training, in words for the runner.

    Attributes
    ----------
    ratio
        New over baseline; ``None`` after weeks without running.
    baseline_m
        What it is compared with.
    """

    week: TrainingWeek
    kind: JumpKind
    level: JumpLevel
    baseline_m: float
    ratio: float | None
    message: str


def weekly_jumps(weeks: Iterable[TrainingWeek], guide: Guide) -> tuple[JumpFlag, ...]:
    """Flag the weeks and the longest runs that jump.

    A week is compared with the mean of the logged weeks among those just before it
    (the rule says how many); its longest run with the longest of the weeks that began
    within the days the rule looks back. Where nothing was logged there is no
    comparison and no flag: a gap in the log is not a week off. Enter 0 for that.

    Parameters
    ----------
    weeks
        In any order, each start once.

    Returns
    -------
    tuple of JumpFlag
        By week, the week's own jump before that of its longest run.

    Raises
    ------
    ValueError
        If two weeks start on the same day.
    """
    log = sorted(weeks, key=lambda week: week.start)
    if len({week.start for week in log}) != len(log):
        raise ValueError("the training log holds a week twice")
    flags = []
    for place, week in enumerate(log):
        flags += [_week_jump(week, log[:place], guide), _run_jump(week, log[:place], guide)]
    return tuple(flag for flag in flags if flag is not None)


def _week_jump(week: TrainingWeek, before: list[TrainingWeek], guide: Guide) -> JumpFlag | None:
    rule = guide.training.week
    first = week.start - rule.baseline * _WEEK
    known = [earlier.distance_m for earlier in before if earlier.start >= first]
    if not known:
        return None
    baseline_m = sum(known) / len(known)
    return _jump(week, JumpKind.WEEK, week.distance_m, baseline_m, rule, guide)


def _run_jump(week: TrainingWeek, before: list[TrainingWeek], guide: Guide) -> JumpFlag | None:
    rule = guide.training.longest_run
    first = week.start - timedelta(days=rule.baseline)
    known = [
        earlier.longest_run_m
        for earlier in before
        if earlier.start >= first and earlier.longest_run_m is not None
    ]
    if week.longest_run_m is None or max(known, default=0.0) < _NO_RUNNING_M:
        return None  # a return after weeks without running is told by the week's own flag
    return _jump(week, JumpKind.LONGEST_RUN, week.longest_run_m, max(known), rule, guide)


def _jump(
    week: TrainingWeek,
    kind: JumpKind,
    value_m: float,
    baseline_m: float,
    rule: JumpRule,
    guide: Guide,
) -> JumpFlag | None:
    ratio = value_m / baseline_m if baseline_m >= _NO_RUNNING_M else None
    level = _level(ratio, rule)
    if level is None or value_m - baseline_m < rule.smallest_rise_m:
        return None
    key = "week" if kind is JumpKind.WEEK else "run"
    name = "week_return" if ratio is None else f"{key}_{level}"
    message = guide.training.texts[name].format(
        distance_km=f"{round(value_m / 1000, 1):g}",
        baseline_km=f"{round(baseline_m / 1000, 1):g}",
        percent=0 if ratio is None else round(100 * (ratio - 1)),
        baseline_days=rule.baseline,
    )
    return JumpFlag(
        week=week, kind=kind, level=level, baseline_m=baseline_m, ratio=ratio, message=message
    )


def _level(ratio: float | None, rule: JumpRule) -> JumpLevel | None:
    """Above each ratio, as the studies drew their classes; no ratio is a return to running."""
    if ratio is None or ratio > rule.large_ratio:
        return JumpLevel.LARGE
    return JumpLevel.NOTICE if ratio > rule.notice_ratio else None
