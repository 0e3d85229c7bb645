"""What is compared: the measurements of a session and how they were taken."""

from dataclasses import dataclass
from datetime import datetime

from form_analyzer.datatypes import Measurement, Metric, Plane, Side


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
