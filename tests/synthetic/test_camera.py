from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import N_KEYPOINTS, Facing, Joint, Keypoint, Side
from form_analyzer.synthetic.camera import Camera, keypoint_depth, project, take_shots
from form_analyzer.synthetic.parameters import BodyShape

FLAT = Camera(distance_m=np.inf)
BODY, LEG = BodyShape(), 0.86


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def points(x: float, y: float) -> np.ndarray:
    return np.tile([x, y], (1, N_KEYPOINTS, 1))


def test_the_point_a_leg_length_up_lies_at_the_centre() -> None:
    px = project(FLAT, points(0.0, LEG), BODY, LEG)
    np.testing.assert_allclose(px[0], [[640, 0.55 * 720]] * N_KEYPOINTS)


def test_x_is_forward_and_y_is_up() -> None:
    px = project(FLAT, points(1.0, LEG + 0.5), BODY, LEG)[0, 0]
    np.testing.assert_allclose(px, [640 + 300, 0.55 * 720 - 150])


def test_facing_left_is_the_mirror_image() -> None:
    motion = rng().normal(size=(5, N_KEYPOINTS, 2))
    right = project(FLAT, motion, BODY, LEG)
    left = project(replace(FLAT, facing=Facing.LEFT), motion, BODY, LEG)
    np.testing.assert_allclose(left[..., 0], FLAT.width_px - right[..., 0])
    np.testing.assert_allclose(left[..., 1], right[..., 1])


def test_near_side_follows_from_facing() -> None:
    assert FLAT.near_side is Side.RIGHT
    assert replace(FLAT, facing=Facing.LEFT).near_side is Side.LEFT
    for facing in Facing:
        camera = replace(FLAT, facing=facing)
        depth = keypoint_depth(camera, BODY)
        near, far = camera.near_side, camera.near_side.other
        assert all(depth[j.on(near).column] > 0 > depth[j.on(far).column] for j in Joint)
        assert depth[Keypoint.NOSE.column] == 0


def test_perspective_enlarges_the_near_side() -> None:
    close = replace(FLAT, distance_m=2.0)
    px = project(close, points(0.5, LEG), BODY, LEG)[0]
    near, far = px[Keypoint.RIGHT_HIP.column], px[Keypoint.LEFT_HIP.column]
    half = BODY.hip_width / 2 * LEG
    assert near[0] - 640 == pytest.approx(150 / (1 - half / 2.0))
    assert far[0] - 640 == pytest.approx(150 / (1 + half / 2.0))


@pytest.mark.parametrize("facing", list(Facing))
def test_roll_turns_the_picture_clockwise(facing: Facing) -> None:
    camera = replace(FLAT, roll_deg=10.0, facing=facing)
    low, high = (project(camera, points(0.0, y), BODY, LEG)[0, 0] for y in (LEG, LEG + 1))
    upward = high - low
    assert np.degrees(np.arctan2(upward[0], -upward[1])) == pytest.approx(10.0)


@pytest.mark.parametrize("facing", list(Facing))
def test_incline_raises_the_belt_in_the_direction_of_travel(facing: Facing) -> None:
    camera = replace(FLAT, incline_deg=5.0, facing=facing)
    back, front = (project(camera, points(x, 0.0), BODY, LEG)[0, 0] for x in (-1.0, 1.0))
    rise = np.degrees(np.arctan2(back[1] - front[1], abs(front[0] - back[0])))
    assert rise == pytest.approx(5.0)


def test_yaw_shortens_and_separates_the_sides() -> None:
    camera = replace(FLAT, yaw_deg=20.0)
    back, front = (project(camera, points(x, LEG), BODY, LEG)[0] for x in (0.0, 1.0))
    length = front[Keypoint.NOSE.column, 0] - back[Keypoint.NOSE.column, 0]
    assert length == pytest.approx(300 * np.cos(np.radians(20)))
    assert back[Keypoint.LEFT_HIP.column, 0] != back[Keypoint.RIGHT_HIP.column, 0]


def test_plain_shots_are_evenly_spaced() -> None:
    shots = take_shots(FLAT, 10.0, rng())
    assert len(shots.time_s) == 600
    np.testing.assert_allclose(shots.time_s, np.arange(600) / 60, atol=1e-9)
    np.testing.assert_array_equal(shots.shown, np.arange(600))


def test_slow_motion_stretches_the_file_not_the_runner() -> None:
    slow = replace(FLAT, frame_rate_hz=240.0, time_scale=1 / 8)
    shots = take_shots(slow, 2.0, rng())
    assert np.diff(shots.time_s).mean() == pytest.approx(1 / 30)
    assert shots.stamp_s[-1] == pytest.approx(479 / 240)


def test_dropped_frames_leave_gaps() -> None:
    shots = take_shots(replace(FLAT, dropped_ratio=0.1), 20.0, rng())
    assert 1020 < len(shots.time_s) < 1140
    gaps = np.diff(shots.stamp_s) * 60
    np.testing.assert_allclose(gaps, np.round(gaps), atol=1e-6)
    assert gaps.max() >= 2


def test_duplicated_frames_show_the_one_before() -> None:
    shots = take_shots(replace(FLAT, duplicated_ratio=0.1), 20.0, rng())
    repeated = shots.shown != np.arange(len(shots.shown))
    assert 0.07 < repeated.mean() < 0.13
    assert np.all(shots.shown <= np.arange(len(shots.shown)))
    assert np.all(~repeated[shots.shown])


def test_variable_rate_keeps_increasing() -> None:
    shots = take_shots(replace(FLAT, time_jitter_ratio=0.3), 20.0, rng())
    spacing = np.diff(shots.time_s)
    assert spacing.min() > 0
    assert spacing.std() / spacing.mean() == pytest.approx(0.3, rel=0.15)


def test_too_short_a_clip_is_refused() -> None:
    with pytest.raises(ValueError, match="no clip"):
        take_shots(FLAT, 0.01, rng())
