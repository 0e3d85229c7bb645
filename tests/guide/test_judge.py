import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from form_analyzer.datatypes import Direction, Measurement, Metric, Severity, Side, Unit
from form_analyzer.errors import GuideError
from form_analyzer.guide.judge import Standing, check_overrides, judge
from form_analyzer.guide.load import load_guide
from form_analyzer.guide.model import RangeSource
from tests.guide.rows import gone, pattern, row

GUIDE = load_guide()
JUDGED = [found for found in GUIDE.recommendations if found.target is not None]
SD_PER_HALF = 1.959963984540054


@pytest.mark.parametrize("found", JUDGED, ids=lambda found: found.metric)
def test_the_borders_belong_to_the_range(found):
    for border in found.target:
        assert judge(row(found.metric, border), GUIDE).direction is None


@pytest.mark.parametrize("found", JUDGED, ids=lambda found: found.metric)
def test_beyond_the_borders_only_directions_with_advice_are_faults(found):
    low, high = found.target
    step = 1e-6 * (high - low)
    for direction, value in ((Direction.LOW, low - step), (Direction.HIGH, high + step)):
        judged = judge(row(found.metric, value), GUIDE)
        if direction in found.advice:
            assert judged.standing is Standing.OUTSIDE
            assert (judged.direction, judged.probability) == (direction, 1.0)
            assert judged.advice_key == found.advice[direction]
        else:
            assert judged.standing is Standing.INSIDE


@pytest.mark.parametrize(
    ("metric", "value", "severity"),
    [
        (Metric.OVERSTRIDE, 0.2599, Severity.MINOR),
        (Metric.OVERSTRIDE, 0.2601, Severity.MAJOR),
        (Metric.CADENCE, 155.1, Severity.MINOR),
        (Metric.CADENCE, 155.0, Severity.MAJOR),
        (Metric.CADENCE, 205.0, Severity.MAJOR),
        (Metric.TRUNK_LEAN, 16.0, Severity.MAJOR),
        (Metric.FOOT_STRIKE_ANGLE, 35.0, Severity.MINOR),
    ],
)
def test_severity_at_its_border(metric, value, severity):
    assert judge(row(metric, value), GUIDE).severity is severity


def test_probability_is_that_of_a_normal_value():
    one_sd_outside = judge(row(Metric.TRUNK_LEAN, 12.0, SD_PER_HALF), GUIDE)
    assert one_sd_outside.probability == pytest.approx(0.841344746, abs=1e-9)
    assert one_sd_outside.standing is Standing.OUTSIDE
    half_sd_outside = judge(row(Metric.TRUNK_LEAN, 11.5, SD_PER_HALF), GUIDE)
    assert half_sd_outside.probability == pytest.approx(0.691462461, abs=1e-9)
    assert half_sd_outside.standing is Standing.UNCERTAIN
    just_inside = judge(row(Metric.TRUNK_LEAN, 10.9, SD_PER_HALF), GUIDE)
    assert (just_inside.standing, just_inside.direction) == (Standing.UNCERTAIN, None)


def test_both_tails_count_when_both_directions_are_faults():
    wide = judge(row(Metric.CADENCE, 180.0, 10 * SD_PER_HALF), GUIDE)
    assert wide.probability == pytest.approx(2 * 0.158655254, abs=1e-9)


def test_a_lopsided_interval_uses_the_side_towards_the_border():
    lopsided = Measurement(
        metric=Metric.TRUNK_LEAN,
        side=Side.BOTH,
        unit=Unit.DEGREE,
        value=12.0,
        ci95=(12.0 - SD_PER_HALF, 30.0),
    )
    assert judge(lopsided, GUIDE).probability == pytest.approx(0.841344746, abs=1e-6)


@settings(deadline=None)
@given(
    found=st.sampled_from(JUDGED),
    start=st.floats(-3, 3),
    further=st.floats(0.001, 3),
    half=st.floats(0, 2),
)
def test_further_out_is_never_milder(found, start, further, half):
    low, high = found.target
    width = high - low
    for direction, sign, border in ((Direction.HIGH, 1, high), (Direction.LOW, -1, low)):
        if set(found.advice) != {direction}:
            continue  # with two faulty sides, leaving one means nearing the other
        near = judge(row(found.metric, border + sign * start * width, half * width), GUIDE)
        value = border + sign * (start + further) * width
        far = judge(row(found.metric, value, half * width), GUIDE)
        assert far.probability >= near.probability - 1e-12
        assert (far.severity is Severity.MAJOR) >= (near.severity is Severity.MAJOR)


