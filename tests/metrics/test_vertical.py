"""The trunk's bounce from a path made by hand."""

import numpy as np
import pytest

from form_analyzer.datatypes import Joint, Side
from form_analyzer.metrics import vertical
from tests.metrics.strides import both, stride


def bouncing(peak_to_peak, lift=0.0):
    """Once a step; ``lift`` raises the first half of the stride at its middle."""

    def path(phase):
        height = 0.5 * peak_to_peak * np.cos(4 * np.pi * phase)
        return np.stack([np.zeros(len(phase)), height + lift * (phase % 1.0 < 0.5)], axis=1)

    return both(Joint.HIP, path) | both(Joint.SHOULDER, path)


def test_oscillation_is_peak_to_peak_within_a_step():
    assert vertical.vertical_oscillation(stride(bouncing(0.08)))[Side.BOTH] == pytest.approx(
        0.08, abs=1e-4
    )


def test_one_step_higher_than_the_other_is_no_oscillation():
    found = vertical.vertical_oscillation(stride(bouncing(0.08, lift=0.03)))[Side.BOTH]
    assert found == pytest.approx(0.08, abs=1e-4)


def test_a_known_leg_gives_metres():
    found = vertical.vertical_oscillation(stride(bouncing(0.08), leg_m=0.9))[Side.BOTH]
    assert found == pytest.approx(0.072, abs=1e-4)


def test_step_length_needs_the_belts_speed():
    assert vertical.step_length(stride()) == {}
    assert vertical.step_length(stride(speed_mps=3.0))[Side.BOTH] == pytest.approx(1.05)


def test_vertical_ratio_needs_speed_and_scale():
    assert vertical.vertical_ratio(stride(bouncing(0.08), speed_mps=3.0)) == {}
    assert vertical.vertical_ratio(stride(bouncing(0.08), leg_m=0.9)) == {}
    found = vertical.vertical_ratio(stride(bouncing(0.08), leg_m=0.9, speed_mps=3.0))
    assert found[Side.BOTH] == pytest.approx(0.072 / 1.05, abs=1e-4)
