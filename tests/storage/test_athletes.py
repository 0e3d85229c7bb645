import pytest

from form_analyzer.datatypes import Direction, Metric, Severity, Side
from form_analyzer.errors import NotFoundError, StorageError
from form_analyzer.storage.records import AthleteDetails, CheckInDetails, TargetRange
from tests.storage import seasons


def test_what_is_said_comes_back(season):
    details = AthleteDetails(
        name="  Ada   Löwe ", height_m=1.75, leg_length_m=0.9, tags=("trail", "", "a  b", "trail")
    )
    stored = season.athletes.add(details)
    assert stored == season.athletes.get(stored.id)
    assert stored.name == "Ada Löwe"
    assert stored.details.tags == ("a b", "trail")
    assert (stored.details.height_m, stored.details.leg_length_m) == (1.75, 0.9)


def test_a_nameless_athlete_is_refused(season):
    with pytest.raises(StorageError, match="needs a name"):
        season.athletes.add(AthleteDetails(name="  "))


def test_change_replaces_everything(season):
    ada = seasons.athlete(season, "Ada", "trail")
    changed = season.athletes.change(ada.id, AthleteDetails(name="Bea", notes="left knee"))
    assert changed.details == AthleteDetails(name="Bea", notes="left knee")
    assert season.athletes.tags() == []


def test_search_ignores_case_and_accents_composition_and_needs_every_word(season):
    loewe = seasons.athlete(season, "Ada LÖWE", "trail")
    seasons.athlete(season, "Bob", "track")
    assert season.athletes.find(text="lo\u0308we ada") == [loewe]
    assert season.athletes.find(text="TRAIL") == [loewe]
    assert season.athletes.find(text="ada track") == []
    assert season.athletes.find(text="100%") == []
    assert season.athletes.find(tag="trail") == [loewe]


def test_named_finds_by_name_or_id_and_refuses_doubles(season):
    ada = seasons.athlete(season, "Ada")
    assert season.athletes.named("ada") == season.athletes.named(ada.id) == ada
    with pytest.raises(NotFoundError, match="no athlete called"):
        season.athletes.named("Bob")
    seasons.athlete(season, "ADA")
    with pytest.raises(StorageError, match="Several athletes"):
        season.athletes.named("ada")


def test_the_roster_shows_the_newest_session_its_finding_and_the_newest_check(season):
    ada, bob = seasons.athlete(season, "Ada"), seasons.athlete(season, "Bob")
    seasons.session(season, ada, b"old", day=0)
    newest = seasons.analysed(season, ada, b"new", day=2)
    for pain, flags in ((7, ()), (2, ("numbness",))):
        details = CheckInDetails(
            at=seasons.MORNING.replace(day=9 - pain), pain=pain, red_flags=flags
        )
        season.training.check_in(ada.id, details)
    first, second = season.athletes.roster()
    assert (first.athlete, first.n_sessions, first.last_session_id) == (ada, 2, newest.id)
    assert first.main_finding is not None
    assert (first.main_finding.metric, first.main_finding.side) == (Metric.CADENCE, Side.BOTH)
    assert first.main_finding.direction is Direction.LOW
    assert first.main_finding.severity is Severity.MINOR
    assert (first.pain, first.has_red_flag) == (2, True)
    assert (second.athlete, second.n_sessions, second.main_finding) == (bob, 0, None)
    assert (second.pain, second.has_red_flag, second.checked_in_at) == (None, False, None)


def test_own_target_ranges_are_set_replaced_and_cleared(season):
    ada = seasons.athlete(season)
    season.athletes.set_target_range(ada.id, TargetRange(metric=Metric.CADENCE, low=160, high=170))
    wanted = TargetRange(metric=Metric.CADENCE, low=165, high=175, note="tall")
    season.athletes.set_target_range(ada.id, wanted)
    assert season.athletes.target_ranges(ada.id) == (wanted,)
    season.athletes.clear_target_range(ada.id, Metric.CADENCE)
    assert season.athletes.target_ranges(ada.id) == ()
    with pytest.raises(StorageError, match="lower end"):
        season.athletes.set_target_range(ada.id, TargetRange(metric=Metric.CADENCE, low=2, high=1))
