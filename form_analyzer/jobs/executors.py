"""Where jobs run: processes of this machine, or a Dask cluster, behind one interface."""

import multiprocessing
import multiprocessing.connection
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from form_analyzer import __version__
from form_analyzer.errors import SettingsError

_ALGEBRA_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """Who does the work.

    Attributes
    ----------
    executor
        Takes the jobs.
    n_slots
        Asked again and again: how many jobs run at once.
    n_cores
        Cores of one worker machine, shared by the jobs that run there.
    crashes
        Exceptions that mean the worker died, not that the job is at fault.
    close
        Ends the work, even in the middle of jobs.
    """

    executor: Executor
    n_slots: Callable[[], int]
    n_cores: int
    crashes: tuple[type[BaseException], ...]
    close: Callable[[], None]


def usable_cores() -> int:
    """Cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class IsolatedProcesses(Executor):
    """Worker processes that die alone: a crash ends only the job that was in it.

    Notes
    -----
    A :class:`ProcessPoolExecutor` gives up every job it holds when one of its processes
    dies. So each slot is a pool of one process, made anew after a crash. Processes are
    spawned, not forked (threads and models do not survive a fork), and end by
    themselves when this process is gone.
    """

    def __init__(self, max_workers: int) -> None:
        self._slots: list[_Slot] = [_Slot() for _ in range(max_workers)]

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run a function in the slot with the least to do."""
        slot = min(self._slots, key=_Slot.load)
        return slot.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes; with ``cancel_futures`` even in the middle of a job."""
        for slot in self._slots:
            slot.close(wait=wait, kill=cancel_futures)


class _Slot:
    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._running: set[object] = set()

    def load(self) -> int:
        return len(self._running)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        with _one_thread_for_algebra():
            try:
                future = self._living_pool().submit(fn, *args, **kwargs)
            except BrokenExecutor:
                self._pool = None  # it died since the last job
                future = self._living_pool().submit(fn, *args, **kwargs)
        self._running.add(future)
        future.add_done_callback(self._running.discard)
        return future

    def close(self, *, wait: bool, kill: bool) -> None:
        if self._pool is None:
            return
        if kill:
            for process in list((self._pool._processes or {}).values()):
                process.kill()
        self._pool.shutdown(wait=wait, cancel_futures=kill)
        self._pool = None

    def _living_pool(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                max_workers=1,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=end_with_parent,
            )
        return self._pool


@contextmanager
def _one_thread_for_algebra() -> Iterator[None]:
    """Let processes begun meanwhile do linear algebra in one thread, unless told otherwise.

    Several workers whose libraries each use every core wait for one another most of the
    time: measured on 2 busy cores, the part after pose estimation took 7 times the
    processor time. The libraries read this once, when a process begins.
    """
    missing = [name for name in _ALGEBRA_THREADS if name not in os.environ]
    os.environ.update(dict.fromkeys(missing, "1"))
    try:
        yield
    finally:
        for name in missing:
            del os.environ[name]


def end_with_parent() -> None:
    """Make this process end when the one that started it is gone, however it went."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=wait, name="end-with-parent", daemon=True).start()


def local_crew(n_slots: int | None = None) -> Crew:
    """Processes of this machine, one for each core unless told otherwise."""
    cores = usable_cores()
    slots = n_slots or cores
    processes = IsolatedProcesses(slots)
    return Crew(
        executor=processes,
        n_slots=lambda: slots,
        n_cores=cores,
        crashes=(BrokenExecutor, CancelledError),
        close=lambda: processes.shutdown(wait=False, cancel_futures=True),
    )


def _version_asker() -> Callable[[], str]:
    """What tells a worker's version; it travels whole, for the worker may not have the package."""

    def version() -> str:
        import importlib

        try:
            return str(importlib.import_module("form_analyzer").__version__)
        except ImportError:
            return "not at all"

    return version


def _no_cluster(address: str, error: Exception) -> SettingsError:
    return SettingsError(
        f"The Dask scheduler {address} does not answer or has no workers ({error}); "
        "check FORM_ANALYZER_DASK_SCHEDULER and that its workers run."
    )


def dask_crew(address: str, timeout_s: float = 20.0) -> Crew:
    """The workers of a Dask cluster, reached through its scheduler's address.

    Raises
    ------
    SettingsError
        If nobody answers there, no worker has joined, or a worker has not this version.
    """
    from distributed import Client, KilledWorker
    from distributed.comm import CommClosedError

    try:
        client = Client(address, timeout=timeout_s, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise _no_cluster(address, error) from error
    try:
        client.wait_for_workers(1, timeout=timeout_s)
    except (OSError, TimeoutError) as error:
        client.close()
        raise _no_cluster(address, error) from error
    strange = sorted({str(v) for v in client.run(_version_asker()).values()} - {__version__})
    if strange:
        client.close()
        raise SettingsError(
            f"The Dask workers of {address} have form_analyzer {', '.join(strange)} instead of "
            f"{__version__}: start them in the checkout and environment this program runs in."
        )
    executor = client.get_executor(pure=False)

    def close() -> None:
        executor.shutdown(wait=False)
        client.close()

    return Crew(
        executor=executor,
        # One job for each worker process: the work uses processes and cores of its own.
        n_slots=lambda: max(1, len(client.nthreads())),
        n_cores=min(client.nthreads().values()),
        crashes=(KilledWorker, CommClosedError, CancelledError),
        close=close,
    )
