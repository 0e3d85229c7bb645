from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from form_analyzer.datatypes import (
    Metric,
    QualitySeverity,
    Side,
    TimeScale,
    TimeScaleSource,
    Unit,
)
from form_analyzer.report.words import (
    clock_text,
    flag_label,
    number_text,
    range_text,
    shown,
    side_label,
    speed_text,
    with_unit,
)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(157.62, 1, "157.6"), (-1.25, 1, "−1.2"), (-0.04, 1, "0.0"), (262.0, 0, "262"), (1, -2, "1")],
)
def test_numbers(value, decimals, text):
    assert number_text(value, decimals) == text


@given(st.floats(-1e6, 1e6), st.integers(0, 4))
def test_a_number_reads_back_to_within_its_rounding(value, decimals):
    text = number_text(value, decimals).replace("−", "-")
    assert abs(float(text) - value) <= 0.5 * 10**-decimals + 1e-9


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (170.0, 190.0, "170 to 190"),
        (-inf, 0.2, "up to 0.2"),
        (0.25, inf, "at least 0.25"),
        (-1.6, 8.0, "−1.6 to 8"),
        (-inf, inf, ""),
        (100.0, 200.0, "100 to 200"),
    ],
)
def test_ranges(low, high, text):
    assert range_text(low, high, 2) == text


def test_a_whole_number_keeps_its_zeros():
    assert range_text(160, 200, 0) == "160 to 200"


def test_units():
    assert with_unit("12", "°") == "12°"
    assert with_unit("12", "ms") == "12 ms"
    assert with_unit("12", "") == "12"
    assert with_unit("", "ms") == ""


def test_seconds_are_shown_as_milliseconds_and_small_shares_as_percent():
    assert (shown(Metric.CONTACT_TIME, Unit.SECOND).factor, "ms") == (
        1000,
        shown(Metric.CONTACT_TIME, Unit.SECOND).unit,
    )
    assert shown(Metric.STEP_TIME_ASYMMETRY, Unit.RATIO).unit == "%"
    assert shown(Metric.VERTICAL_OSCILLATION, Unit.METRE).unit == "mm"
    assert shown(Metric.VERTICAL_OSCILLATION, Unit.RATIO).unit == "leg lengths"


def test_every_metric_can_be_shown_in_every_unit():
    for metric in Metric:
        for unit in Unit:
            assert shown(metric, unit).factor > 0


def test_sides():
    assert side_label(Side.LEFT, Side.LEFT) == "near (left)"
    assert side_label(Side.RIGHT, Side.LEFT) == "far (right)"
    assert side_label(Side.BOTH, Side.LEFT) == "both"
    assert side_label(Side.LEFT, None) == "left"


def test_clocks_say_who_said_so():
    assert clock_text(TimeScale(value=1.0, source=TimeScaleSource.FILE)).startswith("real time")
    text = clock_text(TimeScale(value=0.125, source=TimeScaleSource.GRAVITY))
    assert "8 times" in text
    assert "falls" in text
    assert "4.5 times" in clock_text(TimeScale(value=1 / 4.5, source=TimeScaleSource.USER))


def test_speed_in_both_ways():
    assert speed_text(3.0) == "10.8 km/h, 5:33 min/km"
    assert speed_text(0.0) == "0.0 km/h"


def test_every_severity_has_a_word():
    assert {flag_label(severity) for severity in QualitySeverity} == {
        "Good to know",
        "Take care",
        "Not measured",
    }
