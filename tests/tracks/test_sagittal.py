"""Pixels become leg lengths, forward and up."""

from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import (
    Facing,
    Joint,
    Keypoint,
    SampleState,
    Side,
    TimeScale,
    TimeScaleSource,
)
from form_analyzer.tracks.follow import exchange_legs, follow
from form_analyzer.tracks.sagittal import STATES, rotate_upright, to_sagittal
from tests.clips import mirrored, runner_clip

NORMAL = TimeScale(value=1.0, source=TimeScaleSource.FILE)


def sagittal(track, facing=Facing.RIGHT, near=Side.RIGHT, roll=0.0, scale=NORMAL):
    followed = follow(track, near)
    assert followed is not None
    return to_sagittal(
        followed,
        facing=facing,
        near_side=near,
        camera_roll_deg=roll,
        time_scale=scale,
        clip_start_s=float(track.time_s[0]),
    )


def test_turning_anticlockwise_on_the_screen():
    """A point to the right goes up, which on the screen is -y."""
    turned = rotate_upright(np.array([[10.0, 0.0], [0.0, -10.0]]), 90.0)
    assert turned == pytest.approx(np.array([[0.0, -10.0], [-10.0, 0.0]]), abs=1e-9)


def test_turning_there_and_back():
    points = np.random.default_rng(1).normal(size=(7, 3, 2))
    assert rotate_upright(rotate_upright(points, 7.3), -7.3) == pytest.approx(points)


def test_a_post_that_leans_right_in_the_picture_stands_after_turning():
    """Roll + means the picture must be turned anticlockwise."""
    lean = np.radians(5)
    top = np.array([np.sin(lean), -np.cos(lean)]) * 100
    assert rotate_upright(top, 5.0) == pytest.approx([0, -100], abs=1e-9)


def test_forward_up_and_leg_lengths():
    track = sagittal(runner_clip(noisy=False).track)
    hip, shoulder = track.middle(Joint.HIP), track.middle(Joint.SHOULDER)
    assert np.nanmean(shoulder[:, 1] - hip[:, 1]) > 0.4  # y up
    assert np.nanmean(track.of(Keypoint.NOSE)[:, 0] - shoulder[:, 0]) > 0  # x forward
    leg = track.of(Keypoint.RIGHT_HIP) - track.of(Keypoint.RIGHT_ANKLE)
    assert np.nanmax(np.linalg.norm(leg, axis=1)) == pytest.approx(1.0, abs=0.05)


def test_the_mirrored_runner_moves_forward_too():
    clip = runner_clip(noisy=False)
    right = sagittal(clip.track)
    left = sagittal(mirrored(clip.track), Facing.LEFT, Side.LEFT)
    away = right.position - np.nanmean(right.position, axis=(0, 1))
    mirror = left.position - np.nanmean(left.position, axis=(0, 1))
    nose = Keypoint.NOSE.column
    assert mirror[:, nose] == pytest.approx(away[:, nose], abs=1e-6)


def test_slow_motion_is_stretched_to_real_seconds():
    clip = runner_clip(120.0, 6.0, False, 0.25)
    slow = TimeScale(value=0.25, source=TimeScaleSource.USER)
    track = sagittal(clip.track, scale=slow)
    assert track.frame_rate_hz == pytest.approx(120.0)
    assert 120 * track.stride_hz == pytest.approx(clip.parameters.cadence_spm, abs=1.5)


def test_states_tell_measured_repaired_and_missing():
    track = exchange_legs(runner_clip(noisy=False).track, ((100, 105),))
    position = track.position_px.copy()
    position[200:203] = np.nan
    gaps = replace(track, position_px=position)
    states = sagittal(gaps).state[:, Keypoint.LEFT_TOE.column]
    names = [STATES[k] for k in states]
    assert names[150] is SampleState.MEASURED
    assert set(names[101:105]) == {SampleState.REPAIRED}
    assert set(names[200:203]) == {SampleState.MISSING}
