"""The belt as the stance foot shows it: its slope in the picture and its speed."""

import numpy as np

from form_analyzer.datatypes import Joint, SagittalShoe, SagittalTrack
from form_analyzer.gait.cycle import MeanCycle
from form_analyzer.gait.events import SideEvents
from form_analyzer.geometry import wrap_cycle

# When a shoe stands flat, after contact; how alike it must look; how many samples are enough.
_FLAT_S, _FLAT_SHARE = (0.045, 0.11), 0.65
_ALIKE = 0.45
_ENOUGH = 8


def belt_slope_deg(cycle: MeanCycle, events: SideEvents, track: SagittalTrack) -> float:
    """Slope of the standing foot's path in the picture, + = uphill in the direction of travel.

    From the shoe in the pictures where it was followed (0.6 degrees rms off the true path on 100
    rendered runners), else from the landmarks' toe, which floats a little over the belt
    (2.4 degrees). Perspective counts as slope: on those runners' level belts it made 1.4 degrees
    rms, and up to 7 where the camera looked down from an angle.
    """
    for shoe in track.shoes:
        if shoe.side is events.side and not shoe.cut_out:
            slope = _shoe_slope(shoe, events, track)
            if slope is not None:
                return slope
    return _toe_slope(cycle, events)


def _shoe_slope(shoe: SagittalShoe, events: SideEvents, track: SagittalTrack) -> float | None:
    """From the shoe's middle in flat stance, each contact about its own mean, deg."""
    cycles = np.interp(shoe.time_s, track.time_s, track.phase) - events.contact
    after_s = wrap_cycle(cycles) / track.stride_hz
    last_s = min(_FLAT_S[1], _FLAT_SHARE * events.stance / track.stride_hz)
    flat = (after_s > _FLAT_S[0]) & (after_s < last_s) & (shoe.match > _ALIKE)
    if np.count_nonzero(flat) < _ENOUGH:
        return None
    _, contact = np.unique(np.round(cycles[flat]), return_inverse=True)
    place, count = shoe.place[flat], np.bincount(contact)
    mean = np.stack([np.bincount(contact, weights=axis) / count for axis in place.T], axis=1)
    along, up = (place - mean[contact]).T
    travel = float(along @ along)
    return float(np.degrees(np.arctan(along @ up / travel))) if travel > 0.0 else None


def _toe_slope(cycle: MeanCycle, events: SideEvents) -> float:
    """From the landmarks' toe while the foot is flat, deg."""
    phase = events.contact + events.stance * np.linspace(0.25, 0.6, 25)
    path = cycle.on(Joint.TOE, events.side, phase)
    slope = np.polyfit(path[:, 0], path[:, 1], 1)[0]
    return float(np.degrees(np.arctan(slope)))


def leg_length_m(events: SideEvents, speed_mps: float) -> float:
    """Metres per leg length: known belt speed over the stance foot's speed."""
    return speed_mps / events.curves.belt_speed
