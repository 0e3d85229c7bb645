"""The belt as the stance foot shows it: its slope in the picture and its speed."""

import numpy as np

from form_analyzer.datatypes import Joint
from form_analyzer.gait.cycle import MeanCycle
from form_analyzer.gait.events import SideEvents


def belt_slope_deg(cycle: MeanCycle, events: SideEvents) -> float:
    """Slope of the toe's path while the foot is flat, + = uphill in the direction of travel.

    Good to about 3 degrees: pose models let the toe float a little over the belt.
    """
    phase = events.contact + events.stance * np.linspace(0.25, 0.6, 25)
    path = cycle.on(Joint.TOE, events.side, phase)
    slope = np.polyfit(path[:, 0], path[:, 1], 1)[0]
    return float(np.degrees(np.arctan(slope)))


def leg_length_m(events: SideEvents, speed_mps: float) -> float:
    """Metres per leg length: known belt speed over the stance foot's speed."""
    return speed_mps / events.curves.belt_speed
