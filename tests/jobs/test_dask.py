"""The same jobs on a Dask cluster: a real scheduler and worker processes."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from distributed import Client

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


def dask(*arguments: str, log: Path, home: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as stream:
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]],
            cwd=home,
            env={**os.environ, "PYTHONPATH": str(home)},
            stdout=stream,
            stderr=stream,
        )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Address of a scheduler, and its two worker processes (without nannies)."""
    with running_cluster(tmp_path, ROOT) as begun:
        yield begun


@contextmanager
def running_cluster(
    tmp_path: Path, home: Path, n_workers: int = 2
) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    alone = ("--host", "127.0.0.1", "--no-dashboard")
    log = tmp_path / "scheduler.log"
    scheduler = dask("dask_scheduler", *alone, "--port", str(port), log=log, home=home)
    plain = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--local-directory", str(tmp_path))
    workers = [
        dask("dask_worker", address, *plain, log=tmp_path / f"worker-{number}.log", home=home)
        for number in range(n_workers)
    ]
    try:
        yield address, workers
    finally:
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


def test_a_scheduler_without_workers_is_left_again(tmp_path: Path):
    with running_cluster(tmp_path, ROOT, n_workers=0) as (address, _):
        with pytest.raises(SettingsError, match="has no workers"):
            dask_crew(address, timeout_s=5.0)
        with Client(address, set_as_default=False) as looking:
            clients = looking.run_on_scheduler(lambda dask_scheduler: list(dask_scheduler.clients))
            assert len(clients) == 1 + clients.count("fire-and-forget")


def test_workers_without_this_version_are_said_in_words(tmp_path: Path):
    with (
        running_cluster(tmp_path, tmp_path) as (address, _),
        pytest.raises(SettingsError, match=r"not at all instead of .*: start them in the checkout"),
    ):
        dask_crew(address)
