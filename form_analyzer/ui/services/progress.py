"""Jobs in words: what is being done, and how long it will take."""

from dataclasses import dataclass

from form_analyzer.storage.records import Job, JobState
from form_analyzer.storage.service import SeasonService
from form_analyzer.ui.services.opening import Opened

_STAGES = {
    "": "Starting",
    "reading": "Reading the clip",
    "model": "Getting the pose model",
    "pose": "Finding the runner in every picture",
    "measuring": "Measuring",
    "drawing": "Drawing the pictures",
    "annotating": "Drawing the annotated clip",
    "storing": "Storing the result",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One analysis under way.

    Attributes
    ----------
    fraction
        0..1 for the bar.
    text
        Stage and time left.
    analysed
        The report is there already; its annotated clip is being drawn.
    """

    session_id: str
    title: str
    fraction: float
    text: str
    analysed: bool


def open_work(season: SeasonService) -> tuple[Work, ...]:
    """Every analysis queued or running, in the order they were queued."""
    return tuple(_work(season, job) for job in season.jobs.open())


def job_text(job: Job) -> str:
    """What a job does now, with the time left where it is known."""
    if job.cancel_requested and job.state.is_open:
        return "Stopping"
    if job.state is JobState.QUEUED and job.analysed:
        return "The annotated clip waits for its turn"
    if job.state is JobState.QUEUED:
        return "Waiting for its turn" if not job.attempts else "Waiting to be tried again"
    stage = _STAGES.get(job.stage, job.stage.capitalize())
    return f"{stage} · {time_left(job.eta_s)}" if job.eta_s is not None else stage


def drawing_text(season: SeasonService, opened: Opened) -> str | None:
    """How far the annotated clip of what is shown is; ``None`` unless it is being drawn."""
    made_by = opened.line.analysis.job_id if opened.line.analysis is not None else None
    job = season.jobs.newest(opened.session_id)
    if job is None or job.id != made_by or not job.is_drawing:
        return None
    if job.state is JobState.QUEUED:
        return "it waits for its turn."
    return f"{time_left(job.eta_s)}." if job.eta_s is not None else "just begun."


def time_left(seconds: float) -> str:
    """Seconds as people say them."""
    if seconds < 10:
        return "a few seconds left"
    if seconds < 90:
        return f"about {10 * round(seconds / 10)} seconds left"
    return f"about {round(seconds / 60)} minutes left"


def _work(season: SeasonService, job: Job) -> Work:
    line = season.sessions.line(job.session_id)
    return Work(
        session_id=job.session_id,
        title=f"{line.athlete_name} · {line.session.file_name}",
        fraction=min(1.0, max(0.0, job.fraction)),
        text=job_text(job),
        analysed=job.analysed,
    )
