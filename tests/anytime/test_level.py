"""What shoes put right in some parts holds for all."""

from dataclasses import replace

import pytest

from form_analyzer.anytime.level import on_one_level
from form_analyzer.anytime.pool import systematic_of
from form_analyzer.datatypes import Measurement, Metric, Side, Unit
from tests.anytime.test_pool import row

MISSING = Measurement.missing(Metric.CONTACT_TIME, Side.BOTH, Unit.SECOND, "Not seen.")


def told(value: float, *, systematic: float = 0.02) -> Measurement:
    return row(Metric.CONTACT_TIME, value, sampling=0.004, systematic=systematic)


def levelled(parts: list[Measurement], bare: list[Measurement]) -> list[Measurement]:
    rows = on_one_level([(one,) for one in parts], [(one,) for one in bare])
    return [one for (one,) in rows]


def test_what_the_shoes_changed_is_added_where_they_were_not_looked_at() -> None:
    bare = [told(0.250), told(0.260), told(0.270)]
    shod = [told(0.240, systematic=0.009), bare[1], told(0.260, systematic=0.009)]
    first, middle, last = levelled(shod, bare)
    assert (first, last) == (shod[0], shod[2])
    assert middle.value == pytest.approx(0.250)
    assert systematic_of(middle) == pytest.approx(0.009)
    assert middle.sampling_sd == pytest.approx(0.004)


def test_shoes_that_disagree_leave_more_doubt() -> None:
    bare = [told(0.250), told(0.250), told(0.250)]
    shod = [told(0.230, systematic=0.009), told(0.254, systematic=0.009), bare[2]]
    last = levelled(shod, bare)[2]
    assert last.value == pytest.approx(0.242)
    assert systematic_of(last) == pytest.approx((0.009**2 + 0.012**2 / 2) ** 0.5)


def test_a_part_whose_shoes_told_nothing_counts_as_not_looked_at() -> None:
    bare = [told(0.250), told(0.260)]
    shod = [told(0.240, systematic=0.009), told(0.262)]
    assert levelled(shod, bare)[1].value == pytest.approx(0.250)


def test_nothing_changes_where_no_shoe_told_anything() -> None:
    bare = [told(0.250), told(0.260)]
    assert levelled(bare, bare) == bare


def test_a_missing_value_stays_missing() -> None:
    shod = told(0.240, systematic=0.009)
    bare = replace(shod, value=0.250, ci95=(0.2, 0.3))
    assert levelled([shod, MISSING], [bare, MISSING])[1] == MISSING
    assert levelled([MISSING, bare], [MISSING, bare]) == [MISSING, bare]
