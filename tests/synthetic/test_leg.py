from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.synthetic.foot import cushion, foot_arm, lowest_sole, over_belt, solve_leg
from form_analyzer.synthetic.kinematics import Runner, build_runner
from form_analyzer.synthetic.leg import Leg, hip_path
from form_analyzer.synthetic.parameters import NO_VARIATION, RunnerParameters

REARFOOT = RunnerParameters(foot_strike_angle_deg=(16.0, 11.0))
MIDFOOT = RunnerParameters(foot_strike_angle_deg=(1.0, -0.5))
FOREFOOT = RunnerParameters(
    foot_strike_angle_deg=(-7.0, -9.0),
    contact_time_s=(0.22, 0.22),
    overstride_ratio=(0.16, 0.16),
    cadence_spm=178,
)
STRIKES = {"rearfoot": REARFOOT, "midfoot": MIDFOOT, "forefoot": FOREFOOT}


@pytest.fixture(scope="module", params=list(STRIKES))
def runner(request: pytest.FixtureRequest) -> Runner:
    return build_runner(STRIKES[request.param], (0.0, 6.0), np.random.default_rng(5))


def angles(leg: Leg, time_s: np.ndarray) -> np.ndarray:
    return leg.angles(time_s, hip_path(leg.parameters, leg.trunk, leg.column, time_s))


def sole_point(leg: Leg, time_s: np.ndarray) -> np.ndarray:
    """The point of the sole that rests on the belt, its cushion taken off, (n, 2)."""
    p, foot = leg.parameters, leg.parameters.body.foot
    ankle, pitch = leg.joints(time_s)[:, 2], angles(leg, time_s)[:, 2]
    contact = leg.timeline.contact_s[leg.index[leg.in_stance(time_s)]]
    centre = (foot.sole_length, foot.rocker_radius)
    rear = ankle + foot_arm(p, (0.0, 0.0), foot.ankle, pitch)
    front = ankle + foot_arm(p, centre, foot.ankle, pitch)
    front[:, 1] -= foot.rocker_radius * p.leg_length_m
    point = np.where((pitch > 0)[:, None], rear, front)
    return point - cushion(p, time_s - contact)


def stance_times(leg: Leg, k: int, n: int = 200) -> np.ndarray:
    contact, toe_off = leg.timeline.contact_s[leg.index[k]], leg.timeline.toe_off_s[leg.index[k]]
    return np.linspace(contact + 1e-6, toe_off - 1e-6, n)


@pytest.mark.parametrize("column", [0, 1])
def test_foot_is_pinned_to_the_moving_belt(runner: Runner, column: int) -> None:
    leg = runner.legs[column]
    p, foot = leg.parameters, leg.parameters.body.foot
    for k in range(8, 14):
        time = stance_times(leg, k)
        point, pitch = sole_point(leg, time), angles(leg, time)[:, 2]
        np.testing.assert_allclose(point[:, 1], 0.0, atol=1e-9)
        since = time - leg.timeline.contact_s[leg.index[k]]
        along = np.where(pitch > 0, 0.0, foot.sole_length - pitch * foot.rocker_radius)
        expected = leg.pin_m[k] + along * p.leg_length_m - p.speed_mps * since
        np.testing.assert_allclose(point[:, 0], expected, atol=1e-9)


def test_nothing_of_the_sole_is_below_the_belt(runner: Runner) -> None:
    time = np.arange(0.5, 5.5, 0.001)
    for leg in runner.legs:
        height = leg.joints(time)[:, 2, 1] + lowest_sole(leg.parameters, angles(leg, time)[:, 2])
        swing = leg.in_stance(time) < 0
        assert height[swing].min() > -1e-3
        assert np.median(height[swing]) > 0.03


def test_foot_comes_down_onto_the_belt_before_contact(runner: Runner) -> None:
    for leg in runner.legs:
        contact = leg.timeline.contact_s[leg.index[8:14]]
        for before in (0.002, 0.005, 0.01):
            time = contact - before
            low = leg.joints(time)[:, 2, 1] + lowest_sole(leg.parameters, angles(leg, time)[:, 2])
            assert np.all(low > 0.0)
            assert np.all(low < 2.0 * before)


def test_bones_keep_their_length(runner: Runner) -> None:
    time = np.arange(0.5, 5.5, 0.0037)
    p, foot = runner.parameters, runner.parameters.body.foot
    for leg in runner.legs:
        hip, knee, ankle, heel, toe = leg.joints(time).transpose(1, 0, 2)
        for a, b, length in (
            (hip, knee, p.thigh_m),
            (knee, ankle, p.shank_m),
            (heel, toe, p.leg_length_m * np.hypot(*np.subtract(foot.toe, foot.heel))),
            (ankle, heel, p.leg_length_m * np.hypot(*np.subtract(foot.heel, foot.ankle))),
        ):
            np.testing.assert_allclose(np.linalg.norm(a - b, axis=1), length, rtol=1e-9)


