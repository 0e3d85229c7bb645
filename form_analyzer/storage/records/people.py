"""Records of people: who looks, who runs."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from form_analyzer.datatypes import (
    Direction,
    Metric,
    Severity,
    Side,
)


class Role(StrEnum):
    """What a person may see."""

    EVERYTHING = "everything"
    COACH = "coach"
    ATHLETE = "athlete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who is looking.

    Attributes
    ----------
    role
        ``EVERYTHING`` sees all rows (one person at home); a ``COACH`` the athletes
        they own; an ``ATHLETE`` only themselves.
    user_id
        The person's row in the users table; ``None`` only with ``EVERYTHING``.
    """

    role: Role
    user_id: str | None = None

    def __post_init__(self) -> None:
        if self.role is not Role.EVERYTHING and not self.user_id:
            raise ValueError("a coach or athlete needs a user id")


SINGLE_USER = Viewer(role=Role.EVERYTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person who logs in, known by an identity provider's issuer and subject."""

    id: str
    issuer: str
    subject: str
    role: Role
    name: str
    email: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AthleteDetails:
    """What is said about an athlete; ``None`` = not said.

    Attributes
    ----------
    height_m, leg_length_m
        Metres; leg length is hip to ankle, straight.
    tags
        Short words to find athletes by; kept sorted and without repeats.
    """

    name: str
    height_m: float | None = None
    leg_length_m: float | None = None
    tags: tuple[str, ...] = ()
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Athlete:
    """A stored athlete.

    Attributes
    ----------
    owner_id
        The coach; ``None`` when one person uses the app at home.
    user_id
        The athlete's own log-in, if they have one.
    """

    id: str
    owner_id: str | None
    user_id: str | None
    details: AthleteDetails
    created_at: datetime

    @property
    def name(self) -> str:
        """The athlete's name."""
        return self.details.name


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRange:
    """A range of an athlete's own for one metric, in the metric's unit, low <= high."""

    metric: Metric
    low: float
    high: float
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The first thing to work on in an analysis."""

    metric: Metric
    side: Side
    direction: Direction
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """One line of the roster.

    Attributes
    ----------
    n_sessions
        Stored sessions.
    last_recorded_at, last_session_id
        The newest session; ``None`` without one.
    analysed, refusal
        Whether that session has an analysis, and why nothing could be measured.
    main_finding
        First thing to work on in that session's current analysis.
    pain, has_red_flag, checked_in_at
        The newest check-in; ``None`` / ``False`` without one.
    """

    athlete: Athlete
    n_sessions: int
    last_session_id: str | None
    last_recorded_at: datetime | None
    analysed: bool
    refusal: str | None
    main_finding: Finding | None
    pain: int | None
    has_red_flag: bool
    checked_in_at: datetime | None
