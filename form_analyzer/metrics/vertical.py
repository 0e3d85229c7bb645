"""The trunk's bounce and what it costs per step."""

import numpy as np

from form_analyzer.datatypes import FloatArray, Joint, Side
from form_analyzer.metrics.stride import WHOLE, Stride, Values


def vertical_oscillation(stride: Stride) -> Values:
    """Peak-to-peak of the trunk's height within a step; m with a known scale, else leg lengths.

    The mean of hips and shoulders, and of the two steps of a stride.
    """
    ratio = _oscillation(stride)
    return {Side.BOTH: ratio if stride.leg_m is None else ratio * stride.leg_m}


def _oscillation(stride: Stride) -> float:
    height = _trunk_height(stride)
    left, right = stride.events[Side.LEFT].contact, stride.events[Side.RIGHT].contact
    split = round(((right - left) % 1.0) * len(height))
    turned = np.roll(height, -round(left * len(height)))
    return float(np.mean([np.ptp(turned[:split]), np.ptp(turned[split:])]))


def _trunk_height(stride: Stride) -> FloatArray:
    parts = [stride.cycle.on(j, Side.BOTH, WHOLE)[:, 1] for j in (Joint.HIP, Joint.SHOULDER)]
    return np.asarray(np.mean(parts, axis=0))


def step_length(stride: Stride) -> Values:
    """Belt speed times step time, m; nothing without a speed."""
    if stride.speed_mps is None:
        return {}
    return {Side.BOTH: stride.speed_mps * stride.cycle.stride_s / 2.0}


def vertical_ratio(stride: Stride) -> Values:
    """Oscillation over step length; needs a speed and a scale."""
    if stride.speed_mps is None or stride.leg_m is None:
        return {}
    step_m = stride.speed_mps * stride.cycle.stride_s / 2.0
    return {Side.BOTH: _oscillation(stride) * stride.leg_m / step_m}
