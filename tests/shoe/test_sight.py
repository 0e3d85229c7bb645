"""A shoe that is hardly known again as it lands is looked for cut out as well."""

import numpy as np
import pytest

from form_analyzer.shoe.sight import Sight, follow_sight
from tests.shoe.drawn import background
from tests.shoe.test_follow import strike_of, views

STRIKE_DEG = 18.0


def seen_as(levels):
    shown = views(STRIKE_DEG, levels=levels)
    return shown, follow_sight(Sight(tuple(shown), background().astype(np.float32), -20.0))


def test_a_shoe_that_stands_out_is_followed_as_it_is():
    shown, (only,) = seen_as((215.0, 120.0))
    assert not only.cut_out
    assert strike_of(shown, only.found) == pytest.approx(STRIKE_DEG, abs=2.5)


@pytest.mark.parametrize("levels", [(60.0, 66.0), (70.0, 66.0)])
def test_a_shoe_held_by_the_belts_edge_is_told_cut_out(levels):
    """It is nearly as dark as the belt: what is seen best of it flat is the belt's edge."""
    shown, (plain, cleared) = seen_as(levels)
    assert not plain.cut_out
    assert cleared.cut_out
    assert strike_of(shown, plain.found) < STRIKE_DEG - 4.0
    assert strike_of(shown, cleared.found) == pytest.approx(STRIKE_DEG, abs=3.5)
