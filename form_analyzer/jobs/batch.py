"""Many clips at once: store them all, analyse them on every core, list what failed."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from form_analyzer.errors import FormAnalyzerError
from form_analyzer.jobs.background import crew_for
from form_analyzer.jobs.executors import Crew
from form_analyzer.jobs.runner import Runner, Stop
from form_analyzer.jobs.task import TaskOptions
from form_analyzer.jobs.work import DEFAULT_DRAWING, DEFAULT_WORK
from form_analyzer.settings import Settings
from form_analyzer.storage.media import spooled
from form_analyzer.storage.records import Job, JobState, SessionDetails, SessionLine
from form_analyzer.storage.service import SeasonService

VIDEO_SUFFIXES = frozenset(
    (".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".mts", ".3gp", ".wmv")
)

# The analysis' part of a clip's work, for the progress bar only; the rest is the drawing.
_ANALYSIS = 0.85


class ClipState(StrEnum):
    """What became of a clip."""

    ANALYSED = "analysed"
    ALREADY_DONE = "already done"
    REFUSED = "not measured"
    FAILED = "failed"
    LEFT = "not finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipOutcome:
    """One clip of a batch.

    Attributes
    ----------
    session_id
        Its session; ``None`` for a file that could not be stored.
    words
        Why it failed or was not measured; else empty.
    """

    path: Path
    session_id: str | None
    state: ClipState
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPlan:
    """What is to be analysed, and how.

    Attributes
    ----------
    details
        Said of every clip; the time of recording is taken from the file.
    check
        Looks at a file before it is stored and raises if it is no video.
    """

    athlete_id: str
    clips: Sequence[Path]
    details: Callable[[datetime], SessionDetails]
    pose_model: str = "full"
    work: str = DEFAULT_WORK
    drawing: str = DEFAULT_DRAWING
    n_slots: int | None = None
    check: Callable[[Path], object] | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    path: Path
    session_id: str | None
    was_done: bool = False
    words: str = ""


def find_clips(folder: Path) -> list[Path]:
    """Video files in a folder and the folders below it, by name, hidden ones left out."""
    found = (path for path in folder.rglob("*") if path.suffix.lower() in VIDEO_SUFFIXES)
    return sorted(
        path
        for path in found
        if path.is_file() and not any(p.startswith(".") for p in path.relative_to(folder).parts)
    )


def run_batch(
    season: SeasonService,
    settings: Settings,
    plan: BatchPlan,
    progress: Callable[[str, float], None],
) -> list[ClipOutcome]:
    """Analyse clips; a clip that was analysed before is left alone, a failed one tried again.

    Parameters
    ----------
    progress
        Called with a few words and the fraction of all work done; raises to stop. What
        was stored stays stored, and the next run goes on from there.
    """
    entries = []
    for number, path in enumerate(plan.clips):
        progress(f"storing {path.name}", 0.1 * number / len(plan.clips))
        entries.append(_stored(season, plan, path))
    waiting = [e.session_id for e in entries if e.session_id is not None and not e.was_done]
    if waiting:
        _work_off(season, settings, plan, waiting, progress)
    return [_outcome(season, entry) for entry in entries]


def _stored(season: SeasonService, plan: BatchPlan, path: Path) -> _Entry:
    try:
        if plan.check is not None:
            plan.check(path)
        with spooled(path, path.name) as upload:
            known = season.sessions.with_clip(plan.athlete_id, upload.file.sha256)
        if known is None:
            at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            session = season.sessions.add(
                plan.athlete_id, path, path.name, plan.details(at), pose_model=plan.pose_model
            )
            return _Entry(path, session.id)
        return _known(season, plan, path, season.sessions.line(known.id))
    except (FormAnalyzerError, OSError) as error:
        return _Entry(path, None, words=str(error))


def _known(season: SeasonService, plan: BatchPlan, path: Path, line: SessionLine) -> _Entry:
    if line.analysis is not None:
        return _Entry(path, line.session.id, was_done=True)
    season.jobs.start(line.session.id, plan.pose_model)
    return _Entry(path, line.session.id)


def _work_off(
    season: SeasonService,
    settings: Settings,
    plan: BatchPlan,
    waiting: Sequence[str],
    progress: Callable[[str, float], None],
) -> None:
    options = TaskOptions(work=plan.work, drawing=plan.drawing)
    crew: Crew = crew_for(settings, plan.n_slots)
    runner = Runner(season.queue(options.lease_s), crew, settings, options)
    told, ended = threading.Event(), threading.Event()

    def work() -> None:
        try:
            runner.run(Stop(told=told, idle_s=None))
        finally:
            ended.set()

    try:
        threading.Thread(target=work, name="batch").start()
        _watch(season, waiting, progress, ended)
    finally:
        told.set()
        ended.wait()


def _watch(
    season: SeasonService,
    waiting: Sequence[str],
    progress: Callable[[str, float], None],
    ended: threading.Event,
) -> None:
    # Not by joining the thread: one Ctrl-C in a join with a time limit, and Python 3.11 takes
    # the thread for ended; it would be left behind in the middle of its work.
    while not ended.is_set():
        done, fraction = _so_far(season, waiting)
        progress(f"{done} of {len(waiting)} clips analysed", 0.1 + 0.9 * fraction)
        if done == len(waiting):
            return
        ended.wait(0.5)


def _so_far(season: SeasonService, waiting: Iterable[str]) -> tuple[int, float]:
    jobs = [season.jobs.newest(session_id) for session_id in waiting]
    closed = [job is None or not job.state.is_open for job in jobs]
    shares = [
        1.0 if is_closed or job is None else _share(job)
        for job, is_closed in zip(jobs, closed, strict=True)
    ]
    return sum(closed), sum(shares) / len(shares)


def _share(job: Job) -> float:
    """How much of a clip's work is done, analysis and drawing together."""
    if job.is_drawing:
        return _ANALYSIS + (1.0 - _ANALYSIS) * job.fraction
    return _ANALYSIS * job.fraction


def _outcome(season: SeasonService, entry: _Entry) -> ClipOutcome:
    if entry.session_id is None:
        return ClipOutcome(
            path=entry.path, session_id=None, state=ClipState.FAILED, words=entry.words
        )
    line = season.sessions.line(entry.session_id)
    state, words = _state(line, was_done=entry.was_done)
    return ClipOutcome(path=entry.path, session_id=entry.session_id, state=state, words=words)


def _state(line: SessionLine, *, was_done: bool) -> tuple[ClipState, str]:
    if line.analysis is not None:
        if line.analysis.refused:
            return ClipState.REFUSED, line.analysis.refusal or ""
        return (ClipState.ALREADY_DONE if was_done else ClipState.ANALYSED), ""
    if line.job is not None and line.job.state is JobState.FAILED:
        return ClipState.FAILED, line.job.error or ""
    return ClipState.LEFT, "It was cancelled, or is still in the queue."
