from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import N_KEYPOINTS, Joint, Keypoint, Side
from form_analyzer.synthetic.kinematics import build_runner, simulate
from form_analyzer.synthetic.parameters import NO_VARIATION, RunnerParameters, Variation

TIME = np.arange(0.0, 4.0, 1 / 120)
STEADY = RunnerParameters(variation=NO_VARIATION)


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_shapes_and_read_only() -> None:
    motion = simulate(RunnerParameters(), TIME, rng=rng())
    assert motion.position_m.shape == (len(TIME), N_KEYPOINTS, 2)
    assert np.all(np.isfinite(motion.position_m))
    with pytest.raises(ValueError, match="read-only"):
        motion.position_m[0, 0, 0] = 1.0


def test_same_seed_same_motion_in_any_order() -> None:
    runner = build_runner(RunnerParameters(), (0.0, 4.0), rng(7))
    again = build_runner(RunnerParameters(), (0.0, 4.0), rng(7))
    shuffled = np.random.default_rng(1).permutation(len(TIME))
    np.testing.assert_array_equal(runner.at(TIME)[shuffled], again.at(TIME[shuffled]))


def test_no_times_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one time"):
        simulate(RunnerParameters(), np.array([]), rng=rng())


def test_starting_later_shifts_everything() -> None:
    still = replace(RunnerParameters(), variation=Variation(wander_m=0.0))
    early = build_runner(still, (0.0, 4.0), rng(3)).at(TIME)
    late = build_runner(still, (50.0, 54.0), rng(3)).at(TIME + 50.0)
    np.testing.assert_allclose(early, late, atol=1e-6)


def test_a_steady_runner_repeats_after_one_stride() -> None:
    runner = build_runner(STEADY, (0.0, 4.0), rng())
    stride = 2 * STEADY.step_time_s
    time = np.linspace(0.5, 2.5, 200)
    np.testing.assert_allclose(runner.at(time), runner.at(time + stride), atol=1e-6)


def test_left_and_right_do_the_same_half_a_stride_apart() -> None:
    runner = build_runner(STEADY, (0.0, 4.0), rng())
    now = runner.at(np.linspace(0.5, 2.0, 100))
    later = runner.at(np.linspace(0.5, 2.0, 100) + STEADY.step_time_s)
    for joint in Joint:
        left, right = joint.on(Side.LEFT).column, joint.on(Side.RIGHT).column
        np.testing.assert_allclose(now[:, left], later[:, right], atol=1e-6)


def test_the_stance_foot_moves_with_the_belt() -> None:
    runner = build_runner(STEADY, (0.0, 4.0), rng())
    leg, k = runner.legs[0], 10
    contact = runner.timeline.contact_s[leg.index[k]]
    flat = contact + 0.25 * np.array([0.33, 0.41])
    heel = runner.at(flat)[:, Keypoint.LEFT_HEEL.column]
    speed = (heel[1] - heel[0]) / (flat[1] - flat[0])
    np.testing.assert_allclose(speed, [-STEADY.speed_mps, 0.0], atol=0.02)


def test_arms_swing_against_the_legs() -> None:
    runner = build_runner(STEADY, (0.0, 4.0), rng())
    position = runner.at(TIME)
    hand = position[:, Keypoint.LEFT_WRIST.column, 0] - position[:, Keypoint.RIGHT_WRIST.column, 0]
    foot = position[:, Keypoint.LEFT_ANKLE.column, 0] - position[:, Keypoint.RIGHT_ANKLE.column, 0]
    assert np.corrcoef(hand, foot)[0, 1] < -0.7


def test_head_is_on_top_and_faces_forward() -> None:
    position = simulate(RunnerParameters(), TIME, rng=rng()).position_m
    ear, nose = position[:, Keypoint.LEFT_EAR.column], position[:, Keypoint.NOSE.column]
    shoulder = position[:, Keypoint.LEFT_SHOULDER.column]
    assert np.all(nose[:, 0] > ear[:, 0])
    assert np.all(ear[:, 1] > shoulder[:, 1])


def test_wander_stays_within_its_amplitude() -> None:
    wide = replace(STEADY, variation=replace(NO_VARIATION, wander_m=0.05))
    time = np.arange(0.0, 60.0, 0.05)
    hips = build_runner(wide, (0.0, 60.0), rng(1)).trunk.hips(time)[:, 0]
    plain = build_runner(STEADY, (0.0, 60.0), rng(1)).trunk.hips(time)[:, 0]
    assert 0.02 < np.abs(hips - plain).max() <= 0.05 + 1e-9


def test_a_walker_always_has_a_foot_down_and_a_runner_flies() -> None:
    walker = RunnerParameters(
        walking=True,
        cadence_spm=112,
        contact_time_s=(0.66, 0.66),
        speed_mps=1.25,
        foot_strike_angle_deg=(16.0, 16.0),
        overstride_ratio=(0.33, 0.33),
        knee_flexion_contact_deg=15.0,
        knee_flexion_toe_off_deg=32.0,
        knee_flexion_swing_deg=62.0,
        heel_rise_fraction=0.46,
        contact_descent_mps=0.2,
    )
    for parameters, fewest in ((walker, 1), (STEADY, 0)):
        runner = build_runner(parameters, (0.0, 4.0), rng())
        feet_down = sum((leg.in_stance(TIME) >= 0).astype(int) for leg in runner.legs)
        assert feet_down.min() == fewest
        assert feet_down.max() == fewest + 1
