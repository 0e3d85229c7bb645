from datetime import timedelta
from multiprocessing import get_context

import pytest

from form_analyzer.storage import queue as queue_module
from form_analyzer.storage.delivery import deliver
from form_analyzer.storage.engine import open_engine, writing
from form_analyzer.storage.media import MediaStore
from form_analyzer.storage.records import AttachmentRole, JobState
from form_analyzer.storage.service import SeasonService
from form_analyzer.storage.tables import jobs, now
from tests.storage import seasons


def queued(season, n: int = 1) -> list[str]:
    ada = seasons.athlete(season)
    return [seasons.session(season, ada, bytes([65 + i])).id for i in range(n)]


def test_jobs_are_claimed_once_in_the_order_they_came(season):
    wanted = queued(season, 3)
    claims = [season.queue().claim("w") for _ in range(4)]
    assert [claim and claim.session_id for claim in claims] == [*wanted, None]
    assert len({claim.token for claim in claims if claim}) == 3


def test_a_session_has_one_open_job_however_often_it_is_started(season):
    (session_id,) = queued(season)
    first = season.jobs.newest(session_id)
    assert season.jobs.start(session_id, "heavy") == first
    assert len(season.jobs.open()) == 1


def test_signs_of_life_renew_the_lease_and_only_the_holder_gives_them(season):
    (session_id,) = queued(season)
    queue = season.queue(lease_s=1000)
    claim = queue.claim("w")
    assert queue.beat(claim.job_id, claim.token, stage="pose", fraction=0.5, eta_s=3.0).holds
    job = season.jobs.newest(session_id)
    assert (job.stage, job.fraction, job.eta_s, job.state) == ("pose", 0.5, 3.0, JobState.RUNNING)
    stranger = queue.beat(claim.job_id, "stranger", stage="x", fraction=0.9, eta_s=None)
    assert not stranger.holds
    assert season.jobs.newest(session_id).fraction == 0.5


def test_a_silent_job_goes_to_the_next_and_the_late_result_of_the_first_is_refused(
    season, tmp_path
):
    (session_id,) = queued(season)
    late = season.queue(lease_s=-1).claim("first")
    queue = season.queue()
    assert queue.requeue_stale() == 1
    second = queue.claim("second")
    assert second.job_id == late.job_id
    track = tmp_path / "track.npz"
    track.write_bytes(b"late")
    files = {AttachmentRole.TRACK: track}
    assert not deliver(season.library, queue, late, seasons.analysis(), files)
    assert not queue.fail(late.job_id, late.token, "late")
    assert season.results.all(session_id) == []
    assert len(season.media.hashes()) == 1
    assert deliver(season.library, queue, second, seasons.analysis(), files)
    assert not deliver(season.library, queue, second, seasons.analysis(), files)
    assert len(season.results.all(session_id)) == 1
    assert len(season.media.hashes()) == 2


def test_a_dead_workers_job_is_put_back_at_once(season):
    (session_id,) = queued(season)
    queue = season.queue(lease_s=1000)
    queue.claim("host:1")
    assert queue.workers() == ["host:1"]
    assert queue.requeue_stale(["host:2"]) == 0
    assert queue.requeue_stale(["host:1"]) == 1
    assert season.jobs.newest(session_id).state is JobState.QUEUED


def test_a_job_that_always_crashes_waits_longer_and_is_given_up(season, monkeypatch):
    (session_id,) = queued(season)
    queue = season.queue()
    waits = []
    for _ in range(queue_module.MAX_ATTEMPTS):
        with writing(season.engine) as connection:
            connection.execute(jobs.update().values(not_before=now()))
        claim = queue.claim("w")
        queue.give_back(claim.job_id, claim.token)
        with season.engine.connect() as connection:
            not_before = connection.execute(jobs.select()).one().not_before
        waits.append(max(0.0, (not_before - now()) / timedelta(seconds=1)))
    job = season.jobs.newest(session_id)
    assert job.state is JobState.FAILED
    assert "given up" in job.error
    assert max(waits[:3]) == 0.0
    assert 50 < max(waits) <= 60


def test_a_crashing_clip_lets_the_others_go_first(season):
    first, second = queued(season, 2)
    with writing(season.engine) as connection:
        connection.execute(jobs.update().where(jobs.c.session_id == first).values(attempts=10))
    assert season.queue().claim("w").session_id == second


@pytest.mark.parametrize("is_running", [False, True])
def test_cancelling(season, is_running):
    (session_id,) = queued(season)
    queue = season.queue()
    claim = queue.claim("w") if is_running else None
    job = season.jobs.cancel(session_id)
    if claim is None:
        assert job.state is JobState.CANCELLED
        assert queue.claim("w") is None
        return
    assert (job.state, job.cancel_requested) == (JobState.RUNNING, True)
    assert queue.beat(claim.job_id, claim.token, stage="", fraction=0, eta_s=None).cancel
    assert queue.stopped(claim.job_id, claim.token)
    assert season.jobs.newest(session_id).state is JobState.CANCELLED


def test_a_cancelled_job_whose_worker_died_is_not_begun_again(season):
    (session_id,) = queued(season)
    claim = season.queue().claim("w")
    season.jobs.cancel(session_id)
    season.queue().give_back(claim.job_id, claim.token)
    assert season.jobs.newest(session_id).state is JobState.CANCELLED


def _claim_all(url: str, name: str, into) -> None:
    engine = open_engine(url)
    queue = SeasonService(engine, MediaStore("unused")).queue()
    while (claim := queue.claim(name)) is not None:
        into.put((name, claim.job_id))
    into.put((name, None))
    engine.dispose()


def test_two_processes_never_claim_the_same_job(season, database_url):
    queued(season, 20)
    context = get_context("spawn")
    into = context.Queue()
    processes = [
        context.Process(target=_claim_all, args=(database_url, name, into)) for name in "ab"
    ]
    for process in processes:
        process.start()
    claimed, ended = [], 0
    while ended < 2:
        _name, job_id = into.get(timeout=60)
        ended += job_id is None
        claimed += [job_id] if job_id else []
    for process in processes:
        process.join(60)
    into.close()
    into.join_thread()
    assert len(claimed) == len(set(claimed)) == 20


def _write_athletes(url: str, name: str, n: int) -> None:
    engine = open_engine(url)
    season = SeasonService(engine, MediaStore("unused"))
    for number in range(n):
        seasons.athlete(season, f"{name}{number}", "tag")
    engine.dispose()


def test_two_processes_writing_at_once_lose_nothing(season, database_url):
    context = get_context("spawn")
    processes = [
        context.Process(target=_write_athletes, args=(database_url, name, 40)) for name in "ab"
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0, 0]
    names = {entry.name for entry in season.athletes.find(tag="tag")}
    assert names == {f"{name}{number}" for name in "ab" for number in range(40)}
