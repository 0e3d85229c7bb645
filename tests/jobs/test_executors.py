import os
import signal
import threading
import time
from concurrent.futures import BrokenExecutor, wait

import pytest

from form_analyzer.jobs.executors import IsolatedProcesses, local_crew, usable_cores


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def settings_of_a_worker() -> tuple[int, str | None]:
    return os.getpid(), os.environ.get("OPENBLAS_NUM_THREADS")


def sleep(seconds: float) -> None:
    time.sleep(seconds)


@pytest.fixture
def executor():
    with IsolatedProcesses(2) as processes:
        yield processes


def test_work_comes_back_from_processes_of_their_own(executor):
    before = dict(os.environ)
    found = [executor.submit(settings_of_a_worker) for _ in range(4)]
    wait(found)
    ids = {future.result()[0] for future in found}
    assert len(ids) == 2
    assert os.getpid() not in ids
    assert {future.result()[1] for future in found} == {os.environ.get("OPENBLAS_NUM_THREADS", "1")}
    assert dict(os.environ) == before


def test_a_crash_spoils_only_its_own_job_and_its_place_is_filled_again(executor):
    busy, dead = executor.submit(sleep, 1.0), executor.submit(die)
    assert isinstance(dead.exception(60), BrokenExecutor)
    assert executor.submit(settings_of_a_worker).result(60)
    assert busy.exception(60) is None


def test_closing_ends_work_in_the_middle():
    crew = local_crew(1)
    crew.executor.submit(sleep, 300.0)
    time.sleep(0.1)
    begun = time.monotonic()
    crew.close()
    while any("QueueManager" in thread.name for thread in threading.enumerate()):
        assert time.monotonic() - begun < 60
        time.sleep(0.05)


def test_a_crew_has_a_place_for_each_core():
    assert local_crew().n_slots() == local_crew().n_cores == usable_cores()
    assert local_crew(7).n_slots() == 7
