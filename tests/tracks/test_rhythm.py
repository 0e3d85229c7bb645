"""Stride rate of runners of known cadence, legs exchanged or not."""

from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import EventKind, Metric, Side
from form_analyzer.synthetic.camera import Camera
from form_analyzer.synthetic.make import make_track
from form_analyzer.synthetic.parameters import NO_VARIATION, RunnerParameters
from form_analyzer.tracks.follow import exchange_legs, follow, leg_length_px, upright_signal
from form_analyzer.tracks.rhythm import find_rhythm
from form_analyzer.tracks.steady import cut
from tests.clips import drawn_clips, runner_clip


@pytest.mark.parametrize("rate_hz", [25.0, 30.0, 60.0, 120.0])
def test_rate_at_every_frame_rate(rate_hz):
    clip = make_track(
        RunnerParameters(variation=NO_VARIATION),
        Camera(frame_rate_hz=rate_hz),
        duration_s=10.0,
        seed=3,
    )
    rhythm = find_rhythm(clip.track)
    assert rhythm is not None
    assert 120 * rhythm.stride_hz == pytest.approx(clip.parameters.cadence_spm, abs=0.2)


def test_rate_of_different_runners_is_never_half_or_double():
    for clip in drawn_clips(8):
        rhythm = find_rhythm(clip.track)
        assert rhythm is not None
        assert 120 * rhythm.stride_hz == pytest.approx(clip.parameters.cadence_spm, rel=0.03)


def test_rate_does_not_care_which_leg_is_called_left():
    track = runner_clip().track
    swaps = tuple((k, k + 2) for k in range(5, 470, 25))
    plain, swapped = find_rhythm(track), find_rhythm(exchange_legs(track, swaps))
    assert plain is not None
    assert swapped is not None
    assert swapped.stride_hz == pytest.approx(plain.stride_hz, rel=1e-6)
    assert swapped.phase == pytest.approx(plain.phase, abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_rate_where_the_legs_are_exchanged_at_random(seed):
    track = cut(runner_clip().track, 0, 180)
    swapped = np.random.default_rng(seed).random(180) < 0.5
    swaps = tuple((int(k), int(k)) for k in track.frame_index[swapped])
    plain, mixed = find_rhythm(track), find_rhythm(exchange_legs(track, swaps))
    assert plain is not None
    assert mixed is not None
    assert mixed.stride_hz == pytest.approx(plain.stride_hz, rel=0.01)


def test_phase_grows_by_one_from_contact_to_contact():
    clip = runner_clip(noisy=False)
    rhythm = find_rhythm(clip.track)
    assert rhythm is not None
    contacts = clip.truth.event_times_s(EventKind.INITIAL_CONTACT, Side.LEFT)
    at = np.interp(contacts, clip.track.time_s, rhythm.phase)
    assert np.diff(at) == pytest.approx(1.0, abs=0.04)


def test_nothing_repeats_in_too_few_frames():
    assert find_rhythm(cut(runner_clip().track, 0, 12)) is None


def test_follow_leaves_out_a_runner_who_stands_at_first():
    track = runner_clip().track
    position = track.position_px.copy()
    position[:150] = position[150]
    position[:150] += np.random.default_rng(1).normal(0, 1, position[:150].shape)
    standing = replace(track, position_px=position)
    followed = follow(standing, Side.RIGHT)
    assert followed is not None
    assert 110 <= followed.first <= 250
    assert followed.last == len(track.time_s)
    assert not followed.ramp


def test_leg_length_and_trunk_height_in_pixels():
    clip = runner_clip(noisy=False)
    wanted = clip.camera.scale_px_per_m * clip.parameters.leg_length_m
    assert leg_length_px(clip.track, Side.RIGHT) == pytest.approx(wanted, rel=0.05)
    height = upright_signal(clip.track)
    assert height.max() < 0  # up is less negative: y counts down from the picture's top
    assert np.ptp(height) == pytest.approx(
        clip.truth.value(Metric.VERTICAL_OSCILLATION) * clip.camera.scale_px_per_m, rel=0.35
    )
