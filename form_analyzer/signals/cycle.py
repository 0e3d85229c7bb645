"""The mean cycle of a repeated movement as a periodic smoothing spline.

Samples of all strides, folded on phase, lie at as many different phases as
there are frames (equivalent-time sampling). A penalised cubic B-spline through
them gives the mean cycle with derivatives; its smoothness follows from the
data by generalised cross-validation (Eilers & Marx 1996), and bad samples lose
their weight (Tukey's biweight).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from form_analyzer.datatypes import BoolArray, FloatArray, IntArray

_TUKEY = 4.685
_MIN_SAMPLES = 12
# Median length of a standard normal vector of 1, 2, 3, ... dimensions.
_MEDIAN_NORM = {1: 0.6745, 2: 1.1774, 3: 1.5382, 4: 1.8321}


@dataclass(frozen=True, slots=True)
class PeriodicSpline:
    """A periodic curve of phase, with ``coefficients`` (n_knots, k).

    ``spread`` is the robust standard deviation of the samples about it, (k,).
    """

    coefficients: FloatArray
    spread: FloatArray

    def __call__(self, phase: FloatArray | float, derivative: int = 0) -> FloatArray:
        """Value or derivative (per cycle) at the phases: (n, k)."""
        rows = basis_rows(np.atleast_1d(phase), len(self.coefficients), derivative)
        return np.asarray(rows @ self.coefficients)


def basis_rows(phase: FloatArray, n_knots: int, derivative: int = 0) -> FloatArray:
    """Rows of the periodic cubic B-spline basis: (n, n_knots).

    ``derivative`` 0, 1 or 2, per cycle of phase.
    """
    return _kept_rows(np.asarray(phase, dtype=np.float64).tobytes(), n_knots, derivative)


# All joints of a stride are asked for at the same phases, one after the other.
@lru_cache(maxsize=8)
def _kept_rows(phase: bytes, n_knots: int, derivative: int) -> FloatArray:
    position = np.mod(np.frombuffer(phase), 1.0) * n_knots
    left = np.floor(position).astype(np.intp)
    pieces = _pieces(position - left, derivative) * float(n_knots) ** derivative
    rows = np.zeros((len(position), n_knots))
    index = np.arange(len(position))
    for offset in range(4):
        rows[index, (left + offset - 1) % n_knots] += pieces[offset]
    rows.flags.writeable = False
    return rows


def _pieces(u: FloatArray, derivative: int) -> FloatArray:
    if derivative == 0:
        parts = [(1 - u) ** 3, 3 * u**3 - 6 * u**2 + 4, -3 * u**3 + 3 * u**2 + 3 * u + 1, u**3]
    elif derivative == 1:
        parts = [-3 * (1 - u) ** 2, 9 * u**2 - 12 * u, -9 * u**2 + 6 * u + 3, 3 * u**2]
    elif derivative == 2:
        parts = [6 * (1 - u), 18 * u - 12, -18 * u + 6, 6 * u]
    else:
        raise ValueError("derivative must be 0, 1 or 2")
    return np.stack(parts) / 6.0


@dataclass(frozen=True, slots=True)
class CycleFit:
    """A fitted mean cycle that can be re-estimated with other weights.

    Attributes
    ----------
    spline
        The fit.
    rows, values, weight, used
        Basis rows, samples and final weights of the rows used (n_used, ...), and
        which of the n rows given they are (n,).
    penalty
        The roughness penalty of the fit.
    """

    spline: PeriodicSpline
    rows: FloatArray
    values: FloatArray
    weight: FloatArray
    used: BoolArray
    penalty: FloatArray

    def refit(self, block: IntArray, counts: FloatArray) -> list[PeriodicSpline]:
        """Fit again with the rows of block i counted ``counts[s, i]`` times, weights unchanged.

        Parameters
        ----------
        block : (n,)
            Block of each of the n rows given, 0..n_blocks - 1.
        counts : (n_samples, n_blocks)
            One row per bootstrap sample.

        Returns
        -------
        One spline per sample; the fit's own where nothing usable is counted.
        """
        if not np.isfinite(self.spline.spread).all():
            return [self.spline] * len(counts)
        normal, right, total = self._sums(block[self.used], counts.shape[1])
        weight = counts @ total
        some = weight > 0
        share = counts[some] / weight[some, None]
        both = np.tensordot(share, normal, 1) + self.penalty + 1e-9 * np.eye(normal.shape[1])
        solutions = iter(np.linalg.solve(both, np.tensordot(share, right, 1)))
        return [
            PeriodicSpline(next(solutions), self.spline.spread) if one else self.spline
            for one in some
        ]

    def _sums(self, block: IntArray, n_blocks: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Normal matrix, right side and weight of every block."""
        parts = [np.flatnonzero(block == i) for i in range(n_blocks)]
        weighted = self.weight[:, None] * self.rows
        normal = np.stack([self.rows[part].T @ weighted[part] for part in parts])
        right = np.stack([weighted[part].T @ self.values[part] for part in parts])
        return normal, right, np.array([self.weight[part].sum() for part in parts])


def fit_cycle(
    phase: FloatArray,
    samples: FloatArray,
    *,
    finest_cycles: float,
    weight: FloatArray | None = None,
) -> PeriodicSpline:
    """Fit the mean cycle of one vector quantity; see :func:`fit_cycle_data`."""
    return fit_cycle_data(phase, samples, finest_cycles=finest_cycles, weight=weight).spline


