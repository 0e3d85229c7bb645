"""What is compared, and what comes out of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from form_analyzer.datatypes import Measurement, Metric, Plane, Side, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """How a session was recorded and measured; ``None`` = not known.

    Attributes
    ----------
    speed_mps, incline_percent
        The treadmill's, as given.
    frame_rate_hz
        Pictures per real second (a clip of 240 stored as 30 has 240 here).
    time_scale
        Real seconds per second of the file; below 1 for slow motion.
    """

    speed_mps: float | None
    incline_percent: float | None
    plane: Plane | None
    near_side: Side | None
    frame_rate_hz: float | None
    time_scale: float
    pose_model: str
    software_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One session as it enters a comparison.

    Attributes
    ----------
    label
        What the user calls it, such as the athlete's name and the day.
    shoes
        As given; only mentioned, never a reason not to compare.
    """

    session_id: str
    athlete_id: str
    label: str
    recorded_at: datetime
    set_up: SetUp
    shoes: str
    measurements: tuple[Measurement, ...]

    def measurement(self, metric: Metric, side: Side) -> Measurement | None:
        """The row of one metric and side, or ``None`` if there is no such row."""
        for row in self.measurements:
            if row.metric is metric and row.side is side:
                return row
        return None


class Verdict(StrEnum):
    """What a difference between two sessions means."""

    REAL_CHANGE = "real_change"
    WITHIN_NOISE = "within_noise"
    NOT_COMPARABLE = "not_comparable"
    NOT_MEASURED = "not_measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One metric of one side in two sessions.

    Attributes
    ----------
    first, second
        The measurements, or ``None`` where a session has no such row.
    difference, ci95
        Second minus first in ``unit`` with its 95 % interval; ``None`` for a category,
        where a value is missing or where units differ.
    minimal_change
        Minimal detectable change, same unit: ``ci95`` is ``difference`` -/+ this.
    reasons
        Why the sessions cannot be compared, in words; empty unless not comparable.
    caveats
        What could not be checked; the verdict holds if it was alike.
    words
        The verdict as a sentence or two for the user.
    """

    metric: Metric
    side: Side
    unit: Unit
    first: Measurement | None
    second: Measurement | None
    difference: float | None
    ci95: tuple[float, float] | None
    minimal_change: float | None
    verdict: Verdict
    reasons: tuple[str, ...]
    caveats: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two sessions and every change between them.

    Attributes
    ----------
    notes
        Sentences on the set-up as a whole, such as other shoes or software.
    """

    first: Snapshot
    second: Snapshot
    changes: tuple[Change, ...]
    notes: tuple[str, ...]

    def with_verdict(self, verdict: Verdict) -> tuple[Change, ...]:
        """The changes with one verdict."""
        return tuple(change for change in self.changes if change.verdict is verdict)
