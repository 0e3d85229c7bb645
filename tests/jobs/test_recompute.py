"""Edits change the numbers at once, from the stored track alone, and can be undone."""

from dataclasses import replace
from pathlib import Path

import pytest

from form_analyzer.datatypes import (
    EditAction,
    EventEdit,
    EventKind,
    EventSource,
    Metric,
    SceneInfo,
    Side,
    SoftwareInfo,
)
from form_analyzer.errors import NotFoundError, StorageError
from form_analyzer.jobs.analysing import of_all_work
from form_analyzer.jobs.recompute import (
    choose_person,
    chosen_person,
    event_edits,
    recompute,
    stored_scene,
    stored_track,
    stored_tracks,
)
from form_analyzer.pipeline import Result, analyze_track
from form_analyzer.pose.cache import save_track, save_tracks
from form_analyzer.storage.records import AttachmentRole, PersonChoice, TargetRange
from form_analyzer.synthetic.make import make_track
from form_analyzer.synthetic.parameters import RunnerParameters
from form_analyzer.video.scene_file import load_scene, save_scene
from tests.jobs import running
from tests.storage import seasons

SCENE = SceneInfo(
    camera_roll_deg=0.4,
    camera_roll_sd_deg=0.2,
    roll_reason_missing=None,
    camera_shift_px=0.0,
    camera_sway_px=0.1,
    camera_moves=False,
    cut_frames=(),
    repeated_frames_ratio=0.0,
)


@pytest.fixture(scope="module")
def measured() -> Result:
    """A synthetic runner, measured."""
    track = make_track(RunnerParameters(), duration_s=7.0, seed=3).track
    info = replace(
        seasons.video(),
        n_frames=len(track.time_s),
        frame_rate_hz=60.0,
        duration_s=float(track.time_s[-1]),
        width_px=track.width_px,
        height_px=track.height_px,
    )
    software = SoftwareInfo(
        version="1", pose_model="full", pose_model_sha256="0" * 64, guide_version="1"
    )
    result = analyze_track(info, track, SCENE, software)
    assert not result.analysis.refused
    return result


@pytest.fixture
def stored(local_season, measured: Result, tmp_path: Path) -> str:
    """A session as the worker leaves it."""
    session = seasons.session(local_season, seasons.athlete(local_season), speed_mps=None)
    track, scene = tmp_path / "track.npz", tmp_path / "scene.json"
    assert measured.raw_track is not None
    save_track(track, measured.raw_track)
    save_scene(scene, SCENE)
    files = {AttachmentRole.TRACK: track, AttachmentRole.SCENE: scene}
    local_season.results.save(session.id, measured.analysis, files)
    return session.id


def numbers(season, session_id: str) -> dict[tuple[str, str], float | None]:
    rows = season.results.snapshot(session_id).measurements
    return {(row.metric.value, row.side.value): row.value for row in rows}


def test_an_edit_changes_the_numbers_and_undoing_it_brings_them_back(local_season, stored):
    season = local_season
    before = numbers(season, stored)
    events = season.results.load(stored).events
    for event in [event for event in events if event.kind is EventKind.TOE_OFF]:
        edit = EventEdit(
            action=EditAction.MOVE,
            kind=event.kind,
            side=event.side,
            frame=event.frame,
            to_frame=event.frame + 3,
        )
        season.edits.add(stored, edit)
    record = recompute(season, stored)
    assert record.edited
    after = numbers(season, stored)
    near = season.results.load(stored).view.near_side
    assert near is not None
    key = (Metric.CONTACT_TIME.value, near.value)
    assert before[key] is not None
    assert after[key] is not None
    assert after[key] - before[key] == pytest.approx(3 / 60, abs=0.005)
    sources = {event.source for event in season.results.load(stored).events}
    assert EventSource.EDITED in sources
    while season.edits.active(stored):
        season.edits.undo(stored)
    assert not recompute(season, stored).edited
    assert numbers(season, stored) == pytest.approx(before, nan_ok=True)


@pytest.fixture
def of_two(local_season, measured: Result, stored: str, tmp_path: Path) -> str:
    """The same session with a second runner beside the first, in a quicker rhythm."""
    assert measured.raw_track is not None
    beside = make_track(RunnerParameters(cadence_spm=186.0), duration_s=7.0, seed=5).track
    first = replace(measured.raw_track, n_people=2)
    tracks = tmp_path / "tracks.npz"
    save_tracks(tracks, (first, replace(beside, n_people=2)))
    local_season.results.attach(stored, AttachmentRole.TRACK, tracks)
    return stored


def cadence(season, session_id: str) -> float:
    value = numbers(season, session_id)[Metric.CADENCE.value, "both"]
    assert value is not None
    return value


def test_another_runner_is_measured_and_the_first_one_again(local_season, of_two):
    season = local_season
    before = cadence(season, of_two)
    assert len(stored_tracks(season, of_two)) == 2
    season.edits.add(of_two, PersonChoice(person=1))
    recompute(season, of_two)
    assert cadence(season, of_two) == pytest.approx(186.0, abs=1.0)
    assert chosen_person(season, of_two) == 1
    season.edits.undo(of_two)
    recompute(season, of_two)
    assert cadence(season, of_two) == pytest.approx(before, abs=1e-9)


