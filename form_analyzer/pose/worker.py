"""A pose worker: a process of its own that turns chunks of a clip into rows of a track.

Started by :mod:`form_analyzer.pose.pool` with ``main``; reads requests from standard
input and answers on standard output. It ends when its input ends, so that none stays
behind when the parent is gone, however that came about.
"""

import importlib
import os
import pickle
import queue
import signal
import sys
import threading
import time
from types import ModuleType
from typing import IO

import numpy as np

from form_analyzer.datatypes import N_KEYPOINTS
from form_analyzer.errors import FormAnalyzerError
from form_analyzer.pose.chunks import WARM_UP, Chunk
from form_analyzer.pose.landmarker import Landmarker, Pose
from form_analyzer.pose.messages import (
    Advanced,
    ChunkRows,
    Failed,
    Request,
    Setup,
    receive_bytes,
    send,
)
from form_analyzer.pose.source import FrameSource

_FRAMES_PER_REPORT = 16


def main() -> None:
    """Serve requests until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print is no reply
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, requests), daemon=True).start()
    import_mediapipe_lean()
    setup = _unpack(requests.get())
    assert isinstance(setup, Setup)
    _serve(_ChunkWorker(setup, replies), requests, replies)


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


def _serve(
    worker: "_ChunkWorker", requests: "queue.SimpleQueue[bytes]", replies: IO[bytes]
) -> None:
    while True:
        chunk = _unpack(requests.get())
        assert isinstance(chunk, Chunk)
        try:
            send(replies, worker.rows(chunk))
        except FormAnalyzerError as error:
            send(replies, Failed(error))


class _ChunkWorker:
    """Follows one person through chunks of one clip."""

    def __init__(self, setup: Setup, replies: IO[bytes]) -> None:
        self._setup = setup
        self._replies = replies
        self._source = FrameSource(
            setup.read_frames, setup.info.n_frames, setup.max_side_px, setup.every, WARM_UP
        )

    def rows(self, chunk: Chunk) -> ChunkRows:
        """The track's rows of a chunk, from a landmarker with no memory."""
        decoded_before, inference_s, unreported = self._source.decode_s, 0.0, 0
        frames: list[tuple[int, float]] = []
        poses: list[Pose | None] = []
        with Landmarker(self._setup.model) as landmarker:
            for frame in self._source.frames(self._begin(chunk), chunk.stop):
                before = time.perf_counter()
                found = landmarker.find(frame.image)
                inference_s += time.perf_counter() - before
                if frame.index < chunk.start:
                    continue
                frames.append((frame.index, frame.time_s))
                poses.append(found[0] if found else None)
                unreported = self._report(unreported + self._setup.every)
        send(self._replies, Advanced(unreported))
        decode_s = self._source.decode_s - decoded_before
        return _stack(self._setup, chunk, frames, poses, decode_s, inference_s)

    def _begin(self, chunk: Chunk) -> int:
        return max(0, chunk.start - WARM_UP * self._setup.every)

    def _report(self, unreported: int) -> int:
        if unreported < _FRAMES_PER_REPORT * self._setup.every:
            return unreported
        send(self._replies, Advanced(unreported))
        return 0


def _stack(
    setup: Setup,
    chunk: Chunk,
    frames: list[tuple[int, float]],
    poses: list[Pose | None],
    decode_s: float,
    inference_s: float,
) -> ChunkRows:
    n = len(frames)
    position = np.full((n, N_KEYPOINTS, 2), np.nan)
    confidence = np.zeros((n, N_KEYPOINTS))
    world = np.full((n, N_KEYPOINTS, 3), np.nan)
    size = np.array([setup.info.width_px, setup.info.height_px], dtype=np.float64)
    for row, pose in enumerate(poses):
        if pose is not None:
            position[row], confidence[row] = pose.position * size, pose.confidence
            world[row] = pose.world_m
    return ChunkRows(
        chunk=chunk,
        time_s=np.array([t for _, t in frames], dtype=np.float64),
        frame_index=np.array([i for i, _ in frames], dtype=np.intp),
        position_px=position,
        confidence=confidence,
        world_m=world,
        decode_s=decode_s,
        inference_s=inference_s,
    )
