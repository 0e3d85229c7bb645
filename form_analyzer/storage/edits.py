"""Edits of a session's gait events: appended, never changed, undone by a further row."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from form_analyzer.datatypes import EventEdit
from form_analyzer.errors import NotFoundError
from form_analyzer.storage import rows
from form_analyzer.storage.access import require_session
from form_analyzer.storage.engine import reading, writing
from form_analyzer.storage.records import PersonChoice, StoredEdit, Viewer
from form_analyzer.storage.tables import event_edits, new_id, now
from form_analyzer.storage.writing import Value


def in_force(edits: Sequence[StoredEdit]) -> tuple[StoredEdit, ...]:
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


def chosen_person(held: Sequence[StoredEdit]) -> int:
    """Place of the measured person among the people followed; 0 unless another was chosen."""
    chosen = [stored.edit.person for stored in held if isinstance(stored.edit, PersonChoice)]
    return chosen[-1] if chosen else 0


def all_edits(connection: sa.Connection, session_id: str) -> tuple[StoredEdit, ...]:
    """Every edit of a session, undoings included, oldest first."""
    query = (
        sa.select(event_edits)
        .where(event_edits.c.session_id == session_id)
        .order_by(event_edits.c.number)
    )
    return tuple(rows.edit(row) for row in connection.execute(query).mappings())


class EventEdits:
    """Edits of the sessions a viewer may see."""

    def __init__(self, engine: sa.Engine, viewer: Viewer) -> None:
        self._engine = engine
        self._viewer = viewer

    def all(self, session_id: str) -> tuple[StoredEdit, ...]:
        """Every edit ever made, undoings included, oldest first."""
        with reading(self._engine) as connection:
            require_session(connection, self._viewer, session_id)
            return all_edits(connection, session_id)

    def active(self, session_id: str) -> tuple[StoredEdit, ...]:
        """The edits that hold, oldest first."""
        return in_force(self.all(session_id))

    def add(self, session_id: str, edit: EventEdit | PersonChoice) -> StoredEdit:
        """Append an edit."""
        with writing(self._engine) as connection:
            require_session(connection, self._viewer, session_id)
            return self._append(connection, session_id, _columns(edit))

    def undo(self, session_id: str) -> StoredEdit:
        """Take back the newest edit that holds; :class:`NotFoundError` if none does."""
        with writing(self._engine) as connection:
            require_session(connection, self._viewer, session_id)
            held = in_force(all_edits(connection, session_id))
            if not held:
                raise NotFoundError("There is nothing to undo.")
            return self._append(connection, session_id, _undoing(held[-1].number))

    def redo(self, session_id: str) -> StoredEdit:
        """Take back the newest undoing; only while no new edit followed it."""
        with writing(self._engine) as connection:
            require_session(connection, self._viewer, session_id)
            number = _last_undoing(all_edits(connection, session_id))
            if number is None:
                raise NotFoundError("There is nothing to redo.")
            return self._append(connection, session_id, _undoing(number))

    def _append(
        self, connection: sa.Connection, session_id: str, columns: Mapping[str, Value]
    ) -> StoredEdit:
        own = event_edits.c.session_id == session_id
        newest = connection.execute(sa.select(sa.func.max(event_edits.c.number)).where(own))
        edit_id = new_id()
        connection.execute(
            event_edits.insert().values(
                id=edit_id,
                session_id=session_id,
                number=(newest.scalar_one() or 0) + 1,
                at=now(),
                by_id=self._viewer.user_id,
                **columns,
            )
        )
        query = sa.select(event_edits).where(event_edits.c.id == edit_id)
        return rows.edit(connection.execute(query).mappings().one())


def _columns(edit: EventEdit | PersonChoice) -> dict[str, Value]:
    if isinstance(edit, PersonChoice):
        return {"kind": "choose_person", "person": edit.person}
    return {
        "kind": edit.action.value,
        "event_kind": edit.kind and edit.kind.value,
        "side": edit.side and edit.side.value,
        "frame": edit.frame,
        "to_frame": edit.to_frame,
    }


def _undoing(number: int) -> dict[str, Value]:
    return {"kind": "undo", "undoes": number}


def _last_undoing(edits: Sequence[StoredEdit]) -> int | None:
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
