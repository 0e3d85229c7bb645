"""A drawn shoe is followed through its landings."""

import numpy as np
import pytest

from form_analyzer.shoe.follow import View, follow_shoe, size_for
from tests.shoe.drawn import background, shoe

BELT_PX_S = 400.0


def turn_deg(after_s, strike_deg):
    """Held until contact, then down within 40 ms; + = clockwise."""
    return strike_deg * float(np.clip(1.0 - after_s / 0.04, 0.0, 1.0))


def views(strike_deg, *, rate_hz=60.0, strides=8, seed=1):
    """Views of landings, each stride seen at other instants, with rough places."""
    rng = np.random.default_rng(seed)
    found = []
    for stride in range(strides):
        first_s = -0.1 + (stride / strides) / rate_hz
        for after_s in np.arange(first_s, 0.14, 1.0 / rate_hz):
            x, y = 150.0 - BELT_PX_S * max(after_s, -0.02), 94.0 - 60.0 * max(-after_s, 0.0)
            turn = np.radians(turn_deg(after_s, strike_deg))
            picture = shoe(background(), x, y, turn) + rng.normal(0, 2, (160, 320))
            rough = rng.normal(0, 1.5, 2)
            found.append(
                View(np.clip(picture, 0, 255).astype(np.uint8), after_s, x + rough[0], y + rough[1])
            )
    return found


@pytest.mark.parametrize("strike_deg", [-9.0, 0.0, 6.0, 18.0])
def test_the_turn_is_followed(strike_deg):
    seen = views(strike_deg)
    found = follow_shoe(seen, background().astype(np.float32), -20.0)
    after_s = np.array([view.after_s for view in seen])
    turns = np.degrees([one.pose.turn_rad for one in found])
    flat = np.median(turns[(after_s > 0.06) & (after_s < 0.11)])
    landing = (after_s > -0.03) & (after_s < 0.0)
    assert np.median(turns[landing]) - flat == pytest.approx(
        strike_deg, abs=0.9 + 0.1 * abs(strike_deg)
    )
    assert np.median([one.match for one in found]) > 0.9


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
