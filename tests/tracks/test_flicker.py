"""What alternates from frame to frame goes; movement and gaps stay."""

from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import Keypoint
from form_analyzer.tracks.flicker import without_flicker
from form_analyzer.tracks.steady import cut
from tests.clips import runner_clip

ANKLE, WRIST = Keypoint.RIGHT_ANKLE.column, Keypoint.LEFT_WRIST.column


@pytest.fixture(scope="module")
def track():
    return runner_clip(noisy=False).track


def flickering(track, px):
    sign = np.where(track.frame_index % 2 == 0, 1.0, -1.0)
    return replace(track, position_px=track.position_px + px * sign[:, None, None])


def test_an_alternating_error_is_taken_out(track):
    found = without_flicker(flickering(track, 4.0)).position_px
    inside = slice(6, -6)
    assert np.nanmax(np.abs(found - track.position_px)[inside]) < 1.2
    assert np.sqrt(np.nanmean((found - track.position_px)[inside] ** 2)) < 0.3


def test_movement_is_left_as_it_is(track):
    found = without_flicker(track).position_px
    assert np.nanmax(np.abs(found - track.position_px)[6:-6]) < 1.2


def test_an_error_that_changes_slowly_is_followed(track):
    size_px = 3.0 * np.sin(2 * np.pi * 1.4 * track.time_s)
    sign = np.where(track.frame_index % 2 == 0, 1.0, -1.0)
    moved = replace(track, position_px=track.position_px + (size_px * sign)[:, None, None])
    found = without_flicker(moved).position_px
    assert np.sqrt(np.nanmean((found - track.position_px)[6:-6] ** 2)) < 0.6


def test_gaps_stay_gaps_and_thinned_frames_count_in_turn(track):
    position = flickering(track, 4.0).position_px.copy()
    position[40:60, ANKLE] = np.nan
    position[:, WRIST] = np.nan
    found = without_flicker(replace(track, position_px=position)).position_px
    assert np.isnan(found[40:60, ANKLE]).all()
    assert np.isnan(found[:, WRIST]).all()
    assert np.isfinite(found[60:, ANKLE]).all()
    thinned = replace(track, frame_index=3 * track.frame_index)
    same = without_flicker(thinned).position_px
    np.testing.assert_allclose(same, without_flicker(track).position_px)


def test_a_handful_of_frames_is_returned_as_it_is(track):
    few = cut(track, 0, 5)
    assert without_flicker(few) is few