def fit_cycle_data(
    phase: FloatArray,
    samples: FloatArray,
    *,
    finest_cycles: float,
    weight: FloatArray | None = None,
) -> CycleFit:
    """Fit the mean cycle of one vector quantity, robustly.

    Parameters
    ----------
    phase : (n,)
        Phase in cycles; only its fraction counts.
    samples : (n, k)
        One quantity with k components; rows with ``nan`` are left out, and a
        row that is far off in any component loses its weight in all.
    finest_cycles
        The number of oscillations per cycle that are halved at least: nothing
        finer is believed, whatever the data say.
    weight : (n,)
        Prior trust in each row, 0..1; all 1 if not given.

    Returns
    -------
    The fit; its spline is all ``nan`` with fewer than 12 usable rows.
    """
    n_knots = max(24, int(np.ceil(5 * finest_cycles)))
    used = np.all(np.isfinite(samples), axis=1)
    if weight is not None:
        used &= weight > 0
    trust = np.ones(int(used.sum())) if weight is None else weight[used]
    rows, values = basis_rows(phase[used], n_knots), samples[used]
    if len(values) < _MIN_SAMPLES:
        k = samples.shape[1]
        unknown = PeriodicSpline(np.full((n_knots, k), np.nan), np.full(k, np.nan))
        return CycleFit(unknown, rows, values, trust, used, np.zeros((n_knots, n_knots)))
    return _fit_robustly(rows, values, trust, used, _lowest_smoothness(n_knots, finest_cycles))


def _fit_robustly(
    rows: FloatArray, values: FloatArray, trust: FloatArray, used: BoolArray, lowest: float
) -> CycleFit:
    roughness = _roughness(rows.shape[1])
    stiff = _solve(rows, values, trust, roughness * lowest * 300.0)
    weight = trust / np.maximum(_distance(values - rows @ stiff), 0.3)
    solution = _solve(rows, values, weight, roughness * lowest * 30.0)
    weight = trust * biweight(_distance(values - rows @ solution))
    smooth = _choose_smoothness(rows, values, weight, roughness, lowest)
    for _ in range(6):
        solution = _solve(rows, values, weight, roughness * smooth)
        weight = trust * biweight(_distance(values - rows @ solution))
    smooth = _choose_smoothness(rows, values, weight, roughness, lowest)
    solution = _solve(rows, values, weight, roughness * smooth)
    residual = values - rows @ solution
    spread = np.sqrt((weight[:, None] * residual**2).sum(0) / max(float(weight.sum()), 1e-9))
    spline = PeriodicSpline(solution, np.asarray(spread))
    return CycleFit(spline, rows, values, weight, used, roughness * smooth)


def _distance(residual: FloatArray) -> FloatArray:
    """Length of each residual in robust standard deviations, (n,)."""
    length = np.linalg.norm(residual, axis=1)
    usual = float(np.median(length)) / _MEDIAN_NORM.get(residual.shape[1], 2.0)
    return length / usual if usual > 0 else np.zeros_like(length)


def biweight(distance: FloatArray) -> FloatArray:
    """Tukey's biweight: 1 at zero, 0 beyond 4.685 standard deviations."""
    u = distance / _TUKEY
    return np.asarray(np.where(u < 1, (1 - u**2) ** 2, 0.0))


def _lowest_smoothness(n_knots: int, finest_cycles: float) -> float:
    """Penalty weight that halves an oscillation of ``finest_cycles`` per cycle."""
    difference = 2.0 * np.sin(np.pi * min(finest_cycles / n_knots, 0.5))
    return float(1.0 / n_knots / difference**6)


def _roughness(n_knots: int) -> FloatArray:
    one = np.eye(n_knots)
    first = np.roll(one, 1, axis=1) - one
    third = first @ first @ first
    return np.asarray(third.T @ third)


def _solve(
    rows: FloatArray, values: FloatArray, weight: FloatArray, penalty: FloatArray
) -> FloatArray:
    total = max(float(weight.sum()), 1e-9)
    normal = rows.T @ (weight[:, None] * rows) / total + penalty
    normal[np.diag_indices_from(normal)] += 1e-9
    return np.asarray(np.linalg.solve(normal, rows.T @ (weight[:, None] * values) / total))


def _choose_smoothness(
    rows: FloatArray, values: FloatArray, weight: FloatArray, penalty: FloatArray, lowest: float
) -> float:
    """Penalty weight with the least generalised cross-validation score, >= ``lowest``.

    In the axes in which the normal matrix with the lowest penalty is the unit matrix and the
    penalty is diagonal, every penalty's fit is a division (Demmler & Reinsch 1975).
    """
    n = max(float(weight.sum()), 1.0)
    normal = rows.T @ (weight[:, None] * rows) / n
    normal[np.diag_indices_from(normal)] += 1e-9
    right = rows.T @ (weight[:, None] * values) / n
    power = float((weight[:, None] * values**2).sum()) / n
    root = np.linalg.cholesky(normal + lowest * penalty)
    rough, axes = np.linalg.eigh(np.linalg.solve(root, np.linalg.solve(root, penalty).T))
    along = np.square(axes.T @ np.linalg.solve(root, right)).sum(axis=1)
    candidates = lowest * np.geomspace(1.0, 1e4, 13)
    left = 1.0 / (1.0 + np.outer(candidates - lowest, rough))
    data_share = 1.0 - lowest * rough
    freedom = left @ data_share
    rest = power + (left**2 * data_share - 2.0 * left) @ along
    score = rest / np.maximum(1.0 - 1.4 * freedom / n, 1e-3) ** 2
    return float(candidates[np.argmin(score)])
