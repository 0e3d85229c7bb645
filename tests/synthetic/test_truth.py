from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import EventKind, Metric, Side
from form_analyzer.synthetic.grid import draw_walker
from form_analyzer.synthetic.kinematics import Runner, build_runner
from form_analyzer.synthetic.parameters import NO_VARIATION, RunnerParameters
from form_analyzer.synthetic.truth import Truth, find_truth, flexion_deg, inclination_deg

FRAMES = np.arange(0.0, 8.0, 1 / 60)
CHOSEN = RunnerParameters(
    variation=NO_VARIATION,
    cadence_spm=174.0,
    contact_time_s=(0.24, 0.25),
    speed_mps=2.8,
    foot_strike_angle_deg=(12.0, 6.0),
    overstride_ratio=(0.20, 0.19),
    knee_flexion_contact_deg=18.0,
    step_time_asymmetry=0.04,
    trunk_lean_deg=7.5,
    trunk_lean_range_deg=4.0,
    forward_head_deg=14.0,
    shoulder_elevation_ratio=0.35,
    elbow_angle_deg=88.0,
    arm_swing_deg=25.0,
)


def truth_of(parameters: RunnerParameters, seed: int = 0) -> tuple[Runner, Truth]:
    runner = build_runner(parameters, (0.0, 8.0), np.random.default_rng(seed))
    return runner, find_truth(runner, FRAMES)


@pytest.fixture(scope="module")
def truth() -> Truth:
    return truth_of(CHOSEN)[1]


@pytest.mark.parametrize(
    ("metric", "side", "expected", "within"),
    [
        (Metric.CADENCE, Side.BOTH, 174.0, 0.5),
        (Metric.CONTACT_TIME, Side.LEFT, 0.24, 1e-9),
        (Metric.CONTACT_TIME, Side.RIGHT, 0.25, 1e-9),
        (Metric.CONTACT_TIME, Side.BOTH, 0.245, 1e-9),
        (Metric.STEP_TIME_ASYMMETRY, Side.BOTH, 0.04, 1e-9),
        (Metric.FLIGHT_TIME, Side.LEFT, 60 / 174 * 0.98 - 0.24, 1e-9),
        (Metric.DUTY_FACTOR, Side.RIGHT, 0.25 / (120 / 174), 1e-9),
        (Metric.STEP_LENGTH, Side.BOTH, 2.8 * 60 / 174, 1e-9),
        (Metric.FOOT_STRIKE_ANGLE, Side.LEFT, 12.0, 0.05),
        (Metric.FOOT_STRIKE_ANGLE, Side.RIGHT, 6.0, 0.05),
        (Metric.OVERSTRIDE, Side.LEFT, 0.20, 1e-9),
        (Metric.OVERSTRIDE, Side.RIGHT, 0.19, 1e-9),
        (Metric.TRUNK_LEAN, Side.BOTH, 7.5, 0.05),
        (Metric.TRUNK_LEAN_RANGE, Side.BOTH, 4.0, 0.1),
        (Metric.FORWARD_HEAD, Side.BOTH, 14.0, 1e-9),
        (Metric.SHOULDER_ELEVATION, Side.BOTH, 0.35, 1e-9),
        (Metric.ELBOW_ANGLE, Side.LEFT, 88.0, 0.2),
    ],
)
def test_truth_is_what_was_asked_for(
    truth: Truth, metric: Metric, side: Side, expected: float, within: float
) -> None:
    assert truth.value(metric, side) == pytest.approx(expected, abs=within)


def test_knee_at_contact_is_the_mean_of_the_sides(truth: Truth) -> None:
    knees = [truth.value(Metric.KNEE_FLEXION_CONTACT, side) for side in (Side.LEFT, Side.RIGHT)]
    assert np.mean(knees) == pytest.approx(18.0, abs=0.3)


def test_shank_follows_from_overstride_and_knee(truth: Truth) -> None:
    """Thigh and shank are equally long here, so the leg's line halves the knee."""
    for side in (Side.LEFT, Side.RIGHT):
        knee = np.radians(truth.value(Metric.KNEE_FLEXION_CONTACT, side))
        line = np.arcsin(truth.value(Metric.OVERSTRIDE, side) / np.cos(knee / 2))
        shank = np.degrees(line - knee / 2)
        assert truth.value(Metric.SHANK_ANGLE, side) == pytest.approx(shank, abs=1e-6)


def test_oscillation_fits_contact_and_flight() -> None:
    """A longer flight at one cadence means a higher bounce; g and step time bound it."""
    found = []
    for contact in (0.28, 0.24, 0.20):
        runner = replace(CHOSEN, contact_time_s=(contact, contact), speed_mps=0.66 / contact)
        found.append(truth_of(runner)[1].value(Metric.VERTICAL_OSCILLATION))
    assert found == sorted(found)
    step = 60 / 174
    assert 0.6 * 9.81 * step**2 / 19.7 < found[0] < found[2] < 1.6 * 9.81 * step**2 / 19.7


def test_events_are_exact_and_in_order() -> None:
    runner, truth = truth_of(replace(CHOSEN, variation=RunnerParameters().variation), seed=4)
    line = runner.timeline
    for kind, times in (
        (EventKind.INITIAL_CONTACT, line.contact_s),
        (EventKind.TOE_OFF, line.toe_off_s),
    ):
        for column, side in enumerate((Side.LEFT, Side.RIGHT)):
            own = times[line.side == column]
            own = own[(own >= 0) & (own <= FRAMES[-1])]
            np.testing.assert_array_equal(truth.event_times_s(kind, side), own)
    order = [event.time_s for event in truth.events]
    assert order == sorted(order)
    assert all(event.frame == pytest.approx(event.time_s * 60) for event in truth.events)


def test_events_count_from_the_first_frame() -> None:
    runner, truth = truth_of(CHOSEN)
    later = find_truth(runner, FRAMES[60:])
    side, kind = Side.LEFT, EventKind.TOE_OFF
    assert truth.event_times_s(kind, side)[-1] - later.event_times_s(kind, side)[-1] == (
        pytest.approx(1.0)
    )


def test_a_short_clip_holds_fewer_metrics() -> None:
    runner, _ = truth_of(CHOSEN)
    short = find_truth(runner, FRAMES[:12])
    assert (Metric.CADENCE, Side.BOTH) not in short.metrics
    with pytest.raises(KeyError):
        short.value(Metric.TRUNK_LEAN)


def test_a_walker_has_no_flight() -> None:
    truth = truth_of(draw_walker(np.random.default_rng(2), duration_s=8.0))[1]
    assert truth.value(Metric.DUTY_FACTOR) > 0.5
    assert (Metric.FLIGHT_TIME, Side.BOTH) not in truth.metrics


def test_angles_on_lines_known_by_hand() -> None:
    origin, up, ahead = np.array([0.0, 0.0]), np.array([0.0, 1.0]), np.array([1.0, 1.0])
    assert inclination_deg(origin, up) == pytest.approx(0.0)
    assert inclination_deg(origin, ahead) == pytest.approx(45.0)
    assert flexion_deg(up, origin, -up) == pytest.approx(0.0)
    assert flexion_deg(up, origin, np.array([1.0, 0.0])) == pytest.approx(90.0)
