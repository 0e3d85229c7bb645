"""Edits of a session's gait events: appended, never changed, undone by a further row."""

from collections.abc import Sequence

import sqlalchemy as sa

from form_analyzer.errors import NotFoundError
from form_analyzer.storage import rows
from form_analyzer.storage.access import require_session
from form_analyzer.storage.engine import reading, writing
from form_analyzer.storage.records import EditDetails, EditKind, EventEdit, Viewer
from form_analyzer.storage.tables import event_edits, new_id, now


def in_force(edits: Sequence[EventEdit]) -> tuple[EventEdit, ...]:
    """The edits that hold, oldest first: neither undone nor undoings themselves.

    Parameters
    ----------
    edits
        All edits of a session in order of their number. Undoing an undoing (redo)
        brings the first edit back.
    """
    undone: set[int] = set()
    held = []
    for edit in reversed(edits):
        if edit.number in undone:
            continue
        if edit.undoes is not None:
            undone.add(edit.undoes)
        else:
            held.append(edit)
    return tuple(reversed(held))


class EventEdits:
    """Edits of the sessions a viewer may see."""

    def __init__(self, engine: sa.Engine, viewer: Viewer) -> None:
        self._engine = engine
        self._viewer = viewer

    def all(self, session_id: str) -> tuple[EventEdit, ...]:
        """Every edit ever made, undoings included, oldest first."""
        with reading(self._engine) as connection:
            require_session(connection, self._viewer, session_id)
            return _all(connection, session_id)

    def active(self, session_id: str) -> tuple[EventEdit, ...]:
        """The edits that hold, oldest first."""
        return in_force(self.all(session_id))

    def add(self, session_id: str, details: EditDetails) -> EventEdit:
        """Append an edit."""
        if details.kind is EditKind.UNDO:
            raise ValueError("undo an edit with undo()")
        with writing(self._engine) as connection:
            require_session(connection, self._viewer, session_id)
            return self._append(connection, session_id, details, undoes=None)

    def undo(self, session_id: str) -> EventEdit:
        """Take back the newest edit that holds; :class:`NotFoundError` if none does."""
        with writing(self._engine) as connection:
            require_session(connection, self._viewer, session_id)
            held = in_force(_all(connection, session_id))
            if not held:
                raise NotFoundError("There is nothing to undo.")
            return self._undo(connection, session_id, held[-1].number)

    def redo(self, session_id: str) -> EventEdit:
        """Take back the newest undoing; only while no new edit followed it."""
        with writing(self._engine) as connection:
            require_session(connection, self._viewer, session_id)
            number = _last_undoing(_all(connection, session_id))
            if number is None:
                raise NotFoundError("There is nothing to redo.")
            return self._undo(connection, session_id, number)

    def _undo(self, connection: sa.Connection, session_id: str, number: int) -> EventEdit:
        details = EditDetails(kind=EditKind.UNDO)
        return self._append(connection, session_id, details, undoes=number)

    def _append(
        self,
        connection: sa.Connection,
        session_id: str,
        details: EditDetails,
        undoes: int | None,
    ) -> EventEdit:
        own = event_edits.c.session_id == session_id
        newest = connection.execute(sa.select(sa.func.max(event_edits.c.number)).where(own))
        edit_id = new_id()
        connection.execute(
            event_edits.insert().values(
                id=edit_id,
                session_id=session_id,
                number=(newest.scalar_one() or 0) + 1,
                undoes=undoes,
                at=now(),
                by_id=self._viewer.user_id,
                kind=details.kind.value,
                event_kind=details.event_kind and details.event_kind.value,
                side=details.side and details.side.value,
                frame=details.frame,
                to_frame=details.to_frame,
                person=details.person,
            )
        )
        query = sa.select(event_edits).where(event_edits.c.id == edit_id)
        return rows.edit(connection.execute(query).mappings().one())


def _last_undoing(edits: Sequence[EventEdit]) -> int | None:
    """Number of the undoing a redo takes back: the newest not yet redone."""
    redone: set[int] = set()
    undoings = {edit.number for edit in edits if edit.undoes is not None}
    for edit in reversed(edits):
        if edit.undoes is None:
            return None
        if edit.number in redone:
            continue
        if edit.undoes in undoings:
            redone.add(edit.undoes)
        else:
            return edit.number
    return None


def _all(connection: sa.Connection, session_id: str) -> tuple[EventEdit, ...]:
    query = (
        sa.select(event_edits)
        .where(event_edits.c.session_id == session_id)
        .order_by(event_edits.c.number)
    )
    return tuple(rows.edit(row) for row in connection.execute(query).mappings())
