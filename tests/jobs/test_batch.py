from datetime import datetime
from pathlib import Path

import pytest

from form_analyzer.datatypes import CaptureInfo
from form_analyzer.errors import CancelledError, UnreadableVideoError
from form_analyzer.jobs.batch import BatchPlan, ClipState, find_clips, run_batch
from form_analyzer.storage.records import AttachmentRole, SessionDetails
from tests.jobs import running
from tests.storage import seasons


def check(path: Path) -> None:
    if path.read_bytes().startswith(b"bad"):
        raise UnreadableVideoError(f"{path.name} is not a video.")


def silent(_stage: str, _fraction: float) -> None:
    pass


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    clips = tmp_path / "clips"
    (clips / "below").mkdir(parents=True)
    (clips / ".hidden").mkdir()
    for name, content in {
        "b.MP4": b"bb",
        "a.mov": b"aaa",
        "bad.mp4": b"bad",
        "empty.mp4": b"",
        "below/c.webm": b"cccc",
        "notes.txt": b"no clip",
        ".hidden/d.mp4": b"d",
    }.items():
        (clips / name).write_bytes(content)
    return clips


def plan(season, clips: list[Path], work: str = "quick") -> BatchPlan:
    athletes = season.athletes.find()
    owner = athletes[0] if athletes else seasons.athlete(season)

    def details(at: datetime) -> SessionDetails:
        return SessionDetails(recorded_at=at, capture=CaptureInfo(speed_mps=3.0))

    return BatchPlan(
        athlete_id=owner.id,
        clips=clips,
        details=details,
        work=f"tests.jobs.works:{work}",
        drawing="tests.jobs.works:draw_slowly",
        n_slots=2,
        check=check,
    )


def test_clips_are_found_by_name_below_the_folder_and_nothing_else(folder: Path):
    names = [path.relative_to(folder).as_posix() for path in find_clips(folder)]
    assert names == ["a.mov", "b.MP4", "bad.mp4", "below/c.webm", "empty.mp4"]


def test_bad_files_are_listed_and_the_rest_is_analysed_once(local_season, tmp_path, folder):
    settings = running.settings_of(local_season, tmp_path)
    seen: list[float] = []
    first = run_batch(
        local_season,
        settings,
        plan(local_season, find_clips(folder)),
        lambda _words, fraction: seen.append(fraction),
    )
    states = {outcome.path.name: outcome.state for outcome in first}
    assert states == {
        "a.mov": ClipState.ANALYSED,
        "b.MP4": ClipState.ANALYSED,
        "bad.mp4": ClipState.FAILED,
        "c.webm": ClipState.ANALYSED,
        "empty.mp4": ClipState.FAILED,
    }
    words = {outcome.path.name: outcome.words for outcome in first}
    assert words["bad.mp4"] == "bad.mp4 is not a video."
    assert "empty" in words["empty.mp4"]
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    again = run_batch(local_season, settings, plan(local_season, find_clips(folder)), silent)
    assert [o.state for o in again].count(ClipState.ALREADY_DONE) == 3
    assert local_season.sessions.count() == 3


def test_a_batch_ends_with_its_clips_drawn_and_never_seems_to_go_back(
    local_season, tmp_path, folder
):
    settings = running.settings_of(local_season, tmp_path)
    clips = [folder / "a.mov", folder / "b.MP4"]
    seen: list[float] = []
    outcomes = run_batch(
        local_season,
        settings,
        plan(local_season, clips, "slow_to_draw"),
        lambda _words, fraction: seen.append(fraction),
    )
    assert [outcome.state for outcome in outcomes] == [ClipState.ANALYSED] * 2
    for outcome in outcomes:
        assert outcome.session_id is not None
        assert AttachmentRole.ANNOTATED in local_season.results.files(outcome.session_id)
    assert seen == sorted(seen)


def test_a_stopped_batch_goes_on_where_it_was(local_season, tmp_path, folder):
    settings = running.settings_of(local_season, tmp_path)
    clips = [path for path in find_clips(folder) if path.stat().st_size and "bad" not in path.name]

    def stop_once_stored(words: str, _fraction: float) -> None:
        if "analysed" in words:
            raise CancelledError("Stopped.")

    with pytest.raises(CancelledError):
        run_batch(local_season, settings, plan(local_season, clips, "endless"), stop_once_stored)
    assert local_season.sessions.count() == 3
    assert local_season.queue().n_open() == 3
    outcomes = run_batch(local_season, settings, plan(local_season, clips), silent)
    assert [outcome.state for outcome in outcomes] == [ClipState.ANALYSED] * 3
    assert local_season.sessions.count() == 3


def test_a_clip_that_failed_is_tried_again(local_season, tmp_path, folder):
    settings = running.settings_of(local_season, tmp_path)
    clips = [folder / "a.mov"]
    (failed,) = run_batch(local_season, settings, plan(local_season, clips, "unreadable"), silent)
    assert failed.state is ClipState.FAILED
    assert "not a video" in failed.words
    (done,) = run_batch(local_season, settings, plan(local_season, clips), silent)
    assert (done.state, done.session_id) == (ClipState.ANALYSED, failed.session_id)
