"""What a pose worker and its parent say to each other, over the worker's pipes."""

import pickle
import struct
from dataclasses import dataclass
from typing import IO

from form_analyzer.datatypes import FloatArray, IntArray, VideoInfo
from form_analyzer.errors import FormAnalyzerError
from form_analyzer.pose.chunks import Chunk
from form_analyzer.pose.models import ModelFile
from form_analyzer.pose.source import FrameReader

_LENGTH = struct.Struct("<Q")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """Sent once to every worker: what all its chunks have in common."""

    info: VideoInfo
    model: ModelFile
    read_frames: FrameReader
    every: int
    max_side_px: int


@dataclass(frozen=True, slots=True)
class Advanced:
    """Sent by a worker now and then: so many more frames are done."""

    n_frames: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkRows:
    """Sent by a worker at the end of a chunk: rows of the track.

    Attributes
    ----------
    time_s, frame_index
        (n,) as in ``PoseTrack``.
    position_px, confidence, world_m
        (n, n_keypoints, ...) as in ``PoseTrack``.
    decode_s, inference_s
        Seconds this worker spent on either.
    """

    chunk: Chunk
    time_s: FloatArray
    frame_index: IntArray
    position_px: FloatArray
    confidence: FloatArray
    world_m: FloatArray
    decode_s: float
    inference_s: float


@dataclass(frozen=True, slots=True)
class Failed:
    """Sent by a worker when a chunk cannot be done, however often it is tried."""

    error: FormAnalyzerError


Request = Setup | Chunk
Reply = Advanced | ChunkRows | Failed


def send(pipe: IO[bytes], message: Request | Reply) -> None:
    """Write one message; ``OSError`` if the other side is gone."""
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def receive_bytes(pipe: IO[bytes]) -> bytes | None:
    """The next message as bytes, ``None`` when the other side is gone."""
    header = pipe.read(_LENGTH.size)
    if len(header) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(header)
    data = pipe.read(length)
    return data if len(data) == length else None
