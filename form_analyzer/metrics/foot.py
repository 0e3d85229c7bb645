"""How the foot meets the belt: angle, place under the body, shank."""

import numpy as np

from form_analyzer.datatypes import Joint, Side
from form_analyzer.geometry import lean_deg
from form_analyzer.metrics.stride import SIDES, Stride, Values


def foot_strike_angle(stride: Stride) -> Values:
    """Heel-to-toe line at initial contact minus the same foot flat in mid-stance, deg."""
    return dict(stride.strike_deg)


def overstride(stride: Stride) -> Values:
    """Ankle ahead of the same side's hip at initial contact, leg lengths."""
    return {side: _ahead(stride, side) for side in SIDES}


def _ahead(stride: Stride, side: Side) -> float:
    contact = stride.events[side].contact
    ankle = stride.cycle.on(Joint.ANKLE, side, contact)
    return float((ankle - stride.cycle.on(Joint.HIP, side, contact))[0, 0])


def shank_angle(stride: Stride) -> Values:
    """Ankle-to-knee line against vertical at initial contact, + = ankle ahead, deg."""
    return {side: _shank(stride, side) for side in SIDES}


def _shank(stride: Stride, side: Side) -> float:
    contact = stride.events[side].contact
    knee = stride.cycle.on(Joint.KNEE, side, contact)
    line = knee - stride.cycle.on(Joint.ANKLE, side, contact)
    return float(-lean_deg(line)[0])


def foot_deg(stride: Stride, side: Side, phases: np.ndarray) -> np.ndarray:
    """Heel-to-toe line against the horizontal, + = toes up, deg, (n,)."""
    line = stride.cycle.on(Joint.TOE, side, phases) - stride.cycle.on(Joint.HEEL, side, phases)
    return np.asarray(np.degrees(np.arctan2(line[:, 1], line[:, 0])))
