"""Signs of life of a running job: progress goes out, a wish to cancel comes in."""

import logging
import threading
import time
from typing import Self

from form_analyzer.errors import CancelledError, StorageError
from form_analyzer.storage.queue import Claim, WorkQueue

_log = logging.getLogger(__name__)


def time_left_s(elapsed_s: float, fraction: float) -> float | None:
    """Seconds left if the rest goes as the part before; ``None`` while too little is done."""
    if fraction < 0.02:
        return None
    return elapsed_s * (1.0 - fraction) / fraction


class Heartbeat:
    """Renews a job's lease from a thread of its own while the work goes on.

    Attributes
    ----------
    cancelled
        Whether the user asked to stop.
    lost
        Whether the job is no longer ours (deleted, or given to another worker).
    """

    def __init__(self, queue: WorkQueue, claim: Claim, every_s: float) -> None:
        self._queue = queue
        self._claim = claim
        self._every_s = every_s
        self._started_s = time.monotonic()
        self._now = ("", 0.0)
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)
        self.cancelled = False
        self.lost = False

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._end.set()
        self._thread.join()

    def progress(self, stage: str, fraction: float) -> None:
        """Note how far the work is; may be called for every frame.

        Raises
        ------
        CancelledError
            If the work shall stop.
        """
        self._now = (stage, min(1.0, max(0.0, fraction)))
        if self.cancelled or self.lost:
            raise CancelledError("The analysis was cancelled.")

    def _run(self) -> None:
        while True:
            self._beat()
            if self._end.wait(self._every_s):
                return

    def _beat(self) -> None:
        stage, fraction = self._now
        eta_s = time_left_s(time.monotonic() - self._started_s, fraction)
        try:
            beat = self._queue.beat(
                self._claim.job_id, self._claim.token, stage=stage, fraction=fraction, eta_s=eta_s
            )
        except StorageError as error:
            # A database that is away for a moment must not cost the work done so far.
            _log.warning("no sign of life could be stored: %s", error)
            return
        self.cancelled = beat.cancel
        self.lost = not beat.holds
