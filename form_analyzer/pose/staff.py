"""Worker processes, which may be started before there is anything for them to do.

A pose worker imports for a third of a second. Called while the parent still imports and reads the
file itself, it is ready when the first chunk is. Nothing heavy is imported here.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Self


def available_cores() -> int:
    """Processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class WorkerProcess:
    """A worker's process: ``requests`` go in, ``replies`` come out.

    It ends by itself when this process is gone.

    Parameters
    ----------
    module
        The name of the module whose ``main`` it runs.
    """

    def __init__(self, module: str = "form_analyzer.pose.worker") -> None:
        with contextlib.ExitStack() as opened:
            self._log: IO[bytes] = opened.enter_context(tempfile.TemporaryFile())
            self._process = subprocess.Popen(
                [sys.executable, "-c", _code(module)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            )
            self._opened = opened.pop_all()  # kept open until close()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.requests: IO[bytes] = self._process.stdin
        self.replies: IO[bytes] = self._process.stdout

    def last_words(self) -> str:
        """How it ended: the last line it wrote, or the exit code."""
        code = self._process.wait()
        self._log.seek(0)
        lines = self._log.read().decode(errors="replace").strip().splitlines()
        last = lines[-1].strip()[:160] if lines and code > 0 else ""
        return last or f"exit code {code}"

    def kill(self) -> None:
        """End the process now."""
        self._process.kill()

    def close(self) -> None:
        """End the process and free what belongs to it."""
        self._process.kill()
        self._process.wait()
        for closed in (self.requests, self.replies, self._opened):
            with contextlib.suppress(OSError):
                closed.close()


class Staff:
    """Workers that wait for work, and those dismissed; all have ended after the ``with``.

    Parameters
    ----------
    n_workers
        How many to start now.
    """

    def __init__(self, n_workers: int = 0) -> None:
        self._waiting = [WorkerProcess() for _ in range(n_workers)]
        self._dismissed: list[WorkerProcess] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        for process in (*self._waiting, *self._dismissed):
            process.close()
        self._waiting.clear()
        self._dismissed.clear()

    def take(self) -> WorkerProcess:
        """A worker that waits, or else a new one; whoever takes it dismisses it."""
        return self._waiting.pop() if self._waiting else WorkerProcess()

    def dismiss(self, process: WorkerProcess) -> None:
        """End a worker without waiting: to free its memory takes it a tenth of a second."""
        process.kill()
        self._dismissed.append(process)


def _code(module: str) -> str:
    """What the worker's interpreter runs: a ``main`` of ours, found where we were found."""
    here = str(Path(__file__).parents[2])
    path = [here, *(entry for entry in sys.path if entry != here)]
    return f"import sys; sys.path[:] = {path!r}; from {module} import main; main()"
