"""Times of the stride: cadence, contact, flight, duty factor, asymmetry."""

from form_analyzer.datatypes import Side
from form_analyzer.metrics.stride import SIDES, Stride, Values


def cadence(stride: Stride) -> Values:
    """Steps per minute of both feet, from the stride rate (no counting)."""
    return {Side.BOTH: 120.0 / stride.cycle.stride_s}


def contact_time(stride: Stride) -> Values:
    """Initial contact to toe-off of the same foot, s."""
    return {side: stride.events[side].stance * stride.cycle.stride_s for side in SIDES}


def flight_time(stride: Stride) -> Values:
    """Toe-off of this side to initial contact of the other, s; negative in walking."""
    return {side: _flight(stride, side) for side in SIDES}


def _flight(stride: Stride, side: Side) -> float:
    toe_off = stride.events[side].toe_off
    gap = (stride.events[side.other].contact - toe_off + 0.5) % 1.0 - 0.5
    return gap * stride.cycle.stride_s


def duty_factor(stride: Stride) -> Values:
    """Contact time as a share of stride time; below 0.5 in running."""
    return {side: stride.events[side].stance for side in SIDES}


def step_time_asymmetry(stride: Stride) -> Values:
    """(Left - right) / mean of the two step times.

    A left step ends with the left foot's initial contact.
    """
    left = (stride.events[Side.LEFT].contact - stride.events[Side.RIGHT].contact) % 1.0
    right = 1.0 - left
    return {Side.BOTH: 2.0 * (left - right)}
