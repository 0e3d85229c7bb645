"""Records of edits, check-ins and training weeks."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from form_analyzer.datatypes import (
    EventKind,
    Side,
)


class EditKind(StrEnum):
    """What an edit of the gait events does."""

    MOVE = "move"
    ADD = "add"
    REMOVE = "remove"
    SWAP_LEGS = "swap_legs"
    CHOOSE_PERSON = "choose_person"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditDetails:
    """One change a person makes to the events of a clip.

    Attributes
    ----------
    event_kind, side
        The event moved, added or removed.
    frame
        Where it is (move, remove) or shall be (add): position in decode order,
        fractional. For ``SWAP_LEGS`` the first frame of the range.
    to_frame
        Where it shall be (move); the last frame of the range (swap legs), included.
    person
        Number of the person to follow, counted from 0 (choose person).
    """

    kind: EditKind
    event_kind: EventKind | None = None
    side: Side | None = None
    frame: float | None = None
    to_frame: float | None = None
    person: int | None = None

    def __post_init__(self) -> None:
        needed = _EDIT_NEEDS[self.kind]
        missing = [name for name in needed if getattr(self, name) is None]
        if missing:
            raise ValueError(f"an edit of kind {self.kind} needs {', '.join(missing)}")


_EVENT = ("event_kind", "side", "frame")
_EDIT_NEEDS: dict[EditKind, tuple[str, ...]] = {
    EditKind.MOVE: (*_EVENT, "to_frame"),
    EditKind.ADD: _EVENT,
    EditKind.REMOVE: _EVENT,
    EditKind.SWAP_LEGS: ("frame", "to_frame"),
    EditKind.CHOOSE_PERSON: ("person",),
    EditKind.UNDO: (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventEdit:
    """A stored edit; edits are only ever appended.

    Attributes
    ----------
    number
        1, 2, ... within the session.
    undoes
        For ``UNDO``: number of the edit that no longer holds.
    """

    number: int
    session_id: str
    details: EditDetails
    undoes: int | None
    at: datetime
    by_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInDetails:
    """A short symptom check.

    Attributes
    ----------
    pain
        0 (none) to 10 (worst imaginable).
    place
        Where it hurts, in the athlete's words.
    red_flags
        Keys of the guide's red flags that were answered yes.
    """

    at: datetime
    pain: int
    place: str = ""
    red_flags: tuple[str, ...] = ()
    note: str = ""
    session_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """A stored symptom check."""

    id: str
    athlete_id: str
    details: CheckInDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingWeek:
    """What was run in one week; ``monday`` is the week's first day.

    Attributes
    ----------
    distance_km
        Kilometres in the week, 0 or more.
    n_runs, longest_run_km
        How often, and the longest single run; ``None`` = not said.
    """

    monday: date
    distance_km: float
    n_runs: int | None = None
    longest_run_km: float | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.monday.weekday() != 0:
            raise ValueError(f"{self.monday} is not a Monday")
