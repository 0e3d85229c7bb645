"""What must not change the numbers, and how far half the frames may."""

from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import (
    CameraPath,
    CaptureInfo,
    Facing,
    Metric,
    QualityCode,
    QualitySeverity,
    Side,
)
from form_analyzer.examine import examine
from form_analyzer.synthetic.camera import Camera
from form_analyzer.synthetic.make import make_track
from form_analyzer.tracks.steadied import as_filmed
from tests.clips import (
    BORDERS_DEG,
    drawn_clips,
    measure,
    measured_runner,
    mirrored,
    rows_of,
    runner_clip,
    scene,
    value,
    video,
)
from tests.examine.common import inside, measured_drawn, same, same_events


def test_a_mirrored_runner_has_the_same_numbers_with_the_sides_exchanged():
    plain, mirror = measured_runner(), measure(mirrored(runner_clip().track))
    assert mirror.view.facing is Facing.LEFT
    assert mirror.view.near_side is Side.LEFT
    same(plain, mirror, exchanged=True)
    same_events(plain, mirror, exchanged=True)


def test_a_mirror_changes_the_cameras_roll_too():
    clip = drawn_clips(4)[0]
    roll = 2.0
    plain = measure(clip.track, roll_deg=roll)
    mirror = measure(mirrored(clip.track), roll_deg=-roll)
    lean_deg = value(plain, Metric.TRUNK_LEAN)
    assert value(mirror, Metric.TRUNK_LEAN) == pytest.approx(lean_deg, abs=1e-5)


def held_path(track):
    """A camera in a hand that follows the runner's steps: the worst there is."""
    time_s = track.time_s - track.time_s[0]
    step = np.sin(2 * np.pi * 2.9 * time_s)
    lean = np.radians(0.3 * np.sin(2 * np.pi * 0.7 * time_s))
    matrix = np.empty((len(time_s), 2, 3))
    matrix[:, 0, :2] = np.stack([np.cos(lean), -np.sin(lean)], axis=1)
    matrix[:, 1, :2] = np.stack([np.sin(lean), np.cos(lean)], axis=1)
    matrix[:, :, 2] = np.stack([4 * np.sin(2 * np.pi * 0.4 * time_s), 5 * step], axis=1)
    return CameraPath(frame_index=track.frame_index.copy(), matrix=matrix)


def test_a_held_camera_that_was_followed_gives_a_tripods_numbers():
    track = runner_clip().track
    path = held_path(track)
    filmed = as_filmed(track, path)
    assert np.nanmax(np.abs(filmed.position_px - track.position_px)) > 5.0
    held = scene(camera_sway_px=5.0, camera_path=path)
    found = examine(video(filmed), filmed, held, CaptureInfo(), BORDERS_DEG)
    same(measured_runner(), found)
    same_events(measured_runner(), found)
    drawn, plain = found.track.position_px, measured_runner().track.position_px
    np.testing.assert_allclose(
        drawn, as_filmed(replace(track, position_px=plain), path).position_px
    )
    assert [f.severity for f in found.quality if f.code is QualityCode.CAMERA_MOVES] == [
        QualitySeverity.INFO
    ]


def test_time_may_start_anywhere():
    track = runner_clip().track
    later = measure(replace(track, time_s=track.time_s + 17.25))
    same(measured_runner(), later)
    same_events(measured_runner(), later)


def test_where_the_runner_is_in_the_picture_and_how_large_makes_no_difference():
    track = runner_clip().track
    half = replace(
        track,
        position_px=track.position_px * 0.5 + np.array([40.0, 90.0]),
        width_px=track.width_px,
        height_px=track.height_px,
    )
    same(measured_runner(), measure(half))


@pytest.mark.parametrize("k", range(2))
def test_every_other_frame_stays_inside_the_interval(k):
    clip = drawn_clips(4)[k]
    half = measure(rows_of(clip.track, slice(None, None, 2)), roll_deg=clip.camera.roll_deg)
    inside(measured_drawn()[k], half)


@pytest.mark.parametrize("k", range(2))
@pytest.mark.parametrize("rows", [slice(60, None), slice(None, -60)])
def test_a_second_less_stays_inside_the_interval(k, rows):
    clip = drawn_clips(4)[k]
    trimmed = measure(rows_of(clip.track, rows), roll_deg=clip.camera.roll_deg)
    inside(measured_drawn()[k], trimmed)


def test_uneven_time_stamps_are_taken_as_they_are():
    camera = Camera(dropped_ratio=0.08, time_jitter_ratio=0.15)
    clip = make_track(runner_clip().parameters, camera, duration_s=8.0, seed=4)
    inside(measured_runner(), measure(clip.track), allowed=1)
