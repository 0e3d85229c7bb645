"""The rate and phase of a nearly periodic movement, from all of its samples at once.

Nothing here knows about legs or events: signals are rows of numbers at
irregular times. Missing samples are ``nan`` and are left out.
"""

from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import FloatArray
from form_analyzer.signals.smooth import smooth, smooth_inside


@dataclass(frozen=True, slots=True)
class Rate:
    """A repetition rate and how much of the signals' variance it explains (0..1)."""

    hz: float
    strength: float


def standardise(signals: FloatArray, time_s: FloatArray, trend_s: float) -> FloatArray:
    """Remove slow trends and scale to unit variance.

    Parameters
    ----------
    signals : (n, k)
        Columns are signals; ``nan`` is filled by interpolation in time.
    time_s : (n,)
        Time stamps, increasing.
    trend_s
        Movements slower than this are taken out.

    Returns
    -------
    (n, k) array without ``nan``; a column without any sample, or without any
    variation, is zero.
    """
    columns = [_standard_column(column, time_s, trend_s) for column in signals.T]
    return np.stack(columns, axis=1)


def _standard_column(column: FloatArray, time_s: FloatArray, trend_s: float) -> FloatArray:
    good = np.isfinite(column)
    if good.sum() < 4:
        return np.zeros_like(column)
    filled = np.interp(time_s, time_s[good], column[good])
    step_s = float(np.median(np.diff(time_s)))
    centred = filled - smooth(filled, trend_s / step_s / 2.0)
    centred = centred - centred.mean()
    spread = float(centred.std())
    return centred / spread if spread > 0 else np.zeros_like(column)


def harmonic_basis(cycles: FloatArray, n_harmonics: int) -> FloatArray:
    """Sines and cosines of a phase in cycles: (n, 1 + 2 n_harmonics), constant first."""
    turn = np.exp(2j * np.pi * cycles)
    turns = np.cumprod(np.repeat(turn[:, None], n_harmonics, axis=1), axis=1)
    return np.hstack([np.ones((len(cycles), 1)), turns.real, turns.imag])


def explained(time_s: FloatArray, signals: FloatArray, hz: float, n_harmonics: int) -> float:
    """Share of the signals' variance that a periodic signal of this rate explains, 0..1."""
    total = float((signals**2).sum())
    if not total > 0:
        return 0.0
    basis = harmonic_basis(time_s * hz, n_harmonics)
    # The normal equations: ten times as fast as taking the basis itself apart.
    moments = basis.T @ signals
    fit, *_ = np.linalg.lstsq(basis.T @ basis, moments, rcond=None)
    return float((fit * moments).sum()) / total


def refine_rate(time_s: FloatArray, signals: FloatArray, hz: float, n_harmonics: int = 4) -> Rate:
    """The rate near ``hz`` that explains most variance, to a small part of 1 / duration."""
    span_s = float(time_s[-1] - time_s[0])
    reach = min(0.06 * hz, 0.8 / span_s)
    for _ in range(3):
        trial = np.linspace(hz - reach, hz + reach, 25)
        power = [explained(time_s, signals, float(f), n_harmonics) for f in trial]
        hz = float(trial[int(np.argmax(power))])
        reach /= 8.0
    return Rate(hz, float(max(power)))


def follow_phase(
    time_s: FloatArray, signals: FloatArray, hz: float, window_cycles: float = 2.0
) -> FloatArray:
    """Phase in cycles at every sample, following small changes of rate.

    Every signal is compared with a pure rotation at ``hz`` in a sliding window;
    the turning of that comparison, averaged over signals by their strength, is
    the phase's deviation from constant rate.

    Returns
    -------
    (n,) unwrapped phase, increasing by one per period; its zero is arbitrary.
    """
    turn = np.exp(-2j * np.pi * hz * time_s)
    step_s = float(np.median(np.diff(time_s)))
    sigma = window_cycles / hz / step_s / 2.5
    slow = np.stack([smooth_inside(c * turn, sigma) for c in signals.T], axis=1)
    mean = slow.mean(axis=0)
    aligned = (slow * np.exp(-1j * np.angle(mean))).sum(axis=1)
    deviation: FloatArray = np.unwrap(np.angle(aligned)) / (2.0 * np.pi)
    return hz * time_s + deviation
