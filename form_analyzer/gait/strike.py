"""Foot strike angle from the mean stride.

The foot turns at 300-500 degrees per second around initial contact and pose
models draw that turn late and soft, so no single instant is read off: the
angle is how far the foot comes down from about initial contact until it has
settled on the belt, put right by a linear model fitted on runners whose angle
is known.
"""

import numpy as np

from form_analyzer.datatypes import FloatArray, Side
from form_analyzer.gait.cycle import MeanCycle
from form_analyzer.gait.events import Events
from form_analyzer.gait.features import SideCurves
from form_analyzer.gait.model import load_model
from form_analyzer.geometry import wrap_cycle

_MODEL = "foot_strike_angle"
# Seconds from initial contact: about it; when the foot has come down; a little later.
_ABOUT_S = np.linspace(-0.02, 0.01, 4)
_SETTLED_S = np.linspace(0.05, 0.07, 3)
_LATER_S = np.linspace(0.11, 0.14, 4)


def strike_features(curves: SideCurves, contact_s: float) -> dict[str, float]:
    """How far the foot comes down after contact, and goes on turning then, deg.

    Parameters
    ----------
    contact_s
        Initial contact in seconds from the anchor of the curves.
    """

    def angle_deg(times_s: FloatArray) -> float:
        seen = np.interp(times_s + contact_s, curves.time_s, curves.foot_deg)
        return float(np.mean(seen))

    settled = angle_deg(_SETTLED_S)
    return {
        "foot_drop_deg": angle_deg(_ABOUT_S) - settled,
        "foot_later_deg": angle_deg(_LATER_S) - settled,
    }


def strike_angles(cycle: MeanCycle, events: Events) -> dict[Side, float]:
    """Foot strike angle by side, deg, + toes up."""
    model = load_model(_MODEL)
    angles = {}
    for side, event in events.items():
        contact_s = float(wrap_cycle(event.contact - event.curves.anchor) * cycle.stride_s)
        angles[side] = model.predict(strike_features(event.curves, contact_s))
    return angles
