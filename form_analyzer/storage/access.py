"""Who may see and change what: asked here by every service, before anything else."""

import sqlalchemy as sa

from form_analyzer.errors import NotAllowedError, NotFoundError
from form_analyzer.storage.records import Role, Viewer
from form_analyzer.storage.tables import athletes, sessions


def visible(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The condition on ``athletes`` that leaves only those the viewer may see."""
    if viewer.role is Role.EVERYTHING:
        return sa.true()
    if viewer.role is Role.COACH:
        return athletes.c.owner_id == viewer.user_id
    return athletes.c.user_id == viewer.user_id


def _may_see(viewer: Viewer) -> sa.ColumnElement[bool]:
    # Nobody's athlete compares as unknown, which would read as "no such row".
    return sa.func.coalesce(visible(viewer), sa.false())


def require_manager(viewer: Viewer) -> None:
    """Refuse athletes what only a coach (or the single user) may do."""
    if viewer.role is Role.ATHLETE:
        raise NotAllowedError("Only your coach can change this; ask them to.")


def require_everything(viewer: Viewer) -> None:
    """Refuse everyone but the single user or whoever runs the installation."""
    if viewer.role is not Role.EVERYTHING:
        raise NotAllowedError("Only the person who runs this installation can do this.")


def require_athlete(connection: sa.Connection, viewer: Viewer, athlete_id: str) -> None:
    """Check that the athlete exists and that the viewer may see them.

    Raises
    ------
    NotFoundError, NotAllowedError
    """
    query = sa.select(_may_see(viewer)).where(athletes.c.id == athlete_id)
    _judge(connection.execute(query).scalar_one_or_none(), "athlete")


def require_session(connection: sa.Connection, viewer: Viewer, session_id: str) -> None:
    """Check that the session exists and that the viewer may see its athlete.

    Raises
    ------
    NotFoundError, NotAllowedError
    """
    query = (
        sa.select(_may_see(viewer))
        .select_from(sessions.join(athletes, athletes.c.id == sessions.c.athlete_id))
        .where(sessions.c.id == session_id)
    )
    _judge(connection.execute(query).scalar_one_or_none(), "session")


def _judge(allowed: bool | None, what: str) -> None:
    if allowed is None:
        raise NotFoundError(f"There is no such {what}; it may have been deleted.")
    if not allowed:
        raise NotAllowedError(f"This {what} belongs to someone else.")