def test_edits_stay_with_the_runner_they_were_made_on(local_season, of_two):
    season = local_season
    edit = EventEdit(action=EditAction.REMOVE, kind=EventKind.TOE_OFF, side=Side.LEFT, frame=40.0)
    season.edits.add(of_two, edit)
    season.edits.add(of_two, PersonChoice(person=1))
    assert event_edits(season, of_two) == ()
    season.edits.undo(of_two)
    assert event_edits(season, of_two) == (edit,)


def test_a_choice_nobody_was_stored_for_measures_the_first(local_season, stored):
    local_season.edits.add(stored, PersonChoice(person=3))
    first = stored_tracks(local_season, stored)[0]
    assert stored_track(local_season, stored).model_name == first.model_name


def test_choosing_somebody_whose_track_is_stored_measures_at_once(local_season, of_two):
    season = local_season
    before = cadence(season, of_two)
    assert "from the stored tracks" in choose_person(season, of_two, 1)
    assert cadence(season, of_two) == pytest.approx(186.0, abs=1.0)
    assert season.results.all(of_two)[0].edited
    choose_person(season, of_two, 0)
    assert cadence(season, of_two) == pytest.approx(before, abs=1e-9)
    assert not season.results.all(of_two)[0].edited
    with pytest.raises(NotFoundError, match="no person 3 in this clip: 2 were seen"):
        choose_person(season, of_two, 2)
    assert chosen_person(season, of_two) == 0


@pytest.fixture
def of_one_of_two(local_season, measured: Result, stored: str, tmp_path: Path) -> str:
    """A session of an earlier version: two people seen, the track of one kept."""
    assert measured.raw_track is not None
    track = tmp_path / "one.npz"
    save_track(track, replace(measured.raw_track, n_people=2))
    local_season.results.attach(stored, AttachmentRole.TRACK, track)
    local_season.jobs.cancel(stored)
    return stored


def test_choosing_somebody_without_a_track_analyses_the_clip_again(
    local_season, of_one_of_two, tmp_path
):
    season = local_season
    before = cadence(season, of_one_of_two)
    assert "analysed again" in choose_person(season, of_one_of_two, 1)
    assert season.queue().n_open() == 1
    assert cadence(season, of_one_of_two) == before
    recompute(season, of_one_of_two)
    assert cadence(season, of_one_of_two) == pytest.approx(before, abs=1e-9)
    running.run_all(season, tmp_path, "whose")
    assert cadence(season, of_one_of_two) == 161.0
    assert season.results.all(of_one_of_two)[0].edited


def test_nobody_is_chosen_while_the_clip_is_being_analysed(local_season, of_one_of_two):
    local_season.jobs.start(of_one_of_two)
    assert local_season.queue().claim("host:1") is not None
    with pytest.raises(StorageError, match="when that is done"):
        choose_person(local_season, of_one_of_two, 1)
    assert local_season.edits.active(of_one_of_two) == ()


def test_own_ranges_judge_from_then_on_and_track_and_scene_stay(local_season, measured, stored):
    season = local_season
    owner = season.sessions.get(stored).athlete_id
    own = TargetRange(metric=Metric.CADENCE, low=20, high=30)
    season.athletes.set_target_range(owner, own)
    recompute(season, stored)
    found = [d for d in season.results.load(stored).deviations if d.source == "athlete"]
    assert [(d.measurement.metric, d.target) for d in found] == [(Metric.CADENCE, (20, 30))]
    track = stored_track(local_season, stored)
    assert measured.raw_track is not None
    assert track.position_px == pytest.approx(measured.raw_track.position_px, nan_ok=True)
    assert stored_scene(local_season, stored) == SCENE


def test_without_a_track_it_says_so(local_season):
    session = seasons.analysed(local_season, seasons.athlete(local_season))
    with pytest.raises(NotFoundError, match="no stored track"):
        recompute(local_season, session.id)
    assert stored_scene(local_season, session.id) is None


def test_a_damaged_track_or_scene_is_said_in_words(local_season, stored, tmp_path):
    junk = tmp_path / "junk.npz"
    junk.write_bytes(b"junk")
    with pytest.raises(StorageError, match="analyse the clip again"):
        load_scene(junk)
    local_season.results.attach(stored, AttachmentRole.TRACK, junk)
    with pytest.raises(StorageError, match="analyse the clip again"):
        stored_track(local_season, stored)


def test_fractions_of_stages_become_one_that_only_grows():
    seen: list[float] = []
    tell = of_all_work(lambda _stage, fraction: seen.append(fraction))
    for stage in ("reading", "model", "pose", "measuring", "drawing"):
        for fraction in (0.0, 0.5, 1.0):
            tell(stage, fraction)
    tell("something new", 0.3)
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0.0, 1.0)
