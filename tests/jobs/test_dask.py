"""The same jobs on a Dask cluster: a real scheduler and worker processes."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from form_analyzer.errors import SettingsError
from form_analyzer.jobs.background import crew_for
from form_analyzer.jobs.executors import dask_crew
from form_analyzer.jobs.runner import Runner, Stop
from form_analyzer.storage.records import JobState
from tests.jobs import running
from tests.jobs.test_runner import job_of, wait_until
from tests.storage import seasons
from tests.storage.servers import free_port

pytestmark = pytest.mark.server
ROOT = Path(__file__).parents[2]


def dask(*arguments: str, log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as stream:
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=stream,
            stderr=stream,
        )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Address of a scheduler, and its two worker processes (without nannies)."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    alone = ("--host", "127.0.0.1", "--no-dashboard")
    scheduler = dask("dask_scheduler", *alone, "--port", str(port), log=tmp_path / "scheduler.log")
    plain = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--local-directory", str(tmp_path))
    workers = [
        dask("dask_worker", address, *plain, log=tmp_path / f"worker-{number}.log")
        for number in range(2)
    ]
    yield address, workers
    for process in (*workers, scheduler):
        process.kill()
        process.wait()


def test_jobs_go_on_when_a_worker_is_killed(season, tmp_path: Path, cluster):
    address, workers = cluster
    settings = replace(running.settings_of(season, tmp_path), dask_scheduler=address)
    ada = seasons.athlete(season)
    stored = [seasons.session(season, ada, b"clip" * (n + 1)) for n in range(8)]
    crew = crew_for(settings)
    wait_until(lambda: crew.n_slots() == 2)
    runner = Runner(season.queue(), crew, settings, running.options("slow"), poll_s=0.05)
    thread = threading.Thread(target=runner.run, args=(Stop(told=threading.Event(), idle_s=0.2),))
    thread.start()
    wait_until(lambda: any(job_of(season, s.id).fraction > 0.2 for s in stored))
    workers[0].send_signal(signal.SIGKILL)
    thread.join(180)
    assert not thread.is_alive()
    assert [job_of(season, session.id).state for session in stored] == [JobState.DONE] * 8
    assert [len(season.results.all(session.id)) for session in stored] == [1] * 8


def test_a_scheduler_that_does_not_answer_is_said_in_words():
    with pytest.raises(SettingsError, match="does not answer"):
        dask_crew(f"tcp://127.0.0.1:{free_port()}", timeout_s=0.5)
