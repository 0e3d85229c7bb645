"""The report comes first, its annotated clip after it; a crash costs the drawing only."""

from pathlib import Path

import numpy as np
import pytest

from form_analyzer.datatypes import Metric, Side
from form_analyzer.jobs.drawing import draw_clip, with_legs_right
from form_analyzer.jobs.work import DrawingOrder
from form_analyzer.storage.delivery import deliver, deliver_clip
from form_analyzer.storage.queue import Claim
from form_analyzer.storage.records import AttachmentRole, JobState
from form_analyzer.storage.service import SeasonService
from form_analyzer.tracks.follow import exchange_legs
from form_analyzer.video.probe import probe
from tests.jobs import running
from tests.jobs.test_runner import job_of, wait_until
from tests.storage import seasons
from tests.ui import worlds


def annotated(season: SeasonService, session_id: str) -> bytes | None:
    with season.results.file_path(session_id, AttachmentRole.ANNOTATED) as path:
        return None if path is None else path.read_bytes()


def claimed(season: SeasonService) -> Claim:
    claim = season.queue().claim("host:1")
    assert claim is not None
    return claim


def test_the_report_is_there_while_its_clip_is_being_drawn(season, tmp_path: Path):
    stored = seasons.session(season, seasons.athlete(season), b"clip")
    behind = running.run_behind(season, tmp_path, "to_draw", drawing="draw_endlessly")
    try:
        wait_until(lambda: job_of(season, stored.id).stage == "annotating")
        assert job_of(season, stored.id).is_drawing
        assert season.results.snapshot(stored.id).measurement(Metric.CADENCE, Side.BOTH)
        assert annotated(season, stored.id) is None
        season.jobs.cancel(stored.id)
        wait_until(lambda: not job_of(season, stored.id).state.is_open)
    finally:
        behind.end()
    assert len(season.results.all(stored.id)) == 1


def test_the_drawn_clip_lies_beside_the_analysis_it_was_made_for(season, tmp_path: Path):
    stored = seasons.session(season, seasons.athlete(season), b"clip")
    running.run_all(season, tmp_path, "to_draw")
    assert annotated(season, stored.id) == b"drawn on clip from track of clip"
    job = job_of(season, stored.id)
    assert (job.state, job.analysed, job.fraction) == (JobState.DONE, True, 1.0)
    (record,) = season.results.all(stored.id)
    assert record.job_id == job.id


def test_every_clip_is_analysed_before_the_first_one_is_drawn(local_season, tmp_path: Path):
    ada = seasons.athlete(local_season)
    stored = [seasons.session(local_season, ada, bytes([n])) for n in range(3)]
    behind = running.run_behind(local_season, tmp_path, "to_draw", drawing="draw_endlessly")
    try:
        wait_until(lambda: any(job_of(local_season, s.id).stage == "annotating" for s in stored))
        assert all(job_of(local_season, session.id).analysed for session in stored)
    finally:
        behind.end()


