"""Records of sessions, their analyses and jobs."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from form_analyzer.datatypes import (
    CaptureInfo,
    Side,
)
from form_analyzer.storage.records.people import Finding

NOTHING_SAID = CaptureInfo()


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDetails:
    """What is said about a session; ``None`` = not said.

    Attributes
    ----------
    recorded_at
        When the clip was taken, with a time zone.
    capture
        Height, belt speed and capture rate as given for this clip.
    incline_percent
        The treadmill's own setting, + = uphill.
    effort
        Perceived effort, 0 (rest) to 10 (all out).
    tags
        Short words to find sessions by.
    """

    recorded_at: datetime
    capture: CaptureInfo = NOTHING_SAID
    incline_percent: float | None = None
    effort: int | None = None
    shoes: str = ""
    notes: str = ""
    tags: tuple[str, ...] = ()


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether the job will still be worked on."""
        return self in (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One analysis to do, being done or done.

    Attributes
    ----------
    analysed
        Its analysis is stored; while it is still open, the annotated clip is being drawn.
    stage, fraction, eta_s
        What is being done, how much of all is done (0..1), seconds left
        (``None`` = not known yet).
    attempts
        Times the work was started.
    error
        One line for the user when the job failed.
    worker
        Who works on it: host, process, thread.
    """

    id: str
    session_id: str
    state: JobState
    analysed: bool
    pose_model: str
    stage: str
    fraction: float
    eta_s: float | None
    attempts: int
    cancel_requested: bool
    error: str | None
    worker: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def is_analysing(self) -> bool:
        """Whether its analysis is still to come."""
        return self.state.is_open and not self.analysed

    @property
    def is_drawing(self) -> bool:
        """Whether only its annotated clip is still to come."""
        return self.state.is_open and self.analysed


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisRecord:
    """One stored analysis without its document.

    Attributes
    ----------
    number
        1 for the first analysis of the session, then counting up.
    is_current
        Whether this is the one shown; earlier ones are kept.
    refusal
        Why nothing could be measured, when ``refused``.
    edited
        Whether gait events were edited, or the runner chosen, by hand before measuring.
    """

    id: str
    session_id: str
    number: int
    is_current: bool
    created_at: datetime
    software_version: str
    pose_model: str
    pose_model_sha256: str
    guide_version: str
    refused: bool
    refusal: str | None
    edited: bool
    near_side: Side | None
    frame_rate_hz: float | None
    time_scale: float
    main_finding: Finding | None
    job_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One stored clip of one athlete with what was said about it."""

    id: str
    athlete_id: str
    clip_sha256: str
    file_name: str
    details: SessionDetails
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """One line of the list of sessions: the session, its current analysis, its newest job."""

    session: Session
    athlete_name: str
    analysis: AnalysisRecord | None
    job: Job | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionQuery:
    """Which sessions to list; ``None`` or empty = no restriction.

    Attributes
    ----------
    text
        Words that must all occur (any case) in the athlete's name, notes, shoes, file
        name or tags.
    tag
        A tag the session must have.
    since, until
        Moments of recording, both included.
    """

    athlete_id: str | None = None
    text: str = ""
    tag: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 100
    offset: int = 0


class AttachmentRole(StrEnum):
    """Files kept beside an analysis."""

    TRACK = "track"
    SCENE = "scene"
    ANNOTATED = "annotated"
    THUMBNAIL = "thumbnail"
    REPORT = "report"
