"""The loop that takes jobs from the queue and hands them to workers."""

import logging
import os
import socket
import threading
import time
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass

from form_analyzer.jobs.executors import Crew
from form_analyzer.jobs.task import Outcome, TaskOptions, run_job
from form_analyzer.settings import Settings
from form_analyzer.storage.queue import Claim, WorkQueue

_log = logging.getLogger(__name__)


def worker_name() -> str:
    """This process as it stands in the rows of its jobs: host and process number."""
    return f"{socket.gethostname()}:{os.getpid()}"


def dead_workers(names: list[str]) -> list[str]:
    """Those of these workers that were processes of this host and no longer exist.

    A new process may have been given the number of a dead one: then the lease decides.
    """
    host, dead = socket.gethostname(), []
    for name in set(names):
        worker_host, _, number = name.rpartition(":")
        if worker_host == host and number.isdigit() and not _is_alive(int(number)):
            dead.append(name)
    return dead


def _is_alive(process_id: int) -> bool:
    if os.name != "posix":
        return True  # asking would end the process there; the lease decides
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """When the runner ends: when told to, or after some time with nothing to do.

    Attributes
    ----------
    idle_s
        Seconds without a job after which it ends; ``None`` = never.
    """

    told: threading.Event
    idle_s: float | None


class Runner:
    """Keeps every worker busy as long as there are jobs.

    Parameters
    ----------
    queue
        Where the jobs are.
    crew
        Who does them.
    settings, options
        Handed to the workers.
    poll_s
        Seconds between looks at the queue.
    """

    def __init__(
        self,
        queue: WorkQueue,
        crew: Crew,
        settings: Settings,
        options: TaskOptions,
        poll_s: float = 0.5,
    ) -> None:
        self._queue = queue
        self._crew = crew
        self._settings = settings
        self._options = options
        self._poll_s = poll_s
        self._running: dict[Future[Outcome], Claim] = {}
        self._name = worker_name()

    def run(self, stop: Stop) -> None:
        """Work until told to stop, or until idle for long enough."""
        busy_at_s = time.monotonic()
        try:
            while not stop.told.is_set():
                if self.step():
                    busy_at_s = time.monotonic()
                elif stop.idle_s is not None and time.monotonic() - busy_at_s >= stop.idle_s:
                    return
                self._rest(stop.told)
        finally:
            self.close()

    def step(self) -> bool:
        """Close what is finished, begin what is waiting; True while anything is open."""
        self._collect()
        self._queue.requeue_stale(dead_workers(self._queue.workers()))
        n_slots = self._crew.n_slots()
        while len(self._running) < n_slots and self._begin(n_slots):
            pass
        return bool(self._running) or self._queue.n_open() > 0

    def close(self) -> None:
        """End the workers and put their jobs back."""
        self._collect()
        self._crew.close()
        for claim in self._running.values():
            self._queue.give_back(claim.job_id, claim.token)
        self._running.clear()

    def _begin(self, n_slots: int) -> bool:
        claim = self._queue.claim(self._name)
        if claim is None:
            return False
        at_once = min(n_slots, max(1, self._queue.n_open()))
        n_processes = max(1, self._crew.n_cores // at_once)
        future = self._crew.executor.submit(
            run_job, claim, self._settings, self._options, n_processes
        )
        self._running[future] = claim
        _log.info("job %s begun (session %s)", claim.job_id, claim.session_id)
        return True

    def _collect(self) -> None:
        for future in [future for future in self._running if future.done()]:
            self._close_job(self._running.pop(future), future)

    def _close_job(self, claim: Claim, future: Future[Outcome]) -> None:
        if future.cancelled():
            self._queue.give_back(claim.job_id, claim.token)
            return
        error = future.exception()
        if error is None:
            _log.info("job %s: %s", claim.job_id, future.result())
        elif isinstance(error, self._crew.crashes):
            _log.warning("job %s: the worker died (%s)", claim.job_id, type(error).__name__)
            self._queue.give_back(claim.job_id, claim.token)
        else:
            _log.error("job %s failed", claim.job_id, exc_info=error)
            self._queue.fail(claim.job_id, claim.token, _unexpected(error))

    def _rest(self, told: threading.Event) -> None:
        if self._running:
            wait(self._running, timeout=self._poll_s, return_when=FIRST_COMPLETED)
        else:
            told.wait(self._poll_s)


def _unexpected(error: BaseException) -> str:
    return (
        f"Something unexpected stopped the analysis ({type(error).__name__}). The clip is kept; "
        "the details are in the runner's log."
    )
