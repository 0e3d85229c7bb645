"""One job from clip to stored result, as it runs inside a worker process."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path

from form_analyzer.errors import CancelledError, FormAnalyzerError, NotFoundError, StorageError
from form_analyzer.jobs.heartbeat import Heartbeat
from form_analyzer.jobs.work import (
    DEFAULT_DRAWING,
    DrawingOrder,
    WorkOrder,
    WorkResult,
    load_drawing,
    load_work,
)
from form_analyzer.settings import Settings
from form_analyzer.storage.delivery import deliver, deliver_clip
from form_analyzer.storage.queue import Claim, WorkQueue
from form_analyzer.storage.records import AttachmentRole
from form_analyzer.storage.service import SeasonService, open_season


class Outcome(StrEnum):
    """How a job ended in the worker."""

    DONE = "done"
    ANALYSED = "analysed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    GIVEN_BACK = "given_back"
    LOST = "lost"


_CLOSED = (Outcome.DONE, Outcome.FAILED, Outcome.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOptions:
    """How jobs are run.

    Attributes
    ----------
    work
        Name of the work, ``module:function``.
    drawing
        Name of what draws the annotated clip.
    lease_s
        How long a job stays its worker's without a sign of life.
    beat_s
        Time between signs of life; several fit into a lease.
    """

    work: str
    drawing: str = DEFAULT_DRAWING
    lease_s: float = 30.0
    beat_s: float = 1.0


@cache
def _season(settings: Settings) -> SeasonService:
    """Opened once in a worker process, for all its jobs."""
    return open_season(settings)


def run_job(claim: Claim, settings: Settings, options: TaskOptions, n_processes: int) -> Outcome:
    """Do a claimed job and store its result, whole or not at all.

    Anything unexpected comes out as an exception, for the runner to close the job.
    """
    season = _season(settings)
    outcome = _attempt(season, claim, settings, options, n_processes)
    if outcome in _CLOSED:
        _sweep(settings, claim)
    return outcome


def _attempt(
    season: SeasonService,
    claim: Claim,
    settings: Settings,
    options: TaskOptions,
    n_processes: int,
) -> Outcome:
    queue = season.queue(options.lease_s)
    beat = Heartbeat(queue, claim, options.beat_s)
    try:
        with beat, scratch(settings, claim) as folder:
            if claim.analysed:
                drawn = _draw(season, claim, options, folder, beat)
                ours = deliver_clip(season.library, queue, claim, drawn)
                return Outcome.DONE if ours else _lost(season, claim)
            result = _work(season, claim, settings, options, n_processes, folder, beat)
            return _hand_in(season, queue, claim, result)
    except CancelledError:
        stopped = not beat.lost and queue.stopped(claim.job_id, claim.token)
        return Outcome.CANCELLED if stopped else _lost(season, claim)
    except NotFoundError as error:
        return _failed(queue.fail(claim.job_id, claim.token, str(error)))
    except StorageError:
        # The clip is not to blame if database or media are away; it is tried again.
        queue.give_back(claim.job_id, claim.token)
        return Outcome.GIVEN_BACK
    except FormAnalyzerError as error:
        return _failed(queue.fail(claim.job_id, claim.token, str(error)))


def _hand_in(season: SeasonService, queue: WorkQueue, claim: Claim, result: WorkResult) -> Outcome:
    """Store the result; its clip, where there is one to draw, is the job's second part."""
    files, to_draw = result.files, result.to_draw
    if not deliver(season.library, queue, claim, result.analysis, files, to_draw=to_draw):
        return _lost(season, claim)
    return Outcome.ANALYSED if to_draw else Outcome.DONE


def _failed(ours: bool) -> Outcome:
    return Outcome.FAILED if ours else Outcome.LOST


def _lost(season: SeasonService, claim: Claim) -> Outcome:
    """Not ours any more; if the clip was deleted, what was cached of it meanwhile goes too."""
    try:
        season.library.find(claim.clip_sha256)
    except NotFoundError:
        season.traces.forget({claim.clip_sha256})
    return Outcome.LOST


@contextmanager
def scratch(settings: Settings, claim: Claim) -> Iterator[Path]:
    """An empty folder for one attempt at a job; where a deletion finds it if it is killed."""
    room = settings.cache_dir / "work"
    room.mkdir(parents=True, exist_ok=True)
    own = tempfile.TemporaryDirectory(
        prefix=f"{claim.job_id}-", dir=room, ignore_cleanup_errors=True
    )
    with own as folder:
        yield Path(folder)


def _sweep(settings: Settings, claim: Claim) -> None:
    """Remove what killed attempts left, now that the job is closed.

    Not earlier: an attempt taken for dead may begin late, beside the one that counts.
    """
    for left in (settings.cache_dir / "work").glob(f"{claim.job_id}-*"):
        shutil.rmtree(left, ignore_errors=True)


def _work(
    season: SeasonService,
    claim: Claim,
    settings: Settings,
    options: TaskOptions,
    n_processes: int,
    folder: Path,
    beat: Heartbeat,
) -> WorkResult:
    work = load_work(options.work)
    clip = season.library.find(claim.clip_sha256)
    with season.media.as_local(clip, folder) as path:
        order = WorkOrder(
            clip=path,
            file_name=claim.file_name,
            capture=claim.capture,
            pose_model=claim.pose_model,
            targets=claim.targets,
            folder=folder,
            settings=settings,
            n_processes=n_processes,
            every_frame=claim.every_frame,
            person=claim.person,
        )
        result = work(order, beat.progress)
    beat.progress("storing", 1.0)
    # The stored clip is named by its hash; the user knows it by another name.
    video = replace(result.analysis.video, file_name=claim.file_name)
    return replace(result, analysis=replace(result.analysis, video=video))


def _draw(
    season: SeasonService, claim: Claim, options: TaskOptions, folder: Path, beat: Heartbeat
) -> Path | None:
    """The annotated clip of the job's analysis; ``None`` if another analysis is shown by now."""
    session_id, results = claim.session_id, season.results
    shown = next((row for row in results.all(session_id) if row.is_current), None)
    if shown is None or shown.job_id != claim.job_id:
        return None
    drawing, clip = load_drawing(options.drawing), season.library.find(claim.clip_sha256)
    with (
        season.media.as_local(clip, folder) as path,
        results.file_path(session_id, AttachmentRole.TRACK) as track,
    ):
        if track is None:
            return None
        order = DrawingOrder(
            clip=path,
            analysis=results.load(session_id),
            track=track,
            person=claim.person,
            folder=folder,
        )
        drawn = drawing(order, beat.progress)
    beat.progress("storing", 1.0)
    return drawn
