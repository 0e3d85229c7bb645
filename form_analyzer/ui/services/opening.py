"""Open a session: its analysis with everything that is said about it."""

from dataclasses import dataclass, replace
from pathlib import Path

from form_analyzer.datatypes import Analysis, Metric
from form_analyzer.guide.model import Guide
from form_analyzer.report.content import Occasion, report_view
from form_analyzer.report.view import ReportView
from form_analyzer.storage.records import SessionLine, SessionQuery
from form_analyzer.storage.service import SeasonService
from form_analyzer.ui.services.symptoms import Standing, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A session as the pages show it.

    Attributes
    ----------
    version
        Changes whenever the shown analysis does; for caching.
    """

    line: SessionLine
    analysis: Analysis
    view: ReportView
    symptoms: Standing
    version: str

    @property
    def session_id(self) -> str:
        """The session's id."""
        return self.line.session.id

    @property
    def athlete_id(self) -> str:
        """The athlete's id."""
        return self.line.session.athlete_id

    @property
    def title(self) -> str:
        """Whose run it was, and when."""
        return session_title(self.line)

    def at(self, clip: Path) -> Analysis:
        """The analysis with the path where its clip lies now."""
        return replace(self.analysis, video=replace(self.analysis.video, path=clip))


def session_title(line: SessionLine) -> str:
    """A session in one line: athlete, day, file."""
    day = line.session.details.recorded_at
    return f"{line.athlete_name} · {day.day} {day:%b %Y} · {line.session.file_name}"


def own_ranges(season: SeasonService, athlete_id: str) -> dict[Metric, tuple[float, float]]:
    """The athlete's own target ranges by metric."""
    return {row.metric: (row.low, row.high) for row in season.athletes.target_ranges(athlete_id)}


def open_session(season: SeasonService, guide: Guide, session_id: str) -> Opened | None:
    """The session with its current analysis; ``None`` while there is none yet.

    Raises
    ------
    NotFoundError, NotAllowedError
        If there is no such session, or it is someone else's.
    """
    line = season.sessions.line(session_id)
    if line.analysis is None:
        return None
    analysis = season.results.load(session_id)
    athlete_id = line.session.athlete_id
    symptoms = standing(season, guide, athlete_id)
    view = report_view(
        analysis,
        guide,
        occasion=Occasion(athlete=line.athlete_name, day=line.session.details.recorded_at.date()),
        own_ranges=own_ranges(season, athlete_id),
        check=symptoms.check,
    )
    return Opened(
        line=line, analysis=analysis, view=view, symptoms=symptoms, version=line.analysis.id
    )


def earlier_session(season: SeasonService, session_id: str) -> str | None:
    """The same athlete's measured session before this one, else the next after it, if any."""
    athlete_id = season.sessions.get(session_id).athlete_id
    lines = season.sessions.find(SessionQuery(athlete_id=athlete_id, limit=300))
    ids = [line.session.id for line in lines]
    place = ids.index(session_id) if session_id in ids else 0
    measured = {
        line.session.id for line in lines if line.analysis is not None and not line.analysis.refused
    }
    nearest = (*ids[place + 1 :], *reversed(ids[:place]))
    return next((other for other in nearest if other in measured), None)


def session_choices(season: SeasonService, *, analysed: bool = True) -> dict[str, str]:
    """Ids and titles of the newest sessions, for a list to choose from."""
    lines = season.sessions.find(SessionQuery(limit=300))
    return {
        line.session.id: session_title(line)
        for line in lines
        if line.analysis is not None or not analysed
    }
