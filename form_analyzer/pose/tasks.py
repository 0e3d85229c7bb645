"""Hand out tasks to workers."""

import itertools
import threading
from collections.abc import Sequence

from form_analyzer.pose.messages import Task


class TaskQueue:
    """Tasks for several workers, each given neighbours while there are any.

    A worker that goes on where it stopped need not seek. One that has run out takes
    the later half of what the busiest other has left. Safe to use from threads.
    """

    def __init__(self, tasks: Sequence[Task], n_workers: int) -> None:
        edges = [len(tasks) * w // n_workers for w in range(n_workers + 1)]
        self._left = [list(tasks[a:b]) for a, b in itertools.pairwise(edges)]
        self._lock = threading.Lock()

    def take(self, worker: int) -> Task | None:
        """The next task for a worker (0..n_workers - 1), or ``None`` if all are taken."""
        with self._lock:
            if not self._left[worker]:
                self._left[worker] = self._steal()
            return self._left[worker].pop(0) if self._left[worker] else None

    def _steal(self) -> list[Task]:
        busiest = max(self._left, key=len)
        keep = len(busiest) // 2
        stolen = busiest[keep:]
        del busiest[keep:]
        return stolen
