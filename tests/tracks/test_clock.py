"""A bounce of known height and rate tells how fast the clip plays."""

import numpy as np
import pytest

from form_analyzer.datatypes import TimeScaleSource
from form_analyzer.tracks.clock import (
    GRAVITY_MPS2,
    LEG_OF_HEIGHT,
    bounce,
    gravity_factor,
    read_clock,
)

LEG_M = 0.85
HEIGHT_M = LEG_M / LEG_OF_HEIGHT


def falling(stride_hz, peak_g=1.2):
    """Bounce (leg lengths) whose fundamental accelerates by ``peak_g`` at real speed."""
    return peak_g * GRAVITY_MPS2 / (2 * np.pi * 2 * stride_hz) ** 2 / LEG_M


def clock(factor=1.0, cadence_spm=168.0, frame_rate_hz=30.0, height_m=None, tag=None, user=None):
    stride_hz = cadence_spm / 120
    return read_clock(
        bounce_legs=falling(stride_hz),
        stride_hz=stride_hz / factor,
        frame_rate_hz=frame_rate_hz,
        height_m=height_m,
        capture_tag_hz=tag,
        capture_user_hz=user,
    )


@pytest.mark.parametrize("factor", [1, 2, 4, 8, 9.6])
def test_gravity_tells_the_factor(factor):
    stride_hz = 1.4
    found = gravity_factor(falling(stride_hz), stride_hz / factor, HEIGHT_M)
    assert found == pytest.approx(factor)


def test_a_taller_runner_falls_fewer_leg_lengths():
    assert gravity_factor(0.04, 1.4, 2.0) < gravity_factor(0.04, 1.4, 1.6)


def test_without_a_bounce_gravity_says_nothing():
    assert np.isnan(gravity_factor(0.0, 1.4, None))
    still = read_clock(
        bounce_legs=0.0,
        stride_hz=1.4,
        frame_rate_hz=30.0,
        height_m=None,
        capture_tag_hz=None,
        capture_user_hz=None,
    )
    assert still.scale.value == 1.0
    assert still.certainty == 0.5
    assert still.fit == 1.0


@pytest.mark.parametrize("cadence_spm", [145, 168, 180, 205])
@pytest.mark.parametrize("frame_rate_hz", [24, 25, 29.97, 30, 50, 60, 120, 240])
def test_a_normal_clip_is_never_called_slow(cadence_spm, frame_rate_hz):
    reading = clock(1.0, cadence_spm, frame_rate_hz)
    assert reading.scale.value == 1.0
    assert reading.scale.source is TimeScaleSource.FILE
    assert reading.certainty > 0.9


@pytest.mark.parametrize("cadence_spm", [155, 168, 182])
@pytest.mark.parametrize(
    ("taken", "stored"),
    [(120, 30), (240, 30), (240, 29.97), (240, 60), (240, 25), (120, 60)],
)
def test_slow_motion_is_found_with_its_factor(cadence_spm, taken, stored):
    reading = clock(taken / stored, cadence_spm, stored)
    assert 1 / reading.scale.value == pytest.approx(taken / stored, rel=0.01)
    assert reading.scale.source is TimeScaleSource.GRAVITY


@pytest.mark.parametrize("cadence_spm", [145, 155, 168, 182, 205])
@pytest.mark.parametrize(("taken", "stored"), [(60, 60), (30, 30), (120, 60), (240, 30)])
def test_speeds_that_cameras_offer_fit(cadence_spm, taken, stored):
    assert clock(taken / stored, cadence_spm, stored).fit > 0.9


@pytest.mark.parametrize(
    ("cadence_spm", "factor", "frame_rate_hz"),
    [
        (159, 1 / 2, 60.0),
        (167, 1 / 1.33, 60.0),
        (179.5, 1 / 1.25, 60.0),
        (170, 1 / 1.5, 30.0),
        (150, 1.33, 25.0),
    ],
)
def test_other_speeds_do_not(cadence_spm, factor, frame_rate_hz):
    assert clock(factor, cadence_spm, frame_rate_hz).fit < 0.75


def test_a_speed_that_is_told_is_judged_as_well():
    assert clock(2.0, frame_rate_hz=60.0, user=120.0).fit > 0.9
    assert clock(1.0, frame_rate_hz=60.0, user=120.0).fit < 0.01
    assert clock(0.5, frame_rate_hz=60.0, user=30.0).fit > 0.9


def test_the_users_word_counts_first():
    reading = clock(1.0, user=240.0, tag=120.0)
    assert reading.scale.value == pytest.approx(1 / 8)
    assert reading.scale.source is TimeScaleSource.USER


def test_a_tag_that_gravity_allows_is_believed():
    reading = clock(8.0, tag=240.0)
    assert reading.scale.value == pytest.approx(1 / 8)
    assert reading.scale.source is TimeScaleSource.TAG


def test_a_tag_that_gravity_contradicts_is_not():
    """A player may already have stored the clip at real speed."""
    reading = clock(1.0, tag=240.0)
    assert reading.scale.value == 1.0
    assert reading.scale.source is TimeScaleSource.FILE


def test_a_tag_equal_to_the_stored_rate_says_nothing():
    assert clock(1.0, tag=30.0).scale.source is TimeScaleSource.FILE


def test_the_bounce_is_the_amplitude_at_the_step_rate():
    phase = np.linspace(0, 14, 421)
    height = 3.0 + 0.04 * np.cos(4 * np.pi * phase + 1) + 0.01 * np.cos(8 * np.pi * phase)
    noise = np.random.default_rng(1).normal(0, 0.002, len(phase))
    assert bounce(phase, height + noise) == pytest.approx(0.04, abs=0.001)
    height[50:60] = np.nan
    assert bounce(phase, height + noise) == pytest.approx(0.04, abs=0.001)
