from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import FloatArray, Joint, Keypoint, Side
from form_analyzer.synthetic.camera import Camera, project
from form_analyzer.synthetic.kinematics import build_runner
from form_analyzer.synthetic.noise import (
    LEG_JOINTS,
    NO_NOISE,
    NoiseParameters,
    NoisyPose,
    add_noise,
    load_amplitudes,
    side_columns,
)
from form_analyzer.synthetic.parameters import RunnerParameters

TIME = np.arange(0.0, 40.0, 1 / 60)
HEIGHT_PX = 500.0
LEGS = {side: [joint.on(side).column for joint in LEG_JOINTS] for side in (Side.LEFT, Side.RIGHT)}


@pytest.fixture(scope="module")
def true_px() -> FloatArray:
    parameters = RunnerParameters()
    runner = build_runner(parameters, (0.0, 40.0), np.random.default_rng(0))
    position = runner.at(TIME)
    return project(Camera(), position, parameters.body, parameters.leg_length_m)


def disturb(px: FloatArray, noise: NoiseParameters, near: Side = Side.RIGHT) -> NoisyPose:
    return add_noise(
        px, TIME, near=near, height_px=HEIGHT_PX, noise=noise, rng=np.random.default_rng(1)
    )


def test_no_noise_changes_nothing(true_px: FloatArray) -> None:
    pose = disturb(true_px, NO_NOISE)
    np.testing.assert_array_equal(pose.position_px, true_px)
    assert not pose.swapped.any()
    assert not pose.merged.any()


@pytest.mark.parametrize("model", ["full", "heavy"])
def test_amplitudes_are_complete_and_plausible(model: str) -> None:
    found = load_amplitudes(model)
    for part in (found.fast, found.slow):
        assert part.shape == (len(Keypoint), 2)
        assert np.all(part > 0)
        assert np.all(part < 0.02)
    toe, hip = Keypoint.LEFT_TOE.column, Keypoint.LEFT_HIP.column
    assert np.all(found.fast[toe] > found.fast[hip])
    assert found.confidence[Keypoint.LEFT_WRIST.column] < 0.5


def test_jitter_has_the_measured_spread(true_px: FloatArray) -> None:
    only_fast = replace(NO_NOISE, fast_scale=1.0)
    error = (disturb(true_px, only_fast).position_px - true_px) / HEIGHT_PX
    expected = load_amplitudes("full").fast
    near = Keypoint.RIGHT_TOE.column
    np.testing.assert_allclose(error[:, near].std(axis=0), expected[near], rtol=0.08)
    far = Keypoint.LEFT_TOE.column
    assert np.all(error[:, far].std(axis=0) > expected[far])  # worse at crossings


def test_slow_jitter_is_correlated_in_time(true_px: FloatArray) -> None:
    only_slow = replace(NO_NOISE, slow_scale=1.0)
    error = (disturb(true_px, only_slow).position_px - true_px)[:, Keypoint.RIGHT_KNEE.column, 0]
    lag = round(0.11 * 60)
    assert np.corrcoef(error[:-lag], error[lag:])[0, 1] == pytest.approx(np.exp(-1), abs=0.12)


def test_near_and_far_change_places_with_the_camera(true_px: FloatArray) -> None:
    columns = side_columns(Side.LEFT)
    noise = NoiseParameters()
    right = disturb(true_px, noise, Side.RIGHT)
    left = disturb(true_px[:, columns], noise, Side.LEFT)
    np.testing.assert_array_equal(left.position_px[:, columns], right.position_px)
    np.testing.assert_array_equal(left.swapped, right.swapped)


def test_swapped_frames_have_the_legs_exchanged(true_px: FloatArray) -> None:
    pose = disturb(true_px, replace(NO_NOISE, swap_scale=1.0))
    assert 0.005 < pose.swapped.mean() < 0.06
    left, right = LEGS[Side.LEFT], LEGS[Side.RIGHT]
    s = pose.swapped
    np.testing.assert_array_equal(pose.position_px[s][:, left], true_px[s][:, right])
    np.testing.assert_array_equal(pose.position_px[s][:, right], true_px[s][:, left])
    np.testing.assert_array_equal(pose.position_px[~s], true_px[~s])


def test_swaps_come_in_bursts(true_px: FloatArray) -> None:
    s = disturb(true_px, replace(NO_NOISE, swap_scale=2.0)).swapped.astype(int)
    starts = int((np.diff(s) == 1).sum())
    assert 1.3 < s.sum() / starts < 6


def test_merged_frames_draw_the_far_leg_on_the_near_one(true_px: FloatArray) -> None:
    pose = disturb(true_px, replace(NO_NOISE, merge_scale=2.0))
    assert 0.002 < pose.merged.mean() < 0.06
    near, far = Joint.ANKLE.on(Side.RIGHT).column, Joint.ANKLE.on(Side.LEFT).column
    apart = np.linalg.norm(pose.position_px[:, near] - pose.position_px[:, far], axis=1)
    assert apart[pose.merged].max() < 0.06 * HEIGHT_PX


def test_lost_frames_are_missing_not_invented(true_px: FloatArray) -> None:
    pose = disturb(true_px, replace(NO_NOISE, dropout_ratio=0.1))
    lost = np.isnan(pose.position_px[:, 0, 0])
    assert 0.07 < lost.mean() < 0.13
    assert np.all(np.isnan(pose.position_px[lost]))
    assert np.all(pose.confidence[lost] == 0.0)


def test_hidden_far_leg_has_low_confidence(true_px: FloatArray) -> None:
    pose = disturb(true_px, replace(NO_NOISE, far_leg_hidden_ratio=0.3))
    low = pose.confidence[:, Keypoint.LEFT_ANKLE.column] < 0.5
    assert 0.25 < low.mean() < 0.35
    assert pose.confidence[:, Keypoint.RIGHT_ANKLE.column].min() > 0.8


def test_foot_offsets_turn_with_the_foot(true_px: FloatArray) -> None:
    error = disturb(true_px, replace(NO_NOISE, offset_scale=2.0)).position_px - true_px
    heel, toe = Keypoint.RIGHT_HEEL.column, Keypoint.RIGHT_TOE.column
    line = true_px[:, toe] - true_px[:, heel]
    along = line / np.linalg.norm(line, axis=1, keepdims=True)
    np.testing.assert_allclose(np.ptp(np.sum(error[:, heel] * along, axis=1)), 0.0, atol=1e-9)
    np.testing.assert_allclose(np.ptp(error[:, Keypoint.RIGHT_KNEE.column], axis=0), 0, atol=1e-9)


def test_unknown_model_is_an_error() -> None:
    with pytest.raises(KeyError):
        load_amplitudes("imaginary")
