"""The steady part of a clip."""

import numpy as np
import pytest

from form_analyzer.tracks.steady import best_window, cut, longest, steady_run
from tests.clips import runner_clip


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("", (0, 0)), ("000", (0, 0)), ("1", (0, 1)), ("0110111", (4, 7)), ("11011", (0, 2))],
)
def test_longest_run(wanted, found):
    assert longest(np.array([c == "1" for c in wanted], dtype=bool)) == found


def test_a_steady_clip_is_used_whole():
    assert steady_run(np.full(300, 0.03), 20.0) == (0, 300)


def test_a_bad_end_is_left_out_and_single_bad_frames_are_not():
    misfit = np.full(400, 0.03)
    misfit[[50, 120, 121]] = 0.5
    misfit[300:] = 0.4
    first, last = steady_run(misfit, 20.0)
    assert first == 0
    assert 275 <= last <= 305


def test_frames_without_a_person_end_the_stretch():
    misfit = np.full(400, 0.03)
    misfit[:150] = np.nan
    first, last = steady_run(misfit, 20.0)
    assert 145 <= first <= 175
    assert last == 400


def test_the_whole_of_a_clear_clip_is_the_window():
    track = runner_clip().track
    found = best_window(track)
    assert found is not None
    assert found[:2] == (0, len(track.time_s))


def test_cut_takes_rows():
    track = runner_clip().track
    part = cut(track, 10, 25)
    assert part.frame_index.tolist() == list(range(10, 25))
    assert np.array_equal(part.position_px, track.position_px[10:25], equal_nan=True)
    assert part.model_name == track.model_name
