"""Numbers against the truth of exact runners."""

import numpy as np
import pytest

from form_analyzer.datatypes import (
    Activity,
    Facing,
    Metric,
    Plane,
    Side,
)
from form_analyzer.synthetic.camera import Camera
from form_analyzer.synthetic.make import make_track
from form_analyzer.synthetic.noise import NoiseParameters
from form_analyzer.validation.outcome import wrong_legs
from tests.clips import (
    drawn_clips,
    measure,
    measured_runner,
    runner_clip,
    value,
)
from tests.examine.common import measured_drawn


@pytest.mark.parametrize(
    ("metric", "side", "within"),
    [
        (Metric.CADENCE, Side.BOTH, 0.6),
        (Metric.CONTACT_TIME, Side.RIGHT, 0.025),
        (Metric.FOOT_STRIKE_ANGLE, Side.RIGHT, 4.0),
        (Metric.OVERSTRIDE, Side.RIGHT, 0.03),
        (Metric.SHANK_ANGLE, Side.RIGHT, 3.0),
        (Metric.KNEE_FLEXION_CONTACT, Side.RIGHT, 5.0),
        (Metric.TRUNK_LEAN, Side.BOTH, 1.5),
        (Metric.FORWARD_HEAD, Side.BOTH, 4.0),
        (Metric.STEP_TIME_ASYMMETRY, Side.BOTH, 0.06),
    ],
)
def test_numbers_of_the_usual_runner(metric, side, within):
    found = measured_runner()
    assert value(found, metric, side) == pytest.approx(
        runner_clip().truth.value(metric, side), abs=within
    )


def test_different_runners_on_average():
    """The share of the accuracy report's grid that is quick enough for every day."""
    wanted = {
        (Metric.CADENCE, None): 0.5,
        (Metric.OVERSTRIDE, "near"): 0.03,
        (Metric.SHANK_ANGLE, "near"): 3.0,
        (Metric.FOOT_STRIKE_ANGLE, "near"): 6.0,
        (Metric.TRUNK_LEAN, None): 1.0,
    }
    for (metric, place), limit in wanted.items():
        off = []
        for clip, found in zip(drawn_clips(4), measured_drawn(), strict=True):
            side = clip.camera.near_side if place else Side.BOTH
            off.append(abs(value(found, metric, side) - clip.truth.value(metric, side)))
        assert np.mean(off) < limit, metric


def test_cadence_is_never_half_or_double():
    for clip, found in zip(drawn_clips(4), measured_drawn(), strict=True):
        assert value(found, Metric.CADENCE) == pytest.approx(clip.parameters.cadence_spm, rel=0.02)


def test_every_row_is_a_number_with_an_interval_or_has_a_reason():
    for found in measured_drawn():
        for one in found.measurements:
            if one.value is not None:
                assert one.ci95[0] < one.value < one.ci95[1]
                assert one.n_strides >= 6
            else:
                assert one.category is not None or one.reason_missing


def test_the_same_track_gives_the_same_numbers():
    track = runner_clip().track
    assert measure(track).measurements == measured_runner().measurements


def test_view_and_time_used():
    found = measured_runner()
    assert (found.view.plane, found.view.facing) == (Plane.SAGITTAL, Facing.RIGHT)
    assert found.view.near_side is Side.RIGHT
    assert found.activity is Activity.RUNNING
    assert found.used_s[0] == pytest.approx(0.0, abs=0.6)
    assert found.used_s[1] == pytest.approx(8.0, abs=0.6)


def test_legs_exchanged_by_the_model_are_put_right():
    noise = NoiseParameters(swap_scale=4.0)
    clip = make_track(runner_clip().parameters, Camera(), noise, duration_s=8.0, seed=11)
    assert clip.swapped.sum() > 10
    found = measure(clip.track)
    wrong, frames = wrong_legs(clip, found.track, found.used_s)
    assert wrong / frames < 0.005
    assert found.tracking.leg_swaps_repaired >= 0.8 * clip.swapped.sum()
