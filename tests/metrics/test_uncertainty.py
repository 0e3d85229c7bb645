"""The systematic error grows with everything that makes a clip worse."""

import pytest

from form_analyzer.datatypes import Metric, Side
from form_analyzer.metrics.measure import FUNCTIONS
from form_analyzer.metrics.uncertainty import Conditions, systematic_sd


def conditions(rate=60.0, roll=True, model="full"):
    return Conditions(near_side=Side.LEFT, frame_rate_hz=rate, roll_known=roll, pose_model=model)


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


def test_lean_is_less_sure_without_a_vertical():
    known, unknown = (
        systematic_sd(Metric.TRUNK_LEAN, Side.BOTH, conditions(roll=roll)) for roll in (True, False)
    )
    assert unknown > 1.3 * known


@pytest.mark.parametrize("model", ["heavy", "lite", "my.task"])
def test_events_are_less_sure_with_a_model_they_were_not_fitted_on(model):
    own, other = (
        systematic_sd(Metric.CONTACT_TIME, Side.LEFT, conditions(model=name))
        for name in ("full", model)
    )
    assert other > 1.5 * own
    assert systematic_sd(Metric.CADENCE, Side.BOTH, conditions(model=model)) == systematic_sd(
        Metric.CADENCE, Side.BOTH, conditions()
    )
