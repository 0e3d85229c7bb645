"""Run a command and say what it took: seconds and processor seconds, or peak memory."""

import os
import resource
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_EVERY_S = 0.1


@dataclass(frozen=True)
class Cost:
    """What one run of a command took."""

    wall_s: float
    cpu_s: float
    stdout: str


def cost_of(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end.

    Raises
    ------
    RuntimeError
        It failed.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    stdout = _finish(_started(command, environment))
    wall_s = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall_s, cpu_s, stdout)


def peak_mb_of(command: Sequence[str], environment: Mapping[str, str] | None = None) -> float:
    """Most memory that a command's processes held together at any time, megabytes.

    Proportional set size (pages shared by several processes count once), sampled every 0.1 s.
    That takes time from a command that keeps all cores busy, so it is a run of its own.

    Raises
    ------
    RuntimeError
        It failed.
    """
    process = _started(command, environment)
    peak = _Peak(process.pid)
    try:
        _finish(process)
    finally:
        peak_mb = peak.stop()
    return peak_mb


def _started(
    command: Sequence[str], environment: Mapping[str, str] | None
) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _finish(process: "subprocess.Popen[str]") -> str:
    stdout, stderr = process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"{process.args}: exit {process.returncode}\n{stderr[-2000:]}")
    return stdout


class _Peak:
    """Follows the memory of a process and all its descendants."""

    def __init__(self, pid: int) -> None:
        self._pid, self._peak_kb, self._done = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def _follow(self) -> None:
        while not self._done.wait(_EVERY_S):
            self._peak_kb = max(self._peak_kb, sum(map(_memory_kb, _family(self._pid))))

    def stop(self) -> float:
        """The peak in megabytes."""
        self._done.set()
        self._thread.join()
        return self._peak_kb / 1024


def _family(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            found += [int(child) for child in _text(task).split()]
    return found


def _memory_kb(pid: int) -> int:
    for line in _text(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def _text(path: Path) -> str:
    """A file of ``/proc``; empty when its process has ended."""
    try:
        return path.read_text()
    except OSError:
        return ""
