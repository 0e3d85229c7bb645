"""Everybody in numbered boxes, on a frame that shows the most of them."""

from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import PoseTrack
from form_analyzer.overlay.canvas import PALETTE
from form_analyzer.overlay.people import frame_with_most, people_picture


@pytest.fixture
def pair(track: PoseTrack) -> tuple[PoseTrack, PoseTrack]:
    """The same runner twice, the second one further left and seen only in the first half."""
    position = track.position_px - np.array([300.0, 0.0])
    position[len(position) // 2 :] = np.nan
    return track, replace(track, position_px=position)


def grey(track: PoseTrack) -> np.ndarray:
    return np.full((track.height_px, track.width_px, 3), 90, dtype=np.uint8)


def marked(picture: np.ndarray, color: tuple[int, int, int]) -> np.ndarray:
    return np.argwhere((picture == color).all(axis=2))


def test_the_frame_shows_as_many_as_any(pair):
    first, second = pair
    index = frame_with_most(pair)
    assert second.seen[list(second.frame_index).index(index)]
    assert frame_with_most((first,)) in first.frame_index


def test_the_chosen_one_stands_out_and_the_frame_stays_as_it_is(pair):
    image, index = grey(pair[0]), frame_with_most(pair)
    picture = people_picture(image, pair, index, chosen=1)
    assert (image == 90).all()
    yellow, white = marked(picture, PALETTE.angle), marked(picture, PALETTE.body)
    assert len(yellow) and len(white)
    assert yellow[:, 1].mean() < white[:, 1].mean() - 200
    other = people_picture(image, pair, index, chosen=0)
    assert marked(other, PALETTE.angle)[:, 1].mean() > white[:, 1].mean() - 100


def test_somebody_who_is_not_seen_has_no_box(pair):
    last = int(pair[0].frame_index[-1])
    picture = people_picture(grey(pair[0]), pair, last, chosen=1)
    assert not len(marked(picture, PALETTE.angle))
    assert len(marked(picture, PALETTE.body))


def test_a_smaller_frame_has_smaller_boxes(pair):
    index = frame_with_most(pair)
    half = grey(pair[0])[::2, ::2].copy()
    whole = marked(people_picture(grey(pair[0]), pair, index, 0), PALETTE.angle)
    small = marked(people_picture(half, pair, index, 0), PALETTE.angle)
    assert small[:, 1].max() == pytest.approx(whole[:, 1].max() / 2, abs=6)
