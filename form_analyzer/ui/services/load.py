"""The training log in kilometres, and what the guide says about its jumps."""

from datetime import date, timedelta

from form_analyzer.guide import training
from form_analyzer.guide.model import Guide
from form_analyzer.storage.records import TrainingWeek
from form_analyzer.storage.service import SeasonService


def monday_of(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())


def jump_messages(weeks: list[TrainingWeek], guide: Guide) -> dict[date, tuple[str, ...]]:
    """What to say about each week that jumps, by its Monday."""
    found: dict[date, tuple[str, ...]] = {}
    for flag in training.weekly_jumps(map(_in_metres, weeks), guide):
        found[flag.week.start] = (*found.get(flag.week.start, ()), flag.message)
    return found


def save_week(
    season: SeasonService,
    athlete_id: str,
    day: date,
    km: float | None,
    longest_km: float | None,
) -> None:
    """Store the week a day belongs to.

    Raises
    ------
    ValueError
        If no distance is given, or the longest run is longer than the week; the text is for the
        user.
    """
    if km is None:
        raise ValueError("Enter the kilometres of the week; 0 for a week off.")
    if longest_km is not None and longest_km > km:
        raise ValueError("The longest run cannot be longer than the whole week.")
    week = TrainingWeek(monday=monday_of(day), distance_km=km, longest_run_km=longest_km)
    season.training.set_week(athlete_id, week)


def _in_metres(week: TrainingWeek) -> training.TrainingWeek:
    longest = week.longest_run_km
    return training.TrainingWeek(
        start=week.monday,
        distance_m=1000 * week.distance_km,
        longest_run_m=None if longest is None else 1000 * min(longest, week.distance_km),
    )
