"""What of a frame is kept about the feet, and what can be cut from it."""

import numpy as np
import pytest

from form_analyzer.datatypes import N_KEYPOINTS, Keypoint
from form_analyzer.pose.feet import about_feet, usual_bytes

WIDTH, HEIGHT, TRUNK = 800, 600, 100.0
HIPS = np.array([400.0, 250.0])


@pytest.fixture(scope="module")
def grey():
    return np.random.default_rng(0).integers(0, 256, (HEIGHT, WIDTH), dtype=np.uint8)


def body(*, facing=1.0, hips=HIPS):
    """Keypoints as fractions: hips, shoulders straight above, feet a leg's length below."""
    points = np.tile(hips, (N_KEYPOINTS, 1))
    for side in ("LEFT", "RIGHT"):
        points[Keypoint[f"{side}_SHOULDER"].column] = hips - np.array([0.0, TRUNK])
        points[Keypoint[f"{side}_HEEL"].column] = hips + np.array([-facing * 10.0, 1.7 * TRUNK])
        points[Keypoint[f"{side}_TOE"].column] = hips + np.array([facing * 30.0, 1.7 * TRUNK])
    return points / (WIDTH, HEIGHT)


def around(x, y, half=30):
    return slice(y - half, y + half), slice(x - half, x + half)


@pytest.mark.parametrize("facing", [1.0, -1.0])
def test_a_box_about_a_landing_foot_is_what_the_picture_shows_there(grey, facing):
    kept = about_feet(grey, body(facing=facing))
    box = around(int(400 + facing * 120), 420)
    np.testing.assert_array_equal(kept.cut(box), grey[box])
    assert kept.whole == (HEIGHT, WIDTH)
    assert kept.grey.nbytes < 0.35 * grey.nbytes


def test_a_box_that_is_not_all_kept_is_not_given(grey):
    kept = about_feet(grey, body())
    assert kept.cut(around(400, 150)) is None
    assert kept.cut(around(int(400 - 1.2 * TRUNK), 420)) is None
    assert about_feet(grey, body(facing=-1.0)).cut(around(int(400 - 1.2 * TRUNK), 420)) is not None


def test_a_box_that_ends_beyond_the_picture_is_cut_as_the_picture_is(grey):
    kept = about_feet(grey, body(hips=np.array([750.0, 420.0])))
    box = slice(560, 640), slice(760, 900)
    np.testing.assert_array_equal(kept.cut(box), grey[box])


def test_nothing_is_kept_of_feet_outside_the_picture(grey):
    assert about_feet(grey, body(hips=np.array([400.0, 700.0]))) is None


def test_what_is_kept_is_a_copy(grey):
    ours = grey.copy()
    kept = about_feet(ours, body())
    box = around(400, 420)
    before = kept.cut(box).copy()
    ours[:] = 0
    np.testing.assert_array_equal(kept.cut(box), before)


def test_the_size_of_what_is_kept_is_foretold(grey):
    kept = about_feet(grey, body())
    share = (TRUNK / HEIGHT / 0.23) ** 2
    assert kept.grey.nbytes == pytest.approx(share * usual_bytes(WIDTH, HEIGHT), rel=0.03)
