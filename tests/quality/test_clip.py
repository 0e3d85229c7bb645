"""Flags about the file and the camera."""

import numpy as np
import pytest

from form_analyzer.datatypes import (
    CameraPath,
    QualityCode,
    QualitySeverity,
    TimeScale,
    TimeScaleSource,
)
from form_analyzer.quality.clip import (
    camera_flags,
    clock_flags,
    clock_lost,
    file_flags,
    rate_flags,
    sways,
    too_fast_flags,
)
from tests.clips import runner_clip, scene, video

TRACK = runner_clip().track


def codes(flags):
    return [flag.code for flag in flags]


def test_a_good_file_from_a_tripod_has_nothing_to_say():
    assert codes(file_flags(video(TRACK), scene())) == []
    assert codes(camera_flags(scene())) == []
    assert codes(rate_flags(60.0)) == []


def test_file_flags():
    assert codes(file_flags(video(TRACK, truncated=True), None)) == [QualityCode.TRUNCATED_FILE]
    assert codes(file_flags(video(TRACK, variable_frame_rate=True), None)) == [
        QualityCode.VARIABLE_FRAME_RATE
    ]
    (cuts,) = file_flags(video(TRACK), scene(cut_frames=(40, 90)))
    assert cuts.code is QualityCode.EDITED_CLIP
    assert "2 cut" in cuts.message
    (repeats,) = file_flags(video(TRACK), scene(repeated_frames_ratio=0.5))
    assert repeats.severity is QualitySeverity.WARNING
    assert "repeat" in repeats.message


@pytest.mark.parametrize("roll", [-3.4, 3.4])
def test_a_tilted_camera_is_told_with_its_angle(roll):
    (flag,) = camera_flags(scene(roll))
    assert flag.code is QualityCode.CAMERA_ROLL
    assert "3.4" in flag.message


def test_an_unknown_roll_and_a_moving_camera():
    assert codes(camera_flags(scene(None))) == [QualityCode.ROLL_UNKNOWN]
    assert codes(camera_flags(None)) == [QualityCode.ROLL_UNKNOWN]
    unknown, flag = camera_flags(scene(camera_moves=True, camera_shift_px=33.0))
    assert unknown.code is QualityCode.ROLL_UNKNOWN
    assert flag.code is QualityCode.CAMERA_MOVES
    assert "33" in flag.message


def scale(value, source=TimeScaleSource.GRAVITY):
    return TimeScale(value=value, source=source)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (TimeScaleSource.USER, "as you said"),
        (TimeScaleSource.TAG, "phone"),
        (TimeScaleSource.GRAVITY, "body falls"),
    ],
)
def test_slow_motion_is_told_with_its_factor_and_why(source, said):
    (flag,) = clock_flags(scale(1 / 8, source), 8.0, 0.99, 0.99)
    assert flag.code is QualityCode.SLOW_MOTION
    assert "8.0" in flag.message
    assert said in flag.message


def test_a_doubtful_clock_is_told():
    assert codes(clock_flags(scale(1.0), 1.0, 0.99, 0.99)) == []
    assert codes(clock_flags(scale(1.0), 1.6, 0.6, 0.99)) == [QualityCode.CLOCK_UNCERTAIN]
    assert not clock_lost(scale(1.0), 0.99)


def test_a_speed_that_does_not_fit_is_told_with_what_to_do():
    odd = scale(1.0, TimeScaleSource.FILE)
    (flag,) = clock_flags(odd, 0.74, 1.0, 0.05)
    assert flag.code is QualityCode.CLOCK_UNCERTAIN
    assert flag.severity is QualitySeverity.WARNING
    for words in ("0.74", "sped up", "short of frames", "capture frame rate", "film again"):
        assert words in flag.message
    assert clock_lost(odd, 0.05)


def test_a_speed_that_the_user_gives_is_kept_and_doubted():
    told = scale(0.5, TimeScaleSource.USER)
    _, flag = clock_flags(told, 1.0, 1.0, 0.01)
    assert flag.code is QualityCode.CLOCK_UNCERTAIN
    assert "Check the capture frame rate" in flag.message
    assert not clock_lost(told, 0.01)
    assert codes(too_fast_flags(told, 336.0)) == []


def test_steps_faster_than_anybodys_are_refused():
    normal = scale(1.0, TimeScaleSource.FILE)
    assert codes(too_fast_flags(normal, 225.0)) == []
    (flag,) = too_fast_flags(normal, 318.0)
    assert (flag.code, flag.severity) == (QualityCode.CLOCK_UNCERTAIN, QualitySeverity.REFUSAL)
    assert "318" in flag.message


def test_low_frame_rates_are_told_with_the_gap():
    (low,) = rate_flags(25.0)
    assert low.code is QualityCode.LOW_FRAME_RATE
    assert "40 ms" in low.message
    (lowest,) = rate_flags(15.0)
    assert "too few" in lowest.message
    assert codes(rate_flags(29.97)) == []


def test_sway_is_told_against_the_size_of_the_runner():
    assert not sways(0.005)
    assert sways(0.015)
    assert codes(camera_flags(scene(camera_sway_px=3.0), 0.005)) == []
    (flag,) = camera_flags(scene(camera_sway_px=3.0), 0.015)
    assert flag.code is QualityCode.CAMERA_MOVES
    assert "sways" in flag.message
    *_, flag = camera_flags(scene(camera_moves=True, camera_shift_px=90.0), 0.2)
    assert "90 pixels" in flag.message
    path = CameraPath(frame_index=np.zeros(0, dtype=int), matrix=np.zeros((0, 2, 3)))
    followed = scene(camera_moves=True, camera_sway_px=20.0, camera_path=path)
    (flag,) = camera_flags(followed, 0.005)
    assert flag.severity is QualitySeverity.INFO
    assert "taken out" in flag.message
    (flag,) = camera_flags(followed, 0.015)
    assert "sways" in flag.message
