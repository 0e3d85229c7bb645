"""Metrics, measured values and their distance from the guide."""

from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite
from typing import Self

from form_analyzer.datatypes.words import Side


class Metric(StrEnum):
    """Keys of everything measured; in words in ``guide/en/metrics.toml``."""

    CADENCE = "cadence"
    CONTACT_TIME = "contact_time"
    FLIGHT_TIME = "flight_time"
    DUTY_FACTOR = "duty_factor"
    STEP_TIME_ASYMMETRY = "step_time_asymmetry"
    FOOT_STRIKE_ANGLE = "foot_strike_angle"
    FOOT_STRIKE_PATTERN = "foot_strike_pattern"
    OVERSTRIDE = "overstride"
    SHANK_ANGLE = "shank_angle"
    TRUNK_LEAN = "trunk_lean"
    TRUNK_LEAN_RANGE = "trunk_lean_range"
    FORWARD_HEAD = "forward_head"
    KNEE_FLEXION_CONTACT = "knee_flexion_contact"
    KNEE_FLEXION_STANCE = "knee_flexion_stance"
    HIP_EXTENSION = "hip_extension"
    VERTICAL_OSCILLATION = "vertical_oscillation"
    STEP_LENGTH = "step_length"
    VERTICAL_RATIO = "vertical_ratio"
    ELBOW_ANGLE = "elbow_angle"
    SHOULDER_ELEVATION = "shoulder_elevation"


class Unit(StrEnum):
    """Units of measurements."""

    STEPS_PER_MINUTE = "spm"
    SECOND = "s"
    RATIO = "ratio"
    DEGREE = "deg"
    METRE = "m"
    CATEGORY = "category"


class FootStrike(StrEnum):
    """Which part of the foot meets the belt first."""

    REARFOOT = "rearfoot"
    MIDFOOT = "midfoot"
    FOREFOOT = "forefoot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One metric on one side: a value with its 95 % interval, or why it is missing.

    Attributes
    ----------
    value
        In ``unit``; for ``foot_strike_pattern`` the foot strike angle in degrees
        does not stand here: value is ``None`` and ``category`` holds the pattern.
    ci95
        95 % interval of the value for this clip, (low, high), low <= high.
    n_strides
        Strides of this side that carry the number.
    category, probabilities
        Only for ``foot_strike_pattern``.
    reason_missing
        One sentence for the user; set exactly when nothing was measured.
    sampling_sd
        The part of the uncertainty that watching more strides lessens, one standard
        deviation in ``unit``; ``None`` where it was not kept. It is for pooling parts of a
        clip: no part of equality, and not stored.
    """

    metric: Metric
    side: Side
    unit: Unit
    value: float | None = None
    ci95: tuple[float, float] | None = None
    n_strides: int = 0
    category: FootStrike | None = None
    probabilities: dict[FootStrike, float] | None = None
    reason_missing: str | None = None
    sampling_sd: float | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        measured = self.value is not None or self.category is not None
        if measured == bool(self.reason_missing):
            raise ValueError(f"{self.metric}: give a value or a reason it is missing, not both")
        if self.value is not None:
            if not isfinite(self.value):
                raise ValueError(f"{self.metric}: value {self.value} is not a number")
            if self.ci95 is None or not self.ci95[0] <= self.value <= self.ci95[1]:
                raise ValueError(f"{self.metric}: {self.value} needs an interval around it")
        if self.category is not None and self.probabilities is None:
            raise ValueError(f"{self.metric}: a category needs its probabilities")

    @classmethod
    def missing(cls, metric: Metric, side: Side, unit: Unit, reason: str) -> Self:
        """A measurement that this clip cannot carry, with the reason."""
        return cls(metric=metric, side=side, unit=unit, reason_missing=reason)

    @property
    def is_missing(self) -> bool:
        """Whether nothing was measured."""
        return self.reason_missing is not None


class Severity(StrEnum):
    """How far outside the guide's range."""

    MINOR = "minor"
    MAJOR = "major"


class Direction(StrEnum):
    """On which side of the guide's range."""

    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """A measurement outside what the guide recommends.

    Attributes
    ----------
    target
        The range compared with, in the metric's unit.
    advice_key
        Which advice of the guide belongs to it.
    source
        Whose range it is: ``guide``, ``research``, or ``athlete`` for a coach's own setting.
    probability
        Probability, given the measurement's interval, that the true value lies
        outside the range.
    priority
        1 for what to work on first; unique within an analysis.
    """

    measurement: Measurement
    target: tuple[float, float]
    direction: Direction
    severity: Severity
    advice_key: str
    source: str
    probability: float
    priority: int