def test_a_crash_in_the_middle_of_drawing_draws_again_and_measures_once(
    local_season, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("FORM_ANALYZER_TEST_MARKERS", str(tmp_path))
    stored = seasons.session(local_season, seasons.athlete(local_season), b"clip")
    running.run_all(local_season, tmp_path, "to_draw", drawing="draw_after_a_crash")
    job = job_of(local_season, stored.id)
    # One start to analyse, one that crashed, one that drew.
    assert (job.state, job.attempts) == (JobState.DONE, 3)
    assert annotated(local_season, stored.id) == b"drawn on clip from track of clip"
    assert len(local_season.results.all(stored.id)) == 1


def test_a_fault_in_drawing_leaves_a_finished_report(local_season, tmp_path: Path):
    stored = seasons.session(local_season, seasons.athlete(local_season))
    running.run_all(local_season, tmp_path, "to_draw", drawing="draw_badly")
    job = job_of(local_season, stored.id)
    assert (job.state, job.error) == (JobState.DONE, None)
    assert annotated(local_season, stored.id) is None
    assert local_season.results.load(stored.id).measurements


def test_a_drawing_that_kills_its_worker_again_and_again_is_given_up(local_season):
    stored = seasons.session(local_season, seasons.athlete(local_season))
    queue, claim = local_season.queue(), claimed(local_season)
    assert deliver(local_season.library, queue, claim, seasons.analysis(), {}, to_draw=True)
    while job_of(local_season, stored.id).state.is_open:
        with local_season.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE jobs SET not_before = '2000-01-01 00:00:00.000000'")
        again = claimed(local_season)
        assert again.analysed
        queue.give_back(again.job_id, again.token)
    assert job_of(local_season, stored.id).state is JobState.DONE


def test_analysing_again_does_not_wait_for_the_old_drawing(local_season):
    stored = seasons.session(local_season, seasons.athlete(local_season))
    queue, claim = local_season.queue(), claimed(local_season)
    assert deliver(local_season.library, queue, claim, seasons.analysis(), {}, to_draw=True)
    drawing = claimed(local_season)
    started = local_season.jobs.start(stored.id)
    assert started.id != drawing.job_id
    assert started.is_analysing
    assert not queue.beat(
        drawing.job_id, drawing.token, stage="annotating", fraction=0.5, eta_s=None
    ).holds


def test_nothing_is_drawn_of_an_analysis_that_was_edited_meanwhile(local_season, tmp_path: Path):
    stored = seasons.session(local_season, seasons.athlete(local_season))
    queue, claim = local_season.queue(), claimed(local_season)
    assert deliver(local_season.library, queue, claim, seasons.analysis(), {}, to_draw=True)
    local_season.results.save(stored.id, seasons.analysis(), by_hand=True)
    running.run_all(local_season, tmp_path, "to_draw", drawing="draw_badly")
    assert job_of(local_season, stored.id).state is JobState.DONE
    assert annotated(local_season, stored.id) is None


@pytest.mark.parametrize(("quota", "is_kept"), [(None, True), (100, True), (50, False)])
def test_an_annotated_clip_beyond_the_quota_is_left_out(season, tmp_path, quota, is_kept):
    stored = seasons.session(season, seasons.athlete(season), b"clip")
    season.preferences.set_media_quota(quota)
    queue = season.queue()
    assert deliver(season.library, queue, claimed(season), seasons.analysis(), {}, to_draw=True)
    path = tmp_path / "annotated.mp4"
    path.write_bytes(b"x" * 70)
    assert deliver_clip(season.library, queue, claimed(season), path)
    assert (annotated(season, stored.id) is not None) == is_kept
    assert job_of(season, stored.id).state is JobState.DONE


def test_a_drawing_that_comes_too_late_leaves_nothing_behind(season, tmp_path):
    stored = seasons.session(season, seasons.athlete(season), b"clip")
    queue = season.queue()
    assert deliver(season.library, queue, claimed(season), seasons.analysis(), {}, to_draw=True)
    late = claimed(season)
    season.sessions.delete(stored.id)
    path = tmp_path / "annotated.mp4"
    path.write_bytes(b"drawn")
    assert not deliver_clip(season.library, queue, late, path)
    assert season.media.hashes() == {}


def test_the_drawing_of_the_product_has_every_frame_of_the_clip(tmp_path: Path):
    recording = worlds.record(tmp_path)
    seen: list[float] = []
    order = DrawingOrder(
        clip=recording.clip,
        analysis=recording.analysis,
        track=recording.track_file,
        person=0,
        folder=tmp_path,
    )
    drawn = probe(draw_clip(order, lambda _stage, fraction: seen.append(fraction)))
    assert (drawn.codec, drawn.n_frames) == ("h264", recording.analysis.video.n_frames)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_legs_the_model_confused_are_drawn_the_right_way_round(tmp_path: Path):
    recording = worlds.record(tmp_path)
    near = recording.analysis.view.near_side
    straight = with_legs_right(recording.track, near)
    confused = exchange_legs(recording.track, ((100, 112),))
    assert not np.array_equal(confused.position_px, recording.track.position_px, equal_nan=True)
    np.testing.assert_array_equal(with_legs_right(confused, near).position_px, straight.position_px)
