"""The users' side of the queue: see, start again and cancel analyses."""

import sqlalchemy as sa

from form_analyzer.errors import NotFoundError
from form_analyzer.storage import rows
from form_analyzer.storage.access import require_session, visible
from form_analyzer.storage.engine import reading, writing
from form_analyzer.storage.queue import add_job
from form_analyzer.storage.records import Job, JobState, Viewer
from form_analyzer.storage.tables import athletes, jobs, now, sessions

_OPEN = (JobState.QUEUED.value, JobState.RUNNING.value)


class Jobs:
    """Jobs of the sessions a viewer may see."""

    def __init__(self, engine: sa.Engine, viewer: Viewer) -> None:
        self._engine = engine
        self._viewer = viewer

    def newest(self, session_id: str) -> Job | None:
        """The newest job of a session, or ``None``."""
        query = (
            sa.select(jobs)
            .where(jobs.c.session_id == session_id)
            .order_by(jobs.c.created_at.desc())
            .limit(1)
        )
        with reading(self._engine) as connection:
            require_session(connection, self._viewer, session_id)
            row = connection.execute(query).mappings().first()
        return rows.job(row) if row else None

    def open(self) -> list[Job]:
        """Every job queued or running, in the order they were queued."""
        source = jobs.join(sessions, sessions.c.id == jobs.c.session_id).join(
            athletes, athletes.c.id == sessions.c.athlete_id
        )
        query = (
            sa.select(jobs)
            .select_from(source)
            .where(visible(self._viewer), jobs.c.state.in_(_OPEN))
            .order_by(jobs.c.created_at, jobs.c.id)
        )
        with reading(self._engine) as connection:
            return [rows.job(row) for row in connection.execute(query).mappings()]

    def start(self, session_id: str, pose_model: str = "full", *, every_frame: bool = False) -> Job:
        """Queue an analysis of a session; gives the open job if there is one already."""
        with writing(self._engine) as connection:
            require_session(connection, self._viewer, session_id)
            job_id = add_job(connection, session_id, pose_model, every_frame=every_frame)
            row = connection.execute(sa.select(jobs).where(jobs.c.id == job_id)).mappings().one()
        return rows.job(row)

    def cancel(self, session_id: str) -> Job:
        """Cancel a session's open job: at once if queued, at its next step if running."""
        open_job = sa.and_(jobs.c.session_id == session_id, jobs.c.state.in_(_OPEN))
        with writing(self._engine) as connection:
            require_session(connection, self._viewer, session_id)
            connection.execute(jobs.update().where(open_job).values(cancel_requested=True))
            queued = sa.and_(open_job, jobs.c.state == JobState.QUEUED.value)
            connection.execute(
                jobs.update()
                .where(queued)
                .values(state=JobState.CANCELLED.value, finished_at=now(), eta_s=None)
            )
        job = self.newest(session_id)
        if job is None:
            raise NotFoundError("No analysis of this session was ever started.")
        return job