@settings(deadline=None)
@given(value=st.floats(191, 260), half=st.floats(0, 50))
def test_outside_high_gets_surer_with_distance_and_precision(value, half):
    judged = judge(row(Metric.CADENCE, value, half), GUIDE)
    assert judged.direction is Direction.HIGH
    assert 0.5 <= judged.probability <= 1
    surer = judge(row(Metric.CADENCE, value, half / 2), GUIDE)
    if half < 20:  # with huge intervals the far tail counts too
        assert surer.probability >= judged.probability - 1e-3


@settings(deadline=None)
@given(found=st.sampled_from(JUDGED), place=st.floats(-2, 3), half=st.floats(0, 2))
def test_what_is_said_follows_from_value_and_probability(found, place, half):
    low, high = found.target
    judged = judge(row(found.metric, low + place * (high - low), half), GUIDE)
    level = GUIDE.compare.min_probability
    assert 0 <= judged.probability <= 1
    assert (judged.advice_key is None) == (judged.direction is None)
    if judged.standing is Standing.OUTSIDE:
        assert judged.direction is not None
        assert judged.probability >= level
    if judged.standing is Standing.INSIDE:
        assert judged.direction is None
        assert judged.probability <= 1 - level


def test_shown_only_metrics_are_not_judged():
    for metric in (Metric.ELBOW_ANGLE, Metric.STEP_LENGTH, Metric.CONTACT_TIME):
        judged = judge(row(metric, 5.0), GUIDE)
        assert judged.standing is Standing.NOT_JUDGED
        assert judged.target is None
        assert math.isnan(judged.probability)


def test_missing_rows_keep_their_range_but_are_not_judged():
    judged = judge(gone(Metric.CADENCE), GUIDE)
    assert (judged.standing, judged.target) == (Standing.NOT_JUDGED, (170.0, 190.0))


def test_own_range_replaces_the_guides_and_counts_both_ways():
    own = {Metric.OVERSTRIDE: (0.15, 0.22)}
    inside = judge(row(Metric.OVERSTRIDE, 0.21), GUIDE, own)
    assert (inside.standing, inside.source) == (Standing.INSIDE, RangeSource.ATHLETE)
    low = judge(row(Metric.OVERSTRIDE, 0.10), GUIDE, own)
    assert (low.standing, low.advice_key) == (Standing.OUTSIDE, "own_target")
    high = judge(row(Metric.OVERSTRIDE, 0.25), GUIDE, own)
    assert (high.advice_key, high.severity) == ("land_closer", Severity.MINOR)


def test_own_range_where_the_guide_is_silent_is_major_half_a_width_out():
    own = {Metric.CONTACT_TIME: (0.20, 0.24)}
    assert judge(row(Metric.CONTACT_TIME, 0.259), GUIDE, own).severity is Severity.MINOR
    far = judge(row(Metric.CONTACT_TIME, 0.261), GUIDE, own)
    assert (far.severity, far.advice_key) == (Severity.MAJOR, "own_target")


def test_a_row_in_another_unit_is_not_compared():
    own = {Metric.VERTICAL_OSCILLATION: (0.06, 0.08)}
    in_legs = Measurement(
        metric=Metric.VERTICAL_OSCILLATION,
        side=Side.BOTH,
        unit=Unit.RATIO,
        value=0.1,
        ci95=(0.1, 0.1),
    )
    assert judge(in_legs, GUIDE, own).standing is Standing.NOT_JUDGED
    assert judge(row(Metric.VERTICAL_OSCILLATION, 0.1), GUIDE, own).standing is Standing.OUTSIDE


def test_the_pattern_is_judged_by_its_own_probabilities():
    sure = judge(pattern(0.95, 0.05), GUIDE)
    assert (sure.standing, sure.direction) == (Standing.OUTSIDE, Direction.HIGH)
    assert sure.probability == pytest.approx(0.95)
    assert judge(pattern(0.6, 0.4), GUIDE).standing is Standing.UNCERTAIN
    assert judge(pattern(0.02, 0.95), GUIDE).standing is Standing.INSIDE
    toes = judge(pattern(0.0, 0.1), GUIDE)
    assert (toes.direction, toes.advice_key) == (Direction.LOW, "let_heel_settle")


def test_the_pattern_cannot_be_judged_by_an_own_range_of_the_angle():
    own = {Metric.FOOT_STRIKE_ANGLE: (0.0, 15.0)}
    assert judge(pattern(0.95, 0.05), GUIDE, own).standing is Standing.NOT_JUDGED


@pytest.mark.parametrize(
    "own",
    [
        {Metric.CADENCE: (190.0, 170.0)},
        {Metric.CADENCE: (170.0, 170.0)},
        {Metric.CADENCE: (170.0, math.inf)},
        {Metric.CADENCE: (math.nan, 180.0)},
        {Metric.FOOT_STRIKE_PATTERN: (0.0, 1.0)},
    ],
)
def test_useless_own_ranges_are_refused(own):
    with pytest.raises(GuideError):
        check_overrides(own)
