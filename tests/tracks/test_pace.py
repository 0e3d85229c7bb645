"""Strides that follow one another unbroken, and those that do not."""

from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.synthetic.camera import Camera
from form_analyzer.synthetic.make import make_track
from form_analyzer.synthetic.parameters import RunnerParameters
from form_analyzer.tracks.pace import settled
from form_analyzer.tracks.rhythm import find_rhythm
from tests.clips import drawn_clips, rows_of, runner_clip


def without(track, frames):
    """The track as if these frames had never been filmed, and the rest played on."""
    kept = rows_of(track, np.setdiff1d(np.arange(len(track.time_s)), frames))
    return replace(kept, time_s=track.time_s[: len(kept.time_s)] - track.time_s[0])


def settle(track):
    found = find_rhythm(track)
    return found, settled(track, found)


@pytest.mark.parametrize("frame_rate_hz", [25.0, 30.0, 60.0])
def test_an_unbroken_clip_keeps_its_rhythm(frame_rate_hz):
    found, kept = settle(runner_clip(frame_rate_hz).track)
    assert kept is found
    assert not kept.broken


def test_other_runners_keep_theirs():
    for clip in drawn_clips(4):
        found, kept = settle(clip.track)
        assert kept is found


@pytest.mark.parametrize("drift_spm_per_min", [-12.0, 12.0])
def test_a_drift_of_cadence_is_no_break(drift_spm_per_min):
    plain = RunnerParameters()
    variation = replace(plain.variation, cadence_drift_spm_per_min=drift_spm_per_min)
    runner = replace(plain, variation=variation)
    clip = make_track(runner, Camera(frame_rate_hz=60.0), duration_s=12.0, seed=4)
    found, kept = settle(clip.track)
    assert kept is found


def test_frames_cut_out_again_and_again_do_not_change_the_rate():
    track = runner_clip().track
    whole = find_rhythm(track)
    time_s = track.time_s % 2.0
    found, kept = settle(without(track, np.flatnonzero((time_s > 1.0) & (time_s < 1.2))))
    assert abs(found.stride_hz / whole.stride_hz - 1) > 0.03
    assert kept.broken
    assert kept.stride_hz == pytest.approx(whole.stride_hz, abs=2 * kept.rate_sd_hz)
    assert kept.stride_hz == pytest.approx(whole.stride_hz, rel=0.02)


def test_too_short_a_clip_is_left_as_it_is():
    found, kept = settle(rows_of(runner_clip().track, slice(0, 150)))
    assert kept is found
