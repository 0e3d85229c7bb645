"""When the sole meets the belt, from shoes whose landings are known."""

from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import Side
from form_analyzer.gait.cycle import fold
from form_analyzer.gait.events import find_events
from form_analyzer.gait.seen import SeenShoes, put_right, see_shoes
from form_analyzer.gait.shoe import ShoeSamples
from form_analyzer.gait.sole import SoleContact, sole_contact
from form_analyzer.geometry import wrap_cycle
from tests.gait.test_events import usual_track

STRIDE_S, TOLD, STRIDES = 0.7, 0.3, 9
HEEL, BALL = 0.6, 0.3


def landing_shoe(
    late_s, *, strike_deg=8.0, fall=3.0, rate_hz=60.0, sway=0.0, climb=0.0, noise=0.003, seed=1
):
    """A stiff shoe whose sole comes down at ``fall`` foot lengths a second until it stands."""
    rng = np.random.default_rng(seed)
    starts = [-0.1 + k / STRIDES / rate_hz for k in range(STRIDES)]
    times = [np.arange(start, 0.14, 1 / rate_hz) for start in starts]
    number = np.concatenate([np.full(len(t), k) for k, t in enumerate(times)])
    after_s = np.concatenate(times)
    landed_s = after_s - late_s
    turn_deg = strike_deg * np.clip(1.0 - landed_s / 0.04, 0.0, 1.0)
    toes_up = np.sin(np.radians(turn_deg))
    sole = fall * np.maximum(-landed_s, 0.0) + sway * rng.normal(size=STRIDES)[number]
    middle = sole + np.where(toes_up > 0, HEEL, -BALL) * toes_up
    return ShoeSamples(
        phase=number + TOLD + after_s / STRIDE_S,
        turn_deg=turn_deg,
        along=-3.0 * landed_s,
        above=middle - 3.0 * climb * landed_s + noise * rng.normal(size=len(after_s)),
        match=np.full(len(after_s), 0.97),
    )


def late_s(found):
    return float(wrap_cycle(found.phase - TOLD)) * STRIDE_S


@pytest.mark.parametrize("late", [-0.025, -0.008, 0.0, 0.015])
@pytest.mark.parametrize("strike_deg", [-6.0, 0.0, 8.0, 20.0])
@pytest.mark.parametrize("rate_hz", [30.0, 60.0, 120.0])
def test_contact_is_where_the_sole_stops_falling(late, strike_deg, rate_hz):
    shoe = landing_shoe(late, strike_deg=strike_deg, rate_hz=rate_hz)
    found = sole_contact(shoe, TOLD, STRIDE_S)
    assert found is not None
    assert late_s(found) == pytest.approx(late, abs=0.009)
    assert 0.004 < found.sd_s < 0.007


@pytest.mark.parametrize("late", [-0.012, 0.012])
def test_a_later_contact_is_told_later_by_as_much(late):
    usual, moved = (sole_contact(landing_shoe(one), TOLD, STRIDE_S) for one in (0.0, late))
    assert late_s(moved) - late_s(usual) == pytest.approx(late, abs=0.002)


@pytest.mark.parametrize("rate_hz", [30.0, 60.0])
def test_a_sole_still_in_the_air_where_contact_was_told_is_found_below(rate_hz):
    """Slow to come down, 30 ms after the landmarks' contact; a give of 0.02 takes 13 ms."""
    found = sole_contact(landing_shoe(0.03, fall=1.5, rate_hz=rate_hz), TOLD, STRIDE_S)
    assert found is not None
    assert late_s(found) == pytest.approx(0.03 - 0.02 / 1.5, abs=0.003)


def test_a_swaying_camera_moves_nothing():
    still = sole_contact(landing_shoe(0.01), TOLD, STRIDE_S)
    swaying = sole_contact(landing_shoe(0.01, sway=0.08), TOLD, STRIDE_S)
    assert late_s(swaying) == pytest.approx(late_s(still), abs=0.003)


@pytest.mark.parametrize("climb", [-0.4, 0.4])
def test_a_belt_that_climbs_moves_nothing(climb):
    level = sole_contact(landing_shoe(0.01), TOLD, STRIDE_S)
    inclined = sole_contact(landing_shoe(0.01, climb=climb), TOLD, STRIDE_S)
    assert late_s(inclined) == pytest.approx(late_s(level), abs=0.002)


def test_scatter_widens_the_error():
    clear = sole_contact(landing_shoe(0.0), TOLD, STRIDE_S)
    shaky = sole_contact(landing_shoe(0.0, noise=0.014), TOLD, STRIDE_S)
    assert shaky.sd_s > clear.sd_s + 0.0001


def test_a_sole_that_is_followed_badly_or_seldom_tells_nothing():
    assert sole_contact(landing_shoe(0.0, noise=0.03), TOLD, STRIDE_S) is None
    assert sole_contact(landing_shoe(0.0, rate_hz=8.0), TOLD, STRIDE_S) is None


def test_what_does_not_come_down_tells_nothing():
    shoe = landing_shoe(0.0)
    arrays = ("phase", "turn_deg", "along", "above", "match")
    few = replace(shoe, **{name: getattr(shoe, name)[:8] for name in arrays})
    assert sole_contact(few, TOLD, STRIDE_S) is None
    assert sole_contact(landing_shoe(0.0, fall=0.0, strike_deg=0.0), TOLD, STRIDE_S) is None
    assert sole_contact(landing_shoe(0.06), TOLD, STRIDE_S) is None


@pytest.fixture(scope="module")
def track():
    return usual_track()


@pytest.fixture(scope="module")
def events(track):
    return find_events(fold(track).mean)


def moved_s(events, track, sd_s, late):
    near = track.near_side
    phase = events[near].contact + late * track.stride_hz
    shoes = SeenShoes(near, {}, None, SoleContact(phase % 1.0, sd_s))
    found = put_right(events, shoes)
    return {
        side: float(wrap_cycle(found[side].contact - events[side].contact)) / track.stride_hz
        for side in (near, near.other)
    }, found[near]


@pytest.mark.parametrize("late", [-0.02, 0.013])
def test_a_sure_sole_moves_both_contacts_and_a_doubtful_one_hardly(track, events, late):
    near, far = track.near_side, track.near_side.other
    sure, event = moved_s(events, track, 0.004, late)
    assert 0.75 < sure[near] / late < 1.0
    assert 0.4 < sure[far] / late < sure[near] / late
    assert event.contact_sd_s < 0.004
    doubtful, event = moved_s(events, track, 0.04, late)
    assert 0.0 < doubtful[near] / late < 0.1
    assert 0.008 < event.contact_sd_s < 0.009


def test_without_a_sole_events_stay(track, events):
    assert put_right(events, see_shoes(replace(track, shoes=()), events)) is events
    assert Side.LEFT in events
