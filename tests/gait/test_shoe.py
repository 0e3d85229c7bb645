"""Foot strike angle from turns of a shoe that are known."""

from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import SagittalShoe, Side
from form_analyzer.gait.cycle import fold
from form_analyzer.gait.events import find_events
from form_analyzer.gait.shoe import ShoeSamples, landing, shoe_samples
from form_analyzer.gait.strike import strike_angles
from tests.gait.test_events import usual_track

STRIDE_S, CONTACT = 0.7, 0.3


def turns(strike_deg, *, rate_hz=60.0, strides=8, match=0.97, flat_deg=2.0):
    """A shoe held until contact and down within 40 ms."""
    after_s = np.concatenate(
        [np.arange(-0.1 + k / strides / rate_hz, 0.14, 1 / rate_hz) for k in range(strides)]
    )
    turn = flat_deg + strike_deg * np.clip(1.0 - after_s / 0.04, 0.0, 1.0)
    number = np.repeat(np.arange(strides), len(after_s) // strides + 1)[: len(after_s)]
    phase = number + CONTACT + after_s / STRIDE_S
    return ShoeSamples(phase, turn, -after_s, np.zeros(len(turn)), np.full(len(turn), match))


@pytest.mark.parametrize("strike_deg", [-8.0, 0.0, 4.0, 19.0])
@pytest.mark.parametrize("rate_hz", [30.0, 60.0, 120.0])
def test_the_angle_is_the_turn_at_landing_against_flat(strike_deg, rate_hz):
    found = landing(turns(strike_deg, rate_hz=rate_hz), CONTACT, STRIDE_S)
    assert found is not None
    assert found.strike_deg == pytest.approx(strike_deg, abs=0.6)


@pytest.mark.parametrize("late_s", [-0.008, 0.008])
def test_contact_a_little_off_costs_little(late_s):
    found = landing(turns(18.0), CONTACT + late_s / STRIDE_S, STRIDE_S)
    assert found.strike_deg == pytest.approx(18.0, abs=2.5)


def test_a_faint_shoe_is_trusted_less():
    clear = landing(turns(10.0), CONTACT, STRIDE_S)
    faint = landing(turns(10.0, match=0.6), CONTACT, STRIDE_S)
    assert clear.faintness == 0.0
    assert 0.5 < faint.faintness < 1.0
    assert faint.sd_deg > 3.0 * clear.sd_deg


def test_a_shoe_seen_better_cut_out_lands_as_it_does_there():
    hardly, clearly = turns(4.0, match=0.55), turns(13.0, match=0.95)
    both = landing(replace(hardly, cut_out=clearly), CONTACT, STRIDE_S)
    assert both.strike_deg == pytest.approx(13.0, abs=0.6)
    assert landing(clearly, CONTACT, STRIDE_S).sd_deg < both.sd_deg
    assert both.sd_deg < landing(hardly, CONTACT, STRIDE_S).sd_deg
    unseen = replace(clearly, phase=clearly.phase + 0.5)
    without = landing(replace(hardly, cut_out=unseen), CONTACT, STRIDE_S)
    assert without == landing(hardly, CONTACT, STRIDE_S)


def test_few_samples_say_nothing():
    few = turns(10.0, strides=1, rate_hz=25.0)
    assert landing(few, CONTACT, STRIDE_S) is None
    assert landing(ShoeSamples(*[np.zeros(0)] * 5), CONTACT, STRIDE_S) is None


def test_scatter_of_strides_widens():
    calm = turns(10.0)
    rng = np.random.default_rng(3)
    shaky = replace(calm, turn_deg=calm.turn_deg + rng.normal(0, 4.0, len(calm.phase)))
    assert landing(shaky, CONTACT, STRIDE_S).sampling_sd_deg > 0.5
    assert landing(calm, CONTACT, STRIDE_S).sampling_sd_deg < 0.3


def path(track, events, side, strike_deg, match=0.97):
    """The shoe of one side of a synthetic runner, as if it had been seen in every frame."""
    stride_s = 1.0 / track.stride_hz
    after_s = ((track.phase - events[side].contact + 0.5) % 1.0 - 0.5) * stride_s
    rows = np.flatnonzero((after_s > -0.1) & (after_s < 0.14))
    turn = strike_deg * np.clip(1.0 - after_s[rows] / 0.04, 0.0, 1.0)
    return SagittalShoe(
        side=side,
        time_s=track.time_s[rows],
        place=np.stack([-after_s[rows], 0.0 * turn], axis=1),
        turn_deg=turn,
        match=np.full(len(rows), match),
    )


def test_a_clear_shoe_decides_and_the_other_side_is_told_by_landmarks():
    track = usual_track()
    cycle = fold(track).mean
    events = find_events(cycle)
    alone = strike_angles(cycle, events)
    shown_deg = alone[Side.RIGHT].deg - 5.0
    seen = replace(track, shoes=(path(track, events, Side.RIGHT, shown_deg),))
    angles = strike_angles(cycle, events, shoe_samples(seen))
    assert angles[Side.RIGHT].deg == pytest.approx(shown_deg, abs=1.0)
    assert angles[Side.RIGHT].sd_deg < 3.0
    assert angles[Side.LEFT] == alone[Side.LEFT]
    assert alone[Side.LEFT].sd_deg is None


def test_both_paths_of_one_shoe_go_together():
    track = usual_track()
    events = find_events(fold(track).mean)
    plain = path(track, events, Side.RIGHT, 5.0, match=0.6)
    cut_out = replace(path(track, events, Side.RIGHT, 12.0), cut_out=True)
    (shoe,) = shoe_samples(replace(track, shoes=(cut_out, plain))).values()
    assert np.median(shoe.match) == pytest.approx(0.6)
    assert np.median(shoe.cut_out.match) == pytest.approx(0.97)


def test_a_shoe_lost_in_the_pictures_is_not_believed():
    track = usual_track()
    cycle = fold(track).mean
    events = find_events(cycle)
    lost = replace(track, shoes=(path(track, events, Side.RIGHT, 49.0),))
    told = strike_angles(cycle, events)[Side.RIGHT]
    found = strike_angles(cycle, events, shoe_samples(lost))[Side.RIGHT]
    assert found.deg == pytest.approx(told.deg, abs=0.5)
    assert found.sd_deg > 3.0


def test_the_further_a_shoe_is_from_the_landmarks_the_wider_the_doubt():
    track = usual_track()
    cycle = fold(track).mean
    events = find_events(cycle)
    told_deg = strike_angles(cycle, events)[Side.RIGHT].deg
    sds = []
    for apart_deg in (2.0, 8.0, 14.0, 20.0):
        shown = path(track, events, Side.RIGHT, told_deg - apart_deg)
        samples = shoe_samples(replace(track, shoes=(shown,)))
        found = strike_angles(cycle, events, samples)[Side.RIGHT]
        reach_deg = 1.96 * found.sd_deg
        assert found.deg - reach_deg < told_deg - apart_deg < found.deg + reach_deg
        sds.append(found.sd_deg)
    assert sds == sorted(sds)
    assert found.deg - reach_deg < told_deg < found.deg + reach_deg


def test_samples_that_hardly_look_like_the_shoe_are_left_out():
    track = usual_track()
    events = find_events(fold(track).mean)
    faint = replace(track, shoes=(path(track, events, Side.RIGHT, 5.0, match=0.2),))
    assert len(shoe_samples(faint)[Side.RIGHT].phase) == 0
