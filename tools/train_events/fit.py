"""Ridge regression with its error on runners it was not fitted to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import BoolArray, FloatArray

_PENALTIES = np.geomspace(1e-3, 3.0, 12)
_FOLDS = 10
Model = dict[str, object]


@dataclass(frozen=True, slots=True)
class Examples:
    """Feature dictionaries with targets, groups (the runner) and weights, one per row.

    ``rendered`` rows judge the fit; the others only help it.
    """

    features: Sequence[Mapping[str, float]]
    target: FloatArray
    groups: Sequence[str]
    weight: FloatArray
    near: BoolArray
    rendered: BoolArray

    @property
    def names(self) -> list[str]:
        """Features' names, in order."""
        return list(self.features[0])

    @property
    def matrix(self) -> FloatArray:
        """Features as (n, n_names); ``nan`` stays."""
        return np.array([list(row.values()) for row in self.features])


@dataclass(frozen=True, slots=True)
class _Ridge:
    intercept: float
    centres: FloatArray
    slopes: FloatArray

    def predict(self, matrix: FloatArray) -> FloatArray:
        filled = np.where(np.isfinite(matrix), matrix, self.centres) - self.centres
        return np.asarray(self.intercept + filled @ self.slopes)


def fit_model(examples: Examples) -> Model:
    """Fit; the penalty is the one with the least error on left-out rendered runners.

    Returns
    -------
    The entry for ``gait/models.json``: coefficients per unit of each feature, the
    range of targets seen in training, and the root mean square error on left-out
    runners for the near and the far side.
    """
    matrix = examples.matrix
    trials = [(_left_out(matrix, examples, float(p)), float(p)) for p in _PENALTIES]
    errors, penalty = min(trials, key=lambda trial: _score(trial[0], examples))
    fitted = _ridge(matrix, examples.target, examples.weight, penalty)
    near, far = examples.rendered & examples.near, examples.rendered & ~examples.near
    names = examples.names
    return {
        "intercept": round(fitted.intercept, 6),
        "centres": _named(names, fitted.centres),
        "coefficients": _named(names, fitted.slopes),
        "limits": [round(float(x), 5) for x in np.percentile(examples.target, (0.5, 99.5))],
        "sd": round(_rms(errors[near]), 5),
        "sd_far": round(_rms(errors[far]), 5),
        "penalty": round(penalty, 5),
        "rendered_rows": int(examples.rendered.sum()),
        "all_rows": len(errors),
    }


def predict(model: Model, features: Mapping[str, float]) -> float:
    """What a fitted entry says for one row."""
    names = list(features)
    centres, slopes = (_values(model[key], names) for key in ("centres", "coefficients"))
    ridge = _Ridge(float(str(model["intercept"])), centres, slopes)
    return float(ridge.predict(np.array([list(features.values())]))[0])


def _values(entry: object, names: Sequence[str]) -> FloatArray:
    assert isinstance(entry, Mapping)
    return np.array([entry[name] for name in names])


def _named(names: Sequence[str], values: FloatArray) -> dict[str, float]:
    return {name: round(float(value), 6) for name, value in zip(names, values, strict=True)}


def _rms(errors: FloatArray) -> float:
    return float(np.sqrt(np.mean(errors**2)))


def _score(errors: FloatArray, examples: Examples) -> float:
    used = examples.rendered
    return float(np.average(np.abs(errors[used]), weights=examples.weight[used]))


def _left_out(matrix: FloatArray, examples: Examples, penalty: float) -> FloatArray:
    """Errors (predicted minus true) of each row by a model that never saw its runner."""
    names = sorted(set(examples.groups))
    order = np.random.default_rng(0).permutation(len(names))
    fold_of = {names[i]: k % _FOLDS for k, i in enumerate(order)}
    fold = np.array([fold_of[group] for group in examples.groups])
    errors = np.zeros(len(fold))
    for k in range(_FOLDS):
        test, train = fold == k, fold != k
        fitted = _ridge(matrix[train], examples.target[train], examples.weight[train], penalty)
        errors[test] = fitted.predict(matrix[test]) - examples.target[test]
    return errors


def _ridge(matrix: FloatArray, target: FloatArray, weight: FloatArray, penalty: float) -> _Ridge:
    centres = np.nanmean(matrix, axis=0)
    filled = np.where(np.isfinite(matrix), matrix, centres) - centres
    spread = filled.std(axis=0) + 1e-9
    scaled = filled / spread
    intercept = float(np.average(target - 0.0, weights=weight))
    shift = np.average(scaled, axis=0, weights=weight)
    normal = (scaled - shift).T @ (weight[:, None] * (scaled - shift))
    normal += penalty * weight.sum() * np.eye(len(centres))
    slopes = np.linalg.solve(normal, (scaled - shift).T @ (weight * (target - intercept)))
    return _Ridge(intercept - float(shift @ slopes), centres, slopes / spread)
