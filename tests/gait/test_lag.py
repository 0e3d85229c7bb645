"""How far apart the feet land, from shoes whose landings are known."""

from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import SagittalShoe, Side
from form_analyzer.gait.cycle import fold
from form_analyzer.gait.events import find_events
from form_analyzer.gait.lag import tied
from form_analyzer.gait.seen import see_shoes
from form_analyzer.geometry import wrap_cycle
from tests.gait.test_events import usual_track

SIDES = (Side.LEFT, Side.RIGHT)


@pytest.fixture(scope="module")
def track():
    return usual_track()


@pytest.fixture(scope="module")
def events(track):
    return find_events(fold(track).mean)


def shoe(track, events, side, late_s, *, cue_s=0.004, match=0.97, every=1):
    """A shoe that takes on the belt's speed over 40 ms, half of it ``cue_s`` after landing."""
    stride_s = 1.0 / track.stride_hz
    landed_s = wrap_cycle(track.phase - events[side].contact) * stride_s - late_s
    rows = np.flatnonzero((landed_s > -0.1) & (landed_s < 0.14))[::every]
    fine = np.linspace(-0.15, 0.2, 3501)
    speed = -3.0 * np.clip((fine - cue_s) / 0.04 + 0.5, 0.0, 1.0)
    along = np.interp(landed_s[rows], fine, np.cumsum(speed) * (fine[1] - fine[0]))
    return SagittalShoe(
        side=side,
        time_s=track.time_s[rows],
        place=np.stack([along, np.zeros(len(rows))], axis=1),
        turn_deg=np.zeros(len(rows)),
        match=np.full(len(rows), match),
    )


def seen(track, events, late_s, **how):
    """Contacts tied by shoes of which each lands that much later than the landmarks told."""
    shoes = tuple(shoe(track, events, side, late_s[side], **how) for side in SIDES)
    return see_shoes(replace(track, shoes=shoes), events)


def apart_s(track, events):
    """Left contact after right contact, s."""
    difference = events[Side.LEFT].contact - events[Side.RIGHT].contact
    return float(wrap_cycle(difference - 0.5)) / track.stride_hz


@pytest.mark.parametrize("late_s", [-0.02, -0.005, 0.0, 0.012])
@pytest.mark.parametrize("cue_s", [-0.02, 0.01])
def test_contacts_end_as_far_apart_as_the_shoes_land(track, events, late_s, cue_s):
    shoes = seen(track, events, {Side.LEFT: late_s, Side.RIGHT: 0.0}, cue_s=cue_s)
    found = tied(events, shoes.landed)
    moved_s = apart_s(track, found) - apart_s(track, events)
    assert moved_s == pytest.approx(late_s, abs=0.002)


def test_the_near_foot_moves_less(track, events):
    near = track.near_side
    shoes = seen(track, events, {near: 0.0, near.other: 0.02})
    found = tied(events, shoes.landed)
    moved = {side: float(wrap_cycle(found[side].contact - events[side].contact)) for side in SIDES}
    assert abs(moved[near]) < 0.5 * abs(moved[near.other])
    assert moved[near] < 0.0 < moved[near.other]
    assert all(found[side].toe_off == events[side].toe_off for side in SIDES)


def test_a_cue_that_is_late_on_both_sides_moves_nothing(track, events):
    shoes = seen(track, events, dict.fromkeys(SIDES, 0.015))
    found = tied(events, shoes.landed)
    for side in SIDES:
        assert found[side].contact == pytest.approx(events[side].contact, abs=0.002)


def test_without_both_shoes_nothing_is_tied(track, events):
    alone = replace(track, shoes=(shoe(track, events, Side.LEFT, 0.01),))
    assert see_shoes(alone, events).landed is None
    assert tied(events, None) is events


@pytest.mark.parametrize("how", [{"match": 0.6}, {"every": 8}])
def test_shoes_seen_badly_or_seldom_tie_nothing(track, events, how):
    assert seen(track, events, dict.fromkeys(SIDES, 0.01), **how).landed is None


def test_shoes_that_land_alike_say_so_and_others_do_not(track, events):
    alike = seen(track, events, {Side.LEFT: 0.0, Side.RIGHT: 0.0}).landed
    assert alike.alike
    slow = alike.phases[Side.LEFT].mean() + 4.0 * (
        alike.phases[Side.LEFT] - alike.phases[Side.LEFT].mean()
    )
    assert not replace(alike, phases={**alike.phases, Side.LEFT: slow}).alike
