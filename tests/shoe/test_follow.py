"""A drawn shoe is followed through its landings."""

import numpy as np
import pytest

from form_analyzer.shoe.cut_out import cut_out
from form_analyzer.shoe.follow import View, follow_shoe, size_for
from tests.shoe.drawn import background, shoe

BELT_PX_S = 400.0


def turn_deg(after_s, strike_deg):
    """Held until contact, then down within 40 ms; + = clockwise."""
    return strike_deg * float(np.clip(1.0 - after_s / 0.04, 0.0, 1.0))


def views(strike_deg, *, rate_hz=60.0, strides=8, seed=1, levels=(215.0, 120.0)):
    """Views of landings, each stride seen at other instants, with rough places."""
    rng = np.random.default_rng(seed)
    found = []
    for stride in range(strides):
        first_s = -0.1 + (stride / strides) / rate_hz
        for after_s in np.arange(first_s, 0.14, 1.0 / rate_hz):
            x, y = 150.0 - BELT_PX_S * max(after_s, -0.02), 94.0 - 60.0 * max(-after_s, 0.0)
            turn = np.radians(turn_deg(after_s, strike_deg))
            picture = shoe(background(), x, y, turn, levels=levels) + rng.normal(0, 2, (160, 320))
            rough = rng.normal(0, 1.5, 2)
            found.append(
                View(np.clip(picture, 0, 255).astype(np.uint8), after_s, x + rough[0], y + rough[1])
            )
    return found


def strike_of(seen, found):
    """The turn just before contact against flat stance, deg."""
    after_s = np.array([view.after_s for view in seen])
    turns = np.degrees([one.pose.turn_rad for one in found])
    flat = np.median(turns[(after_s > 0.06) & (after_s < 0.11)])
    return np.median(turns[(after_s > -0.03) & (after_s < 0.0)]) - flat


@pytest.mark.parametrize("strike_deg", [-9.0, 0.0, 6.0, 18.0])
def test_the_turn_is_followed(strike_deg):
    seen = views(strike_deg)
    found = follow_shoe(seen, background().astype(np.float32), -20.0)
    assert strike_of(seen, found) == pytest.approx(strike_deg, abs=0.9 + 0.1 * abs(strike_deg))
    assert np.median([one.match for one in found]) > 0.9


@pytest.mark.parametrize("levels", [(70.0, 66.0), (180.0, 185.0)])
@pytest.mark.parametrize("strike_deg", [-9.0, 0.0, 18.0])
def test_a_shoe_without_a_pattern_is_followed_cut_out_of_the_background(strike_deg, levels):
    seen = views(strike_deg, levels=levels)
    behind = background().astype(np.float32)
    shown, nothing = cut_out(seen, behind)
    found = follow_shoe(shown, nothing, -20.0)
    assert strike_of(seen, found) == pytest.approx(strike_deg, abs=0.9 + 0.1 * abs(strike_deg))
    assert np.median([one.match for one in found]) > 0.95


def test_cut_out_pictures_hold_the_shoe_before_an_even_grey():
    seen = views(6.0, strides=2)
    shown, nothing = cut_out(seen, background().astype(np.float32))
    assert np.unique(nothing).tolist() == [0.0]
    for before, after in zip(seen, shown, strict=True):
        x, y = int(before.x_px), int(before.y_px)
        near, far = np.s_[y - 2 : y + 3, x - 20 : x + 21], np.s_[5:40, 250:]
        assert np.median(after.picture[near]) == np.median(before.picture[near])
        assert np.mean(after.picture[far] == 0) > 0.95


def test_the_answer_keeps_the_order_of_the_views():
    seen = views(12.0)
    backwards = follow_shoe(seen[::-1], background().astype(np.float32), -20.0)
    forwards = follow_shoe(seen, background().astype(np.float32), -20.0)
    turned = [one.pose.turn_rad for one in backwards[::-1]]
    assert turned == pytest.approx([one.pose.turn_rad for one in forwards], abs=0.03)


def test_without_flat_stance_nothing_is_said():
    seen = [view for view in views(5.0) if view.after_s < 0.05]
    assert follow_shoe(seen, background().astype(np.float32), -20.0) == ()


def test_pictures_are_scaled_to_the_patch():
    assert size_for(88.0) == pytest.approx(0.5)
