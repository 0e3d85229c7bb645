import numpy as np
import pytest

from form_analyzer.datatypes import Facing, Plane, Side, ViewInfo
from form_analyzer.overlay.axes import Axes
from form_analyzer.overlay.moments import against, bend, raised, turned


def _view(facing, roll=None, belt=None):
    return ViewInfo(
        plane=Plane.SAGITTAL,
        facing=facing,
        near_side=Side.LEFT,
        camera_roll_deg=roll,
        belt_angle_deg=belt,
    )


@pytest.mark.parametrize(("facing", "sign"), [(Facing.LEFT, -1), (Facing.RIGHT, 1)])
def test_a_level_camera(facing, sign):
    axes = Axes.of(_view(facing))
    np.testing.assert_allclose(axes.up, [0, -1])
    np.testing.assert_allclose(axes.forward, [sign, 0], atol=1e-12)


def test_uphill_goes_up_whichever_way_the_runner_faces():
    for facing in Facing:
        axes = Axes.of(_view(facing, belt=10.0))
        assert axes.forward[1] == pytest.approx(-np.sin(np.radians(10)))


@pytest.mark.parametrize("facing", list(Facing))
@pytest.mark.parametrize("roll", [-4.0, 0.0, 9.0])
def test_level_is_square_to_up_and_goes_where_the_runner_goes(facing, roll):
    axes = Axes.of(_view(facing, roll=roll, belt=10.0))
    assert axes.level @ axes.up == pytest.approx(0)
    assert np.sign(axes.level[0]) == (-1 if facing is Facing.LEFT else 1)


@pytest.mark.parametrize("belt", [-5.0, 0.0, 5.9])
def test_a_slope_within_its_error_is_drawn_level(belt):
    axes = Axes.of(_view(Facing.LEFT, roll=2.0, belt=belt))
    np.testing.assert_array_equal(axes.forward, axes.level)


def test_turning_the_picture_by_the_roll_makes_up_stand_upright():
    roll = 7.0
    up = Axes.of(_view(Facing.RIGHT, roll=roll)).up
    # Anticlockwise by the roll, in pixels with y down.
    angle = np.radians(roll)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    np.testing.assert_allclose(turn @ up, [0, -1], atol=1e-12)


def test_angles_against_a_direction():
    up, forward = np.array([0.0, -1.0]), np.array([-1.0, 0.0])
    lean = np.array([-np.sin(np.radians(12)), -np.cos(np.radians(12))])
    assert against(lean, up, forward) == pytest.approx(12)
    assert against(up, up, forward) == 0


def test_knee_bend():
    hip, knee = np.array([0.0, 0.0]), np.array([0.0, 10.0])
    assert bend(hip, knee, np.array([0.0, 20.0])) == pytest.approx(0)
    assert bend(hip, knee, np.array([10.0, 10.0])) == pytest.approx(90)


@pytest.mark.parametrize("angle", [-40.0, 0.0, 12.0, 75.0])
def test_a_line_turns_by_the_angle_between_two_others(angle):
    before = np.array([3.0, 1.0])
    radians = np.radians(angle)
    turn = np.array([[np.cos(radians), -np.sin(radians)], [np.sin(radians), np.cos(radians)]])
    line = turned(np.array([-1.0, 0.0]), before, 5 * turn @ before)
    np.testing.assert_allclose(line, turn @ [-1.0, 0.0], atol=1e-12)


@pytest.mark.parametrize("facing", list(Facing))
def test_a_line_raised_points_further_up_by_as_much(facing):
    axes = Axes.of(_view(facing, roll=3.0))
    line = raised(axes.level, 14.0, axes)
    assert against(line, axes.level, axes.up) == pytest.approx(14.0)


def test_a_sloping_belt_does_not_lean_the_trunk():
    up, along = np.array([0.0, -1.0]), np.array([-np.cos(0.1), np.sin(0.1)])
    lean = np.array([-np.sin(np.radians(5)), -np.cos(np.radians(5))])
    assert against(lean, up, along) == pytest.approx(5)
    assert against(-along, -along, up) == pytest.approx(0)
