"""A pose worker: a process of its own that turns chunks of a clip into rows of a track.

Started by :mod:`form_analyzer.pose.pool` with ``main``; reads requests from standard
input and answers on standard output. It ends when its input ends, so that none stays
behind when the parent is gone, however that came about.
"""

import contextlib
import ctypes
import importlib
import os
import pickle
import queue
import sys
import threading
from types import ModuleType
from typing import IO

import cv2
import numpy as np

from form_analyzer.errors import FormAnalyzerError
from form_analyzer.pose.follow import ChunkWorker
from form_analyzer.pose.messages import (
    Failed,
    Request,
    Setup,
    Task,
    pack,
    receive_bytes,
    send,
    take_replies_pipe,
)

_USUAL_READER = "form_analyzer.video.decode"
"""What frame readers are made of as a rule; a set-up may bring another."""


def main() -> None:
    """Serve requests until the input ends."""
    replies = take_replies_pipe()
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    # Unbuffered: a thread waiting in a buffered read would abort the interpreter's exit.
    listening = os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0)
    threading.Thread(target=_listen, args=(listening, requests), daemon=True).start()
    _prepare()
    cv2.setNumThreads(1)  # the other cores have workers of their own
    setup = _unpack(requests.get())
    assert isinstance(setup, Setup)
    worker = ChunkWorker(setup, lambda report: send(replies, pack(report)))
    _serve(worker, requests, replies)


def _prepare() -> None:
    """Load now what the first chunk would wait for otherwise, while the parent reads the file."""
    import_mediapipe_lean()
    import mediapipe as mp

    # The first picture loads the native library.
    mp.Image(image_format=mp.ImageFormat.SRGB, data=np.zeros((1, 1, 3), dtype=np.uint8))
    importlib.import_module(_USUAL_READER)


def import_mediapipe_lean() -> None:
    """Import mediapipe without matplotlib and sounddevice, for this process only.

    mediapipe imports both for drawing and microphones; a worker does neither, and
    leaving them out takes its start from 0.9 to 0.35 s of processor time. Should a
    release of mediapipe need them after all, everything is imported as usual.
    """
    unused = [n for n in ("matplotlib", "matplotlib.pyplot", "sounddevice") if n not in sys.modules]
    sys.modules.update({name: ModuleType(name) for name in unused})
    try:
        importlib.import_module("mediapipe")
    except (ImportError, AttributeError):
        for name in [n for n in sys.modules if n in unused or n.split(".")[0] == "mediapipe"]:
            del sys.modules[name]


def _listen(pipe: IO[bytes], requests: "queue.SimpleQueue[bytes]") -> None:
    while (data := receive_bytes(pipe)) is not None:
        requests.put(data)
    os._exit(0)


def _unpack(data: bytes) -> Request:
    request: Request = pickle.loads(data)
    return request


def _serve(worker: ChunkWorker, requests: "queue.SimpleQueue[bytes]", replies: IO[bytes]) -> None:
    while True:
        task = _unpack(requests.get())
        assert isinstance(task, Task)
        try:
            send(replies, pack(worker.rows(task)))
        except FormAnalyzerError as error:
            send(replies, pack(Failed(error)))
        _give_back_memory()


def _give_back_memory() -> None:
    """Return what is free to the system: glibc keeps it, 200 MB after a chunk of 1080p."""
    with contextlib.suppress(AttributeError, OSError, TypeError):  # other C libraries have none
        ctypes.CDLL(None).malloc_trim(0)
