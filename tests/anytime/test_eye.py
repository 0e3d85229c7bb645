"""The eye follows one runner through every look, and remembers everybody else."""

from dataclasses import replace

import numpy as np

from form_analyzer.anytime.eye import Eye, likest
from form_analyzer.anytime.parts import select
from form_analyzer.datatypes import PoseTrack
from form_analyzer.synthetic.make import make_track
from form_analyzer.synthetic.parameters import RunnerParameters


def person(left_px: float, seed: int) -> PoseTrack:
    track = make_track(RunnerParameters(), duration_s=3.0, seed=seed).track
    return replace(track, position_px=track.position_px + np.array([left_px, 0.0]), n_people=2)


class _Looks(Eye):
    """An eye that is given what it sees; only its memory is tried."""

    def __init__(self) -> None:
        self._runner, self._others = None, {}

    def look(self, tracks: tuple[PoseTrack, ...]) -> None:
        track = tracks[0] if self._runner is None else likest(tracks, self._runner)
        self._remember([other for other in tracks if other is not track])
        self._runner = self._runner or track

    def first_time_s(self) -> float:
        return 0.0


def test_others_are_joined_over_the_looks_whatever_their_order() -> None:
    eye, runner, other = _Looks(), person(0.0, 1), person(900.0, 2)
    half = len(runner.time_s) // 2
    early, late = slice(0, half), slice(half, None)
    eye.look((select(runner, early), select(other, early)))
    eye.look((select(other, late), select(runner, late)))
    (found,) = eye.others()
    assert np.array_equal(found.frame_index, other.frame_index)
    assert np.array_equal(found.position_px, other.position_px, equal_nan=True)


def test_somebody_new_in_a_later_look_is_nobody_known() -> None:
    eye, runner, other, third = _Looks(), person(0.0, 1), person(900.0, 2), person(-900.0, 3)
    half = len(runner.time_s) // 2
    early, late = slice(0, half), slice(half, None)
    eye.look((select(runner, early), select(other, early)))
    eye.look((select(runner, late), select(third, late)))
    (found,) = eye.others()
    assert found.frame_index.max() == half - 1


def test_one_person_has_no_others() -> None:
    eye = _Looks()
    eye.look((person(0.0, 1),))
    assert eye.others() == ()
