import numpy as np
import pytest

from form_analyzer.comparison.trend import trend
from form_analyzer.comparison.types import Verdict
from form_analyzer.datatypes import Measurement, Metric, Side, Unit
from tests.comparison.sessions import cadence, snapshot


def test_a_straight_line_gives_its_slope():
    history = [snapshot(cadence(160 + day / 3), day=day) for day in (0, 10, 25, 60)]
    found = trend(history, Metric.CADENCE)
    assert found.per_30_days == pytest.approx(10.0)
    assert found.change == pytest.approx(20.0)
    assert found.verdict is Verdict.REAL_CHANGE
    assert found.ci95 is not None
    assert found.ci95[0] < 10 < found.ci95[1]
    assert found.words == "Cadence rose by 20.0 steps/min over 4 sessions: a real change."


def test_intervals_hold_the_true_slope_in_95_percent():
    chance = np.random.default_rng(3)
    days = np.linspace(0, 90, 8)
    held = []
    for _ in range(300):
        values = 165 + 2 * days / 30 + chance.normal(0, np.hypot(1.65, 0.5 / 1.96), len(days))
        history = [snapshot(cadence(v), day=d) for v, d in zip(values, days, strict=True)]
        low, high = trend(history, Metric.CADENCE).ci95 or (np.nan, np.nan)
        held.append(low <= 2 <= high)
    assert 0.93 <= np.mean(held) <= 0.995


def test_a_flat_line_is_noise():
    values = (170, 171, 169.5, 170.2, 169.8)
    history = [snapshot(cadence(v), day=10 * n) for n, v in enumerate(values)]
    found = trend(history, Metric.CADENCE)
    assert found.verdict is Verdict.WITHIN_NOISE
    assert found.words.endswith("within the noise.")


def test_a_jump_without_a_line_is_not_called_noise():
    """A real change from the first to the last session, as comparing the two says as well."""
    history = [snapshot(cadence(v), day=d) for v, d in ((160, 0), (175, 30), (175.5, 60))]
    found = trend(history, Metric.CADENCE)
    assert found.verdict is Verdict.WITHIN_NOISE
    assert found.words.startswith(
        "Cadence rose by 15.5 steps/min from the first to the last of 3 sessions, which is more "
        "than noise"
    )


def test_sessions_of_another_set_up_than_the_newest_are_left_out_and_listed():
    fast = snapshot(cadence(185), day=5, speed_mps=4.5)
    history = [snapshot(cadence(165), day=0), fast, snapshot(cadence(175), day=20)]
    found = trend(history, Metric.CADENCE)
    assert [entry.counts for entry in found.entries] == [True, False, True]
    assert "km/h" in found.entries[1].reasons[0]
    assert found.per_30_days is None
    assert found.change == 10
    assert found.verdict is Verdict.REAL_CHANGE
    assert found.words.endswith("1 of 3 sessions are not counted.")


def test_missing_and_odd_units_are_left_out():
    missing = Measurement.missing(Metric.CADENCE, Side.BOTH, Unit.STEPS_PER_MINUTE, "Too short.")
    found = trend([snapshot(missing), snapshot(cadence(170), day=3)], Metric.CADENCE)
    assert found.entries[0].reasons == ("Too short.",)
    assert found.verdict is Verdict.NOT_COMPARABLE
    assert "one session is no trend yet" in found.words


def test_nothing_measured_at_all():
    found = trend([snapshot(), snapshot(day=2)], Metric.CADENCE)
    assert (found.verdict, found.change, found.minimal_change) == (
        Verdict.NOT_MEASURED,
        None,
        None,
    )


def test_several_sessions_of_one_moment_make_no_line():
    history = [snapshot(cadence(value)) for value in (170, 171, 172)]
    found = trend(history, Metric.CADENCE)
    assert found.per_30_days is None
    assert found.change == 2
    assert found.verdict is Verdict.WITHIN_NOISE


def test_no_session_is_no_trend():
    assert trend([], Metric.CADENCE).verdict is Verdict.NOT_MEASURED
