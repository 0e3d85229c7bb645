"""Shoes of synthetic runners: where the runner's are, as wrong as they were measured to be."""

from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import EventKind, Facing, Joint, Side
from form_analyzer.synthetic.camera import Camera
from form_analyzer.synthetic.make import make_track
from form_analyzer.synthetic.noise import NO_NOISE, NoiseParameters
from form_analyzer.synthetic.parameters import RunnerParameters

EXACT = replace(NO_NOISE, shoe_scale=0.0)
SIDES = (Side.LEFT, Side.RIGHT)


def clip(noise=EXACT, facing=Facing.RIGHT, rate_hz=60.0, seed=1):
    camera = Camera(facing=facing, frame_rate_hz=rate_hz)
    runner = RunnerParameters(foot_strike_angle_deg=(12.0, 12.0))
    return make_track(runner, camera, noise, duration_s=8.0, seed=seed)


def after_s(made, shoe):
    time_s = made.track.time_s[shoe.frame_index]
    contact_s = made.truth.event_times_s(EventKind.INITIAL_CONTACT, shoe.side)
    from_each = time_s[:, None] - contact_s[None, :]
    return from_each[np.arange(len(time_s)), np.abs(from_each).argmin(axis=1)]


@pytest.mark.parametrize("facing", list(Facing))
def test_without_errors_the_shoe_is_where_the_foot_is(facing):
    made = clip(facing=facing)
    assert {shoe.side for shoe in made.track.shoes} == set(SIDES)
    for shoe in made.track.shoes:
        points = made.position_px[shoe.frame_index]
        heel, toe = (points[:, j.on(shoe.side).column] for j in (Joint.HEEL, Joint.TOE))
        assert np.allclose(shoe.place_px, 0.5 * (heel + toe))
        late_s = after_s(made, shoe)
        landing = np.abs(late_s) < 0.006
        assert np.median(shoe.turn_deg[landing]) == pytest.approx(12.0, abs=2.0)
        stands = (late_s > 0.06) & (late_s < 0.1)
        assert np.median(np.abs(shoe.turn_deg[stands])) < 1.0


def test_shoes_are_looked_at_about_nine_contacts():
    shoe = clip().track.shoes[0]
    late_s = after_s(clip(), shoe)
    assert late_s.min() >= -0.1
    assert late_s.max() <= 0.14
    assert (np.diff(shoe.frame_index) > 1).sum() == 8


def test_errors_are_the_clips_own_in_the_air_and_small_on_the_belt():
    noise = replace(NO_NOISE, shoe_scale=1.0)
    in_air, stands = [], []
    for seed in range(40):
        shoe, exact = clip(noise, seed=seed).track.shoes[0], clip(seed=seed).track.shoes[0]
        late_s = after_s(clip(seed=seed), exact)
        error_deg = shoe.turn_deg - exact.turn_deg
        in_air.append(np.median(error_deg[late_s < 0.0]))
        stands.append(np.median(error_deg[late_s > 0.05]))
    assert 1.0 < np.std(in_air) < 1.8
    assert np.std(stands) < 0.1


def test_landmarks_do_not_depend_on_the_shoes():
    usual = NoiseParameters()
    without, seen = clip(usual), clip(replace(usual, shoe_scale=1.0))
    assert without.track.shoes == ()
    assert np.array_equal(without.track.position_px, seen.track.position_px, equal_nan=True)
