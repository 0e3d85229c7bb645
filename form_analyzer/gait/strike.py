"""Foot strike angle from the mean stride.

The foot turns at 300-500 degrees per second around initial contact and pose
models draw that turn late and soft, so the angle is not read off at one
instant: the foot's course from the last part of swing to mid-stance goes
through a linear model fitted on runners whose angle is known exactly.
"""

import numpy as np

from form_analyzer.datatypes import FloatArray, Side
from form_analyzer.gait.cycle import MeanCycle
from form_analyzer.gait.events import Events, SideEvents
from form_analyzer.gait.model import load_model

_MODEL = "foot_strike_angle"
_LOOKS_S = (-0.06, -0.03, 0.0, 0.02, 0.04, 0.06)
_FLAT_STANCE = (0.35, 0.55)


def strike_features(events: SideEvents, stride_s: float) -> dict[str, float]:
    """Foot angles (deg, + toes up, against mid-stance) at set times from initial contact."""
    curves = events.curves
    contact_s = _seconds(events.contact, curves.anchor, stride_s)
    stance_s = events.stance * stride_s
    flat = np.linspace(*_FLAT_STANCE, 9) * stance_s + contact_s
    flat_deg = float(np.mean(_at(curves.time_s, curves.foot_deg, flat)))
    looks = np.array(_LOOKS_S) + contact_s
    angles = _at(curves.time_s, curves.foot_deg, looks) - flat_deg
    return {
        f"foot_{round(1000 * look)}_deg": float(angle)
        for look, angle in zip(_LOOKS_S, angles, strict=True)
    }


def strike_angles(cycle: MeanCycle, events: Events) -> dict[Side, float]:
    """Foot strike angle by side, deg, + toes up."""
    model = load_model(_MODEL)
    return {
        side: model.predict(strike_features(event, cycle.stride_s))
        for side, event in events.items()
    }


def _seconds(phase: float, anchor: float, stride_s: float) -> float:
    return ((phase - anchor + 0.5) % 1.0 - 0.5) * stride_s


def _at(time_s: FloatArray, values: FloatArray, when: FloatArray) -> FloatArray:
    return np.asarray(np.interp(when, time_s, values))
