"""The training log: weeks run, and symptom check-ins."""

import json
from datetime import date

import sqlalchemy as sa

from form_analyzer.errors import NotFoundError, StorageError
from form_analyzer.storage import rows
from form_analyzer.storage.access import require_athlete, require_session
from form_analyzer.storage.engine import reading, writing
from form_analyzer.storage.records import CheckIn, CheckInDetails, TrainingWeek, Viewer
from form_analyzer.storage.tables import check_ins, new_id, sessions, training_weeks
from form_analyzer.storage.writing import Value, upsert


class TrainingLog:
    """Weeks and check-ins of the athletes a viewer may see."""

    def __init__(self, engine: sa.Engine, viewer: Viewer) -> None:
        self._engine = engine
        self._viewer = viewer

    def check_in(self, athlete_id: str, details: CheckInDetails) -> CheckIn:
        """Store a symptom check."""
        if not 0 <= details.pain <= 10:
            raise StorageError("Pain goes from 0 (none) to 10 (worst imaginable).")
        check = CheckIn(id=new_id(), athlete_id=athlete_id, details=details)
        with writing(self._engine) as connection:
            require_athlete(connection, self._viewer, athlete_id)
            if details.session_id is not None:
                require_session(connection, self._viewer, details.session_id)
                _require_own(connection, details.session_id, athlete_id)
            connection.execute(check_ins.insert().values(_check_values(check)))
        return check

    def check_ins(self, athlete_id: str) -> list[CheckIn]:
        """Every check, newest first."""
        query = (
            sa.select(check_ins)
            .where(check_ins.c.athlete_id == athlete_id)
            .order_by(check_ins.c.at.desc(), check_ins.c.id)
        )
        with reading(self._engine) as connection:
            require_athlete(connection, self._viewer, athlete_id)
            return [rows.check_in(row) for row in connection.execute(query).mappings()]

    def last_check_in(self, athlete_id: str) -> CheckIn | None:
        """The newest check, or ``None``."""
        return next(iter(self.check_ins(athlete_id)), None)

    def remove_check_in(self, athlete_id: str, check_in_id: str) -> None:
        """Delete a check that was entered by mistake."""
        own = sa.and_(check_ins.c.id == check_in_id, check_ins.c.athlete_id == athlete_id)
        with writing(self._engine) as connection:
            require_athlete(connection, self._viewer, athlete_id)
            if connection.execute(check_ins.delete().where(own)).rowcount != 1:
                raise NotFoundError("There is no such check-in.")

    def set_week(self, athlete_id: str, week: TrainingWeek) -> None:
        """Store a week, or replace it."""
        if not week.distance_km >= 0:
            raise StorageError("A week's distance cannot be below nothing.")
        values: dict[str, Value] = {
            "athlete_id": athlete_id,
            "monday": week.monday,
            "distance_km": week.distance_km,
            "n_runs": week.n_runs,
            "longest_run_km": week.longest_run_km,
            "note": week.note,
        }
        with writing(self._engine) as connection:
            require_athlete(connection, self._viewer, athlete_id)
            changed = ["distance_km", "n_runs", "longest_run_km", "note"]
            upsert(connection, training_weeks, values, changed)

    def weeks(self, athlete_id: str, since: date | None = None) -> list[TrainingWeek]:
        """Stored weeks, oldest first; weeks without an entry are left out."""
        query = sa.select(training_weeks).where(training_weeks.c.athlete_id == athlete_id)
        if since is not None:
            query = query.where(training_weeks.c.monday >= since)
        with reading(self._engine) as connection:
            require_athlete(connection, self._viewer, athlete_id)
            found = connection.execute(query.order_by(training_weeks.c.monday)).mappings()
            return [rows.week(row) for row in found]

    def remove_week(self, athlete_id: str, monday: date) -> None:
        """Delete a week's entry."""
        own = sa.and_(training_weeks.c.athlete_id == athlete_id, training_weeks.c.monday == monday)
        with writing(self._engine) as connection:
            require_athlete(connection, self._viewer, athlete_id)
            connection.execute(training_weeks.delete().where(own))


def _check_values(check: CheckIn) -> dict[str, Value]:
    return {
        "id": check.id,
        "athlete_id": check.athlete_id,
        "session_id": check.details.session_id,
        "at": check.details.at,
        "pain": check.details.pain,
        "place": check.details.place,
        "red_flags": json.dumps(list(check.details.red_flags)),
        "note": check.details.note,
    }


def _require_own(connection: sa.Connection, session_id: str, athlete_id: str) -> None:
    owner = sa.select(sessions.c.athlete_id).where(sessions.c.id == session_id)
    if connection.execute(owner).scalar_one() != athlete_id:
        raise StorageError("That session is another athlete's.")