def test_landmarks_have_no_jump_in_place_or_speed(runner: Runner) -> None:
    step = 1e-6
    for leg in runner.legs:
        contact, toe_off = leg.timeline.contact_s[leg.index], leg.timeline.toe_off_s[leg.index]
        for instant in (contact[8:14], toe_off[8:14]):
            places = [leg.joints(instant + n * step) for n in (-2, -1, 1, 2)]
            np.testing.assert_allclose(places[1], places[2], atol=2e-5)
            before, after = (places[1] - places[0]) / step, (places[3] - places[2]) / step
            np.testing.assert_allclose(before, after, atol=0.02)


def test_contact_happens_at_the_speed_asked_for() -> None:
    p = replace(REARFOOT, contact_speed_ratio=0.8, contact_descent_mps=0.7)
    runner = build_runner(p, (0.0, 5.0), np.random.default_rng(0))
    leg, step = runner.legs[0], 1e-5
    time = leg.timeline.contact_s[leg.index[8:14]] - step
    points = []
    for t in (time - step, time):
        rear = foot_arm(p, (0.0, 0.0), p.body.foot.ankle, angles(leg, t)[:, 2])
        points.append(leg.joints(t)[:, 2] + rear)
    speed = (points[1] - points[0]) / step
    np.testing.assert_allclose(speed[:, 0], -0.8 * p.speed_mps, atol=0.01)
    np.testing.assert_allclose(speed[:, 1], -0.7, atol=0.01)


def test_rearfoot_turns_flat_at_the_rate_asked_for() -> None:
    p = replace(REARFOOT, foot_flat_rate_deg_s=450.0, variation=NO_VARIATION)
    runner = build_runner(p, (0.0, 4.0), np.random.default_rng(0))
    leg = runner.legs[0]
    time = stance_times(leg, 9, 2000)
    pitch = np.degrees(angles(leg, time)[:, 2])
    since = time - time[0]
    early = since < 0.08
    assert -np.gradient(pitch, time)[early].min() == pytest.approx(450, rel=0.02)
    flat_after = since[np.argmax(pitch < 0.5)]
    assert 0.025 < flat_after < 0.055


def test_foot_lies_flat_in_mid_stance(runner: Runner) -> None:
    for leg in runner.legs:
        for k in range(8, 12):
            time = stance_times(leg, k, 101)
            just_before = 0.97 * leg.parameters.heel_rise_fraction
            pitch = np.degrees(angles(leg, time[[round(100 * just_before)]])[:, 2])
            assert abs(pitch[0]) < 0.05


def test_knee_is_as_flexed_at_toe_off_as_asked(runner: Runner) -> None:
    for leg in runner.legs:
        time = leg.timeline.toe_off_s[leg.index[8:14]]
        knee = np.degrees(angles(leg, time)[:, 1])
        np.testing.assert_allclose(knee, leg.parameters.knee_flexion_toe_off_deg, atol=1e-3)


def test_knee_never_bends_backward(runner: Runner) -> None:
    time = np.arange(0.5, 5.5, 0.002)
    for leg in runner.legs:
        knee = np.degrees(angles(leg, time)[:, 1])
        assert knee.min() > 2.0
        assert knee.max() < 125.0


def test_solve_leg_reaches_and_refuses() -> None:
    p = RunnerParameters()
    reach = np.array([[0.1, -0.8], [-0.3, -0.7], [0.0, -0.5]])
    thigh, knee = solve_leg(p, reach)
    shank = thigh - knee
    foot = np.stack(
        [
            p.thigh_m * np.sin(thigh) + p.shank_m * np.sin(shank),
            -p.thigh_m * np.cos(thigh) - p.shank_m * np.cos(shank),
        ],
        axis=-1,
    )
    np.testing.assert_allclose(foot, reach, atol=1e-12)
    with pytest.raises(ValueError, match="cannot reach"):
        solve_leg(p, np.array([[0.0, -0.9]]))


def test_rolling_and_turning_agree_on_the_flat_foot() -> None:
    p = RunnerParameters()
    tiny = 1e-9
    up, flat, down = over_belt(p, np.array([tiny, 0.0, -tiny]))
    foot = np.asarray(p.body.foot.ankle) * p.leg_length_m
    np.testing.assert_allclose([up, flat, down], [foot] * 3, atol=1e-8)


def test_a_runner_who_cannot_reach_is_refused() -> None:
    too_far = replace(RunnerParameters(), speed_mps=5.0)
    with pytest.raises(ValueError, match="cannot reach"):
        build_runner(too_far, (0.0, 2.0), np.random.default_rng(0))
