"""A clip in, the track of the person in it out, on all cores."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from form_analyzer.datatypes import N_KEYPOINTS, FloatArray, PoseTrack, VideoInfo
from form_analyzer.pose.chunks import plan_chunks
from form_analyzer.pose.feet import FeetPicture, FeetPictures
from form_analyzer.pose.messages import Advanced, ChunkRows, Setup, Task
from form_analyzer.pose.mixed import mixed_people
from form_analyzer.pose.model_file import ModelFile
from form_analyzer.pose.people import (
    WHOLE_PICTURE,
    Place,
    count_people,
    find_places,
    places_about,
    rank,
)
from form_analyzer.pose.pool import run_tasks
from form_analyzer.pose.source import FrameReader
from form_analyzer.pose.staff import Staff, available_cores

Progress = Callable[[float], None]
"""Called with the fraction done, 0..1; may raise to stop the work."""

TRACKER_VERSION = 6
"""Raised whenever the same clip and model would give another track."""

_MIN_STILLS = 4
"""Stills at least in which people are counted; long clips have one a chunk."""

_AGAIN = (0.4, 1.0)
"""Of the progress, what a pass takes after the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackResult:
    """The people followed through a clip, and where the time went.

    Attributes
    ----------
    tracks
        One per person, the likeliest runner first; never empty.
    timing_s
        ``decode`` and ``inference``: seconds summed over the workers.
    feet
        Pictures about the feet of somebody followed alone, from frames that were read with
        their grey levels.
    """

    tracks: tuple[PoseTrack, ...]
    timing_s: Mapping[str, float] = field(default_factory=dict)
    feet: FeetPictures = field(default_factory=dict)

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
    staff: Staff | None = None,
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
        Called in this thread with the fraction done, 0..1. It falls back when
        several people turn out to be in the clip and each is to be followed. An
        exception it raises ends the workers and goes on to the caller.
    every
        Watch only frames whose index is a multiple of this.
    parts
        Frame ranges ``(start, stop)`` to watch; ``None`` for the whole clip. Whole
        chunks are watched, so the track may hold more than asked for.
    staff
        Workers that may be waiting already.

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
    n_workers = min(jobs or available_cores(), max(1, len(chunks)))
    setup = Setup(
        info=info,
        model=model,
        read_frames=read_frames,
        every=every,
        decodes_ahead=n_workers < available_cores(),
    )
    run = _Run(setup, n_workers, progress, staff)
    n_stills = -(-_MIN_STILLS // max(1, len(chunks)))
    rows = run.tasks([Task(chunk, n_stills=n_stills) for chunk in chunks], (0.0, 1.0))
    stills = [boxes for r in rows for boxes in r.stills]
    places = find_places(stills)
    if places != (WHOLE_PICTURE,):
        rows = run.again(rows, places)
    size_px = info.width_px, info.height_px
    if len(places) == 1 and (mixed := mixed_people(rows, size_px, every)):
        places = places_about(mixed)
        rows = run.again(rows, places)
    people = max(1, count_people(stills), min(2, len(places)))
    tracks = [_join(info, model, rows, person, people) for person in range(len(places))]
    return TrackResult(tracks=rank(tracks), timing_s=run.timing_s, feet=run.feet)


class _Run:
    """Passes over a clip with the same workers' set-up; adds up their time and what they kept."""

    def __init__(
        self, setup: Setup, n_workers: int, progress: Progress | None, staff: Staff | None
    ) -> None:
        self.timing_s = {"decode": 0.0, "inference": 0.0}
        self.feet: dict[int, FeetPicture] = {}
        self._setup = setup
        self._n_workers = n_workers
        self._progress = progress
        self._staff = staff

    def again(self, rows: Sequence[ChunkRows], places: tuple[Place, ...]) -> list[ChunkRows]:
        """Another pass over the same chunks, with somebody followed in each place."""
        return self.tasks([Task(r.chunk, places) for r in rows], _AGAIN)

    def tasks(self, tasks: Sequence[Task], share: tuple[float, float]) -> list[ChunkRows]:
        """One pass; its progress fills the given share of the whole."""
        if not tasks:
            return []
        total = sum(task.chunk.stop - task.chunk.start for task in tasks)
        done, (first, last) = 0, share

        def advanced(report: Advanced) -> None:
            nonlocal done
            done += report.n_frames
            self.feet.update(report.feet)
            if self._progress is not None:
                self._progress(first + (last - first) * min(1.0, done / total))

        rows = run_tasks(self._setup, tasks, self._n_workers, advanced, self._staff)
        self.timing_s["decode"] += sum(r.decode_s for r in rows)
        self.timing_s["inference"] += sum(r.inference_s for r in rows)
        return rows


def _join(
    info: VideoInfo, model: ModelFile, rows: Sequence[ChunkRows], person: int, n_people: int
) -> PoseTrack:
    """One person's rows of all chunks as a track."""
    none = np.empty(0)
    return PoseTrack(
        time_s=np.concatenate([none, *(r.time_s for r in rows)]),
        frame_index=np.concatenate([none, *(r.frame_index for r in rows)]).astype(np.intp),
        position_px=_stacked([r.position_px[person] for r in rows], (N_KEYPOINTS, 2)),
        confidence=_stacked([r.confidence[person] for r in rows], (N_KEYPOINTS,)),
        world_m=_stacked([r.world_m[person] for r in rows], (N_KEYPOINTS, 3)),
        width_px=info.width_px,
        height_px=info.height_px,
        model_name=model.name,
        model_sha256=model.sha256,
        n_people=n_people,
    )


def _stacked(parts: Sequence[FloatArray], shape: tuple[int, ...]) -> FloatArray:
    return np.concatenate([np.empty((0, *shape)), *parts])
