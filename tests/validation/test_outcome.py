"""One clip against its truth."""

from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import EventKind, Metric
from form_analyzer.tracks.follow import exchange_legs
from form_analyzer.validation.grid import Condition
from form_analyzer.validation.outcome import BOTH, FAR, NEAR, MetricError, try_case, wrong_legs
from tests.clips import runner_clip

CONDITION = Condition(name="30 fps", frame_rate_hz=30.0, duration_s=8.0)


@pytest.fixture(scope="module")
def outcome():
    (case,) = CONDITION.cases(1, seed=3)
    return try_case(CONDITION, case)


def test_a_usual_clip_is_measured_and_compared(outcome):
    assert outcome.refusal is None
    assert outcome.clock_right
    found = {(m.metric, m.place): m for m in outcome.metrics}
    assert abs(found[Metric.CADENCE, BOTH].error) < 1.0
    assert abs(found[Metric.TRUNK_LEAN, BOTH].error) < 3.0
    assert {NEAR, FAR} == {place for metric, place in found if metric is Metric.OVERSTRIDE}
    oscillation = found[Metric.VERTICAL_OSCILLATION, BOTH]
    assert abs(oscillation.error) < 0.03  # leg lengths on both sides


def test_events_of_both_feet_are_paired(outcome):
    assert {(e.kind, e.place) for e in outcome.events} == {
        (kind, place) for kind in EventKind for place in (NEAR, FAR)
    }
    for errors in outcome.events:
        assert len(errors.error_s) >= 8
        assert errors.missed == errors.invented == 0
        assert len(errors.sd_s) == len(errors.error_s)
        assert np.abs(errors.error_s).mean() < 0.04


def test_a_clip_refused_says_why():
    short = Condition(name="short", frame_rate_hz=30.0, duration_s=1.2)
    (case,) = short.cases(1, seed=3)
    assert try_case(short, case).refusal in ("few_strides", "not_running")


@pytest.mark.parametrize(("error", "inside"), [(0.0, True), (-1.0, True), (1.01, False)])
def test_inside(error, inside):
    one = MetricError(metric=Metric.CADENCE, place=BOTH, error=error, half_width=1.0)
    assert one.inside is inside


def test_wrong_legs_are_those_left_exchanged():
    clip = runner_clip(noisy=False)
    span = (0.0, 100.0)
    assert wrong_legs(clip, clip.track, span) == (0, len(clip.track.time_s))
    touched = exchange_legs(clip.track, ((10, 19),))
    assert wrong_legs(clip, touched, span)[0] == 10
    assert wrong_legs(clip, touched, (1.0, 100.0))[0] == 0


def test_masked_legs_are_not_wrong():
    clip = runner_clip(noisy=False)
    position = clip.track.position_px.copy()
    position[10:20] = np.nan
    assert wrong_legs(clip, replace(clip.track, position_px=position), (0.0, 100.0))[0] == 0
