"""Rate and phase of signals made by hand."""

import numpy as np
import pytest

from form_analyzer.signals.rhythm import (
    explained,
    follow_phase,
    harmonic_basis,
    refine_rate,
    standardise,
)


def seconds(duration_s=10.0, rate_hz=30.0):
    return np.arange(0, duration_s, 1 / rate_hz)


def wave(time_s, hz, skew=0.4):
    """A fundamental with a second harmonic, (n, 2)."""
    a = 2 * np.pi * hz * time_s
    return np.stack([np.sin(a) + skew * np.sin(2 * a + 1), np.cos(a) + skew * np.cos(2 * a)], 1)


def test_standardise_takes_trend_and_scale_out():
    t = seconds()
    raw = 300 + 40 * t + 25 * np.sin(2 * np.pi * 1.4 * t)
    out = standardise(raw[:, None], t, trend_s=2.0)[:, 0]
    assert out.std() == pytest.approx(1)
    assert out.mean() == pytest.approx(0, abs=1e-9)
    middle = slice(90, 210)
    assert np.corrcoef(out[middle], np.sin(2 * np.pi * 1.4 * t[middle]))[0, 1] > 0.99


def test_standardise_fills_gaps_and_gives_nothing_for_nothing():
    t = seconds()
    gaps = np.sin(2 * np.pi * t)
    gaps[50:60] = np.nan
    columns = np.stack([gaps, np.full(len(t), np.nan), np.full(len(t), 7.0)], axis=1)
    out = standardise(columns, t, 3.0)
    assert np.isfinite(out).all()
    assert not out[:, 1:].any()


def test_harmonic_basis_is_constant_cosines_and_sines():
    basis = harmonic_basis(np.array([0.0, 0.25]), 2)
    assert basis == pytest.approx(np.array([[1, 1, 1, 0, 0], [1, 0, -1, 1, 0]]), abs=1e-12)


def test_explained_is_all_or_nothing_for_a_pure_wave():
    t = seconds()
    clean = standardise(wave(t, 1.4, skew=0.0), t, 20.0)
    assert explained(t, clean, 1.4, 1) > 0.98
    assert explained(t, clean, 2.2, 1) < 0.02
    assert explained(t, np.zeros((len(t), 1)), 1.4, 1) == 0.0


@pytest.mark.parametrize("off", [-0.05, -0.01, 0.0, 0.02, 0.05])
def test_refining_reaches_a_thousandth(off):
    t = seconds()
    rate = refine_rate(t, wave(t, 1.4321), 1.4321 + off)
    assert rate.hz == pytest.approx(1.4321, abs=0.001)


def test_phase_follows_a_constant_rate():
    t = seconds()
    phase = follow_phase(t, wave(t, 1.4), 1.4)
    assert phase - phase[0] == pytest.approx(1.4 * t, abs=0.02)


def test_phase_follows_a_rate_that_changes_and_a_rate_given_slightly_wrong():
    t = seconds(20.0)
    true = 1.4 * t + 0.15 * np.sin(2 * np.pi * t / 15)
    a = 2 * np.pi * true
    signals = np.stack([np.sin(a), np.cos(a)], axis=1)
    phase = follow_phase(t, signals, 1.41)
    away = phase - true
    assert np.ptp(away[30:-30]) < 0.03


def test_phase_of_uneven_time_stamps():
    rng = np.random.default_rng(3)
    t = np.cumsum(rng.uniform(0.5, 1.5, 300)) / 30
    phase = follow_phase(t, wave(t, 1.4, 0.0), 1.4)
    assert np.ptp(phase - 1.4 * t) < 0.05
