import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from form_analyzer.datatypes import Direction, Metric, Severity, Side
from form_analyzer.errors import GuideError
from form_analyzer.guide.compare import compare, rank_reason, work_on_first
from form_analyzer.guide.load import load_guide
from tests.guide.rows import GOOD_FORM, OVERSTRIDER, gone, pattern, row

GUIDE = load_guide()


def metrics(deviations):
    return [found.measurement.metric for found in deviations]


def test_good_form_has_no_deviation():
    assert compare(GOOD_FORM, GUIDE, near_side=Side.RIGHT) == ()


def test_the_overstrider_in_the_order_to_work_on():
    found = compare(OVERSTRIDER, GUIDE, near_side=Side.LEFT)
    assert metrics(found) == [
        Metric.OVERSTRIDE,
        Metric.SHANK_ANGLE,
        Metric.FOOT_STRIKE_ANGLE,
        Metric.CADENCE,
    ]
    assert [item.severity for item in found] == [Severity.MAJOR] + 3 * [Severity.MINOR]
    assert [item.direction for item in found] == 3 * [Direction.HIGH] + [Direction.LOW]
    assert {item.source for item in found} == {"guide"}
    first = work_on_first(found)
    assert metrics(first) == [Metric.OVERSTRIDE, Metric.FOOT_STRIKE_ANGLE, Metric.CADENCE]


def test_a_hunched_runner_and_an_uneven_one():
    hunched = (
        row(Metric.TRUNK_LEAN, 17.0, 1.5),
        row(Metric.FORWARD_HEAD, 42.0, 5.0),
        *GOOD_FORM[:4],
    )
    assert metrics(compare(hunched, GUIDE)) == [Metric.TRUNK_LEAN, Metric.FORWARD_HEAD]
    uneven = (*GOOD_FORM[:-1], row(Metric.STEP_TIME_ASYMMETRY, -0.08, 0.015))
    (found,) = compare(uneven, GUIDE)
    assert (found.source, found.advice_key) == ("research", "even_steps")
    assert found.direction is Direction.LOW


def test_research_comes_after_the_guide_even_when_major():
    rows = (row(Metric.STEP_TIME_ASYMMETRY, 0.2), row(Metric.SHOULDER_ELEVATION, 0.24))
    found = compare(rows, GUIDE)
    assert [item.severity for item in found] == [Severity.MINOR, Severity.MAJOR]
    assert metrics(found) == [Metric.SHOULDER_ELEVATION, Metric.STEP_TIME_ASYMMETRY]


def test_major_comes_before_minor():
    rows = (row(Metric.OVERSTRIDE, 0.21), row(Metric.TRUNK_LEAN, 20.0))
    assert metrics(compare(rows, GUIDE)) == [Metric.TRUNK_LEAN, Metric.OVERSTRIDE]


def test_the_near_side_decides():
    near, far = (
        row(Metric.OVERSTRIDE, 0.1, side=Side.LEFT),
        row(Metric.OVERSTRIDE, 0.3, side=Side.RIGHT),
    )
    assert compare((far, near), GUIDE, near_side=Side.LEFT) == ()
    (found,) = compare((far, near), GUIDE, near_side=Side.RIGHT)
    assert found.measurement.side is Side.RIGHT


def test_the_far_side_stands_in_for_a_missing_near_one():
    rows = (gone(Metric.OVERSTRIDE, Side.LEFT), row(Metric.OVERSTRIDE, 0.3, side=Side.RIGHT))
    (found,) = compare(rows, GUIDE, near_side=Side.LEFT)
    assert found.measurement.side is Side.RIGHT


def test_without_a_near_side_the_tighter_interval_decides():
    rows = (
        row(Metric.OVERSTRIDE, 0.30, 0.10, Side.LEFT),
        row(Metric.OVERSTRIDE, 0.28, 0.01, Side.RIGHT),
    )
    (found,) = compare(rows, GUIDE)
    assert found.measurement.side is Side.RIGHT


def test_one_fault_of_both_sides_counts_once():
    rows = [row(Metric.SHANK_ANGLE, 15.0, side=side) for side in (Side.LEFT, Side.RIGHT)]
    assert len(compare(rows, GUIDE, near_side=Side.LEFT)) == 1


