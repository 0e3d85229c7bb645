"""Systematic errors of each metric: what is known is taken off, the rest widens intervals."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from form_analyzer.datatypes import Metric, Side

# An event lies between frames: its systematic error grows slowly with their spacing.
_REFERENCE_HZ = 60.0
_FRAME_RATE_POWER = 0.5
_MOST_WIDENING = 1.8
# People hold a phone about level.
_UNKNOWN_ROLL_SD_DEG = 1.5
_TIMED = frozenset(
    {
        Metric.CONTACT_TIME,
        Metric.FLIGHT_TIME,
        Metric.DUTY_FACTOR,
        Metric.STEP_TIME_ASYMMETRY,
        Metric.FOOT_STRIKE_ANGLE,
        Metric.OVERSTRIDE,
        Metric.SHANK_ANGLE,
        Metric.KNEE_FLEXION_CONTACT,
    }
)


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the systematic error depends on.

    ``roll_sd_deg``: of the camera's roll, ``None`` where that is not known; ``tied``: the shoes
    told how far apart they land; ``met``: when the near one does; ``sway_ratio``: how far the
    camera strays, rms, of leg length.
    """

    near_side: Side
    frame_rate_hz: float
    roll_sd_deg: float | None
    pose_model: str = ""
    tied: bool = False
    met: bool = False
    sway_ratio: float = 0.0


@dataclass(frozen=True, slots=True)
class _Table:
    spread: Mapping[str, Mapping[str, Any]]
    bias: Mapping[str, Mapping[str, float | Mapping[str, float]]]
    other_model: Mapping[str, Any]

    def events_factor(self, pose_model: str) -> float:
        """How much worse than ``full`` a pose model serves the event models."""
        if pose_model in ("", *self.other_model["fitted_on"]):
            return 1.0
        factor: float = self.other_model.get(pose_model, self.other_model["factor"])
        return factor


@cache
def _table() -> _Table:
    text = files("form_analyzer.metrics").joinpath("uncertainty.toml").read_text("utf-8")
    content = tomllib.loads(text)
    bias, other_model = content.pop("bias"), content.pop("other_model")
    return _Table(content, bias, other_model)


def pose_bias(metric: Metric, side: Side, conditions: Conditions) -> float:
    """What this pose model shows more than the truth, in the metric's unit; 0 if not known."""
    bias = _table().bias.get(conditions.pose_model, {}).get(metric, 0.0)
    return bias if isinstance(bias, float) else bias[_camera_side(side, conditions)]


def _camera_side(side: Side, conditions: Conditions) -> str:
    """``far`` for the side away from the camera, ``near`` for the other and for both."""
    return "far" if side is conditions.near_side.other else "near"


def model_factor(metric: Metric, conditions: Conditions) -> float:
    """How much worse than ``full`` this pose model draws what a metric looks at; 1 if not known."""
    factor: float = _table().spread[metric].get(conditions.pose_model, 1.0)
    return factor


def systematic_sd(metric: Metric, side: Side, conditions: Conditions) -> float:
    """Standard deviation of the systematic error, in the metric's unit."""
    table = _table()
    row = table.spread[metric]
    if conditions.met:
        row = {**row, **row.get("met", {})}
    sd: float = row[_camera_side(side, conditions)]
    if conditions.tied:
        sd = row.get("tied", sd)
    roll_sd_deg = _UNKNOWN_ROLL_SD_DEG if conditions.roll_sd_deg is None else conditions.roll_sd_deg
    sd = math.hypot(sd, row.get("per_roll_deg", 0.0) * roll_sd_deg)
    sd = math.hypot(sd, row.get("per_sway", 0.0) * conditions.sway_ratio)
    if metric in _TIMED and conditions.frame_rate_hz < _REFERENCE_HZ:
        wider = (_REFERENCE_HZ / conditions.frame_rate_hz) ** _FRAME_RATE_POWER
        sd *= min(wider, _MOST_WIDENING)
    if metric in _TIMED:
        sd *= table.events_factor(conditions.pose_model)
    return sd * model_factor(metric, conditions)
