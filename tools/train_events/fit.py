"""Ridge regression with its error on runners it was not fitted to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import FloatArray

_PENALTIES = np.geomspace(1e-3, 3.0, 12)
_FOLDS = 10


@dataclass(frozen=True, slots=True)
class Examples:
    """Feature dictionaries with targets, groups (the runner) and weights, one per row."""

    features: Sequence[Mapping[str, float]]
    target: FloatArray
    groups: Sequence[str]
    weight: FloatArray
    near: FloatArray

    def matrix(self, names: Sequence[str]) -> FloatArray:
        """Features as (n, n_names); ``nan`` stays."""
        return np.array([[row[name] for name in names] for row in self.features])


def fit_model(examples: Examples, names: Sequence[str]) -> dict[str, object]:
    """Fit; the penalty is the one with the least error on left-out runners.

    Returns
    -------
    The entry for ``gait/models.json``: coefficients per unit of each feature, the
    range of predictions seen in training, and the standard deviation of the error on
    left-out runners for the near and the far side.
    """
    matrix = examples.matrix(names)
    scores = [_left_out(matrix, examples, penalty) for penalty in _PENALTIES]
    errors = min(scores, key=lambda e: _score(e, examples))
    penalty = float(_PENALTIES[scores.index(errors)]) if isinstance(scores, list) else 0.0
    intercept, centres, slopes = _ridge(matrix, examples.target, examples.weight, penalty)
    known = examples.weight >= examples.weight.max()
    near = known & (examples.near > 0)
    return {
        "intercept": round(intercept, 6),
        "centres": {n: round(float(c), 6) for n, c in zip(names, centres, strict=True)},
        "coefficients": {n: round(float(b), 6) for n, b in zip(names, slopes, strict=True)},
        "limits": [round(float(x), 6) for x in np.percentile(examples.target, (0.5, 99.5))],
        "sd": round(float(np.sqrt(np.mean(errors[near] ** 2))), 6),
        "sd_far": round(float(np.sqrt(np.mean(errors[known & ~near] ** 2))), 6),
        "penalty": round(penalty, 5),
        "rows": int(known.sum()),
    }


def _score(errors: FloatArray, examples: Examples) -> float:
    return float(np.average(np.minimum(np.abs(errors), 3 * np.std(errors)), weights=examples.weight))


def _left_out(matrix: FloatArray, examples: Examples, penalty: float) -> FloatArray:
    """Errors (predicted minus true) of each row by a model that never saw its runner."""
    names = sorted(set(examples.groups))
    order = np.random.default_rng(0).permutation(len(names))
    fold_of = {names[i]: k % _FOLDS for k, i in enumerate(order)}
    fold = np.array([fold_of[group] for group in examples.groups])
    errors = np.empty(len(fold))
    for k in range(_FOLDS):
        test = fold == k
        if not test.any():
            continue
        fitted = _ridge(matrix[~test], examples.target[~test], examples.weight[~test], penalty)
        errors[test] = _predict(fitted, matrix[test]) - examples.target[test]
    return errors


def _ridge(
    matrix: FloatArray, target: FloatArray, weight: FloatArray, penalty: float
) -> tuple[float, FloatArray, FloatArray]:
    centres = np.nanmean(matrix, axis=0)
    filled = np.where(np.isfinite(matrix), matrix, centres) - centres
    spread = filled.std(axis=0) + 1e-9
    scaled = filled / spread
    intercept = float(np.average(target, weights=weight))
    normal = scaled.T @ (weight[:, None] * scaled)
    normal += penalty * weight.sum() * np.eye(len(centres))
    slopes = np.linalg.solve(normal, scaled.T @ (weight * (target - intercept))) / spread
    return intercept, centres, slopes


def _predict(fitted: tuple[float, FloatArray, FloatArray], matrix: FloatArray) -> FloatArray:
    intercept, centres, slopes = fitted
    filled = np.where(np.isfinite(matrix), matrix, centres) - centres
    return np.asarray(intercept + filled @ slopes)
