"""What the tests of the numbers share: drawn runners measured once, comparisons."""

from functools import cache

import pytest

from form_analyzer.datatypes import (
    Metric,
)
from tests.clips import (
    drawn_clips,
    measure,
    row,
)


@cache
def measured_drawn():
    return tuple(measure(clip.track, roll_deg=clip.camera.roll_deg) for clip in drawn_clips(4))


def same(plain, other, exchanged=False):
    """The same numbers, to a twentieth of what they are uncertain by.

    Rounding may move an instant to the next point of a fine grid, so they are not equal bit
    for bit.
    """
    for one in plain.measurements:
        again = row(other, one.metric, one.side.other if exchanged else one.side)
        if one.value is None:
            assert again.category is one.category
            continue
        sign = -1.0 if exchanged and one.metric is Metric.STEP_TIME_ASYMMETRY else 1.0
        near = 0.05 * (one.ci95[1] - one.value)
        assert again.value == pytest.approx(sign * one.value, abs=near), (one.metric, one.side)


def same_events(plain, other, exchanged=False):
    found = [(e.kind, e.side.other if exchanged else e.side) for e in other.events]
    assert found == [(e.kind, e.side) for e in plain.events]
    times = [e.time_s for e in other.events]
    assert times == pytest.approx([e.time_s for e in plain.events], abs=1e-3)


def inside(plain, other, allowed=0):
    """Metrics whose value left the other's 95 % interval."""
    left = []
    for one in plain.measurements:
        if one.value is None:
            continue
        again = row(other, one.metric, one.side).value
        if again is None or not one.ci95[0] <= again <= one.ci95[1]:
            left.append((one.metric, one.side, one.ci95, again))
    assert len(left) <= allowed, left
