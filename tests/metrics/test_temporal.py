"""Times from events placed by hand."""

import pytest

from form_analyzer.datatypes import Side
from form_analyzer.metrics import temporal
from tests.metrics.strides import stride

EVEN = stride(stride_s=0.7, left=(0.0, 0.35), right=(0.5, 0.85))


def test_cadence_counts_both_feet():
    assert temporal.cadence(EVEN)[Side.BOTH] == pytest.approx(2 / 0.7 * 60)


def test_contact_flight_and_duty_add_up():
    contact, flight = temporal.contact_time(EVEN), temporal.flight_time(EVEN)
    assert contact[Side.LEFT] == pytest.approx(0.245)
    assert flight[Side.LEFT] == pytest.approx(0.105)
    assert temporal.duty_factor(EVEN)[Side.RIGHT] == pytest.approx(0.35)
    total = sum(contact.values()) + sum(flight.values())
    assert total == pytest.approx(0.7)


def test_events_may_lie_across_the_cycles_border():
    shifted = stride(left=(0.9, 0.25), right=(0.4, 0.75))
    assert temporal.contact_time(shifted) == pytest.approx(temporal.contact_time(EVEN))
    assert temporal.flight_time(shifted) == pytest.approx(temporal.flight_time(EVEN))


def test_a_walker_has_no_flight_but_both_feet_down():
    walk = stride(left=(0.0, 0.6), right=(0.5, 0.1), stride_s=1.1)
    assert temporal.flight_time(walk)[Side.LEFT] == pytest.approx(-0.11)


def test_asymmetry_is_positive_when_the_left_step_is_longer():
    assert temporal.step_time_asymmetry(EVEN)[Side.BOTH] == pytest.approx(0)
    # The left step lasts from right contact (0.48) to left contact (1.0).
    uneven = stride(left=(0.0, 0.35), right=(0.48, 0.83))
    assert temporal.step_time_asymmetry(uneven)[Side.BOTH] == pytest.approx(0.08)
    turned = stride(left=(0.48, 0.83), right=(0.0, 0.35))
    assert temporal.step_time_asymmetry(turned)[Side.BOTH] == pytest.approx(-0.08)
