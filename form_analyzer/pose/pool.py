"""Run chunks of a clip on worker processes, and stop them whatever happens.

Notes
-----
The workers are plain subprocesses rather than a ``multiprocessing`` pool: they never
import the parent's main module (which, under Streamlit, would run the page again),
they end by themselves when the parent is gone, even killed, and a crash inside the
native library ends one worker, not the application.
"""

import contextlib
import pickle
import queue
import threading
from collections.abc import Callable, Sequence

from form_analyzer.errors import PoseModelError
from form_analyzer.pose.chunks import Chunk
from form_analyzer.pose.messages import (
    Advanced,
    ChunkRows,
    Failed,
    Reply,
    Setup,
    Task,
    pack,
    receive_bytes,
    send,
)
from form_analyzer.pose.staff import Staff, WorkerProcess
from form_analyzer.pose.tasks import TaskQueue

_PATIENCE_S = 0.5
_ATTEMPTS = 2
"""A chunk whose worker died is tried once more on a new one."""


def run_tasks(
    setup: Setup,
    tasks: Sequence[Task],
    n_workers: int,
    advanced: Callable[[Advanced], None],
    staff: Staff | None = None,
) -> list[ChunkRows]:
    """Rows of all tasks, in the order of the tasks.

    Parameters
    ----------
    setup
        What all tasks have in common.
    tasks
        What to do, one chunk each.
    n_workers
        Worker processes.
    advanced
        Called in this thread with what a worker reports, at least twice a second (of no
        frames if need be). An exception it raises stops the workers and goes
        on to the caller.
    staff
        Where workers come from and end; without it, all have ended when this returns.

    Raises
    ------
    FormAnalyzerError
        What a worker met, or :class:`PoseModelError` when one died twice on a chunk.
    TypeError, AttributeError, pickle.PicklingError
        The frame reader cannot be pickled.
    """
    with contextlib.nullcontext(staff) if staff else Staff() as ours:
        return _run_on(
            _Pool(pack(setup), TaskQueue(tasks, n_workers), ours), tasks, n_workers, advanced
        )


def _run_on(
    pool: "_Pool", tasks: Sequence[Task], n_workers: int, advanced: Callable[[Advanced], None]
) -> list[ChunkRows]:
    done: dict[Chunk, ChunkRows] = {}
    try:
        pool.start(n_workers)
        while len(done) < len(tasks):
            reply = pool.next_reply()
            if isinstance(reply, Failed):
                raise reply.error
            if isinstance(reply, ChunkRows):
                done[reply.chunk] = reply
            else:
                advanced(reply)
    finally:
        pool.stop()
    return [done[task.chunk] for task in tasks]


class _Pool:
    """One thread per worker process; replies of all arrive in one inbox."""

    def __init__(self, setup: bytes, tasks: TaskQueue, staff: Staff) -> None:
        self._inbox: queue.SimpleQueue[Reply] = queue.SimpleQueue()
        self._setup = setup
        self._tasks = tasks
        self._staff = staff
        self._lock = threading.Lock()
        self._stopping = False
        self._workers: set[_Worker] = set()
        self._threads: list[threading.Thread] = []

    def next_reply(self) -> Reply:
        """What a worker said; a report of no progress when none did for a while."""
        try:
            return self._inbox.get(timeout=_PATIENCE_S)
        except queue.Empty:
            return Advanced(0)

    def start(self, n_workers: int) -> None:
        """Start the threads; each starts its worker."""
        for number in range(n_workers):
            thread = threading.Thread(target=self._drive, args=(number,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """End all workers and wait for their threads."""
        with self._lock:
            self._stopping = True
            for worker in self._workers:
                worker.process.kill()
        for thread in self._threads:
            thread.join()

    def _drive(self, number: int) -> None:
        """A thread's life: one worker, one task after the other.

        However it ends before its time, whoever waits for replies is told.
        """
        worker, said, done = None, "an error of this program", False
        try:
            while (task := self._tasks.take(number)) is not None:
                worker = self._do(task, worker)
                if worker is None:
                    break
            done = True
        except (OSError, EOFError, pickle.PickleError) as error:
            said = str(error)
        finally:
            if not done:
                self._inbox.put(Failed(PoseModelError(_died(said))))
            self._discard(worker)

    def _do(self, task: Task, worker: "_Worker | None") -> "_Worker | None":
        """Do a task, on a new worker if need be; ``None`` when there is no going on."""
        said = ""
        for _ in range(_ATTEMPTS):
            worker = worker or self._new_worker()
            if worker is None:
                return None
            if worker.do(task, self._inbox.put):
                return worker
            said = worker.process.last_words()
            self._discard(worker)
            worker = None
        self._inbox.put(Failed(PoseModelError(_died(said))))
        return None

    def _new_worker(self) -> "_Worker | None":
        with self._lock:
            if self._stopping:
                return None
            worker = _Worker(self._staff.take(), self._setup)
            self._workers.add(worker)
        return worker

    def _discard(self, worker: "_Worker | None") -> None:
        if worker is not None:
            with self._lock:
                self._workers.discard(worker)
            self._staff.dismiss(worker.process)


class _Worker:
    """The parent's end of a worker process."""

    def __init__(self, process: WorkerProcess, setup: bytes) -> None:
        self.process = process
        self._ask(setup)

    def do(self, task: Task, report: Callable[[Reply], None]) -> bool:
        """Do a task, passing on every reply; ``False`` if the worker died on the way."""
        self._ask(pack(task))
        while (data := receive_bytes(self.process.replies)) is not None:
            reply: Reply = pickle.loads(data)
            report(reply)
            if not isinstance(reply, Advanced):
                return True
        return False

    def _ask(self, request: bytes) -> None:
        """Send a request; if the worker is gone, the missing reply tells."""
        with contextlib.suppress(OSError):
            send(self.process.requests, request)


def _died(said: str) -> str:
    return (
        f"The pose estimation stopped twice at the same place ({said}): run again with fewer "
        "jobs (--jobs 1) in case the memory ran out, or with another pose model."
    )
