"""Records of edits, check-ins and training weeks."""

from dataclasses import dataclass
from datetime import date, datetime

from form_analyzer.datatypes import EventEdit


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChoice:
    """Follow another of the people seen in the clip; they are counted from 0."""

    person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEdit:
    """A change a person made to a session's events; changes are only ever appended.

    Attributes
    ----------
    number
        1, 2, ... within the session.
    edit
        What was changed; ``None`` for an undoing.
    undoes
        For an undoing: number of the change that no longer holds.
    at, by_id
        When, and by which user (``None`` for the single user).
    """

    number: int
    session_id: str
    edit: EventEdit | PersonChoice | None
    undoes: int | None
    at: datetime
    by_id: str | None

    def __post_init__(self) -> None:
        if (self.edit is None) != (self.undoes is not None):
            raise ValueError("a stored edit either changes something or undoes a change")


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
