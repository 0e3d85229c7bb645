"""Each coach sees only their athletes, an athlete only their own, whatever is asked."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from form_analyzer.datatypes import EditAction, EventEdit, EventKind, Metric, Side
from form_analyzer.errors import NotAllowedError, NotFoundError, StorageError
from form_analyzer.storage.records import (
    AthleteDetails,
    AttachmentRole,
    CheckInDetails,
    Role,
    SessionDetails,
    SessionQuery,
    TargetRange,
    TrainingWeek,
    Viewer,
)
from form_analyzer.storage.service import SeasonService
from form_analyzer.storage.users import sign_in
from tests.storage import seasons

ISSUER = "https://login.example"
DETAILS = SessionDetails(recorded_at=seasons.MORNING)
CHECK = CheckInDetails(at=seasons.MORNING, pain=1)
MONDAY = seasons.MORNING.date().replace(day=2)
RANGE = TargetRange(metric=Metric.CADENCE, low=1, high=2)
EDIT = EventEdit(action=EditAction.ADD, kind=EventKind.TOE_OFF, side=Side.LEFT, frame=1.0)

# Every question that names an athlete or a session.
OF_ATHLETE: dict[str, Callable[[SeasonService, str], object]] = {
    "get": lambda s, a: s.athletes.get(a),
    "change": lambda s, a: s.athletes.change(a, AthleteDetails(name="x")),
    "target_ranges": lambda s, a: s.athletes.target_ranges(a),
    "set_target_range": lambda s, a: s.athletes.set_target_range(a, RANGE),
    "clear_target_range": lambda s, a: s.athletes.clear_target_range(a, Metric.CADENCE),
    "delete": lambda s, a: s.athletes.delete(a),
    "add session": lambda s, a: s.sessions.add(a, BytesIO(b"x"), "x.mp4", DETAILS),
    "with_clip": lambda s, a: s.sessions.with_clip(a, "0" * 64),
    "shoes": lambda s, a: s.sessions.shoes(a),
    "history": lambda s, a: s.results.history(a),
    "check_in": lambda s, a: s.training.check_in(a, CHECK),
    "check_ins": lambda s, a: s.training.check_ins(a),
    "remove_check_in": lambda s, a: s.training.remove_check_in(a, "x"),
    "set_week": lambda s, a: s.training.set_week(a, TrainingWeek(monday=MONDAY, distance_km=1)),
    "weeks": lambda s, a: s.training.weeks(a),
    "remove_week": lambda s, a: s.training.remove_week(a, MONDAY),
    "invite": lambda s, a: s.users.invite(a, "a@example.org"),
}
OF_SESSION: dict[str, Callable[[SeasonService, str], object]] = {
    "get": lambda s, i: s.sessions.get(i),
    "line": lambda s, i: s.sessions.line(i),
    "change": lambda s, i: s.sessions.change(i, DETAILS),
    "delete": lambda s, i: s.sessions.delete(i),
    "all": lambda s, i: s.results.all(i),
    "load": lambda s, i: s.results.load(i),
    "save": lambda s, i: s.results.save(i, seasons.analysis()),
    "attach": lambda s, i: s.results.attach(i, AttachmentRole.REPORT, Path(__file__)),
    "make_current": lambda s, i: s.results.make_current(i, 1),
    "files": lambda s, i: s.results.files(i),
    "clip": lambda s, i: s.results.clip(i),
    "clip_path": lambda s, i: s.results.clip_path(i).__enter__(),
    "file_path": lambda s, i: s.results.file_path(i, AttachmentRole.TRACK).__enter__(),
    "snapshot": lambda s, i: s.results.snapshot(i),
    "edits": lambda s, i: s.edits.all(i),
    "active": lambda s, i: s.edits.active(i),
    "add edit": lambda s, i: s.edits.add(i, EDIT),
    "undo": lambda s, i: s.edits.undo(i),
    "redo": lambda s, i: s.edits.redo(i),
    "job": lambda s, i: s.jobs.newest(i),
    "start": lambda s, i: s.jobs.start(i),
    "cancel": lambda s, i: s.jobs.cancel(i),
}


def coach(season: SeasonService, name: str) -> SeasonService:
    return season.seen_by_log_in(issuer=ISSUER, subject=name, name=name)


def content(season: SeasonService) -> tuple[int, ...]:
    """What the single user sees of everything."""
    lines = season.sessions.find(SessionQuery())
    edits = sum(len(season.edits.all(line.session.id)) for line in lines)
    results = sum(len(season.results.all(line.session.id)) for line in lines)
    return len(season.athletes.find()), len(lines), edits, results, len(season.jobs.open())


@pytest.mark.parametrize("question", OF_ATHLETE)
def test_another_coach_and_another_athlete_get_nothing_of_an_athlete(local_season, question):
    mine = coach(local_season, "mine")
    ada = seasons.athlete(mine, "Ada")
    before = content(local_season)
    ask = OF_ATHLETE[question]
    for other in others(local_season):
        with pytest.raises(NotAllowedError):
            ask(other, ada.id)
        with pytest.raises((NotFoundError, NotAllowedError)):
            ask(other, "nobody")
    assert content(local_season) == (before[0] + 1, *before[1:])


@pytest.mark.parametrize("question", OF_SESSION)
def test_another_coach_and_another_athlete_get_nothing_of_a_session(local_season, question):
    mine = coach(local_season, "mine")
    stored = seasons.analysed(mine, seasons.athlete(mine, "Ada"))
    before = content(local_season)
    for other in others(local_season):
        with pytest.raises(NotAllowedError):
            OF_SESSION[question](other, stored.id)
        with pytest.raises((NotFoundError, NotAllowedError)):
            OF_SESSION[question](other, "nothing")
    assert content(local_season) == (before[0] + 1, *before[1:])


def others(season: SeasonService) -> list[SeasonService]:
    """Another coach, and that coach's athlete."""
    theirs = coach(season, "theirs")
    bob = seasons.athlete(theirs, "Bob")
    theirs.users.invite(bob.id, "bob@example.org")
    athlete = season.seen_by_log_in(
        issuer=ISSUER, subject="bob", name="Bob", email="Bob@example.org"
    )
    assert athlete.viewer.role is Role.ATHLETE
    return [theirs, athlete]


