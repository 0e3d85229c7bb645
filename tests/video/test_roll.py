"""The camera's roll from edges drawn where they are known to be."""

import cv2
import numpy as np
import pytest

from form_analyzer.video.roll import camera_roll

HEIGHT, WIDTH = 360, 640
NOTHING_MOVES = np.zeros((HEIGHT, WIDTH), dtype=np.bool_)


def scene(*edges):
    """A grey picture with a post (x and y of its foot, height, lean to the right) for each."""
    large = np.full((4 * HEIGHT, 4 * WIDTH), 170, np.uint8)
    for x, y, height, lean_deg in edges:
        top = np.tan(np.radians(lean_deg)) * height
        foot, head = np.array([x, y]), np.array([x + top, y - height])
        aside = np.array([5.0, 0.0])
        corners = np.array([foot - aside, foot + aside, head + aside, head - aside])
        cv2.fillConvexPoly(large, np.rint(4 * corners).astype(np.int32), 70)
    return cv2.resize(large, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)


def wall(roll_deg, convergence_deg=0.0, places=(-0.9, -0.6, -0.3, 0.2, 0.5, 0.8)):
    return [
        ((place + 1) / 2 * WIDTH, 150, 120, roll_deg + place * convergence_deg) for place in places
    ]


def runner(middle_px=320):
    moving = NOTHING_MOVES.copy()
    moving[100:320, middle_px - 50 : middle_px + 50] = True
    return moving


@pytest.mark.parametrize("roll_deg", [-6.0, -1.0, 0.0, 2.5, 8.0])
def test_a_wall_all_around_tells_the_roll(roll_deg):
    found = camera_roll(scene(*wall(roll_deg)), NOTHING_MOVES)
    assert found.roll_deg == pytest.approx(roll_deg, abs=0.3)
    assert found.sd_deg < 0.6
    assert found.place == 0.0
    assert found.reason_missing is None


@pytest.mark.parametrize("middle_px", [120, 500])
def test_the_roll_is_told_where_somebody_moves(middle_px):
    found = camera_roll(scene(*wall(1.0, convergence_deg=4.0)), runner(middle_px))
    assert found.place == pytest.approx(2 * middle_px / WIDTH - 1, abs=0.02)
    assert found.roll_deg == pytest.approx(1.0 + 4.0 * found.place, abs=0.5)
    assert found.convergence_deg == pytest.approx(4.0, abs=0.8)


def test_edges_on_one_side_say_less_than_a_room_all_around():
    around = camera_roll(scene(*wall(1.0)), runner())
    aside = camera_roll(scene(*wall(1.0, places=(0.7, 0.8, 0.9))), runner())
    assert aside.reason_missing or aside.sd_deg > 1.5 * around.sd_deg


def test_the_leaning_posts_of_a_treadmill_do_not_outvote_the_room():
    posts = [(x, 310, 160, 6.0) for x in (390, 405, 430, 445)]
    upright = [((place + 1) / 2 * WIDTH, 90, 60, 0.5) for place in (-0.8, -0.4, 0.1, 0.5, 0.9)]
    found = camera_roll(scene(*posts, *upright), runner())
    assert found.roll_deg == pytest.approx(0.5, abs=0.5)


def test_posts_alone_are_no_vertical():
    found = camera_roll(scene((400, 310, 160, 6.0), (440, 310, 160, 6.0)), runner())
    assert found.roll_deg is None
    assert found.sd_deg is None
    assert found.reason_missing


def test_edges_on_what_moves_do_not_count():
    leaning_trunk = [(330, 300, 150, 12.0)]
    assert camera_roll(scene(*leaning_trunk), runner()).roll_deg is None


def test_nothing_that_stands():
    found = camera_roll(scene(), NOTHING_MOVES)
    assert found.roll_deg is None
    assert found.reason_missing
