"""Events of the gait cycle, their corrections, and curves over it."""

from dataclasses import dataclass
from enum import StrEnum

from form_analyzer.datatypes.arrays import FloatArray, freeze
from form_analyzer.datatypes.words import Side


class EventKind(StrEnum):
    """What happens at a gait event."""

    INITIAL_CONTACT = "initial_contact"
    TOE_OFF = "toe_off"


class EventSource(StrEnum):
    """Who placed a gait event."""

    MEASURED = "measured"
    EDITED = "edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class GaitEvent:
    """One initial contact or toe-off.

    Attributes
    ----------
    frame
        Position in decode order from 0, fractional between frames.
    time_s
        Real seconds from the clip's first frame (time scale applied).
    sd_s
        Standard deviation of ``time_s``, real seconds.
    """

    kind: EventKind
    side: Side
    frame: float
    time_s: float
    sd_s: float
    source: EventSource = EventSource.MEASURED


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleCurves:
    """Mean curves over the stride of one side, for plots.

    Attributes
    ----------
    phase : (n,)
        0..1 from initial contact to the next initial contact of the same foot.
    mean_deg, sd_deg
        Joint name (``knee_flexion``, ``hip_flexion``, ``foot_angle``, ``shank_angle``,
        ``trunk_lean``) to (n,) arrays.
    toe_off_phase
        Phase of toe-off, or ``None``.
    """

    side: Side
    phase: FloatArray
    mean_deg: dict[str, FloatArray]
    sd_deg: dict[str, FloatArray]
    toe_off_phase: float | None

    def __post_init__(self) -> None:
        freeze(self.phase, *self.mean_deg.values(), *self.sd_deg.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class GhostCycle:
    """The runner's mean stride as stick figures, for overlaying two sessions.

    Attributes
    ----------
    phase : (n,)
        0..1 from an initial contact of the near foot to the next.
    position : (n, n_keypoints, 2)
        Leg lengths, x forward, y up, about the mid-hip's mean place.
    """

    phase: FloatArray
    position: FloatArray

    def __post_init__(self) -> None:
        freeze(self.phase, self.position)


class EditAction(StrEnum):
    """What a person did to the events of a clip."""

    ADD = "add"
    MOVE = "move"
    REMOVE = "remove"
    SWAP_LEGS = "swap_legs"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventEdit:
    """One correction by hand.

    Attributes
    ----------
    kind, side
        Of the event; ``None`` for swapping legs.
    frame
        Where the event is (``move``, ``remove``), shall be (``add``), or the first frame
        of the range whose legs are exchanged (``swap_legs``); decode order, fractional.
    to_frame
        Where the event goes (``move``), or the last frame of the range (``swap_legs``).
    """

    action: EditAction
    frame: float
    kind: EventKind | None = None
    side: Side | None = None
    to_frame: float | None = None

    def __post_init__(self) -> None:
        needs_target = self.action in (EditAction.MOVE, EditAction.SWAP_LEGS)
        if needs_target != (self.to_frame is not None):
            raise ValueError(f"{self.action}: to_frame belongs to move and swap_legs only")
        if (self.action is EditAction.SWAP_LEGS) == (self.kind is not None):
            raise ValueError(f"{self.action}: an event edit names a kind, a leg swap does not")
