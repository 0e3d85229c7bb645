"""The conditions, and the clips they make."""

import numpy as np
import pytest

from form_analyzer.datatypes import Facing, Side
from form_analyzer.validation.grid import (
    Condition,
    all_conditions,
    frame_rates,
    near_side,
    slow_motion,
)


def test_names_are_unique_and_the_rates_are_there():
    names = [condition.name for condition in all_conditions()]
    assert len(set(names)) == len(names)
    assert {f"{rate} fps" for rate in (25, 30, 50, 60, 120, 240)} <= set(names)


def test_only_slow_motion_has_another_clock():
    assert all(condition.time_scale == 1.0 for condition in frame_rates())
    factors = [1 / condition.time_scale for condition in slow_motion()]
    assert min(factors) == pytest.approx(2)
    assert max(factors) == pytest.approx(9.6)


def test_cases_take_both_directions_and_the_conditions_camera():
    condition = Condition(name="slow", frame_rate_hz=120.0, stored_rate_hz=30.0)
    cases = list(condition.cases(4, seed=2))
    assert [case.camera.facing for case in cases] == [Facing.RIGHT, Facing.LEFT] * 2
    assert [near_side(case) for case in cases] == [Side.RIGHT, Side.LEFT] * 2
    assert {case.camera.frame_rate_hz for case in cases} == {120.0}
    assert {case.camera.time_scale for case in cases} == {0.25}
    clip = cases[0].make()
    assert np.median(np.diff(clip.track.time_s)) == pytest.approx(1 / 30)


def test_the_same_runners_serve_every_condition_of_one_length():
    first, second = frame_rates()[:2]
    a, b = (list(c.cases(3, seed=5)) for c in (first, second))
    assert [case.runner for case in a] == [case.runner for case in b]
    assert [case.seed for case in a] == [case.seed for case in b]
    other = list(first.cases(3, seed=6))
    assert [case.runner for case in a] != [case.runner for case in other]
