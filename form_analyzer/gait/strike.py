"""Foot strike angle: from the shoe where it was seen, from the mean stride elsewhere.

In the mean stride the foot turns at 300-500 degrees per second around initial contact and pose
models draw that turn late and soft, so no single instant is read off: the
angle is how far the foot comes down from about initial contact until it has
settled on the belt, put right by a linear model fitted on runners whose angle
is known.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import FloatArray, Joint, Side
from form_analyzer.gait.cycle import MeanCycle
from form_analyzer.gait.events import Events
from form_analyzer.gait.features import SideCurves
from form_analyzer.gait.model import load_model
from form_analyzer.gait.shoe import Landing, ShoeSamples, landing
from form_analyzer.geometry import slope_deg, wrap_cycle

_MODEL = "foot_strike_angle"
# Seconds from initial contact: about it; when foot and heel have come down; while they do.
_ABOUT_S = np.linspace(-0.01, 0.01, 3)
_FOOT_DOWN_S = np.array([0.05])
_HEEL_DOWN_S = np.linspace(0.05, 0.07, 3)
_LANDING_S = (-0.03, 0.08)
# Errors of the landmarks' angle over 296 feet of 148 rendered runners: one in ten is a wild one.
_USUAL_SD_DEG, _WILD_SD_DEG, _WILD = 4.0, 10.0, 0.1
# A shoe lost in the pictures (one in thirty) shows any angle within some 40 degrees.
_LOST, _LOST_RANGE_DEG = 0.03, 40.0
# What the landmarks count for beside the faintest shoe.
_TOLD_OF_FAINT = 0.8


def strike_features(curves: SideCurves, contact_s: float) -> dict[str, float]:
    """How far foot and heel turn down after contact (deg), how fast (deg/s); knee flexion then.

    Parameters
    ----------
    contact_s
        Initial contact in seconds from the anchor of the curves.
    """
    after_s = curves.time_s - contact_s
    heel_deg = slope_deg(curves.place[Joint.HEEL] - curves.place[Joint.ANKLE])
    landing = (after_s > _LANDING_S[0]) & (after_s < _LANDING_S[1])
    turning = -np.gradient(curves.foot_deg, curves.time_s)[landing]

    def mean_deg(angle_deg: FloatArray, times_s: FloatArray) -> float:
        return float(np.mean(np.interp(times_s, after_s, angle_deg)))

    def drop_deg(angle_deg: FloatArray, down_s: FloatArray) -> float:
        return mean_deg(angle_deg, _ABOUT_S) - mean_deg(angle_deg, down_s)

    return {
        "foot_drop_deg": drop_deg(curves.foot_deg, _FOOT_DOWN_S),
        "heel_drop_deg": drop_deg(np.degrees(np.unwrap(np.radians(heel_deg))), _HEEL_DOWN_S),
        "turning_deg_s": float(turning.max()),
        "knee_deg": mean_deg(curves.knee_deg, np.zeros(1)),
    }


@dataclass(frozen=True, slots=True)
class Strike:
    """A foot strike angle.

    Attributes
    ----------
    deg
        + = toes up.
    sd_deg
        Error to expect of the method where the shoe was seen; ``None`` where the landmarks
        alone told the angle.
    sampling_sd_deg
        Error from the scatter of the shoe's turns; 0 where the landmarks alone told.
    """

    deg: float
    sd_deg: float | None = None
    sampling_sd_deg: float = 0.0


def strike_angles(
    cycle: MeanCycle, events: Events, shoes: Mapping[Side, ShoeSamples] | None = None
) -> dict[Side, Strike]:
    """Foot strike angle by side.

    Parameters
    ----------
    shoes
        The shoes to be read. One that is seen well decides alone; the fainter it is, and the
        more it contradicts the landmarks, the more they count.
    """
    model = load_model(_MODEL, cycle.model_name)
    angles = {}
    for side, event in events.items():
        contact_s = float(wrap_cycle(event.contact - event.curves.anchor) * cycle.stride_s)
        told = Strike(model.predict(strike_features(event.curves, contact_s)))
        shoe = (shoes or {}).get(side)
        seen = landing(shoe, event.contact, cycle.stride_s) if shoe else None
        angles[side] = _weighed(told, model.sd, seen) if seen else told
    return angles


def _weighed(told: Strike, told_sd_deg: float, seen: Landing) -> Strike:
    """Both by what each is worth, and by how likely it is the shoe that was followed."""
    share = 1.0 - _TOLD_OF_FAINT * seen.faintness
    apart_deg = seen.strike_deg - told.deg
    followed = _followed(apart_deg, seen.sd_deg)
    lost = 1.0 - followed
    seen_sd_deg = math.hypot(share * seen.sd_deg, (1.0 - share) * told_sd_deg)
    either_deg2 = followed * seen_sd_deg**2 + lost * told_sd_deg**2
    between_deg2 = followed * lost * (share * apart_deg) ** 2
    return Strike(
        deg=told.deg + followed * share * apart_deg,
        sd_deg=math.sqrt(either_deg2 + between_deg2),
        sampling_sd_deg=followed * share * seen.sampling_sd_deg,
    )


def _followed(apart_deg: float, seen_sd_deg: float) -> float:
    """How likely a shoe was followed and not lost, which lies so far from the landmarks, 0..1."""
    usual, wild = (
        _normal(apart_deg, math.hypot(sd, seen_sd_deg)) for sd in (_USUAL_SD_DEG, _WILD_SD_DEG)
    )
    followed = (1.0 - _LOST) * ((1.0 - _WILD) * usual + _WILD * wild)
    return followed / (followed + _LOST / _LOST_RANGE_DEG)


def _normal(off: float, sd: float) -> float:
    return math.exp(-0.5 * (off / sd) ** 2) / (sd * math.sqrt(2.0 * math.pi))
