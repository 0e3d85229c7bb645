from dataclasses import replace

import pytest

from form_analyzer.datatypes import Measurement, Metric, Side, Unit
from form_analyzer.guide.judge import NO_OVERRIDES, Standing
from form_analyzer.report.numbers import Reading, number_groups, number_view, strip_view


@pytest.fixture
def reading(troubled, guide):
    return Reading(troubled, guide, NO_OVERRIDES)


def test_every_row_of_the_analysis_is_shown_once(reading, troubled):
    shown = [
        (number.metric, cell.side)
        for group in number_groups(reading)
        for number in group.numbers
        for cell in number.cells
    ]
    assert sorted(shown) == sorted((row.metric, row.side) for row in troubled.measurements)


def test_every_metric_has_a_group(reading, guide, good):
    metrics = [
        number.metric
        for group in number_groups(Reading(good, guide, NO_OVERRIDES))
        for number in group.numbers
    ]
    assert sorted(metrics) == sorted(Metric)


def test_near_comes_before_far(reading):
    contact = number_view(reading, Metric.CONTACT_TIME)
    assert [cell.side_label for cell in contact.cells] == ["near (left)", "far (right)"]
    assert [cell.far for cell in contact.cells] == [False, True]


def test_times_are_shown_in_milliseconds(reading):
    contact = number_view(reading, Metric.CONTACT_TIME)
    assert (contact.unit, contact.cells[0].text, contact.cells[0].interval) == (
        "ms",
        "262",
        "254 to 270",
    )


def test_a_missing_number_has_its_reason_and_no_standing(reading):
    cell = number_view(reading, Metric.ELBOW_ANGLE).cells[0]
    assert "rails" in cell.missing
    assert (cell.text, cell.interval, cell.standing_text) == ("", "", "")


def test_standing_has_a_sign_and_words(reading):
    cadence = number_view(reading, Metric.CADENCE).cells[0]
    assert cadence.standing is Standing.OUTSIDE
    assert cadence.standing_text == "▲ outside the range"
    steady = number_view(reading, Metric.TRUNK_LEAN_RANGE).cells[0]
    assert steady.standing_text.startswith("✓")


def test_a_pattern_shows_its_probabilities_largest_first(reading):
    cell = number_view(reading, Metric.FOOT_STRIKE_PATTERN).cells[0]
    assert cell.text == "rearfoot"
    assert cell.detail.startswith("rearfoot 97 %")


def test_the_guide_asks_for_a_midfoot_pattern_unless_the_athlete_has_a_range(
    reading, troubled, guide
):
    assert number_view(reading, Metric.FOOT_STRIKE_PATTERN).guide_text == "midfoot"
    own = Reading(troubled, guide, {Metric.FOOT_STRIKE_ANGLE: (0.0, 20.0)})
    assert number_view(own, Metric.FOOT_STRIKE_PATTERN).guide_text == ""


def test_research_in_another_unit_is_not_put_beside_a_number(troubled, guide):
    def seen_in(unit: Unit) -> str:
        rows = tuple(
            replace(row, unit=unit) if row.metric is Metric.VERTICAL_OSCILLATION else row
            for row in troubled.measurements
        )
        held = Reading(replace(troubled, measurements=rows), guide, {})
        return number_view(held, Metric.VERTICAL_OSCILLATION).research_text

    assert "mm" in seen_in(Unit.METRE)
    assert seen_in(Unit.RATIO) == ""


def test_a_range_from_research_is_not_called_the_guides(reading):
    steps = number_view(reading, Metric.STEP_TIME_ASYMMETRY)
    assert steps.guide_text == ""
    assert steps.research_text
    assert steps.strip is not None
    assert steps.strip.bands[0].label == "usual range"


def test_an_athletes_own_range_takes_the_place_of_the_guides(troubled, guide):
    reading = Reading(troubled, guide, {Metric.CADENCE: (150.0, 165.0)})
    cadence = number_view(reading, Metric.CADENCE)
    assert cadence.guide_text == "150 to 165 (your target)"
    assert cadence.cells[0].standing is Standing.INSIDE
    assert cadence.strip.bands[0].label == "your target"


def test_strips_are_in_the_readers_units(reading, troubled):
    rows = [row for row in troubled.measurements if row.metric is Metric.STEP_TIME_ASYMMETRY]
    strip = strip_view(reading, rows)
    assert strip.unit == "%"
    assert strip.values[0].value == pytest.approx(1.2)
    assert strip.values[0].low == pytest.approx(-0.4)
    assert (strip.bands[0].low, strip.bands[0].high) == (-4.0, 4.0)


def test_no_strip_without_a_number_or_without_a_range(reading, troubled):
    missing = [row for row in troubled.measurements if row.metric is Metric.SHOULDER_ELEVATION]
    assert strip_view(reading, missing) is None
    free = [row for row in troubled.measurements if row.metric is Metric.CONTACT_TIME]
    assert strip_view(reading, free) is None


def test_research_in_metres_is_not_shown_beside_leg_lengths(reading, good, guide):
    assert number_view(reading, Metric.VERTICAL_OSCILLATION).research_short == ""
    metres = number_view(Reading(good, guide, NO_OVERRIDES), Metric.VERTICAL_OSCILLATION)
    assert metres.research_short.startswith("mean")
    assert metres.cells[0].text == "71"


def test_sides_are_plain_where_the_view_is_unknown(troubled, guide):
    unknown = replace(troubled, view=replace(troubled.view, near_side=None))
    contact = number_view(Reading(unknown, guide, NO_OVERRIDES), Metric.CONTACT_TIME)
    assert {cell.side_label for cell in contact.cells} == {"left", "right"}
    assert not any(cell.far for cell in contact.cells)


def test_a_single_far_row_is_still_told_as_far(troubled, guide):
    far = Measurement(
        metric=Metric.OVERSTRIDE,
        side=Side.RIGHT,
        unit=Unit.RATIO,
        value=0.1,
        ci95=(0.05, 0.15),
        n_strides=9,
    )
    alone = replace(troubled, measurements=(far,), deviations=())
    cells = number_view(Reading(alone, guide, NO_OVERRIDES), Metric.OVERSTRIDE).cells
    assert [cell.side_label for cell in cells] == ["far (right)"]
