from dataclasses import replace
from math import hypot, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from form_analyzer.comparison.compare import (
    Z95,
    compare_sessions,
    minimal_detectable_change,
)
from form_analyzer.comparison.repeatability import Basis, load_rules
from form_analyzer.comparison.types import Change, Verdict
from form_analyzer.datatypes import FootStrike, Measurement, Metric, Plane, Side, Unit
from tests.comparison.sessions import angle, cadence, pattern, snapshot


def only(first, second) -> Change:
    (change,) = compare_sessions(first, second).changes
    return change


def test_the_minimal_detectable_change_is_196_root_2_sem():
    repeat = replace(load_rules().metrics[Metric.CADENCE], sem=2.0, sem_ratio=None)
    exact = cadence(170, half=0.0)
    assert minimal_detectable_change(exact, exact, repeat) == pytest.approx(
        1.96 * sqrt(2) * 2, 1e-4
    )
    own = cadence(170, half=Z95 * 1.5)
    expected = Z95 * sqrt(2) * hypot(1.5, 2.0)
    assert minimal_detectable_change(own, own, repeat) == pytest.approx(expected)


def test_the_two_clips_own_intervals_are_combined():
    repeat = replace(load_rules().metrics[Metric.CADENCE], sem=0.0, sem_ratio=None)
    change = minimal_detectable_change(cadence(170, half=3.0), cadence(170, half=4.0), repeat)
    assert change == pytest.approx(5.0)


def test_a_change_without_a_cause_is_called_real_in_five_percent():
    """Sessions of the same true form, with the stated errors: 5 % false alarms."""
    chance = np.random.default_rng(6)
    sem = load_rules().metrics[Metric.FOOT_STRIKE_ANGLE].sem
    assert sem is not None
    own, n = 0.7, 2000
    truths = chance.normal(8, sem, (n, 2)) + chance.normal(0, own, (n, 2))
    changes = [
        only(snapshot(angle(a, half=Z95 * own)), snapshot(angle(b, half=Z95 * own)))
        for a, b in truths
    ]
    real = np.mean([change.verdict is Verdict.REAL_CHANGE for change in changes])
    assert 0.035 < real < 0.065
    assert np.mean([c.ci95[0] < 0 < c.ci95[1] for c in changes if c.ci95]) == pytest.approx(
        1 - real
    )


def test_a_large_change_is_real_and_said_so():
    change = only(snapshot(cadence(160)), snapshot(cadence(170)))
    assert change.verdict is Verdict.REAL_CHANGE
    assert change.difference == 10
    assert change.minimal_change is not None
    assert change.ci95 == (10 - change.minimal_change, 10 + change.minimal_change)
    assert change.words.startswith("Cadence rose by 10.0 steps/min (95 % interval ")
    assert change.words.endswith("a real change.")


def test_a_small_change_is_noise_and_said_so():
    change = only(snapshot(cadence(170)), snapshot(cadence(169)))
    assert change.verdict is Verdict.WITHIN_NOISE
    assert change.words.startswith("Cadence fell by 1.0 steps/min")
    assert change.words.endswith("within the noise.")


@given(st.floats(140, 220), st.floats(140, 220), st.floats(0, 5), st.floats(0, 5))
def test_looking_from_the_other_side_turns_the_sign_only(a, b, half_a, half_b):
    there = only(snapshot(cadence(a, half_a)), snapshot(cadence(b, half_b)))
    back = only(snapshot(cadence(b, half_b)), snapshot(cadence(a, half_a)))
    assert there.verdict is back.verdict
    assert there.difference == -back.difference
    assert there.minimal_change == pytest.approx(back.minimal_change)


DIFFERENT = {
    "km/h": {"speed_mps": 3.5},
    "inclined": {"incline_percent": 3.0},
    "camera stood": {"plane": Plane.OBLIQUE},
    "left side": {"near_side": Side.RIGHT},
    "pictures a second": {"frame_rate_hz": 30.0},
    "pose models": {"pose_model": "heavy"},
}


@pytest.mark.parametrize("words", DIFFERENT)
def test_another_set_up_makes_a_strike_angle_incomparable(words):
    change = only(snapshot(angle(2)), snapshot(angle(20), **DIFFERENT[words]))
    assert change.verdict is Verdict.NOT_COMPARABLE
    assert len(change.reasons) == 1
    assert words in change.reasons[0]
    assert change.words == f"Foot strike angle (left) cannot be compared: {change.reasons[0]}."


def test_slow_motion_makes_times_incomparable():
    change = only(snapshot(cadence(160)), snapshot(cadence(175), time_scale=0.125))
    assert change.verdict is Verdict.NOT_COMPARABLE
    assert "slow motion" in change.words


