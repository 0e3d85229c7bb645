"""Knee and hip angles at and after initial contact."""

import numpy as np

from form_analyzer.datatypes import FloatArray, Joint, Side
from form_analyzer.geometry import lean_deg, turn_deg
from form_analyzer.metrics.stride import SIDES, Stride, Values


def knee_deg(stride: Stride, side: Side, phases: FloatArray | float) -> FloatArray:
    """Knee flexion (180 minus the interior angle), deg, (n,)."""
    hip, knee, ankle = (
        stride.cycle.on(joint, side, phases) for joint in (Joint.HIP, Joint.KNEE, Joint.ANKLE)
    )
    return turn_deg(knee - hip, ankle - knee)


def knee_flexion_contact(stride: Stride) -> Values:
    """Knee flexion at initial contact, deg."""
    return {side: float(knee_deg(stride, side, stride.events[side].contact)[0]) for side in SIDES}


def knee_flexion_stance(stride: Stride) -> Values:
    """Peak knee flexion in the first three quarters of stance, deg."""
    return {
        side: float(np.max(knee_deg(stride, side, stride.stance_phases(side, 0.0, 0.75))))
        for side in SIDES
    }


def hip_extension_deg(stride: Stride, side: Side, phases: FloatArray) -> FloatArray:
    """Thigh angle behind the trunk line, + = extended, deg, (n,)."""
    hip = stride.cycle.on(Joint.HIP, side, phases)
    thigh = hip - stride.cycle.on(Joint.KNEE, side, phases)
    middle = stride.cycle.on(Joint.HIP, Side.BOTH, phases)
    trunk = stride.cycle.on(Joint.SHOULDER, Side.BOTH, phases) - middle
    return lean_deg(thigh) - lean_deg(trunk)


def hip_extension(stride: Stride) -> Values:
    """Peak thigh angle behind the trunk line in late stance, deg."""
    return {
        side: float(np.max(hip_extension_deg(stride, side, stride.stance_phases(side, 0.5, 1.0))))
        for side in SIDES
    }
