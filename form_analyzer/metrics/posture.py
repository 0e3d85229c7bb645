"""Trunk, head, shoulders and arms over the whole stride."""

import numpy as np

from form_analyzer.datatypes import FloatArray, Joint, Side
from form_analyzer.geometry import lean_deg, length, turn_deg
from form_analyzer.metrics.stride import SIDES, WHOLE, Stride, Values


def trunk_deg(stride: Stride, phases: FloatArray) -> FloatArray:
    """Mid-hip to mid-shoulder line against vertical, + = forward, deg, (n,)."""
    return lean_deg(_trunk(stride, phases))


def _trunk(stride: Stride, phases: FloatArray) -> FloatArray:
    hip = stride.cycle.on(Joint.HIP, Side.BOTH, phases)
    return np.asarray(stride.cycle.on(Joint.SHOULDER, Side.BOTH, phases) - hip)


def trunk_lean(stride: Stride) -> Values:
    """Mean trunk lean over whole strides, deg."""
    return {Side.BOTH: float(np.mean(trunk_deg(stride, WHOLE)))}


def trunk_lean_range(stride: Stride) -> Values:
    """Peak-to-peak trunk lean within a stride, deg."""
    return {Side.BOTH: float(np.ptp(trunk_deg(stride, WHOLE)))}


def forward_head(stride: Stride) -> Values:
    """Shoulder-to-ear line against the trunk line, + = head forward, deg."""
    neck = _neck(stride)
    return {Side.BOTH: float(np.mean(lean_deg(neck) - trunk_deg(stride, WHOLE)))}


def _neck(stride: Stride) -> FloatArray:
    shoulder = stride.cycle.on(Joint.SHOULDER, Side.BOTH, WHOLE)
    return np.asarray(stride.cycle.on(Joint.EAR, Side.BOTH, WHOLE) - shoulder)


def shoulder_elevation(stride: Stride) -> Values:
    """Shoulder-to-ear distance as a share of trunk length; low = shrugged."""
    ratio = length(_neck(stride)) / length(_trunk(stride, WHOLE))
    return {Side.BOTH: float(np.mean(ratio))}


def elbow_angle(stride: Stride) -> Values:
    """Mean angle between upper arm and forearm, 180 = straight, deg."""
    return {side: _elbow(stride, side) for side in SIDES}


def _elbow(stride: Stride, side: Side) -> float:
    shoulder, elbow, wrist = (
        stride.cycle.on(joint, side, WHOLE) for joint in (Joint.SHOULDER, Joint.ELBOW, Joint.WRIST)
    )
    return float(180.0 - np.mean(np.abs(turn_deg(elbow - shoulder, wrist - elbow))))