def test_cadence_minds_neither_camera_nor_model():
    other = snapshot(cadence(175), near_side=Side.RIGHT, frame_rate_hz=30.0, pose_model="heavy")
    assert only(snapshot(cadence(160)), other).verdict is Verdict.REAL_CHANGE


def test_the_near_side_does_not_matter_to_what_both_sides_make():
    def lean(value: float) -> Measurement:
        return Measurement(
            metric=Metric.TRUNK_LEAN,
            side=Side.BOTH,
            unit=Unit.DEGREE,
            value=value,
            ci95=(value - 0.5, value + 0.5),
        )

    change = only(snapshot(lean(5)), snapshot(lean(12), near_side=Side.RIGHT))
    assert change.verdict is Verdict.REAL_CHANGE


@pytest.mark.parametrize("other", [{"speed_mps": 3.05}, {"frame_rate_hz": 59.94}])
def test_small_differences_of_the_set_up_are_let_be(other):
    assert only(snapshot(angle(2)), snapshot(angle(20), **other)).verdict is Verdict.REAL_CHANGE


def test_an_unknown_speed_is_a_caveat():
    change = only(snapshot(cadence(160)), snapshot(cadence(175), speed_mps=None))
    assert change.verdict is Verdict.REAL_CHANGE
    assert change.caveats == ("The belt speed was given for one session only.",)
    both = only(snapshot(cadence(160), speed_mps=None), snapshot(cadence(175), speed_mps=None))
    assert both.caveats == ("The belt speed was given for neither session.",)


def test_an_incline_nobody_gave_is_no_caveat_but_one_given_once_is():
    flat = snapshot(cadence(160), incline_percent=None)
    assert only(flat, flat).caveats == ()
    assert only(flat, snapshot(cadence(160))).caveats == (
        "The incline was given for one session only.",
    )


def test_patterns_change_when_chance_cannot_explain_it():
    certain = snapshot(pattern(FootStrike.REARFOOT, 0.98))
    other = snapshot(pattern(FootStrike.FOREFOOT, 0.98))
    vague = snapshot(pattern(FootStrike.MIDFOOT, 0.6))
    assert only(certain, other).verdict is Verdict.REAL_CHANGE
    assert "from rearfoot to forefoot" in only(certain, other).words
    assert only(certain, vague).verdict is Verdict.WITHIN_NOISE
    assert "stayed rearfoot" in only(certain, certain).words


def test_what_was_not_measured_says_where_and_why():
    missing = Measurement.missing(
        Metric.CADENCE, Side.BOTH, Unit.STEPS_PER_MINUTE, "Too few strides."
    )
    change = only(snapshot(cadence(160)), snapshot(missing))
    assert change.verdict is Verdict.NOT_MEASURED
    assert change.words == "Cadence was not measured in the second session. Too few strides."
    change = only(snapshot(), snapshot(cadence(160)))
    assert change.words == "Cadence was not measured in the first session."


def test_other_units_cannot_be_compared():
    def oscillation(unit: Unit, value: float) -> Measurement:
        return Measurement(
            metric=Metric.VERTICAL_OSCILLATION,
            side=Side.BOTH,
            unit=unit,
            value=value,
            ci95=(value, value),
        )

    first, second = oscillation(Unit.METRE, 0.08), oscillation(Unit.RATIO, 0.09)
    change = only(snapshot(first), snapshot(second))
    assert (change.verdict, change.difference) == (Verdict.NOT_COMPARABLE, None)
    assert "different units" in change.words


def test_other_shoes_software_and_athletes_are_mentioned():
    first = snapshot(cadence(160), shoes="Blue")
    second = snapshot(cadence(160), shoes="Red", athlete="b", software_version="2")
    notes = " ".join(compare_sessions(first, second).notes)
    for part in ("two athletes", "Blue, then Red", "versions of the software"):
        assert part in notes


def test_rows_come_in_the_order_of_the_metrics():
    shot = snapshot(angle(3, Side.RIGHT), cadence(170), angle(3, Side.LEFT))
    rows = [(change.metric, change.side) for change in compare_sessions(shot, shot).changes]
    assert rows == [
        (Metric.CADENCE, Side.BOTH),
        (Metric.FOOT_STRIKE_ANGLE, Side.LEFT),
        (Metric.FOOT_STRIKE_ANGLE, Side.RIGHT),
    ]


def test_the_data_file_is_whole_and_honest_about_its_sources():
    for metric, repeat in load_rules().metrics.items():
        given = [number for number in (repeat.sem, repeat.sem_ratio) if number is not None]
        assert len(given) == (0 if metric is Metric.FOOT_STRIKE_PATTERN else 1), metric
        assert all(number > 0 for number in given)
        assert repeat.source
        if repeat.basis is not Basis.ASSUMED:
            assert "no study" not in repeat.source
            assert repeat.note
