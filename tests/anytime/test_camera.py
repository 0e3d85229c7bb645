"""A camera is followed where it strays, once, and only as far as it can be."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from form_analyzer.anytime import camera as camera_module
from form_analyzer.anytime.camera import with_camera_path
from form_analyzer.anytime.parts import select
from form_analyzer.datatypes import PoseTrack
from form_analyzer.settings import Settings, load_settings
from form_analyzer.video.camera_path import follow_camera
from form_analyzer.video.encode import write_h264
from form_analyzer.video.probe import probe
from form_analyzer.video.scene import look
from tests.clips import rows_of, runner_clip, scene
from tests.video.test_camera_path import RATE_HZ, error_px, hand, picture, true_path
from tests.video.test_scene import room

N = 90


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(load_settings(), cache_dir=tmp_path / "cache", dask_scheduler=None)


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    """A clip out of a hand, and where the camera was."""
    wall, places = room(), hand(N)
    path = tmp_path_factory.mktemp("held") / "run.mp4"
    write_h264(path, (picture(wall, place, i) for i, place in enumerate(places)), RATE_HZ)
    return probe(path), places


def runner(n: int = N) -> PoseTrack:
    """Somebody in the middle of a picture of 640 by 360, in a clip of this many frames."""
    track = rows_of(runner_clip().track, slice(0, n))
    return replace(track, position_px=track.position_px * 0.5, width_px=640, height_px=360)


def test_a_camera_that_strays_is_followed_through_the_tracks_frames(held, settings):
    info, places = held
    found = with_camera_path(info, look(info), runner(), settings)
    assert found.camera_sway_px > 2.0
    assert (
        np.abs(error_px(found.camera_path, true_path(places, found.camera_roll_frame))).max() < 0.5
    )


def test_what_was_followed_is_not_followed_again(held, settings, monkeypatch):
    info, _ = held
    seen = look(info)
    first = with_camera_path(info, seen, runner(), settings)
    monkeypatch.setattr(camera_module, "follow_camera", None)
    again = with_camera_path(info, seen, runner(), settings)
    np.testing.assert_array_equal(again.camera_path.matrix, first.camera_path.matrix)
    assert with_camera_path(info, first, runner(), settings) is first


def test_frames_watched_later_are_added_to_those_before(held, settings):
    info, places = held
    early, late = (select(runner(), rows) for rows in (slice(0, 30), slice(50, N)))
    first = with_camera_path(info, look(info), early, settings)
    both = with_camera_path(info, first, late, settings)
    np.testing.assert_array_equal(
        both.camera_path.frame_index, np.concatenate([np.arange(30), np.arange(50, N)])
    )
    true = true_path(places, both.camera_roll_frame)[both.camera_path.frame_index]
    assert np.abs(error_px(both.camera_path, true)).max() < 0.5


def test_a_tripod_is_not_followed(held, settings):
    info, _ = held
    still = scene(camera_sway_px=0.1)
    assert with_camera_path(info, still, runner(), settings) is still


def test_a_tripod_that_was_taken_for_a_hand_is_told_by_following_it(tmp_path, settings):
    wall = room()
    path = tmp_path / "still.mp4"
    write_h264(path, (picture(wall, np.zeros(3), i) for i in range(N)), RATE_HZ)
    found = with_camera_path(probe(path), scene(camera_sway_px=3.0), runner(), settings)
    assert found.camera_path is None
    assert found.camera_sway_px < 0.1


def test_where_nobody_is_seen_no_camera_is_followed(held, settings):
    info, _ = held
    nobody = replace(runner(), position_px=np.full_like(runner().position_px, np.nan))
    swaying = scene(camera_sway_px=5.0)
    assert with_camera_path(info, swaying, nobody, settings) is swaying


def test_a_camera_lost_too_often_has_no_path(held, settings, monkeypatch):
    info, _ = held

    def half(*given, **said):
        path = follow_camera(*given, **said)
        matrix = path.matrix.copy()
        matrix[::2] = np.nan
        return replace(path, matrix=matrix)

    monkeypatch.setattr(camera_module, "follow_camera", half)
    swaying = look(info)
    assert with_camera_path(info, swaying, runner(), settings) is swaying


def test_what_goes_further_than_the_background_was_not_it(held, settings, monkeypatch):
    info, _ = held

    def elsewhere(*given, **said):
        path = follow_camera(*given, **said)
        matrix = path.matrix.copy()
        matrix[:, 0, 2] += np.linspace(-60.0, 60.0, len(matrix))
        return replace(path, matrix=matrix)

    monkeypatch.setattr(camera_module, "follow_camera", elsewhere)
    swaying = look(info)
    assert with_camera_path(info, swaying, runner(), settings) is swaying
