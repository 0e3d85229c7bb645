"""Legs that were exchanged on purpose are put right."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import Joint, Side
from form_analyzer.tracks.follow import exchange_legs, leg_length_px
from form_analyzer.tracks.identity import (
    LEG_JOINTS,
    best_path,
    exchange,
    leg_shape,
    repair_legs,
)
from form_analyzer.tracks.rhythm import find_rhythm
from tests.clips import runner_clip


def ranges(*pairs):
    return tuple(pairs)


def cost_of(path, keep, swap, price=0.3):
    own = np.where(path, swap, keep).sum()
    return own + price * np.count_nonzero(np.diff(path.astype(int)))


def test_the_path_is_the_cheapest_of_all():
    rng = np.random.default_rng(1)
    for _ in range(20):
        keep, swap = rng.uniform(0, 0.5, (2, 9))
        found = best_path(keep, swap)
        every = (np.array(p) for p in itertools.product([False, True], repeat=9))
        best = min(cost_of(path, keep, swap) for path in every)
        assert cost_of(found, keep, swap) == pytest.approx(best)


def test_a_single_doubtful_frame_does_not_pay_two_changes():
    keep, swap = np.full(20, 0.1), np.full(20, 1.0)
    keep[9], swap[9] = 0.5, 0.2
    assert not best_path(keep, swap).any()
    keep[9], swap[9] = 2.0, 0.2
    assert np.flatnonzero(best_path(keep, swap)).tolist() == [9]


def test_frames_without_evidence_follow_their_neighbours():
    keep, swap = np.full(12, 1.0), np.zeros(12)
    keep[5:8] = swap[5:8] = 0.0
    assert best_path(keep, swap).all()


def test_exchange_takes_only_the_rows_named():
    left, right = np.zeros((3, 8)), np.ones((3, 8))
    a, b = exchange(left, right, np.array([False, True, False]))
    assert a[:, 0].tolist() == [0, 1, 0]
    assert b[:, 0].tolist() == [1, 0, 1]


@pytest.fixture(scope="module")
def clean():
    clip = runner_clip(noisy=False)
    rhythm = find_rhythm(clip.track)
    assert rhythm is not None
    return clip.track, rhythm.phase, leg_length_px(clip.track, Side.RIGHT)


def test_a_clean_track_is_left_alone(clean):
    track, phase, leg_px = clean
    legs = repair_legs(track, phase, leg_px)
    assert not legs.swapped.any()
    assert legs.masked.mean() < 0.01


@pytest.mark.parametrize(
    "swaps",
    [
        ranges((100, 103)),
        ranges((0, 5), (60, 61), (200, 230), (470, 479)),
        tuple((k, k + 4) for k in range(10, 470, 40)),
        ranges((50, 250)),
    ],
)
def test_known_swaps_are_found_and_undone(clean, swaps):
    track, phase, leg_px = clean
    legs = repair_legs(exchange_legs(track, swaps), phase, leg_px)
    wanted = np.zeros(len(phase), dtype=bool)
    for first, last in swaps:
        wanted[first : last + 1] = True
    assert np.count_nonzero(legs.swapped != wanted) <= 1
    for joint in LEG_JOINTS:
        for side in (Side.LEFT, Side.RIGHT):
            back, true = legs.track.of(joint.on(side)), track.of(joint.on(side))
            off = np.linalg.norm(back - true, axis=1)
            assert np.nanpercentile(off, 99) == 0.0


def test_a_leg_that_fits_nowhere_is_masked_not_drawn(clean):
    track, phase, leg_px = clean
    position = track.position_px.copy()
    columns = [joint.on(Side.LEFT).column for joint in LEG_JOINTS]
    position[120:124, columns] += 0.6 * leg_px
    broken = replace(track, position_px=position)
    legs = repair_legs(broken, phase, leg_px)
    assert legs.masked[120:124, 0].all()
    assert not legs.masked[120:124, 1].any()
    assert np.isnan(legs.track.of(Joint.TOE.on(Side.LEFT))[120:124]).all()
    assert not legs.track.confidence[120:124, Joint.TOE.on(Side.LEFT).column].any()


def test_leg_shape_does_not_care_where_the_runner_is(clean):
    track, _, _ = clean
    position = track.position_px + np.array([55.0, -20.0])
    moved = replace(track, position_px=position)
    assert leg_shape(moved, Side.LEFT) == pytest.approx(leg_shape(track, Side.LEFT))


def test_exchanging_twice_is_nothing_and_ranges_add_up(clean):
    track, _, _ = clean
    twice = exchange_legs(exchange_legs(track, ((5, 9),)), ((5, 9),))
    assert np.array_equal(twice.position_px, track.position_px, equal_nan=True)
    overlapping = exchange_legs(track, ((0, 20), (10, 30)))
    toe = Joint.TOE
    assert np.array_equal(
        overlapping.of(toe.on(Side.LEFT))[10:21], track.of(toe.on(Side.LEFT))[10:21]
    )
    assert np.array_equal(overlapping.of(toe.on(Side.LEFT))[:10], track.of(toe.on(Side.RIGHT))[:10])
