"""Signs and sizes of angles from points placed by hand."""

import numpy as np
import pytest

from form_analyzer.geometry import lean_deg, length, slope_deg, turn_deg, wrap_cycle


def line(x, y):
    return np.array([[x, y]], dtype=float)


@pytest.mark.parametrize(
    ("x", "y", "lean"), [(0, 1, 0), (1, 1, 45), (-1, 1, -45), (1, 0, 90), (1, np.sqrt(3), 30)]
)
def test_lean_is_positive_forward(x, y, lean):
    assert lean_deg(line(x, y))[0] == pytest.approx(lean)


@pytest.mark.parametrize(("x", "y", "slope"), [(1, 0, 0), (1, 1, 45), (1, -1, -45), (-1, 0, 180)])
def test_slope_is_positive_when_the_end_is_higher(x, y, slope):
    assert slope_deg(line(x, y))[0] == pytest.approx(slope)


def test_a_straight_leg_does_not_turn():
    assert turn_deg(line(0.1, -1), line(0.2, -2))[0] == pytest.approx(0)


def test_a_bent_knee_turns_positively_when_running_towards_plus_x():
    thigh, shank = line(0, -1), line(-1, -1)  # the shank goes back from the knee
    assert turn_deg(thigh, shank)[0] == pytest.approx(45)
    assert turn_deg(thigh, line(1, -1))[0] == pytest.approx(-45)


def test_turn_does_not_depend_on_lengths_or_on_rotation():
    rng = np.random.default_rng(1)
    first, second = rng.normal(size=(50, 2)), rng.normal(size=(50, 2))
    angle = rng.uniform(0, 6)
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turned = turn_deg(first @ rotation.T * 3.0, second @ rotation.T * 0.2)
    assert wrap_cycle((turned - turn_deg(first, second)) / 360) == pytest.approx(0, abs=1e-9)


def test_length():
    assert length(np.array([[3.0, 4.0], [0.0, 0.0]])) == pytest.approx([5, 0])


@pytest.mark.parametrize(
    ("phase", "wrapped"), [(0.2, 0.2), (0.7, -0.3), (1.2, 0.2), (-0.7, 0.3), (0.5, -0.5)]
)
def test_phase_differences_lie_within_half_a_cycle(phase, wrapped):
    assert wrap_cycle(phase) == pytest.approx(wrapped)


def test_missing_points_give_missing_angles():
    gap = line(np.nan, 1)
    assert np.isnan([lean_deg(gap)[0], slope_deg(gap)[0], turn_deg(gap, line(0, 1))[0]]).all()
