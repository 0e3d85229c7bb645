"""Athletes and sessions as lines of lists."""

from dataclasses import dataclass
from datetime import UTC, datetime

from form_analyzer.datatypes import Severity
from form_analyzer.guide.model import Guide
from form_analyzer.storage.records import (
    Finding,
    JobState,
    RosterEntry,
    SessionLine,
    SessionQuery,
)
from form_analyzer.storage.service import SeasonService
from form_analyzer.ui.services.progress import job_text
from form_analyzer.ui.services.symptoms import HOLDS_FOR, pain_text

PAGE_ROWS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class AthleteRow:
    """One line of the roster."""

    athlete_id: str
    name: str
    tags: tuple[str, ...]
    last_session_id: str | None
    last_session: str
    finding: str
    pain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """One line of the list of sessions; ``refused`` ones have a report but no numbers."""

    session_id: str
    athlete_id: str
    athlete: str
    day: str
    file_name: str
    tags: tuple[str, ...]
    analysed: bool
    refused: bool
    finding: str


def athlete_rows(
    season: SeasonService, guide: Guide, *, text: str = "", tag: str | None = None
) -> tuple[AthleteRow, ...]:
    """The roster, by name."""
    return tuple(_athlete(entry, guide) for entry in season.athletes.roster(text=text, tag=tag))


def session_rows(
    season: SeasonService, guide: Guide, query: SessionQuery
) -> tuple[SessionRow, ...]:
    """Sessions, newest first."""
    return tuple(_session(line, guide) for line in season.sessions.find(query))


def finding_text(finding: Finding | None, guide: Guide) -> str:
    """The first thing to work on, in a few words."""
    if finding is None:
        return "✓ nothing to work on"
    found = guide.recommendation(finding.metric)
    title = found.title if found is not None else guide.metrics[finding.metric].name
    how = "▲ " if finding.severity is Severity.MAJOR else "△ "
    return f"{how}{title} ({guide.labels[f'direction.{finding.direction}']})"


def day_text(moment: datetime) -> str:
    """A day as it is written in lists."""
    return f"{moment.day} {moment:%b %Y}"


def _athlete(entry: RosterEntry, guide: Guide) -> AthleteRow:
    last = entry.last_recorded_at
    return AthleteRow(
        athlete_id=entry.athlete.id,
        name=entry.athlete.name,
        tags=entry.athlete.details.tags,
        last_session_id=entry.last_session_id,
        last_session=f"{day_text(last)} ({entry.n_sessions} in all)" if last else "no session yet",
        finding=_newest_finding(entry, guide),
        pain=_pain(entry),
    )


def _pain(entry: RosterEntry) -> str:
    """How the athlete answered last; an answer too old to count says its day."""
    text, asked = pain_text(entry.pain, entry.has_red_flag), entry.checked_in_at
    if asked is None or datetime.now(UTC) - asked <= HOLDS_FOR:
        return text
    day = day_text(asked).replace(" ", "\N{NO-BREAK SPACE}")
    return f"{text} ({day})"


def _newest_finding(entry: RosterEntry, guide: Guide) -> str:
    if entry.last_session_id is None:
        return ""
    if not entry.analysed:
        return "– not analysed"
    return f"✕ {entry.refusal}" if entry.refusal else finding_text(entry.main_finding, guide)


def _session(line: SessionLine, guide: Guide) -> SessionRow:
    return SessionRow(
        session_id=line.session.id,
        athlete_id=line.session.athlete_id,
        athlete=line.athlete_name,
        day=day_text(line.session.details.recorded_at),
        file_name=line.session.file_name,
        tags=line.session.details.tags,
        analysed=line.analysis is not None,
        refused=line.analysis is not None and line.analysis.refused,
        finding=_state(line, guide),
    )


def _state(line: SessionLine, guide: Guide) -> str:
    job = line.job
    if job is not None and job.is_analysing:
        return f"… {job_text(job)}"
    if line.analysis is None:
        if job is not None and job.state is JobState.FAILED:
            return f"✕ {job.error}"
        return "– not analysed"
    if line.analysis.refused:
        return f"✕ {line.analysis.refusal}"
    edited = " · changed by hand" if line.analysis.edited else ""
    return finding_text(line.analysis.main_finding, guide) + edited
