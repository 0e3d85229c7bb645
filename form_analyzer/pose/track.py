"""A clip in, the track of the person in it out, on all cores."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from form_analyzer.datatypes import N_KEYPOINTS, PoseTrack, VideoInfo
from form_analyzer.pose.chunks import plan_chunks
from form_analyzer.pose.messages import ChunkRows, Setup
from form_analyzer.pose.models import ModelFile
from form_analyzer.pose.pool import available_cores, run_chunks
from form_analyzer.pose.source import FrameReader

Progress = Callable[[float], None]
"""Called with the fraction done, 0..1; may raise to stop the work."""

TRACKER_VERSION = 1
"""Raised whenever the same clip and model would give another track."""

MAX_SIDE_PX = 1280
"""Longest side of the pictures given to the landmarker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackResult:
    """The people followed through a clip, and where the time went.

    Attributes
    ----------
    tracks
        One per person, the likeliest runner first; never empty.
    timing_s
        ``decode`` and ``inference``: seconds summed over the workers.
    """

    tracks: tuple[PoseTrack, ...]
    timing_s: Mapping[str, float] = field(default_factory=dict)

    @property
    def best(self) -> PoseTrack:
        """The track of the likeliest runner."""
        return self.tracks[0]


def track_video(
    info: VideoInfo,
    model: ModelFile,
    *,
    read_frames: FrameReader,
    jobs: int | None = None,
    progress: Progress | None = None,
    every: int = 1,
    parts: Sequence[tuple[int, int]] | None = None,
) -> PoseTrack:
    """The track of the likeliest runner; see :func:`track_people`."""
    result = track_people(
        info,
        model,
        read_frames=read_frames,
        jobs=jobs,
        progress=progress,
        every=every,
        parts=parts,
    )
    return result.best


def track_people(
    info: VideoInfo,
    model: ModelFile,
    *,
    read_frames: FrameReader,
    jobs: int | None = None,
    progress: Progress | None = None,
    every: int = 1,
    parts: Sequence[tuple[int, int]] | None = None,
) -> TrackResult:
    """Follow the people in a clip.

    Parameters
    ----------
    info
        The clip.
    model
        The pose model.
    read_frames
        Reads the clip's frames; is sent to worker processes, so it must be picklable.
    jobs
        Worker processes at most; ``None`` for one per core.
    progress
        Called in this thread with the fraction done, 0..1. An exception it raises ends
        the workers and goes on to the caller.
    every
        Watch only frames whose index is a multiple of this.
    parts
        Frame ranges ``(start, stop)`` to watch; ``None`` for the whole clip. Whole
        chunks are watched, so the track may hold more than asked for.

    Returns
    -------
    TrackResult
        The same, bit for bit, whatever ``jobs`` is. Frames without a person are ``nan``
        rows; frames that could not be decoded are absent.

    Raises
    ------
    FormAnalyzerError
        What the reader or the landmarker raised, or a worker that died twice.
    """
    chunks = plan_chunks(info.n_frames, every=every, parts=parts)
    setup = Setup(
        info=info, model=model, read_frames=read_frames, every=every, max_side_px=MAX_SIDE_PX
    )
    n_workers = min(jobs or available_cores(), len(chunks))
    total = sum(chunk.stop - chunk.start for chunk in chunks)
    rows = run_chunks(setup, chunks, n_workers, _counter(total, progress)) if chunks else []
    timing = {
        "decode": sum(r.decode_s for r in rows),
        "inference": sum(r.inference_s for r in rows),
    }
    return TrackResult(tracks=(_join(info, model, rows),), timing_s=timing)


def _counter(total: int, progress: Progress | None) -> Callable[[int], None]:
    done = 0

    def advanced(n_frames: int) -> None:
        nonlocal done
        done += n_frames
        if progress is not None:
            progress(min(1.0, done / total))

    return advanced


def _join(info: VideoInfo, model: ModelFile, rows: Sequence[ChunkRows]) -> PoseTrack:
    empty = PoseTrack(
        time_s=np.empty(0),
        frame_index=np.empty(0, dtype=np.intp),
        position_px=np.empty((0, N_KEYPOINTS, 2)),
        confidence=np.empty((0, N_KEYPOINTS)),
        world_m=np.empty((0, N_KEYPOINTS, 3)),
        width_px=info.width_px,
        height_px=info.height_px,
        model_name=model.name,
        model_sha256=model.sha256,
    )
    if not rows:
        return empty
    return replace(
        empty,
        time_s=np.concatenate([r.time_s for r in rows]),
        frame_index=np.concatenate([r.frame_index for r in rows]),
        position_px=np.concatenate([r.position_px for r in rows]),
        confidence=np.concatenate([r.confidence for r in rows]),
        world_m=np.concatenate([r.world_m for r in rows]),
    )
