"""The runner as a process of its own: it outlives the browser and the app."""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from form_analyzer.jobs.executors import Crew, dask_crew, local_crew
from form_analyzer.jobs.runner import Runner, Stop
from form_analyzer.jobs.task import TaskOptions
from form_analyzer.jobs.work import DEFAULT_WORK
from form_analyzer.settings import Settings
from form_analyzer.storage.service import open_season

IDLE_S = 300.0
# Longer than a runner takes to end, and than anybody holds the lock just to look at it.
_LOCK_WAIT_S = 30.0
_LONGEST_LOG_BYTES = 5_000_000


def crew_for(settings: Settings, n_slots: int | None = None) -> Crew:
    """The Dask cluster if one is set, else processes of this machine."""
    if settings.dask_scheduler:
        return dask_crew(settings.dask_scheduler)
    return local_crew(n_slots)


def is_running(settings: Settings) -> bool:
    """Whether a runner works for this data folder on this machine."""
    lock = _lock(settings)
    try:
        with lock.acquire(timeout=0):
            return False
    except Timeout:
        return True


def ensure_runner(
    settings: Settings, *, work: str = DEFAULT_WORK, n_slots: int | None = None
) -> bool:
    """Start the runner if none works for this data folder; returns whether it was started.

    Call it after storing an upload, and when a page is opened: then whatever a crash or
    a restart left in the queue goes on.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if is_running(settings):
        return False
    command = [sys.executable, "-m", "form_analyzer.jobs", "--work", work]
    if n_slots is not None:
        command += ["--workers", str(n_slots)]
    with _log_file(settings).open("ab") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, **environment(settings), "PYTHONPATH": _import_path()},
            start_new_session=True,
        )
    # Someone has to take note of its end, or it would stay in the table of processes.
    threading.Thread(target=process.wait, name="runner-end", daemon=True).start()
    return True


def environment(settings: Settings) -> dict[str, str]:
    """The settings as the variables another process reads them from."""
    return {
        "FORM_ANALYZER_CACHE_DIR": str(settings.cache_dir),
        "FORM_ANALYZER_DATA_DIR": str(settings.data_dir),
        "FORM_ANALYZER_DATABASE_URL": settings.database_url,
        "FORM_ANALYZER_MEDIA_URL": settings.media_url,
        "FORM_ANALYZER_DASK_SCHEDULER": settings.dask_scheduler or "",
    }


def _import_path() -> str:
    """Where the package was imported from comes first: it need not be installed."""
    here = str(Path(__file__).resolve().parents[2])
    return os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))


def serve(
    settings: Settings,
    options: TaskOptions,
    *,
    n_slots: int | None = None,
    idle_s: float | None = IDLE_S,
    poll_s: float = 0.5,
) -> None:
    """Run jobs until idle for ``idle_s`` or told to end by a signal.

    Returns at once if another runner works for this data folder on this machine.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    told = threading.Event()
    with _told_by_signals(told):
        while _serve_once(settings, options, Stop(told=told, idle_s=idle_s), n_slots, poll_s):
            pass


def _serve_once(
    settings: Settings, options: TaskOptions, stop: Stop, n_slots: int | None, poll_s: float
) -> bool:
    """Serve under the lock; True if jobs came in while it was being let go."""
    try:
        with _lock(settings).acquire(timeout=_LOCK_WAIT_S):
            season = open_season(settings)
            queue = season.queue(options.lease_s)
            Runner(queue, crew_for(settings, n_slots), settings, options, poll_s).run(stop)
    except Timeout:
        logging.getLogger(__name__).info("another runner is at work here")
        return False
    # An upload that saw the lock still held started no runner: look once more.
    left = not stop.told.is_set() and queue.n_open() > 0
    season.close()
    return left


@contextmanager
def _told_by_signals(told: threading.Event) -> Iterator[None]:
    def tell(_signal: int, _frame: object) -> None:
        told.set()

    kinds = (signal.SIGTERM, signal.SIGINT)
    before = {kind: signal.signal(kind, tell) for kind in kinds}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def _lock(settings: Settings) -> FileLock:
    return FileLock(settings.data_dir / "runner.lock", is_singleton=False)


def _log_file(settings: Settings) -> Path:
    """The runner's log; begun anew when it has grown long."""
    path = settings.data_dir / "runner.log"
    if path.exists() and path.stat().st_size > _LONGEST_LOG_BYTES:
        path.replace(path.with_suffix(".log.old"))
    return path