def test_angle_and_pattern_count_once_and_the_pattern_stands_in():
    angle, kind = row(Metric.FOOT_STRIKE_ANGLE, 15.0, 2.0), pattern(0.99, 0.01)
    assert metrics(compare((angle, kind), GUIDE)) == [Metric.FOOT_STRIKE_ANGLE]
    inside = row(Metric.FOOT_STRIKE_ANGLE, 2.0, 2.0)
    assert compare((inside, kind), GUIDE) == ()
    assert metrics(compare((gone(Metric.FOOT_STRIKE_ANGLE), kind), GUIDE)) == [
        Metric.FOOT_STRIKE_PATTERN
    ]


def test_own_ranges_decide_and_say_so():
    assert compare(GOOD_FORM, GUIDE, {Metric.CADENCE: (175.0, 185.0)}) == ()
    (found,) = compare(GOOD_FORM, GUIDE, {Metric.CADENCE: (160.0, 172.0)})
    assert (found.source, found.target) == ("athlete", (160.0, 172.0))
    assert found.advice_key == "calmer_steps"


def test_own_range_for_a_metric_without_recommendation():
    rows = (row(Metric.CONTACT_TIME, 0.30, side=Side.LEFT),)
    (found,) = compare(rows, GUIDE, {Metric.CONTACT_TIME: (0.2, 0.25)}, Side.LEFT)
    assert found.advice_key == "own_target"
    assert rank_reason(found, GUIDE)


def test_an_own_range_of_the_angle_silences_the_pattern():
    rows = (gone(Metric.FOOT_STRIKE_ANGLE), pattern(0.99, 0.01))
    assert compare(rows, GUIDE, {Metric.FOOT_STRIKE_ANGLE: (0.0, 20.0)}) == ()


def test_useless_own_range_is_refused():
    with pytest.raises(GuideError):
        compare(GOOD_FORM, GUIDE, {Metric.CADENCE: (2.0, 1.0)})


def test_nothing_measured_is_no_deviation():
    assert compare([gone(metric) for metric in Metric], GUIDE) == ()
    assert compare([], GUIDE) == ()


def test_every_deviation_has_advice_and_a_reason_for_its_place():
    for known in GUIDE.recommendations:
        if known.target is None:
            continue
        for value in (known.target[0] - 1000, known.target[1] + 1000):
            for found in compare([row(known.metric, value)], GUIDE):
                assert GUIDE.advice[found.advice_key].cue
                assert known.rank_reason in rank_reason(found, GUIDE)


VALUES = st.fixed_dictionaries(
    {
        known.metric: st.floats(
            known.target[0] - 30 * (known.target[1] - known.target[0]),
            known.target[1] + 30 * (known.target[1] - known.target[0]),
        )
        for known in GUIDE.recommendations
        if known.target is not None
    }
)


@settings(deadline=None)
@given(values=VALUES, seed=st.integers(0, 99))
def test_priorities_are_unique_and_do_not_depend_on_the_order_of_rows(values, seed):
    rows = [
        row(metric, value, side=side)
        for metric, value in values.items()
        for side in (Side.LEFT, Side.RIGHT)
    ]
    found = compare(rows, GUIDE, near_side=Side.LEFT)
    assert [item.priority for item in found] == list(range(1, len(found) + 1))
    assert len(set(metrics(found))) == len(found)
    assert {item.measurement.side for item in found} <= {Side.LEFT}
    random.Random(seed).shuffle(rows)
    assert compare(rows, GUIDE, near_side=Side.LEFT) == found


@settings(deadline=None)
@given(values=VALUES, limit=st.integers(0, 6))
def test_what_to_work_on_first_is_short_and_never_the_same_twice(values, limit):
    found = compare([row(metric, value) for metric, value in values.items()], GUIDE)
    first = work_on_first(found, limit)
    keys = [item.advice_key for item in first]
    assert len(first) == min(limit, len({item.advice_key for item in found}))
    assert len(set(keys)) == len(keys)
    assert [item.priority for item in first] == sorted(item.priority for item in first)
    assert first[:1] == found[: min(1, limit)]
