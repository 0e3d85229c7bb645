"""The systematic error grows with everything that makes a clip worse."""

import pytest

from form_analyzer.datatypes import Metric, Side
from form_analyzer.metrics.measure import FUNCTIONS
from form_analyzer.metrics.uncertainty import Conditions, model_factor, pose_bias, systematic_sd


def conditions(rate=60.0, roll_sd_deg=0.3, model="full", sway_ratio=0.0):
    return Conditions(
        near_side=Side.LEFT,
        frame_rate_hz=rate,
        roll_sd_deg=roll_sd_deg,
        pose_model=model,
        sway_ratio=sway_ratio,
    )


@pytest.mark.parametrize("metric", FUNCTIONS)
def test_every_metric_has_one_and_the_far_side_is_no_better(metric):
    near, far = (systematic_sd(metric, side, conditions()) for side in (Side.LEFT, Side.RIGHT))
    assert 0 < near <= far


def test_times_get_worse_below_60_frames_a_second_and_not_better_above():
    sds = [
        systematic_sd(Metric.CONTACT_TIME, Side.LEFT, conditions(rate))
        for rate in (240, 60, 30, 25, 2)
    ]
    assert sds[0] == sds[1] < sds[2] < sds[3] < sds[4]
    assert sds[4] < 2 * sds[1]


def test_means_over_the_stride_do_not_depend_on_the_frame_rate():
    sds = {systematic_sd(Metric.TRUNK_LEAN, Side.BOTH, conditions(rate)) for rate in (25, 60)}
    assert len(sds) == 1


@pytest.mark.parametrize("metric", [Metric.TRUNK_LEAN, Metric.SHANK_ANGLE, Metric.OVERSTRIDE])
def test_what_is_measured_against_vertical_is_as_sure_as_the_vertical(metric):
    clear, doubtful, unknown = (
        systematic_sd(metric, Side.LEFT, conditions(roll_sd_deg=sd)) for sd in (0.3, 1.2, None)
    )
    assert clear < doubtful < unknown


def test_a_degree_of_doubtful_roll_is_a_degree_of_doubtful_lean():
    upright, doubtful = (
        systematic_sd(Metric.TRUNK_LEAN, Side.BOTH, conditions(roll_sd_deg=sd)) for sd in (0.0, 1.0)
    )
    assert doubtful**2 == pytest.approx(upright**2 + 1.0)


def test_joint_angles_do_not_depend_on_the_vertical():
    sds = {
        systematic_sd(Metric.KNEE_FLEXION_STANCE, Side.LEFT, conditions(roll_sd_deg=sd))
        for sd in (0.3, 1.2, None)
    }
    assert len(sds) == 1


def test_lite_is_wider_where_it_draws_worse():
    for metric in (Metric.KNEE_FLEXION_STANCE, Metric.FOOT_STRIKE_ANGLE):
        assert model_factor(metric, conditions(model="lite")) > 1.5
        assert model_factor(metric, conditions(model="full")) == 1.0
    full, lite = (
        systematic_sd(Metric.KNEE_FLEXION_STANCE, Side.LEFT, conditions(model=name))
        for name in ("full", "lite")
    )
    assert lite > 1.5 * full


@pytest.mark.parametrize(("model", "wider"), [("heavy", 1.1), ("lite", 1.5), ("my.task", 1.5)])
def test_events_are_less_sure_with_a_model_they_were_not_fitted_on(model, wider):
    own, other = (
        systematic_sd(Metric.CONTACT_TIME, Side.LEFT, conditions(model=name))
        for name in ("full", model)
    )
    assert other > wider * own
    assert systematic_sd(Metric.CADENCE, Side.BOTH, conditions(model=model)) == systematic_sd(
        Metric.CADENCE, Side.BOTH, conditions()
    )


@pytest.mark.parametrize("metric", [Metric.VERTICAL_OSCILLATION, Metric.CONTACT_TIME])
def test_heights_and_events_are_less_sure_where_the_camera_sways(metric):
    still, swaying = (
        systematic_sd(metric, Side.LEFT, conditions(sway_ratio=sway)) for sway in (0.0, 0.02)
    )
    assert swaying > 1.3 * still


def test_what_is_known_of_the_far_leg_is_taken_off_the_far_leg():
    near, far = (
        pose_bias(Metric.KNEE_FLEXION_CONTACT, side, conditions())
        for side in (Side.LEFT, Side.RIGHT)
    )
    assert 0.0 < near < far
    assert pose_bias(Metric.TRUNK_LEAN, Side.BOTH, conditions()) < 0.0
    assert pose_bias(Metric.KNEE_FLEXION_CONTACT, Side.LEFT, conditions(model="my.task")) == 0.0
