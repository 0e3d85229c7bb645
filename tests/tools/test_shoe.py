import numpy as np
import pytest

from tools.render_runner.shoe import make_shoe, place_shoe, turn_out

SHOE = make_shoe(0.202, 0.86, stack_m=0.03, outward=1)


def volume_m3(vertices, faces) -> float:
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    return float(np.sum(np.cross(a, b) * c) / 6)


def test_flat_shoe_stands_on_the_ground():
    vertices, _ = place_shoe(SHOE, np.zeros(3), 0.0)
    assert vertices[:, 1].min() == pytest.approx(0.0, abs=2e-3)
    assert 0.26 < np.ptp(vertices[:, 0]) < 0.31
    assert 0.07 < np.ptp(vertices[:, 2]) < 0.12


def test_shell_is_closed_and_turned_outwards():
    assert 0.8e-3 < volume_m3(SHOE.vertices, SHOE.faces) < 3e-3
    edges = np.sort(SHOE.faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
    _, count = np.unique(edges, axis=0, return_counts=True)
    assert np.all(count == 2)


@pytest.mark.parametrize("heel_up_deg", [5, 15, 30, 45, 55])
def test_toes_stay_on_the_belt_while_the_heel_rises(heel_up_deg):
    pitch = -np.radians(heel_up_deg)
    ball = np.array([0.202 * np.cos(pitch), 0.202 * np.sin(pitch), 0.0])
    vertices, _ = place_shoe(SHOE, -ball, float(pitch))
    assert vertices[:, 1].min() > -0.012


def test_foot_in_the_air_does_not_bend():
    pitch = -np.radians(40)
    vertices, _ = place_shoe(SHOE, np.array([0.0, 0.5, 0.0]), float(pitch))
    back = vertices - [0.0, 0.5, 0.0]
    cos, sin = np.cos(-pitch), np.sin(-pitch)
    x, y = back[:, 0] * cos - back[:, 1] * sin, back[:, 0] * sin + back[:, 1] * cos
    np.testing.assert_allclose(np.stack([x, y], 1), SHOE.vertices[:, :2], atol=1e-12)


@pytest.mark.parametrize("out_rad", [-0.14, 0.1])
def test_turned_out_shoe_keeps_its_middle_line_in_the_sagittal_plane_and_its_heights(out_rad):
    ankle = np.array([0.05, 0.08, 0.03])
    line = np.array([[0.0, 0.0, 0.03], [0.2, 0.05, 0.03]])
    turned = turn_out(line, ankle, out_rad)
    np.testing.assert_allclose(turned[:, :2], line[:, :2], atol=1e-12)
    heel_to_toe = turned[1] - turned[0]
    assert np.arctan2(heel_to_toe[2], heel_to_toe[0]) == pytest.approx(out_rad)
    vertices, _ = place_shoe(SHOE, np.zeros(3), 0.3)
    moved = turn_out(vertices, ankle, out_rad)
    np.testing.assert_allclose(moved[:, 1], vertices[:, 1], atol=1e-12)
    level = np.linalg.norm((moved - ankle)[:, ::2], axis=1)
    before = np.linalg.norm((vertices - ankle)[:, ::2], axis=1)
    np.testing.assert_allclose(level, before / np.cos(out_rad), atol=1e-12)


def test_normals_are_unit_and_follow_the_shoe():
    _, flat = place_shoe(SHOE, np.zeros(3), 0.0)
    _, turned = place_shoe(SHOE, np.array([0, 1.0, 0]), float(np.radians(90)))
    np.testing.assert_allclose(np.linalg.norm(turned, axis=1), 1, atol=1e-9)
    np.testing.assert_allclose(turned[:, 1], flat[:, 0], atol=1e-9)
