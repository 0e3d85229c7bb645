"""The mean cycle of movements whose course is known."""

import numpy as np
import pytest

from form_analyzer.signals.cycle import basis_rows, biweight, fit_cycle, fit_cycle_data

FINEST = 10.0


def course(phase, derivative=0):
    """Two oscillations a cycle and their derivatives per cycle, (n, 2)."""
    a, b = 2 * np.pi * np.asarray(phase), 6 * np.pi * np.asarray(phase)
    if derivative == 0:
        return np.stack([np.sin(a), 0.5 * np.cos(b)], axis=1)
    if derivative == 1:
        return np.stack([2 * np.pi * np.cos(a), -3 * np.pi * np.sin(b)], axis=1)
    return np.stack([-4 * np.pi**2 * np.sin(a), -18 * np.pi**2 * np.cos(b)], axis=1)


def sampled(phase, noise=0.02):
    """The course with a little noise: robust weights need some to tell what is usual."""
    return course(phase) + np.random.default_rng(9).normal(0, noise, (len(phase), 2))


@pytest.fixture
def phase():
    return np.random.default_rng(1).uniform(0, 14, 420)


@pytest.mark.parametrize("n_knots", [24, 57])
def test_basis_sums_to_one_and_its_derivatives_to_nothing(n_knots):
    at = np.linspace(-1.3, 2.2, 301)
    assert basis_rows(at, n_knots).sum(axis=1) == pytest.approx(1)
    for derivative in (1, 2):
        assert basis_rows(at, n_knots, derivative).sum(axis=1) == pytest.approx(0, abs=1e-9)


def test_basis_derivative_is_the_slope_of_the_basis():
    at, step = np.linspace(0.003, 0.99, 50), 1e-6
    slope = (basis_rows(at + step, 30) - basis_rows(at - step, 30)) / (2 * step)
    assert basis_rows(at, 30, 1) == pytest.approx(slope, abs=1e-5)
    with pytest.raises(ValueError, match="derivative"):
        basis_rows(at, 30, 3)


def test_a_cycle_is_found_with_its_derivatives(phase):
    spline = fit_cycle(phase, sampled(phase), finest_cycles=FINEST)
    at = np.linspace(0, 1, 80)
    assert spline(at) == pytest.approx(course(at), abs=0.02)
    assert spline(at, 1) == pytest.approx(course(at, 1), abs=0.5)
    assert spline(at, 2) == pytest.approx(course(at, 2), abs=20)


def test_only_the_fraction_of_phase_counts(phase):
    spline = fit_cycle(phase, course(phase), finest_cycles=FINEST)
    again = fit_cycle(phase % 1.0, course(phase), finest_cycles=FINEST)
    assert again.coefficients == pytest.approx(spline.coefficients, abs=1e-9)
    assert spline(0.3) == pytest.approx(spline(7.3))


def test_noise_averages_out_and_is_told_as_spread(phase):
    rng = np.random.default_rng(2)
    noisy = course(phase) + rng.normal(0, 0.1, (len(phase), 2))
    spline = fit_cycle(phase, noisy, finest_cycles=FINEST)
    at = np.linspace(0, 1, 100)
    error = np.sqrt(np.mean((spline(at) - course(at)) ** 2))
    assert error < 0.035  # of 0.1 per sample
    assert spline.spread == pytest.approx([0.1, 0.1], rel=0.2)


def test_a_fifth_of_wild_samples_changes_nothing_that_matters(phase):
    rng = np.random.default_rng(3)
    values = course(phase) + rng.normal(0, 0.02, (len(phase), 2))
    wild = rng.random(len(phase)) < 0.2
    values[wild] += rng.choice([-1, 1], (wild.sum(), 2)) * rng.uniform(1, 4, (wild.sum(), 2))
    spline = fit_cycle(phase, values, finest_cycles=FINEST)
    at = np.linspace(0, 1, 100)
    assert np.abs(spline(at) - course(at)).max() < 0.06


def test_missing_rows_are_left_out(phase):
    values = sampled(phase)
    values[::3, 1] = np.nan
    fit = fit_cycle_data(phase, values, finest_cycles=FINEST)
    assert fit.used.sum() == len(phase) - len(phase[::3])
    at = np.linspace(0, 1, 50)
    assert fit.spline(at) == pytest.approx(course(at), abs=0.03)


def test_with_hardly_any_sample_the_cycle_is_unknown():
    phase = np.arange(11) / 11
    fit = fit_cycle_data(phase, course(phase), finest_cycles=FINEST)
    assert np.isnan(fit.spline(np.linspace(0, 1, 5))).all()
    assert fit.refit(np.arange(11), np.ones((1, 11))) == [fit.spline]


def test_rows_without_weight_do_not_count(phase):
    values, weight = sampled(phase), np.ones(len(phase))
    values[: len(phase) // 2] += 5.0
    weight[: len(phase) // 2] = 0.0
    spline = fit_cycle(phase, values, finest_cycles=FINEST, weight=weight)
    at = np.linspace(0, 1, 50)
    assert spline(at) == pytest.approx(course(at), abs=0.03)


def test_refitting_with_every_row_once_is_the_fit_itself(phase):
    values = course(phase) + np.random.default_rng(4).normal(0, 0.05, (len(phase), 2))
    fit = fit_cycle_data(phase, values, finest_cycles=FINEST)
    (once,) = fit.refit(np.arange(len(phase)) // 7, np.ones((1, (len(phase) - 1) // 7 + 1)))
    assert once.coefficients == pytest.approx(fit.spline.coefficients, abs=1e-9)


def test_counting_a_row_twice_is_the_same_as_having_it_twice(phase):
    values = course(phase) + np.random.default_rng(5).normal(0, 0.05, (len(phase), 2))
    fit = fit_cycle_data(phase, values, finest_cycles=FINEST)
    n = len(phase)
    drawn = np.random.default_rng(6).integers(0, n, (80, n))
    counts = np.stack([np.bincount(row, minlength=n) for row in drawn]).astype(float)
    bootstrap = np.stack([spline(0.3)[0] for spline in fit.refit(np.arange(n), counts)])
    # The bootstrap's spread is the spread the noise gives: 0.05 over the samples nearby.
    assert 0.004 < bootstrap[:, 0].std() < 0.02


def test_nothing_finer_than_asked_for_is_believed(phase):
    ripple = np.sin(2 * np.pi * 16 * phase)[:, None]
    spline = fit_cycle(phase, ripple, finest_cycles=4.0)
    assert np.abs(spline(np.linspace(0, 1, 200))).max() < 0.2


def test_biweight():
    assert biweight(np.array([0.0, 4.685, 10.0])) == pytest.approx([1, 0, 0])
    assert np.all(np.diff(biweight(np.linspace(0, 5, 50))) <= 0)
