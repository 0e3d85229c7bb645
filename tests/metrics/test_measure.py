"""Rows: one per metric and side, each with an interval or a reason."""

from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import FootStrike, Joint, Metric, Side, Unit
from form_analyzer.metrics.measure import Z95, Context, measure, nothing, sides_of
from form_analyzer.metrics.uncertainty import Conditions, systematic_sd
from tests.metrics.strides import at, both, stride

SIDES = (Side.LEFT, Side.RIGHT)
CONDITIONS = Conditions(near_side=Side.LEFT, frame_rate_hz=60.0, roll_sd_deg=0.3)
CONTEXT = Context(
    conditions=CONDITIONS,
    strike_borders_deg=(-1.6, 8.0),
    n_strides={Side.LEFT: 14, Side.RIGHT: 13},
    cadence_sd_spm=0.3,
)
BODY = {
    **both(Joint.HIP, at(0.0, 0.5)),
    **both(Joint.KNEE, at(0.05, 0.0)),
    **both(Joint.ANKLE, at(0.1, -0.5)),
    **both(Joint.SHOULDER, at(0.05, 1.1)),
    **both(Joint.ELBOW, at(0.0, 0.8)),
    **both(Joint.WRIST, at(0.2, 0.8)),
    **both(Joint.EAR, at(0.1, 1.3)),
}


def rows(context=CONTEXT, strides=(), **changes):
    found = measure(replace(stride(BODY), **changes), strides, context)
    return {(row.metric, row.side): row for row in found}


def test_one_row_per_metric_and_side_whatever_was_seen():
    wanted = {(metric, side) for metric in Metric for side in sides_of(metric)}
    assert set(rows()) == wanted
    assert {(row.metric, row.side) for row in nothing("Nobody.")} == wanted


def test_nothing_gives_every_row_its_reason():
    assert all(row.reason_missing == "Nobody." and row.is_missing for row in nothing("Nobody."))


def test_what_needs_a_speed_is_missing_without():
    found = rows()
    assert found[Metric.STEP_LENGTH, Side.BOTH].is_missing
    assert found[Metric.STEP_LENGTH, Side.BOTH].reason_missing
    assert rows(speed_mps=3.0)[Metric.STEP_LENGTH, Side.BOTH].value == pytest.approx(1.05)


def test_a_point_never_seen_makes_its_metrics_missing_and_no_others():
    unseen = replace(stride(BODY | both(Joint.WRIST, at(np.nan, np.nan))))
    found = {(r.metric, r.side): r for r in measure(unseen, (), CONTEXT)}
    assert found[Metric.ELBOW_ANGLE, Side.LEFT].is_missing
    assert not found[Metric.TRUNK_LEAN, Side.BOTH].is_missing


def test_a_reason_given_beats_a_value():
    context = replace(CONTEXT, missing={Metric.OVERSTRIDE: "The feet are hidden."})
    found = rows(context)
    for side in SIDES:
        assert found[Metric.OVERSTRIDE, side].reason_missing == "The feet are hidden."


def test_without_resampling_the_interval_is_the_systematic_error():
    row = rows()[Metric.OVERSTRIDE, Side.LEFT]
    sd = systematic_sd(Metric.OVERSTRIDE, Side.LEFT, CONDITIONS)
    assert row.ci95 == pytest.approx((0.1 - Z95 * sd, 0.1 + Z95 * sd))


def test_spread_over_strides_widens_the_interval():
    places = (0.05, 0.15) * 20
    moved = [stride(BODY | both(Joint.ANKLE, at(place, -0.5))) for place in places]
    row = rows(strides=moved)[Metric.OVERSTRIDE, Side.LEFT]
    sd = np.hypot(0.05, systematic_sd(Metric.OVERSTRIDE, Side.LEFT, CONDITIONS))
    assert row.ci95[1] - row.ci95[0] == pytest.approx(2 * Z95 * sd, rel=1e-6)


def test_cadence_carries_the_error_of_the_clips_length():
    row = rows()[Metric.CADENCE, Side.BOTH]
    sd = np.hypot(0.3, systematic_sd(Metric.CADENCE, Side.BOTH, CONDITIONS))
    assert row.ci95[1] - row.value == pytest.approx(Z95 * sd)
    assert row.n_strides == 13  # of the side with fewer


def test_oscillation_is_a_ratio_until_a_scale_is_known():
    assert rows()[Metric.VERTICAL_OSCILLATION, Side.BOTH].unit is Unit.RATIO
    assert rows(leg_m=0.9)[Metric.VERTICAL_OSCILLATION, Side.BOTH].unit is Unit.METRE


@pytest.mark.parametrize(
    ("angle", "pattern"),
    [
        (15.0, FootStrike.REARFOOT),
        (8.1, FootStrike.REARFOOT),
        (3.0, FootStrike.MIDFOOT),
        (-1.5, FootStrike.MIDFOOT),
        (-6.0, FootStrike.FOREFOOT),
    ],
)
def test_the_pattern_follows_the_angle_and_its_chances_add_up(angle, pattern):
    row = rows(strike_deg={Side.LEFT: angle, Side.RIGHT: 0.0})[
        Metric.FOOT_STRIKE_PATTERN, Side.LEFT
    ]
    assert row.category is pattern
    assert row.value is None
    assert sum(row.probabilities.values()) == pytest.approx(1)
    assert max(row.probabilities.values()) < 1


def test_on_the_border_the_chances_are_even():
    chances = rows(strike_deg={Side.LEFT: 8.0, Side.RIGHT: 0.0})[
        Metric.FOOT_STRIKE_PATTERN, Side.LEFT
    ].probabilities
    assert chances[FootStrike.REARFOOT] == pytest.approx(0.5)


def test_a_pattern_without_an_angle_is_missing_for_the_same_reason():
    context = replace(CONTEXT, missing={Metric.FOOT_STRIKE_ANGLE: "Too few frames."})
    row = rows(context)[Metric.FOOT_STRIKE_PATTERN, Side.RIGHT]
    assert row.reason_missing == "Too few frames."
