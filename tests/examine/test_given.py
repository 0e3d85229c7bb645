"""The clock, and what the user tells of the recording."""

import pytest

from form_analyzer.datatypes import (
    CaptureInfo,
    Metric,
    QualityCode,
    Side,
    TimeScaleSource,
)
from form_analyzer.synthetic.camera import Camera
from form_analyzer.synthetic.make import make_track
from tests.clips import (
    codes,
    measure,
    measured_runner,
    row,
    runner_clip,
    value,
)
from tests.examine.common import measured_drawn


@pytest.mark.parametrize(("taken", "stored"), [(120.0, 30.0), (240.0, 30.0), (120.0, 60.0)])
def test_slow_motion_is_found_and_times_are_real(taken, stored):
    clip = runner_clip(taken, 6.0, True, stored / taken)
    found = measure(clip.track)
    assert found.time_scale.source is TimeScaleSource.GRAVITY
    assert found.time_scale.value == pytest.approx(stored / taken, rel=0.01)
    assert QualityCode.SLOW_MOTION in codes(found)
    assert value(found, Metric.CADENCE) == pytest.approx(clip.parameters.cadence_spm, abs=1.5)
    true = clip.truth.value(Metric.CONTACT_TIME, Side.RIGHT)
    assert value(found, Metric.CONTACT_TIME, Side.RIGHT) == pytest.approx(true, abs=0.025)


def test_no_normal_clip_is_called_slow():
    for found in measured_drawn():
        assert found.time_scale.value == 1.0
        assert QualityCode.SLOW_MOTION not in codes(found)


def test_what_the_user_says_of_the_clock_holds():
    found = measure(runner_clip().track, capture=CaptureInfo(capture_rate_hz=120.0))
    assert found.time_scale.source is TimeScaleSource.USER
    assert found.time_scale.value == pytest.approx(0.5, rel=1e-6)
    assert value(found, Metric.CADENCE) == pytest.approx(
        2 * value(measured_runner(), Metric.CADENCE), rel=1e-6
    )


def test_a_phones_tag_is_used():
    clip = runner_clip(240.0, 6.0, True, 1 / 8)
    found = measure(clip.track, capture_rate_hz=240.0)
    assert found.time_scale.source is TimeScaleSource.TAG
    assert found.time_scale.value == pytest.approx(1 / 8, rel=1e-3)


def test_height_gives_metres_and_speed_gives_steps():
    clip = runner_clip()
    p = clip.parameters
    plain = measured_runner()
    assert row(plain, Metric.VERTICAL_OSCILLATION).unit == "ratio"
    assert row(plain, Metric.STEP_LENGTH).reason_missing
    tall = measure(clip.track, capture=CaptureInfo(height_m=p.leg_length_m / 0.491))
    assert row(tall, Metric.VERTICAL_OSCILLATION).unit == "m"
    fast = measure(clip.track, capture=CaptureInfo(speed_mps=p.speed_mps))
    assert value(fast, Metric.STEP_LENGTH) == pytest.approx(
        clip.truth.value(Metric.STEP_LENGTH), rel=0.02
    )
    assert value(fast, Metric.VERTICAL_OSCILLATION) == pytest.approx(
        clip.truth.value(Metric.VERTICAL_OSCILLATION), abs=0.015
    )


def test_the_cameras_roll_is_taken_out_of_the_lean():
    camera = Camera(roll_deg=3.0)
    clip = make_track(runner_clip().parameters, camera, duration_s=8.0, seed=4)
    known, unknown = (measure(clip.track, roll_deg=roll) for roll in (3.0, None))
    assert value(known, Metric.TRUNK_LEAN) == pytest.approx(
        value(measured_runner(), Metric.TRUNK_LEAN), abs=0.3
    )
    assert abs(value(unknown, Metric.TRUNK_LEAN) - value(known, Metric.TRUNK_LEAN)) > 2.5
    low, high = row(unknown, Metric.TRUNK_LEAN).ci95
    assert low < value(known, Metric.TRUNK_LEAN) < high
    assert QualityCode.ROLL_UNKNOWN in codes(unknown)
    assert QualityCode.CAMERA_ROLL in codes(known)
