"""A second process for work that comes in parts.

For work in Python, where threads would wait for one another. What a part gives must not depend
on where it is done.
"""

import contextlib
import importlib
import pickle
import sys
from collections.abc import Callable, Sequence
from typing import Self, TypeVar

import cv2

from form_analyzer.pose.messages import receive_bytes, send, take_replies_pipe
from form_analyzer.pose.staff import WorkerProcess

_Part = TypeVar("_Part")
_Done = TypeVar("_Done")


class Beside:
    """A process that imports what it will need while this one is busy, and then takes its share.

    Parameters
    ----------
    module
        The name of what the work imports.
    wanted
        Without it, no process is started and all is done here.
    """

    def __init__(self, module: str, *, wanted: bool) -> None:
        self._process = WorkerProcess(__name__) if wanted else None
        self._tell(module)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        if self._process is not None:
            self._process.close()
            self._process = None

    def each(self, work: Callable[[_Part], _Done], parts: Sequence[_Part]) -> list[_Done]:
        """What the work gives for each part, in order; the later half comes from the process.

        A process that has died is not missed: its share is done here.
        """
        here = len(parts) if self._process is None else -(-len(parts) // 2)
        shared = parts[here:]
        if shared:
            self._tell((work, shared))
        done = [work(part) for part in parts[:here]]
        if not shared:
            return done
        heard: list[_Done] | None = self._hear()
        return done + ([work(part) for part in shared] if heard is None else heard)

    def _tell(self, message: object) -> None:
        """Send a message; if the process is gone, the missing answer tells."""
        if self._process is not None:
            with contextlib.suppress(OSError):
                send(self._process.requests, pickle.dumps(message, pickle.HIGHEST_PROTOCOL))

    def _hear(self) -> list[_Done] | None:
        data = None if self._process is None else receive_bytes(self._process.replies)
        answer: list[_Done] | None = None if data is None else pickle.loads(data)
        return answer


def main() -> None:
    """Serve requests until the input ends, which it does when the parent is gone."""
    answers = take_replies_pipe()
    cv2.setNumThreads(1)
    module = receive_bytes(sys.stdin.buffer)
    if module is not None:
        importlib.import_module(pickle.loads(module))
    while (request := receive_bytes(sys.stdin.buffer)) is not None:
        work, parts = pickle.loads(request)
        send(answers, pickle.dumps([work(part) for part in parts], pickle.HIGHEST_PROTOCOL))
