"""What a prevention plan is built from."""

from form_analyzer.datatypes import Deviation
from form_analyzer.storage.records import SessionQuery
from form_analyzer.storage.service import SeasonService


def newest_deviations(season: SeasonService, athlete_id: str) -> tuple[Deviation, ...]:
    """Deviations of the athlete's newest measured session; empty without one."""
    for line in season.sessions.find(SessionQuery(athlete_id=athlete_id, limit=20)):
        if line.analysis is not None and not line.analysis.refused:
            return season.results.load(line.session.id).deviations
    return ()
