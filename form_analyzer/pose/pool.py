"""Run chunks of a clip on worker processes, and stop them whatever happens.

Notes
-----
The workers are plain subprocesses rather than a ``multiprocessing`` pool: they never
import the parent's main module (which, under Streamlit, would run the page again),
they end by themselves when the parent is gone, even killed, and a crash inside the
native library ends one worker, not the application.
"""

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from form_analyzer.errors import PoseModelError
from form_analyzer.pose.chunks import Chunk, ChunkQueue
from form_analyzer.pose.messages import (
    Advanced,
    ChunkRows,
    Failed,
    Reply,
    Request,
    Setup,
    receive_bytes,
    send,
)

_ATTEMPTS = 2
"""A chunk whose worker died is tried once more on a new one."""


def available_cores() -> int:
    """Processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_chunks(
    setup: Setup,
    chunks: Sequence[Chunk],
    n_workers: int,
    advanced: Callable[[int], None],
) -> list[ChunkRows]:
    """Rows of all chunks, in the order of the chunks.

    Parameters
    ----------
    setup
        What all chunks have in common.
    chunks
        What to do.
    n_workers
        Worker processes, at most one a chunk.
    advanced
        Called in this thread with the number of frames newly done. An exception it
        raises stops the workers and goes on to the caller.

    Raises
    ------
    FormAnalyzerError
        What a worker met, or :class:`PoseModelError` when one died twice on a chunk.
    """
    pool = _Pool(setup, ChunkQueue(chunks, n_workers))
    done: dict[Chunk, ChunkRows] = {}
    try:
        pool.start(n_workers)
        while len(done) < len(chunks):
            reply = pool.inbox.get()
            if isinstance(reply, Failed):
                raise reply.error
            if isinstance(reply, ChunkRows):
                done[reply.chunk] = reply
            else:
                advanced(reply.n_frames)
    finally:
        pool.stop()
    return [done[chunk] for chunk in chunks]


class _Pool:
    """One thread per worker process; replies of all arrive in ``inbox``."""

    def __init__(self, setup: Setup, chunks: ChunkQueue) -> None:
        self.inbox: queue.SimpleQueue[Reply] = queue.SimpleQueue()
        self._setup = setup
        self._chunks = chunks
        self._lock = threading.Lock()
        self._stopping = False
        self._workers: set[_Worker] = set()
        self._threads: list[threading.Thread] = []

    def start(self, n_workers: int) -> None:
        for number in range(n_workers):
            thread = threading.Thread(target=self._drive, args=(number,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """End all workers and wait until they are gone."""
        with self._lock:
            self._stopping = True
            for worker in self._workers:
                worker.kill()
        for thread in self._threads:
            thread.join()

    def _drive(self, number: int) -> None:
        """A thread's life: one worker, one chunk after the other."""
        worker = None
        try:
            while (chunk := self._chunks.take(number)) is not None:
                worker = self._do(chunk, worker)
                if worker is None:
                    return
        finally:
            self._discard(worker)

    def _do(self, chunk: Chunk, worker: "_Worker | None") -> "_Worker | None":
        """Do a chunk, on a new worker if need be; ``None`` when there is no going on."""
        said = ""
        for _ in range(_ATTEMPTS):
            worker = worker or self._new_worker()
            if worker is None:
                return None
            if worker.do(chunk, self.inbox.put):
                return worker
            said = worker.last_words()
            self._discard(worker)
            worker = None
        self.inbox.put(Failed(PoseModelError(_died(said))))
        return None

    def _new_worker(self) -> "_Worker | None":
        with self._lock:
            if self._stopping:
                return None
            worker = _Worker(self._setup)
            self._workers.add(worker)
        return worker

    def _discard(self, worker: "_Worker | None") -> None:
        if worker is not None:
            with self._lock:
                self._workers.discard(worker)
            worker.close()


class _Worker:
    """The parent's end of a worker process."""

    def __init__(self, setup: Setup) -> None:
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        self._process = subprocess.Popen(
            [sys.executable, "-c", _worker_code()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        self._ask(setup)

    def do(self, chunk: Chunk, report: Callable[[Reply], None]) -> bool:
        """Do a chunk, passing on every reply; ``False`` if the worker died on the way."""
        self._ask(chunk)
        assert self._process.stdout is not None
        while (data := self._receive()) is not None:
            reply: Reply = pickle.loads(data)
            report(reply)
            if not isinstance(reply, Advanced):
                return True
        return False

    def last_words(self) -> str:
        """How it ended: the last line it wrote, or the exit code."""
        code = self._process.wait()
        self._log.seek(0)
        lines = self._log.read().decode(errors="replace").strip().splitlines()
        last = lines[-1].strip()[:160] if lines and code > 0 else ""
        return last or f"exit code {code}"

    def kill(self) -> None:
        """End the process now; a ``do`` under way returns ``False``."""
        self._process.kill()

    def close(self) -> None:
        """End the process and free what belongs to it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._log):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _ask(self, request: Request) -> None:
        """Send a request; if the worker is gone, the missing reply tells."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                send(self._process.stdin, request)

    def _receive(self) -> bytes | None:
        return receive_bytes(self._process.stdout) if self._process.stdout else None


def _worker_code() -> str:
    """What the worker's interpreter runs: our ``main``, found where we were found."""
    here = str(Path(__file__).parents[2])
    path = [here, *(entry for entry in sys.path if entry != here)]
    return f"import sys; sys.path[:] = {path!r}; from form_analyzer.pose.worker import main; main()"


def _died(said: str) -> str:
    return (
        f"The pose estimation stopped twice at the same place ({said}): run again with fewer "
        "jobs (--jobs 1) in case the memory ran out, or with another pose model."
    )
