"""Strides made by hand: joints that stay where they are put, or move as told."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from form_analyzer.datatypes import Joint, Side
from form_analyzer.metrics.stride import Stride

Path = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Events:
    """Phases of one side's events."""

    contact: float
    toe_off: float

    @property
    def stance(self) -> float:
        return (self.toe_off - self.contact) % 1.0


@dataclass(frozen=True)
class HandMadeCycle:
    """A stride whose joints follow given paths of phase; others stand at the origin."""

    stride_s: float = 0.7
    paths: dict[tuple[Joint, Side], Path] = field(default_factory=dict)

    def on(self, joint, side, phase, order=0):
        phase = np.atleast_1d(phase)
        if side is Side.BOTH:
            sides = (self.on(joint, one, phase, order) for one in (Side.LEFT, Side.RIGHT))
            return 0.5 * sum(sides)
        path = self.paths.get((joint, side), at(0.0, 0.0))
        if order == 0:
            return path(phase)
        step = 1e-5
        return (path(phase + step) - path(phase - step)) / (2 * step) / self.stride_s


def at(x: float, y: float) -> Path:
    """A place that does not change."""
    return lambda phase: np.tile([x, y], (len(phase), 1)).astype(float)


def both(joint: Joint, path: Path) -> dict[tuple[Joint, Side], Path]:
    """The same path on both sides."""
    return {(joint, Side.LEFT): path, (joint, Side.RIGHT): path}


def stride(
    paths=None, *, left=(0.0, 0.35), right=(0.5, 0.85), stride_s=0.7, leg_m=None, speed_mps=None
) -> Stride:
    """A stride with contact and toe-off phases of each side."""
    return Stride(
        cycle=HandMadeCycle(stride_s, paths or {}),
        events={Side.LEFT: Events(*left), Side.RIGHT: Events(*right)},
        strike_deg={Side.LEFT: 5.0, Side.RIGHT: -3.0},
        leg_m=leg_m,
        speed_mps=speed_mps,
    )
