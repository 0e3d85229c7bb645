"""Load how well metrics repeat between sessions; the numbers live in the data file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from form_analyzer.datatypes import Metric


class Basis(StrEnum):
    """Where a repeatability comes from."""

    PUBLISHED = "published"
    DERIVED = "derived"
    ASSUMED = "assumed"


class Aspect(StrEnum):
    """Something of the set-up that can make two sessions incomparable."""

    SPEED = "speed"
    INCLINE = "incline"
    VIEW = "view"
    NEAR_SIDE = "near_side"
    FRAME_RATE = "frame_rate"
    CLOCK = "clock"
    POSE_MODEL = "pose_model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeatability:
    """How well one metric repeats between sessions.

    Attributes
    ----------
    sem
        Standard error of measurement in the metric's unit, or ``None``.
    sem_ratio
        The same as a share of the value, or ``None``.
    source
        Citation.
    needs
        What has to be alike for two sessions to be compared.
    """

    sem: float | None
    sem_ratio: float | None
    basis: Basis
    source: str
    note: str
    needs: frozenset[Aspect]

    def sem_at(self, value: float) -> float:
        """Standard error of measurement around a value; 0 where none is given."""
        if self.sem is not None:
            return self.sem
        return abs(value) * self.sem_ratio if self.sem_ratio is not None else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerances:
    """How much of a set-up's numbers may differ and still count as alike."""

    speed_mps: float
    incline_percent: float
    frame_rate_ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonRules:
    """Everything the comparison needs to know."""

    tolerances: Tolerances
    metrics: Mapping[Metric, Repeatability]


@cache
def load_rules() -> ComparisonRules:
    """Read the data file of the package.

    Raises
    ------
    KeyError, ValueError
        If the file lacks a metric or names something unknown; a test keeps it whole.
    """
    text = files("form_analyzer.comparison").joinpath("repeatability.toml").read_text("utf-8")
    data = tomllib.loads(text)
    return ComparisonRules(
        tolerances=Tolerances(**data["tolerances"]),
        metrics={
            metric: _repeatability(data["metric"][metric.value], data["sources"])
            for metric in Metric
        },
    )


def _repeatability(
    entry: Mapping[str, str | float | list[str]], sources: Mapping[str, str]
) -> Repeatability:
    return Repeatability(
        sem=_number(entry.get("sem")),
        sem_ratio=_number(entry.get("sem_ratio")),
        basis=Basis(str(entry["basis"])),
        source=sources[str(entry["source"])],
        note=str(entry.get("note", "")),
        needs=frozenset(Aspect(name) for name in _names(entry["needs"])),
    )


def _number(value: str | float | list[str] | None) -> float | None:
    return None if value is None or isinstance(value, (str, list)) else float(value)


def _names(value: str | float | list[str]) -> list[str]:
    if not isinstance(value, list):
        raise ValueError(f"expected a list of names, not {value}")
    return value
