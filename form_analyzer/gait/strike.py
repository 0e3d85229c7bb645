"""Foot strike angle from the mean stride.

The foot turns at 300-500 degrees per second around initial contact and pose
models draw that turn late and soft, so the angle is not read off at one
instant: the foot's course from the last part of swing until it has settled
goes through a linear model fitted on runners whose angle is known exactly.
"""

import numpy as np

from form_analyzer.datatypes import Side
from form_analyzer.gait.cycle import MeanCycle
from form_analyzer.gait.events import Events
from form_analyzer.gait.features import SideCurves
from form_analyzer.gait.model import load_model
from form_analyzer.geometry import wrap_cycle

_MODEL = "foot_strike_angle"
_LOOKS_S = (-0.08, -0.06, -0.04, -0.02, 0.0, 0.02, 0.04)
# When the foot has come down and not yet begun to rise at the heel.
_SETTLED_S = np.linspace(0.055, 0.09, 6)
_LATER_S = np.linspace(0.11, 0.14, 4)


def strike_features(curves: SideCurves, contact_s: float) -> dict[str, float]:
    """Foot angles (deg, + toes up, against the settled foot) at set times from contact.

    Parameters
    ----------
    contact_s
        Initial contact in seconds from the anchor of the curves.
    """

    def angle(times_s: np.ndarray | float) -> float:
        seen = np.interp(np.asarray(times_s) + contact_s, curves.time_s, curves.foot_deg)
        return float(np.mean(seen))

    settled = angle(_SETTLED_S)
    features = {f"foot_{round(1000 * t)}_deg": angle(t) - settled for t in _LOOKS_S}
    features["foot_later_deg"] = angle(_LATER_S) - settled
    return features


def strike_angles(cycle: MeanCycle, events: Events) -> dict[Side, float]:
    """Foot strike angle by side, deg, + toes up."""
    model = load_model(_MODEL)
    angles = {}
    for side, event in events.items():
        contact_s = float(wrap_cycle(event.contact - event.curves.anchor) * cycle.stride_s)
        angles[side] = model.predict(strike_features(event.curves, contact_s))
    return angles
