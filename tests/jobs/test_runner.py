import os
import time
from collections.abc import Callable
from pathlib import Path

from form_analyzer.datatypes import Metric, Side
from form_analyzer.jobs.runner import dead_workers, worker_name
from form_analyzer.storage.records import AttachmentRole, Job, JobState, TargetRange
from form_analyzer.storage.service import SeasonService
from tests.jobs import running
from tests.storage import seasons


def job_of(season: SeasonService, session_id: str) -> Job:
    job = season.jobs.newest(session_id)
    assert job is not None
    return job


def wait_until(true: Callable[[], bool], seconds: float = 300.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_an_upload_becomes_a_result_with_its_track(season, tmp_path: Path):
    stored = seasons.session(season, seasons.athlete(season), b"twelve bytes")
    running.run_all(season, tmp_path, "quick")
    job = job_of(season, stored.id)
    assert (job.state, job.fraction, job.attempts) == (JobState.DONE, 1.0, 1)
    analysis = season.results.load(stored.id)
    cadence = analysis.measurement(Metric.CADENCE, Side.BOTH)
    assert cadence is not None
    assert cadence.value == 12.0
    assert analysis.video.file_name == "run.mp4"
    with season.results.file_path(stored.id, AttachmentRole.TRACK) as path:
        assert path is not None
        assert path.read_bytes() == b"track of twelve bytes"
    (record,) = season.results.all(stored.id)
    assert record.job_id == job.id


def test_an_unreadable_clip_fails_with_its_words_and_the_rest_goes_on(local_season, tmp_path):
    season = local_season
    ada = seasons.athlete(season)
    stored = [seasons.session(season, ada, bytes([n + 1])) for n in range(2)]
    running.run_all(season, tmp_path, "unreadable")
    for session in stored:
        job = job_of(season, session.id)
        assert (job.state, job.error) == (
            JobState.FAILED,
            "run.mp4 is not a video; choose another file.",
        )
    season.jobs.start(stored[0].id)
    running.run_all(season, tmp_path, "quick")
    assert job_of(season, stored[0].id).state is JobState.DONE


def test_a_fault_of_ours_fails_in_words_too(local_season, tmp_path):
    stored = seasons.session(local_season, seasons.athlete(local_season))
    running.run_all(local_season, tmp_path, "broken")
    job = job_of(local_season, stored.id)
    assert job.state is JobState.FAILED
    assert job.error is not None
    assert "ZeroDivisionError" in job.error


def test_a_crash_ends_only_the_job_that_crashed_and_it_is_tried_again(local_season, tmp_path):
    season = local_season
    ada = seasons.athlete(season)
    bad = seasons.session(season, ada, b"crash me")
    good = [seasons.session(season, ada, b"good" * n) for n in (1, 2, 3)]
    running.run_all(season, tmp_path, "crash_once", n_slots=2)
    jobs = [job_of(season, session.id) for session in (bad, *good)]
    assert [job.state for job in jobs] == [JobState.DONE] * 4
    assert [job.attempts for job in jobs] == [2, 1, 1, 1]
    assert [len(season.results.all(session.id)) for session in (bad, *good)] == [1] * 4


def test_progress_is_seen_and_a_running_job_can_be_cancelled(season, tmp_path):
    stored = seasons.session(season, seasons.athlete(season))
    behind = running.run_behind(season, tmp_path, "endless")
    try:
        wait_until(lambda: job_of(season, stored.id).fraction == 0.25)
        job = job_of(season, stored.id)
        assert (job.state, job.stage) == (JobState.RUNNING, "pose")
        assert job.eta_s is not None
        assert job.eta_s > 0
        season.jobs.cancel(stored.id)
        wait_until(lambda: job_of(season, stored.id).state is JobState.CANCELLED)
    finally:
        behind.end()
    assert season.results.all(stored.id) == []


def test_a_queued_job_is_cancelled_at_once(local_season, tmp_path):
    stored = seasons.session(local_season, seasons.athlete(local_season))
    assert local_season.jobs.cancel(stored.id).state is JobState.CANCELLED
    running.run_all(local_season, tmp_path, "quick")
    assert local_season.results.all(stored.id) == []


def test_a_runner_that_is_told_to_end_puts_its_jobs_back(local_season, tmp_path):
    season = local_season
    stored = seasons.session(season, seasons.athlete(season))
    behind = running.run_behind(season, tmp_path, "endless")
    wait_until(lambda: job_of(season, stored.id).stage == "pose")
    behind.end()
    assert job_of(season, stored.id).state is JobState.QUEUED
    running.run_all(season, tmp_path, "quick")
    assert job_of(season, stored.id).state is JobState.DONE


def test_deleting_the_athlete_stops_the_work_and_leaves_no_file(local_season, tmp_path):
    season = local_season
    ada = seasons.athlete(season)
    stored = seasons.session(season, ada)
    behind = running.run_behind(season, tmp_path, "endless")
    try:
        wait_until(lambda: job_of(season, stored.id).stage == "pose")
        season.athletes.delete(ada.id)
        wait_until(lambda: season.queue().n_open() == 0)
    finally:
        behind.end()
    assert season.media.hashes() == {}


def test_the_athletes_own_ranges_reach_the_work(local_season, tmp_path):
    ada = seasons.athlete(local_season)
    own = TargetRange(metric=Metric.CADENCE, low=171.5, high=180)
    local_season.athletes.set_target_range(ada.id, own)
    stored = seasons.session(local_season, ada)
    running.run_all(local_season, tmp_path, "own_ranges")
    cadence = local_season.results.load(stored.id).measurement(Metric.CADENCE, Side.BOTH)
    assert cadence is not None
    assert cadence.value == 171.5


def test_only_processes_of_this_host_are_judged_dead():
    host = worker_name().rpartition(":")[0]
    alive, dead = f"{host}:{os.getpid()}", f"{host}:{2**22 + 1}"
    names = [alive, dead, "elsewhere:1", "elsewhere:99999999", f"{host}:x", ""]
    assert dead_workers(names) == [dead]
