from io import BytesIO
from pathlib import Path

import pytest

from form_analyzer.errors import NotFoundError, StorageError
from form_analyzer.storage.records import JobState, SessionDetails, SessionQuery
from tests.storage import seasons


def test_an_upload_is_stored_with_its_job(season):
    ada = seasons.athlete(season)
    stored = seasons.session(season, ada, b"moving pictures", shoes=" Blue  3 ", tags=("easy",))
    with season.results.clip_path(stored.id) as path:
        assert path.read_bytes() == b"moving pictures"
    line = season.sessions.line(stored.id)
    assert line.session == stored
    assert line.athlete_name == "Ada"
    assert line.analysis is None
    assert line.job is not None
    assert line.job.state is JobState.QUEUED
    assert stored.details.shoes == "Blue 3"
    assert stored.details.capture.speed_mps == 3.0


def test_a_file_on_disk_is_stored_like_an_upload(season, tmp_path: Path):
    ada = seasons.athlete(season)
    clip = tmp_path / "clip.MOV"
    clip.write_bytes(b"abc")
    details = SessionDetails(recorded_at=seasons.MORNING)
    stored = season.sessions.add(ada.id, clip, "../my clip.MOV", details, pose_model=None)
    assert stored.file_name == "my clip.MOV"
    assert season.results.clip(stored.id).suffix == ".mov"
    assert season.sessions.line(stored.id).job is None


@pytest.mark.parametrize("effort", [-1, 11])
def test_effort_outside_the_scale_is_refused(season, effort):
    ada = seasons.athlete(season)
    details = SessionDetails(recorded_at=seasons.MORNING, effort=effort)
    with pytest.raises(StorageError, match="Effort"):
        season.sessions.add(ada.id, BytesIO(b"a"), "a.mp4", details)


def test_an_empty_upload_stores_nothing(season):
    ada = seasons.athlete(season)
    with pytest.raises(StorageError, match="empty"):
        seasons.session(season, ada, b"")
    assert season.sessions.count() == 0


def test_lists_are_newest_first_and_paged(season):
    ada = seasons.athlete(season)
    stored = [seasons.session(season, ada, b"x", day=day) for day in range(5)]
    newest_first = [session.id for session in reversed(stored)]
    assert [line.session.id for line in season.sessions.find()] == newest_first
    page = season.sessions.find(SessionQuery(limit=2, offset=1))
    assert [line.session.id for line in page] == newest_first[1:3]
    assert season.sessions.count(SessionQuery(limit=2)) == 5


def test_of_one_day_the_clip_stored_last_comes_first(season):
    ada = seasons.athlete(season)
    stored = [seasons.session(season, ada, b"x").id for _ in range(6)]
    assert [line.session.id for line in season.sessions.find()] == stored[::-1]
    assert season.athletes.roster()[0].last_session_id == stored[-1]


def test_queries_combine(season):
    ada, bob = seasons.athlete(season, "Ada Löwe"), seasons.athlete(season, "Bob")
    first = seasons.session(season, ada, b"1", day=0, shoes="Blue", tags=("easy",))
    second = seasons.session(season, ada, b"2", day=5, notes="Tempo, 100% effort")
    seasons.session(season, bob, b"3", day=5, shoes="Blue")

    def found(**query: object) -> list[str]:
        return [line.session.id for line in season.sessions.find(SessionQuery(**query))]

    assert found(text="LÖWE blue") == [first.id]
    assert found(text="100%") == [second.id]
    assert found(text="run.mp4", athlete_id=ada.id) == [second.id, first.id]
    assert found(tag="easy") == [first.id]
    assert found(since=second.details.recorded_at, athlete_id=ada.id) == [second.id]
    assert found(until=first.details.recorded_at) == [first.id]


def test_change_replaces_what_was_said_but_not_the_clip(season):
    ada = seasons.athlete(season)
    stored = seasons.session(season, ada, shoes="Blue", tags=("easy",))
    details = SessionDetails(recorded_at=seasons.MORNING, incline_percent=2.0, effort=6)
    changed = season.sessions.change(stored.id, details)
    assert changed.details == details
    assert changed.clip_sha256 == stored.clip_sha256
    assert season.sessions.tags() == []


def test_the_same_clip_is_found_again(season):
    ada, bob = seasons.athlete(season), seasons.athlete(season, "Bob")
    stored = seasons.session(season, ada)
    assert season.sessions.with_clip(ada.id, stored.clip_sha256) == stored
    assert season.sessions.with_clip(bob.id, stored.clip_sha256) is None


def test_deleting_a_session_removes_its_files_only(season):
    ada = seasons.athlete(season)
    kept = seasons.session(season, ada, b"kept")
    gone = seasons.session(season, ada, b"gone")
    assert season.sessions.delete(gone.id) == (gone.clip_sha256,)
    with pytest.raises(NotFoundError):
        season.sessions.get(gone.id)
    assert season.media.hashes().keys() == {kept.clip_sha256}


def test_shoes_and_tags_are_offered_again(season):
    ada = seasons.athlete(season)
    for day, shoes in enumerate(("Blue", "Red", "Blue")):
        seasons.session(season, ada, b"x", day=day, shoes=shoes, tags=(f"t{day}",))
    assert season.sessions.shoes(ada.id) == ["Blue", "Red"]
    assert season.sessions.tags() == ["t0", "t1", "t2"]
