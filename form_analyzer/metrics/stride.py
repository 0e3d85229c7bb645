"""What the metric functions look at: the mean stride, its events, and what was told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from form_analyzer.datatypes import FloatArray, Joint, Side


class Cycle(Protocol):
    """A mean stride: positions in leg lengths over stride phase."""

    @property
    def stride_s(self) -> float:
        """Mean stride time, real seconds."""
        ...

    def on(self, joint: Joint, side: Side, phase: FloatArray | float, order: int = 0) -> FloatArray:
        """Position (n, 2) or derivative; ``Side.BOTH`` is the midpoint."""
        ...


class SideEvent(Protocol):
    """Phases of one side's events on the mean stride."""

    @property
    def contact(self) -> float:
        """Phase of initial contact, 0..1."""
        ...

    @property
    def toe_off(self) -> float:
        """Phase of toe-off, 0..1."""
        ...

    @property
    def stance(self) -> float:
        """Share of the stride on the ground."""
        ...


@dataclass(frozen=True, slots=True)
class Stride:
    """A mean stride with events; the one argument of every metric function.

    ``strike_deg`` is the foot strike angle by side as the event model gives it;
    ``leg_m`` and ``speed_mps`` are ``None`` where no scale or speed is known.
    """

    cycle: Cycle
    events: Mapping[Side, SideEvent]
    strike_deg: Mapping[Side, float]
    leg_m: float | None
    speed_mps: float | None

    def stance_phases(self, side: Side, begin: float, end: float, n: int = 41) -> FloatArray:
        """Phases from share ``begin`` to ``end`` of one side's stance, (n,)."""
        event = self.events[side]
        return np.asarray(event.contact + event.stance * np.linspace(begin, end, n))


WHOLE = np.arange(128) / 128.0
SIDES = (Side.LEFT, Side.RIGHT)
Values = dict[Side, float]
MetricFunction = Callable[[Stride], Values]
