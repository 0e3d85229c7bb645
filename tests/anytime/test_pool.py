import numpy as np
import pytest

from form_analyzer.anytime.drift import drift_flags
from form_analyzer.anytime.pool import fit_line, pool, systematic_of
from form_analyzer.datatypes import FootStrike, Measurement, Metric, QualityCode, Side, Unit
from form_analyzer.metrics.measure import Z95, strike_pattern

BORDERS = (-1.6, 8.0)
UNITS = {
    Metric.CADENCE: Unit.STEPS_PER_MINUTE,
    Metric.CONTACT_TIME: Unit.SECOND,
    Metric.FOOT_STRIKE_ANGLE: Unit.DEGREE,
    Metric.TRUNK_LEAN: Unit.DEGREE,
}


def row(
    metric: Metric,
    value: float,
    *,
    sampling: float = 0.1,
    systematic: float = 1.0,
    side: Side = Side.BOTH,
    n: int = 12,
) -> Measurement:
    half = Z95 * float(np.hypot(sampling, systematic))
    return Measurement(
        metric=metric,
        side=side,
        unit=UNITS[metric],
        value=value,
        ci95=(value - half, value + half),
        n_strides=n,
        sampling_sd=sampling,
    )


def pooled(rows: list[Measurement], *, watched_ratio: float = 0.1) -> Measurement:
    times = np.arange(len(rows)) * 100.0
    parts = [(one,) for one in rows]
    return pool(parts, times, watched_ratio=watched_ratio, strike_borders_deg=BORDERS)[0]


def test_equal_parts_lessen_the_sampling_error_and_keep_the_systematic() -> None:
    one = pooled([row(Metric.TRUNK_LEAN, 6.0)] * 4)
    assert one.value == pytest.approx(6.0)
    assert one.sampling_sd == pytest.approx(0.05)
    assert systematic_of(one) == pytest.approx(1.0)
    assert one.n_strides == 48


def test_the_surer_part_counts_more() -> None:
    two = [row(Metric.TRUNK_LEAN, 6.0, sampling=0.1), row(Metric.TRUNK_LEAN, 7.0, sampling=1.0)]
    value = pooled(two).value
    assert value == pytest.approx((6.0 / 0.01 + 7.0 / 1.0) / (1 / 0.01 + 1.0))


def test_a_steady_change_is_no_scatter() -> None:
    one = pooled([row(Metric.TRUNK_LEAN, 6.0 + k) for k in range(5)])
    assert one.value == pytest.approx(8.0)
    assert one.sampling_sd == pytest.approx(0.1 / 5**0.5)


def test_a_window_off_the_middle_does_not_pull_the_value() -> None:
    times = np.array([0.0, 150.0, 300.0, 600.0])
    line = fit_line(times, 172.0 - times / 100.0, np.full(4, 0.1), watched_ratio=0.05)
    assert line.middle == pytest.approx(169.0)
    assert line.first == pytest.approx(172.0)
    assert line.last == pytest.approx(166.0)


def test_scatter_between_parts_widens_the_interval_only_for_what_was_not_watched() -> None:
    values = [6.0, 8.0, 5.0, 7.5, 6.5]
    rows = [row(Metric.TRUNK_LEAN, value) for value in values]
    few, all_of_it = pooled(rows, watched_ratio=0.1), pooled(rows, watched_ratio=1.0)
    assert few.sampling_sd == pytest.approx(np.std(values, ddof=2) / 5**0.5 * 0.9**0.5, rel=0.2)
    assert all_of_it.sampling_sd == pytest.approx(0.1 / 5**0.5, rel=0.05)


def test_intervals_hold_the_truth() -> None:
    rng = np.random.default_rng(1)
    times, inside = np.linspace(0.0, 600.0, 5), 0
    for _ in range(400):
        value = 10.0 + 0.01 * (times - 300.0) + rng.normal(0.0, np.hypot(0.3, 0.4), 5)
        line = fit_line(times, value, np.full(5, 0.3), watched_ratio=0.0)
        inside += abs(line.middle - 10.0) <= 1.96 * line.middle_sd
    assert inside >= 0.85 * 400


def test_a_metric_is_pooled_from_the_parts_that_have_it() -> None:
    missing = Measurement.missing(Metric.TRUNK_LEAN, Side.BOTH, Unit.DEGREE, "Rails.")
    one = pooled([missing, row(Metric.TRUNK_LEAN, 6.0), row(Metric.TRUNK_LEAN, 7.0)])
    assert one.value == pytest.approx(6.5)
    assert one.n_strides == 24


def test_what_no_part_has_is_missing_for_the_commonest_reason() -> None:
    reasons = ["Rails.", "Dark.", "Dark."]
    rows = [Measurement.missing(Metric.TRUNK_LEAN, Side.BOTH, Unit.DEGREE, r) for r in reasons]
    assert pooled(rows).reason_missing == "Dark."


def test_the_pattern_follows_from_the_pooled_angle() -> None:
    angles = [row(Metric.FOOT_STRIKE_ANGLE, v, side=Side.LEFT) for v in (7.0, 9.0, 11.0)]
    parts = [(angle, strike_pattern(angle, BORDERS)) for angle in angles]
    rows = pool(parts, np.arange(3.0), watched_ratio=1.0, strike_borders_deg=BORDERS)
    assert rows[0].value == pytest.approx(9.0)
    assert rows[1].category is FootStrike.REARFOOT
    assert rows[1].probabilities == strike_pattern(rows[0], BORDERS).probabilities


def test_one_part_alone_stays_as_it_is() -> None:
    line = fit_line(np.array([3.0]), np.array([5.0]), np.array([0.2]), watched_ratio=0.0)
    assert line.middle == 5.0
    assert line.middle_sd == pytest.approx(0.2)
    assert np.isnan(line.change)


def drift(metric: Metric, values: list[float], side: Side = Side.BOTH) -> list[QualityCode]:
    parts = [(row(metric, v, sampling=0.01 * values[0] / 10, side=side),) for v in values]
    times = np.arange(len(values)) * 100.0
    return [flag.code for flag in drift_flags(parts, times, Side.LEFT)]


def test_a_real_change_is_told() -> None:
    assert drift(Metric.CADENCE, [172.0, 169.0, 166.0]) == [QualityCode.CADENCE_DRIFT]
    assert drift(Metric.CONTACT_TIME, [0.25, 0.26, 0.27], Side.LEFT) == [QualityCode.FORM_DRIFT]
    assert drift(Metric.TRUNK_LEAN, [4.0, 6.0, 8.0]) == [QualityCode.FORM_DRIFT]


def test_a_change_within_its_error_or_not_worth_a_word_is_not_told() -> None:
    assert drift(Metric.CADENCE, [170.0, 171.0, 170.5]) == []
    assert drift(Metric.CONTACT_TIME, [0.250, 0.252, 0.254], Side.LEFT) == []
    assert drift(Metric.CONTACT_TIME, [0.25, 0.26, 0.27], Side.RIGHT) == []
    assert drift(Metric.TRUNK_LEAN, [6.0, 9.0, 4.0, 8.0]) == []
    assert drift(Metric.TRUNK_LEAN, [6.0]) == []
