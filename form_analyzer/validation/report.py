"""What validation found, as data: per condition, per metric, per clip, against the targets."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Errors of one quantity under one condition; ``None`` where there is no interval.

    Attributes
    ----------
    name, place, unit
        Metric or event, where (``near``, ``far``, ``both``) and the unit of the figures.
    n
        Numbers compared.
    mae, bias, rms
        Mean absolute, mean, and root mean square error, found minus true.
    coverage
        Share of 95 % intervals that hold the truth.
    half_width
        Median half width of those intervals.
    """

    name: str
    place: str
    unit: str
    n: int
    mae: float
    bias: float
    rms: float
    coverage: float | None
    half_width: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionResult:
    """All runners under one condition.

    Attributes
    ----------
    slow_motion
        True factor of the slow motion; 1 for normal speed.
    clock_right
        Share of clips whose factor was found.
    refused
        Clips refused, by the code of the refusal.
    missed_events, invented_events
        Share of true events not found, and of found ones that are none.
    residual_swaps
        Share of frames whose legs are exchanged in the end.
    """

    name: str
    frame_rate_hz: float
    slow_motion: float
    clips: int
    refused: dict[str, int]
    clock_right: float
    missed_events: float
    invented_events: float
    residual_swaps: float
    figures: tuple[Figure, ...]

    def figure(self, name: str, place: str) -> Figure | None:
        """One quantity's figures, or ``None`` where nothing was measured."""
        for one in self.figures:
            if one.name == name and one.place == place:
                return one
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerResult:
    """Events of a runner with markers, against the force plate; milliseconds."""

    frame_rate_hz: float
    noisy: bool
    events: int
    contact_mae_ms: float
    contact_bias_ms: float
    toe_off_mae_ms: float
    toe_off_bias_ms: float
    missed: int
    cadence_error_spm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipError:
    """One quantity of one labelled clip: found minus labelled; ``None`` where not found."""

    name: str
    unit: str
    error: float | None
    inside: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipResult:
    """One labelled clip, or why it could not be analysed."""

    name: str
    exact: bool
    as_expected: bool
    said: str
    errors: tuple[ClipError, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One promise and what came of it."""

    text: str
    limit: float
    found: float | None
    kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One run of the validation."""

    version: str
    seed: int
    cases: int
    pose_model: str
    conditions: tuple[ConditionResult, ...]
    coverage: tuple[Figure, ...]
    markers: tuple[MarkerResult, ...]
    clips: tuple[ClipResult, ...]
    targets: tuple[Target, ...]

    def condition(self, name: str) -> ConditionResult | None:
        """One condition's results by its name."""
        return next((c for c in self.conditions if c.name == name), None)