def test_lists_hold_only_what_is_ones_own(season):
    mine, theirs = coach(season, "mine"), coach(season, "theirs")
    ada, bob = seasons.athlete(mine, "Ada", "trail"), seasons.athlete(theirs, "Bob", "track")
    seasons.session(mine, ada, b"a", tags=("easy",))
    seasons.session(theirs, bob, b"b", tags=("hard",))
    assert [entry.name for entry in mine.athletes.find()] == ["Ada"]
    assert [entry.athlete.name for entry in theirs.athletes.roster()] == ["Bob"]
    assert [line.athlete_name for line in mine.sessions.find()] == ["Ada"]
    assert [line.athlete_name for line in theirs.sessions.find(SessionQuery(text="run.mp4"))] == [
        "Bob"
    ]
    assert mine.sessions.find(SessionQuery(athlete_id=bob.id)) == []
    assert mine.sessions.count() == len(mine.jobs.open()) == 1
    assert (mine.sessions.tags(), mine.athletes.tags()) == (["easy"], ["trail"])
    assert len(season.athletes.find()) == season.sessions.count() == 2
    with pytest.raises(NotFoundError):
        mine.athletes.named("Bob")


def test_an_athlete_sees_their_own_and_may_log_but_not_manage(season):
    mine = coach(season, "mine")
    ada = seasons.athlete(mine, "Ada")
    seasons.athlete(mine, "Bob")
    stored = seasons.analysed(mine, ada)
    mine.users.invite(ada.id, "ada@example.org")
    own = season.seen_by_log_in(issuer=ISSUER, subject="x", name="Ada", email="ada@EXAMPLE.org")
    assert [entry.id for entry in own.athletes.find()] == [ada.id]
    assert own.results.load(stored.id).measurements
    own.training.check_in(ada.id, CHECK)
    seasons.session(own, ada, b"from home")
    assert mine.training.last_check_in(ada.id) is not None
    assert mine.sessions.count() == 2
    managing: list[Callable[[], object]] = [
        lambda: own.athletes.add(AthleteDetails(name="x")),
        lambda: own.athletes.delete(ada.id),
        lambda: own.athletes.change(ada.id, AthleteDetails(name="x")),
        lambda: own.athletes.set_target_range(ada.id, RANGE),
        lambda: own.sessions.delete(stored.id),
        lambda: own.users.invite(ada.id, "else@example.org"),
        own.users.all,
        own.preferences.clean_up_media,
        lambda: own.preferences.set_media_quota(1),
    ]
    for manage in managing:
        with pytest.raises(NotAllowedError):
            manage()


def test_signing_in_again_is_the_same_person_with_the_new_name(season):
    first = sign_in(season.engine, issuer=ISSUER, subject="s", name="Old")
    again = sign_in(season.engine, issuer=ISSUER, subject="s", name="New", email="n@example.org")
    other = sign_in(season.engine, issuer="https://else.example", subject="s", name="Else")
    assert (again.id, again.name, again.role) == (first.id, "New", Role.COACH)
    assert other.id != first.id
    assert {user.name for user in season.users.all()} == {"New", "Else"}
    assert coach(season, "s").users.me() is not None
    assert season.users.me() is None


def test_an_invitation_is_for_one_athlete_and_needs_the_address(season):
    mine = coach(season, "mine")
    ada, bob = seasons.athlete(mine, "Ada"), seasons.athlete(mine, "Bob")
    mine.users.invite(ada.id, "ada@example.org")
    with pytest.raises(StorageError, match="already invited"):
        mine.users.invite(bob.id, "Ada@example.org")
    with pytest.raises(StorageError, match="not an e-mail"):
        mine.users.invite(bob.id, "ada")
    stranger = season.seen_by_log_in(issuer=ISSUER, subject="y", name="Ada")
    assert stranger.viewer.role is Role.COACH
    assert stranger.athletes.find() == []


def test_the_single_user_gives_athletes_to_a_coach(season):
    ada = seasons.athlete(season, "Ada")
    mine = coach(season, "mine")
    assert mine.athletes.find() == []
    assert mine.viewer.user_id is not None
    season.users.give_to_coach(ada.id, mine.viewer.user_id)
    assert [entry.id for entry in mine.athletes.find()] == [ada.id]
    with pytest.raises(NotFoundError):
        season.users.give_to_coach(ada.id, "nobody")
    with pytest.raises(NotAllowedError):
        mine.users.give_to_coach(ada.id, mine.viewer.user_id)


def test_preferences_are_ones_own(season):
    mine, theirs = coach(season, "mine"), coach(season, "theirs")
    mine.preferences.set("units", "mph")
    mine.preferences.set("units", "min/km")
    assert mine.preferences.get("units", "km/h") == "min/km"
    assert theirs.preferences.get("units", "km/h") == "km/h"
    assert season.preferences.all() == {}


def test_a_coach_without_an_id_is_no_viewer():
    with pytest.raises(ValueError, match="user id"):
        Viewer(role=Role.COACH)
