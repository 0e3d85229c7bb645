"""What a pose worker and its parent say to each other, over the worker's pipes."""

import os
import pickle
import signal
import struct
import sys
from dataclasses import dataclass, field
from typing import IO

from form_analyzer.datatypes import FloatArray, IntArray, VideoInfo
from form_analyzer.errors import FormAnalyzerError
from form_analyzer.pose.chunks import Chunk
from form_analyzer.pose.feet import FeetPictures
from form_analyzer.pose.model_file import ModelFile
from form_analyzer.pose.people import WHOLE_PICTURE, Place
from form_analyzer.pose.source import FrameReader

_LENGTH = struct.Struct("<Q")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """Sent once to every worker: what all its chunks have in common.

    ``decodes_ahead`` is whether a core is free to decode beside the landmarker.
    """

    info: VideoInfo
    model: ModelFile
    read_frames: FrameReader
    every: int
    decodes_ahead: bool = True


@dataclass(frozen=True, slots=True)
class Task:
    """Sent for every chunk: which frames, and where in the picture to follow somebody.

    Attributes
    ----------
    places
        One per person to follow.
    n_stills
        In how many of the frames to look for everybody.
    """

    chunk: Chunk
    places: tuple[Place, ...] = (WHOLE_PICTURE,)
    n_stills: int = 0


@dataclass(frozen=True, slots=True)
class Advanced:
    """Sent by a worker now and then: so many more frames are done.

    ``feet`` holds pictures about the feet, where frames came with grey levels and somebody was
    followed alone. They are not kept for the end of a chunk, which would hold them three times.
    """

    n_frames: int
    feet: FeetPictures = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkRows:
    """Sent by a worker at the end of a chunk: rows of the tracks.

    Attributes
    ----------
    time_s, frame_index
        (n,) as in ``PoseTrack``.
    position_px, confidence, world_m
        (n_places, n, n_keypoints, ...), each place as in ``PoseTrack``.
    stills
        For every still looked at, the boxes (4,) of the people in it.
    decode_s, inference_s
        Seconds this worker spent on either.
    """

    chunk: Chunk
    time_s: FloatArray
    frame_index: IntArray
    position_px: FloatArray
    confidence: FloatArray
    world_m: FloatArray
    stills: tuple[tuple[FloatArray, ...], ...]
    decode_s: float
    inference_s: float


@dataclass(frozen=True, slots=True)
class Failed:
    """Sent by a worker when a chunk cannot be done, however often it is tried."""

    error: FormAnalyzerError


Request = Setup | Task
Reply = Advanced | ChunkRows | Failed


def pack(message: Request | Reply) -> bytes:
    """A message as bytes."""
    return pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)


def send(pipe: IO[bytes], data: bytes) -> None:
    """Write a packed message; ``OSError`` if the other side is gone."""
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def take_replies_pipe() -> IO[bytes]:
    """In a worker, as it starts: the pipe for its replies, which nothing else writes to.

    What libraries print goes to standard error; Ctrl-C is left to the parent.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return replies


def receive_bytes(pipe: IO[bytes]) -> bytes | None:
    """The next message as bytes, ``None`` when the other side is gone."""
    header = _read_exactly(pipe, _LENGTH.size)
    if header is None:
        return None
    (length,) = _LENGTH.unpack(header)
    return _read_exactly(pipe, length)


def _read_exactly(pipe: IO[bytes], length: int) -> bytes | None:
    data = bytearray()
    while len(data) < length:
        part = pipe.read(length - len(data))
        if not part:
            return None
        data += part
    return bytes(data)
