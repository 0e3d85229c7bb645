from dataclasses import replace

import numpy as np
import pytest

from tools.render_runner.camera import Camera, make_view, tilt, view_path

CAMERA = Camera(width_px=1280, height_px=720, height_m=0.82, look_at_m=(0.0, 0.82))


def project(camera: Camera, *points: tuple[float, float, float]) -> np.ndarray:
    return make_view(camera).project(np.array(points))


def test_looked_at_point_is_in_the_middle():
    np.testing.assert_allclose(project(CAMERA, (0.0, 0.82, 0.0)), [[640, 360]], atol=1e-9)


def test_scale_is_square_and_as_asked():
    middle, ahead, above = project(CAMERA, (0, 0.82, 0), (0.5, 0.82, 0), (0, 1.32, 0))
    per_metre = 720 / CAMERA.view_height_m
    np.testing.assert_allclose(ahead - middle, [0.5 * per_metre, 0], atol=1e-9)
    np.testing.assert_allclose(above - middle, [0, -0.5 * per_metre], atol=1e-9)


@pytest.mark.parametrize(("side", "sign"), [(1, 1), (-1, -1)])
def test_runner_faces_right_from_their_right(side, sign):
    middle, ahead = project(replace(CAMERA, side=side), (0, 0.8, 0), (0.3, 0.8, 0))
    assert np.sign(ahead[0] - middle[0]) == sign


@pytest.mark.parametrize("side", [1, -1])
def test_near_side_looks_larger(side):
    camera = replace(CAMERA, side=side)
    low, high = project(camera, (0, 0, 0.2 * side), (0, 1, 0.2 * side))
    far_low, far_high = project(camera, (0, 0, -0.2 * side), (0, 1, -0.2 * side))
    assert low[1] - high[1] > far_low[1] - far_high[1]


@pytest.mark.parametrize("roll_deg", [-4.0, 3.0])
@pytest.mark.parametrize("side", [1, -1])
def test_roll_turns_the_picture(roll_deg, side):
    low, high = project(replace(CAMERA, roll_deg=roll_deg, side=side), (0, 0.4, 0), (0, 1.2, 0))
    line = high - low
    # Positive roll: uprights lean to the right, turning the picture anticlockwise rights them.
    assert np.degrees(np.arctan2(line[0], -line[1])) == pytest.approx(roll_deg, abs=1e-6)


@pytest.mark.parametrize("side", [1, -1])
def test_positive_yaw_stands_towards_the_front(side):
    view = make_view(replace(CAMERA, yaw_deg=10.0, side=side))
    assert view.eye[0] > 0.5
    assert np.sign(view.eye[2]) == side


def test_still_camera_stands_still_and_a_hand_trembles_repeatably():
    time_s = np.linspace(0, 2, 50)
    still = view_path(CAMERA, time_s, seed=3)
    assert all(np.array_equal(view.matrix, still[0].matrix) for view in still)
    shaking = replace(CAMERA, shake_deg=0.05)
    point = np.array([0.0, 0.8, 0.0])
    paths = [
        np.array([view.project(point) for view in view_path(shaking, time_s, seed=seed)])
        for seed in (3, 3, 4)
    ]
    np.testing.assert_array_equal(paths[0], paths[1])
    assert not np.allclose(paths[0], paths[2])
    assert 0.05 < paths[0].std(axis=0).max() < 5


def test_a_camera_that_sways_shows_what_is_nearer_move_further():
    time_s = np.linspace(0, 20, 100)
    swaying = view_path(replace(CAMERA, sway_m=0.01), time_s, seed=3)
    eyes = np.array([view.eye for view in swaying])
    assert 0.003 < eyes.std(axis=0).max() < 0.04
    runner, wall = (
        np.array([view.project(np.array(place)) for view in swaying]).std(axis=0).max()
        for place in ([0.0, 0.8, 0.0], [0.0, 0.8, -2.0 * CAMERA.side])
    )
    assert runner > 1.2 * wall > 0.5


def test_uphill_lifts_the_front():
    raised = tilt(2.0)[:3, :3] @ [1.0, 0.0, 0.0]
    assert np.degrees(np.arctan2(raised[1], raised[0])) == pytest.approx(2.0)
