"""A patch is found again where it was put."""

import cv2
import numpy as np
import pytest

from form_analyzer.shoe.look import HEIGHT, WIDTH, Pose, better_look, first_look, sample
from form_analyzer.shoe.register import Matcher
from tests.shoe.drawn import background, shoe

HOME = Pose(160.0, 96.0, 0.0)
BLUR_PX = 1.2


@pytest.fixture(scope="module")
def look():
    wall = background()
    patch = sample(shoe(wall, HOME.x_px, HOME.y_px, 0.0), HOME)
    behind = sample(wall, HOME)
    return better_look(np.stack([patch] * 3), np.stack([behind] * 3), -20.0)


def find(look, picture, start):
    return Matcher(look, BLUR_PX).find(picture.astype(np.float32), start)


@pytest.mark.parametrize("turn_deg", [-12.0, -4.0, 0.0, 7.0, 15.0])
@pytest.mark.parametrize("moved", [(0.0, 0.0), (2.4, -1.7)])
def test_a_moved_and_turned_shoe_is_found(look, turn_deg, moved):
    turn = np.radians(turn_deg)
    picture = shoe(background(), HOME.x_px + moved[0], HOME.y_px + moved[1], turn)
    found = find(look, picture, Pose(HOME.x_px, HOME.y_px, turn - 0.08))
    # The edge between wall and belt runs along the sole here and holds its outline back.
    allowed_deg = 0.4 + 0.1 * abs(turn_deg)
    assert np.degrees(found.pose.turn_rad) == pytest.approx(turn_deg, abs=allowed_deg)
    expected = Pose(HOME.x_px + moved[0], HOME.y_px + moved[1], turn).moved(look.shift, 0.0, 0.0)
    assert (found.pose.x_px, found.pose.y_px) == pytest.approx(
        (expected.x_px, expected.y_px), abs=0.5
    )
    assert found.match > 0.95


def test_brightness_and_contrast_do_not_matter(look):
    picture = shoe(background(), HOME.x_px, HOME.y_px, 0.1)
    plain = find(look, picture, HOME)
    dimmed = find(look, 0.4 * picture + 30.0, HOME)
    assert dimmed.pose.turn_rad == pytest.approx(plain.pose.turn_rad, abs=2e-3)
    assert dimmed.match == pytest.approx(plain.match, abs=5e-3)


def test_where_there_is_no_shoe_nothing_matches_well(look):
    rng = np.random.default_rng(5)
    blotches = cv2.resize(rng.uniform(60, 200, (20, 40)), (320, 160), interpolation=cv2.INTER_CUBIC)
    assert find(look, blotches, HOME).match < 0.7


def test_a_blank_picture_is_no_error(look):
    found = find(look, np.full((160, 320), 80.0), HOME)
    assert abs(found.match) < 1e-6


def test_the_background_weighs_little(look):
    outside = look.weight[-6:, :].max()
    assert look.weight.shape == (HEIGHT, WIDTH)
    assert outside < 0.1 * look.weight.max()


def test_a_first_look_leaves_out_the_leg():
    weight = first_look(np.zeros((HEIGHT, WIDTH), np.float32), -20.0).weight
    assert weight[:12].max() < 0.01 * weight.max()
