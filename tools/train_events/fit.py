"""Ridge regression with its error on runners it was not fitted to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import BoolArray, FloatArray

_PENALTIES = (0.02, 0.1, 0.3, 1.0)
_HARDLY_WORSE = 1.02
Model = dict[str, object]


@dataclass(frozen=True, slots=True)
class Examples:
    """Feature dictionaries with targets, domains and sides, one per row.

    A domain is a kind of runner: people filmed, force-plate markers, runners of one
    renderer, two-dimensional ones. Domains count alike, however many rows they have, but
    for those that count ``twice``.
    """

    features: Sequence[Mapping[str, float]]
    target: FloatArray
    domains: Sequence[str]
    near: BoolArray
    twice: frozenset[str] = frozenset()

    @property
    def names(self) -> list[str]:
        """Features' names, in order."""
        return list(self.features[0])

    @property
    def matrix(self) -> FloatArray:
        """Features as (n, n_names)."""
        return np.array([list(row.values()) for row in self.features])

    @property
    def weight(self) -> FloatArray:
        """Weights of the rows (n,): one or two for each domain; far sides count half."""
        return self.alike * np.where(np.isin(self.domains, list(self.twice)), 2.0, 1.0)

    @property
    def alike(self) -> FloatArray:
        """Weights of the rows (n,) with which every domain counts the same."""
        side = np.where(self.near, 1.0, 0.5)
        domain = np.array(self.domains)
        total = {name: side[domain == name].sum() for name in set(self.domains)}
        return np.array([w / total[name] for w, name in zip(side, domain, strict=True)])


@dataclass(frozen=True, slots=True)
class _Ridge:
    intercept: float
    centres: FloatArray
    slopes: FloatArray

    def predict(self, matrix: FloatArray) -> FloatArray:
        known = np.where(np.isfinite(matrix), matrix, self.centres)
        return np.asarray(self.intercept + (known - self.centres) @ self.slopes)


def fit_model(examples: Examples) -> Model:
    """Fit; the penalty is the largest that is hardly worse than the best on left-out domains.

    Returns
    -------
    The entry for ``gait/models.json``: coefficients per unit of each feature, the
    range of targets seen in training, and the root mean square error in domains left
    out of the fit (each domain counting alike) for the near and the far side.
    """
    trials = {penalty: _left_out(examples, penalty) for penalty in _PENALTIES}
    left_out = {penalty: _rms(errors, examples.weight) for penalty, errors in trials.items()}
    enough = _HARDLY_WORSE * min(left_out.values())
    penalty = max(penalty for penalty, error in left_out.items() if error <= enough)
    errors = trials[penalty]
    fitted = _ridge(examples.matrix, examples.target, examples.weight, penalty)
    near, weight, names = examples.near, examples.alike, examples.names
    return {
        "intercept": round(fitted.intercept, 6),
        "centres": _named(names, fitted.centres),
        "coefficients": _named(names, fitted.slopes),
        "limits": [round(float(x), 5) for x in np.percentile(examples.target, (0.5, 99.5))],
        "sd": round(_rms(errors[near], weight[near]), 5),
        "sd_far": round(_rms(errors[~near], weight[~near]), 5),
        "penalty": penalty,
        "left_out_rms": _by_domain(errors, examples),
        "rows": len(errors),
    }


def _by_domain(errors: FloatArray, examples: Examples) -> dict[str, float]:
    domain = np.array(examples.domains)
    return {
        name: round(_rms(errors[domain == name], examples.alike[domain == name]), 5)
        for name in sorted(set(examples.domains))
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


def _rms(errors: FloatArray, weight: FloatArray) -> float:
    return float(np.sqrt(np.average(errors**2, weights=weight)))


def _left_out(examples: Examples, penalty: float) -> FloatArray:
    """Errors (predicted minus true) of each row by a model that never saw its domain."""
    matrix, target, weight = examples.matrix, examples.target, examples.weight
    domain = np.array(examples.domains)
    errors = np.zeros(len(target))
    for name in set(examples.domains):
        test = domain == name
        fitted = _ridge(matrix[~test], target[~test], weight[~test], penalty)
        errors[test] = fitted.predict(matrix[test]) - target[test]
    return errors


def _ridge(matrix: FloatArray, target: FloatArray, weight: FloatArray, penalty: float) -> _Ridge:
    known = np.isfinite(matrix)
    seen = np.where(known, weight[:, None], 0.0)
    centres = (seen * np.where(known, matrix, 0.0)).sum(axis=0) / seen.sum(axis=0)
    matrix = np.where(known, matrix, centres)
    spread = np.sqrt(np.average((matrix - centres) ** 2, axis=0, weights=weight)) + 1e-9
    scaled = (matrix - centres) / spread
    intercept = float(np.average(target, weights=weight))
    normal = scaled.T @ (weight[:, None] * scaled)
    normal += penalty * weight.sum() * np.eye(len(centres))
    slopes = np.linalg.solve(normal, scaled.T @ (weight * (target - intercept)))
    return _Ridge(intercept, centres, slopes / spread)
