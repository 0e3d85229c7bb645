"""Local lines against values and slopes that are known."""

import numpy as np
import pytest

from form_analyzer.signals.local import local_line


def test_a_line_is_its_own_fit():
    at, samples_at = np.linspace(-1, 1, 9), np.linspace(-1.2, 1.3, 60)
    values, slopes = local_line(at, samples_at, 3.0 - 2.0 * samples_at, np.ones(60), 0.2)
    assert values == pytest.approx(3.0 - 2.0 * at, abs=1e-9)
    assert slopes == pytest.approx(np.full(9, -2.0), abs=1e-6)


def test_a_wave_keeps_its_slope():
    rng = np.random.default_rng(0)
    samples_at = np.sort(rng.uniform(0, 1, 400))
    wave = np.sin(2 * np.pi * samples_at)
    at = np.linspace(0.1, 0.9, 21)
    values, slopes = local_line(at, samples_at, wave, np.ones(400), 0.02)
    assert values == pytest.approx(np.sin(2 * np.pi * at), abs=0.03)
    assert slopes == pytest.approx(2 * np.pi * np.cos(2 * np.pi * at), abs=0.5)


def test_outliers_hardly_count():
    samples_at = np.linspace(0, 1, 200)
    values = samples_at.copy()
    values[::17] += 5.0
    found, _ = local_line(np.array([0.5]), samples_at, values, np.ones(200), 0.1)
    assert found[0] == pytest.approx(0.5, abs=0.05)


def test_samples_without_weight_do_not_count():
    samples_at = np.linspace(0, 1, 50)
    weight = (samples_at < 0.5).astype(float)
    values = np.where(samples_at < 0.5, 1.0, 9.0)
    found, _ = local_line(np.array([0.45]), samples_at, values, weight, 0.05)
    assert found[0] == pytest.approx(1.0, abs=1e-6)


def test_where_samples_are_few_the_window_widens():
    samples_at = np.array([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    found, slope = local_line(np.array([0.5]), samples_at, 2.0 * samples_at, np.ones(6), 0.01)
    assert found[0] == pytest.approx(1.0, abs=1e-6)
    assert slope[0] == pytest.approx(2.0, abs=1e-6)
