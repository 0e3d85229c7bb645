from datetime import date, timedelta

import pytest

from form_analyzer.errors import NotFoundError, StorageError
from form_analyzer.storage.records import CheckInDetails, TrainingWeek
from tests.storage import seasons

MONDAY = date(2026, 3, 2)


def test_weeks_are_replaced_and_listed_oldest_first(season):
    ada = seasons.athlete(season)
    for week, km in ((1, 25.0), (0, 20.0), (1, 30.0)):
        entry = TrainingWeek(
            monday=MONDAY + timedelta(weeks=week), distance_km=km, n_runs=3, longest_run_km=10.5
        )
        season.training.set_week(ada.id, entry)
    assert [week.distance_km for week in season.training.weeks(ada.id)] == [20.0, 30.0]
    later = season.training.weeks(ada.id, since=MONDAY + timedelta(days=1))
    assert [week.longest_run_km for week in later] == [10.5]
    season.training.remove_week(ada.id, MONDAY)
    assert len(season.training.weeks(ada.id)) == 1


def test_impossible_weeks_are_refused(season):
    ada = seasons.athlete(season)
    with pytest.raises(ValueError, match="not a Monday"):
        TrainingWeek(monday=MONDAY + timedelta(days=1), distance_km=1)
    for km in (-1.0, float("nan")):
        with pytest.raises(StorageError, match="distance"):
            season.training.set_week(ada.id, TrainingWeek(monday=MONDAY, distance_km=km))


def test_check_ins_are_newest_first(season):
    ada = seasons.athlete(season)
    stored = seasons.session(season, ada)
    first = CheckInDetails(at=seasons.MORNING, pain=3, place="left groin", session_id=stored.id)
    second = CheckInDetails(
        at=seasons.MORNING + timedelta(days=1), pain=5, red_flags=("numbness", "after_rest")
    )
    checks = [season.training.check_in(ada.id, details) for details in (first, second)]
    assert season.training.check_ins(ada.id) == checks[::-1]
    assert season.training.last_check_in(ada.id) == checks[1]
    season.training.remove_check_in(ada.id, checks[1].id)
    assert season.training.last_check_in(ada.id) == checks[0]
    with pytest.raises(NotFoundError):
        season.training.remove_check_in(ada.id, checks[1].id)


def test_a_check_in_outlives_the_session_it_was_made_with(season):
    ada = seasons.athlete(season)
    stored = seasons.session(season, ada)
    season.training.check_in(
        ada.id, CheckInDetails(at=seasons.MORNING, pain=3, session_id=stored.id)
    )
    season.sessions.delete(stored.id)
    last = season.training.last_check_in(ada.id)
    assert last is not None
    assert last.details.session_id is None


def test_impossible_check_ins_are_refused(season):
    ada, bob = seasons.athlete(season), seasons.athlete(season, "Bob")
    with pytest.raises(StorageError, match="Pain"):
        season.training.check_in(ada.id, CheckInDetails(at=seasons.MORNING, pain=11))
    other = seasons.session(season, bob)
    with pytest.raises(StorageError, match="another athlete"):
        season.training.check_in(
            ada.id, CheckInDetails(at=seasons.MORNING, pain=1, session_id=other.id)
        )
