import numpy as np
import pytest

from form_analyzer.overlay.canvas import PALETTE, Canvas
from form_analyzer.overlay.letters import letters


def _blank(shade=128, height=200, width=300):
    return np.full((height, width, 3), shade, dtype=np.uint8)


def _at(x, y):
    return np.array([float(x), float(y)])


def test_a_line_is_drawn_where_it_belongs():
    canvas = Canvas(_blank())
    canvas.line(_at(50, 100), _at(250, 100), PALETTE.near, 2)
    assert tuple(canvas.image[100, 150]) == PALETTE.near
    assert tuple(canvas.image[20, 150]) == (128, 128, 128)


@pytest.mark.parametrize("shade", [0, 64, 128, 255])
def test_a_line_is_legible_on_any_background(shade):
    canvas = Canvas(_blank(shade))
    canvas.line(_at(50, 100), _at(250, 100), PALETTE.body, 2)
    column = canvas.image[:, 150].astype(int).sum(axis=1)
    assert column.max() - column.min() > 400


@pytest.mark.parametrize("missing", [np.nan, np.inf, 1e9])
def test_what_was_not_seen_is_not_drawn(missing):
    canvas = Canvas(_blank())
    gone = np.array([missing, 50.0])
    canvas.line(gone, _at(100, 100), PALETTE.near)
    canvas.dashed(gone, _at(100, 100), PALETTE.near)
    canvas.dot(gone, PALETTE.near)
    canvas.arc(gone, _at(1, 0), _at(0, 1), PALETTE.near, 20)
    canvas.text("words", gone)
    assert (canvas.image == 128).all()


def test_lines_grow_with_the_picture():
    assert Canvas(_blank(height=1080, width=1920)).unit_px > 2 * Canvas(_blank()).unit_px
    assert Canvas(_blank(), boost=2).font_px >= Canvas(_blank()).font_px


def test_dashes_leave_gaps():
    canvas = Canvas(_blank())
    canvas.dashed(_at(20, 100), _at(280, 100), PALETTE.guide)
    row = (canvas.image[100, 20:280] == 128).all(axis=1)
    assert 0.05 < row.mean() < 0.7


def test_an_arc_goes_the_short_way_round():
    canvas = Canvas(_blank())
    corner = _at(150, 100)
    label = canvas.arc(corner, _at(1, 0), _at(0, -1), PALETTE.angle, 60)
    middle = corner + 60 * np.array([1, -1]) / 2**0.5
    x, y = np.round(middle).astype(int)
    assert (canvas.image[y - 2 : y + 3, x - 2 : x + 3] != 128).any()
    assert (canvas.image[110:, :] == 128).all()
    assert label[0] > middle[0]
    assert label[1] < middle[1]


@pytest.mark.parametrize("place", [(0, 0), (300, 0), (0, 200), (300, 200), (-50, 500)])
def test_words_stay_inside_the_picture(place):
    canvas = Canvas(_blank(255))
    canvas.text("initial contact", _at(*place))
    changed = np.argwhere((canvas.image != 255).any(axis=2))
    assert len(changed) > 200
    assert canvas.image.shape == (200, 300, 3)


def test_words_wider_than_the_picture_are_cut_not_an_error():
    canvas = Canvas(_blank(255, 40, 60))
    canvas.text("a very long label that cannot fit", _at(30, 20))
    assert (canvas.image != 255).any()


def test_letters_of_one_size_have_one_height_and_a_degree_sign():
    short, tall = letters("ace", 20), letters("Ág°", 20)
    assert short.shape[0] == tall.shape[0]
    assert letters("17.5°", 20).max() == 255
    assert letters("°", 20).any()


def test_a_grey_picture_is_refused():
    with pytest.raises(ValueError, match="shape"):
        Canvas(np.zeros((10, 10), dtype=np.uint8))
