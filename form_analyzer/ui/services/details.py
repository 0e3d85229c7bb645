"""Change what was said about a session; the numbers follow."""

from dataclasses import replace
from datetime import date, datetime

from form_analyzer.errors import NotFoundError
from form_analyzer.jobs.recompute import recompute
from form_analyzer.storage.service import SeasonService


def changed(
    season: SeasonService,
    session_id: str,
    *,
    day: date,
    speed_mps: float | None,
    height_m: float | None,
    shoes: str,
    notes: str,
    tags: tuple[str, ...],
) -> None:
    """Store the details; speed or height given anew are measured with at once."""
    before = season.sessions.get(session_id).details
    moment = datetime.combine(day, before.recorded_at.timetz())
    capture = replace(before.capture, speed_mps=speed_mps, height_m=height_m)
    details = replace(
        before, recorded_at=moment, capture=capture, shoes=shoes, notes=notes, tags=tags
    )
    season.sessions.change(session_id, details)
    if capture != before.capture:
        _measure_again(season, session_id)


def _measure_again(season: SeasonService, session_id: str) -> None:
    try:
        recompute(season, session_id)
    except NotFoundError:
        return  # nothing was measured yet: the analysis to come will use the new details
