"""Values and slopes of unevenly spaced samples: straight lines fitted piece by piece."""

import numpy as np

from form_analyzer.datatypes import FloatArray

_ENOUGH = 5
_WIDER = 1.5
_WIDENINGS = 4
_MOST_SCATTERS = 3.0


def local_line(
    at: FloatArray, samples_at: FloatArray, values: FloatArray, weight: FloatArray, width: float
) -> tuple[FloatArray, FloatArray]:
    """Value and slope at given places, (m,) each, of a line fitted to the samples about each.

    Parameters
    ----------
    at : (m,)
        Where to fit.
    samples_at, values, weight : (n,)
        The samples; those far from a first fit count less in the second (Cleveland, 1979).
    width
        Standard deviation of the Gaussian window; wider where fewer than five samples lie in it.
    """
    once, _ = _lines(at, samples_at, values, weight, width)
    apart = values - np.interp(samples_at, at, once)
    scatter = 1.4826 * float(np.median(np.abs(apart))) + 1e-12
    trusted = weight / (1.0 + (apart / (_MOST_SCATTERS * scatter)) ** 2) ** 2
    return _lines(at, samples_at, values, trusted, width)


def robust_line(at: FloatArray, values: FloatArray, apart: float = 0.0) -> tuple[float, float]:
    """Level at zero and slope of a line that wild samples do not move (Theil, 1950; Sen, 1968).

    Parameters
    ----------
    at, values : (n,)
        The samples.
    apart
        Pairs nearer to one another than this do not count for the slope; it is 0 where no
        pair counts.
    """
    one, other = np.triu_indices(len(at), 1)
    run = at[one] - at[other]
    far = np.abs(run) > apart
    slope = float(np.median((values[one] - values[other])[far] / run[far])) if far.any() else 0.0
    return float(np.median(values - slope * at)), slope


def _lines(
    at: FloatArray, samples_at: FloatArray, values: FloatArray, weight: FloatArray, width: float
) -> tuple[FloatArray, FloatArray]:
    offset = samples_at[None, :] - at[:, None]
    widths = np.full(len(at), width)
    for _ in range(_WIDENINGS):
        window = np.exp(-0.5 * (offset / widths[:, None]) ** 2)
        few = (window > 0.1).sum(axis=1) < _ENOUGH
        if not few.any():
            break
        widths[few] *= _WIDER
    window = np.exp(-0.5 * (offset / widths[:, None]) ** 2) * weight
    total = window.sum(axis=1) + 1e-12
    middle = (window * offset).sum(axis=1) / total
    level = (window * values).sum(axis=1) / total
    centred = offset - middle[:, None]
    spread = (window * centred**2).sum(axis=1) + 1e-12 * widths**2
    slope = (window * centred * (values - level[:, None])).sum(axis=1) / spread
    return np.asarray(level - slope * middle), np.asarray(slope)
