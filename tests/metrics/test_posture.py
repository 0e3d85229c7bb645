"""Trunk, head and arms from points placed by hand."""

import numpy as np
import pytest

from form_analyzer.datatypes import Joint, Side
from form_analyzer.metrics import posture
from tests.metrics.strides import at, both, stride


def body(shoulder=(0.0, 1.0), ear=(0.0, 1.2)):
    return {
        **both(Joint.HIP, at(0.0, 0.5)),
        **both(Joint.SHOULDER, at(*shoulder)),
        **both(Joint.EAR, at(*ear)),
    }


@pytest.mark.parametrize(("shoulder", "lean"), [((0, 1), 0), ((0.5, 1), 45), ((-0.5, 1), -45)])
def test_lean_is_positive_forward(shoulder, lean):
    assert posture.trunk_lean(stride(body(shoulder)))[Side.BOTH] == pytest.approx(lean)


def test_lean_is_that_of_the_middle_of_both_shoulders():
    paths = body() | {
        (Joint.SHOULDER, Side.LEFT): at(0.7, 1.0),
        (Joint.SHOULDER, Side.RIGHT): at(-0.7, 1.0),
    }
    assert posture.trunk_lean(stride(paths))[Side.BOTH] == pytest.approx(0)


def test_range_is_peak_to_peak():
    def nodding(phase):
        lean = np.radians(5 + 3 * np.sin(4 * np.pi * phase))
        return np.stack([0.5 * np.sin(lean), 0.5 + 0.5 * np.cos(lean)], axis=1)

    paths = body() | both(Joint.SHOULDER, nodding)
    assert posture.trunk_lean_range(stride(paths))[Side.BOTH] == pytest.approx(6, abs=0.01)
    assert posture.trunk_lean(stride(paths))[Side.BOTH] == pytest.approx(5, abs=0.01)


@pytest.mark.parametrize(
    ("shoulder", "ear", "forward"),
    [((0, 1), (0, 1.2), 0), ((0, 1), (0.2, 1.2), 45), ((0.5, 1), (0.7, 1.2), 0)],
)
def test_the_head_is_forward_of_the_trunks_own_line(shoulder, ear, forward):
    found = posture.forward_head(stride(body(shoulder, ear)))
    assert found[Side.BOTH] == pytest.approx(forward, abs=1e-9)


def test_shrugged_shoulders_come_near_the_ears():
    relaxed = posture.shoulder_elevation(stride(body()))[Side.BOTH]
    shrugged = posture.shoulder_elevation(stride(body(shoulder=(0.0, 1.05))))[Side.BOTH]
    assert relaxed == pytest.approx(0.2 / 0.5)
    assert shrugged < relaxed


@pytest.mark.parametrize(("wrist", "angle"), [((0, -0.6), 180), ((0.3, -0.3), 90), ((0, 0), 0)])
def test_elbow_is_180_when_straight(wrist, angle):
    paths = {**both(Joint.ELBOW, at(0.0, -0.3)), **both(Joint.WRIST, at(*wrist))}
    assert posture.elbow_angle(stride(paths))[Side.LEFT] == pytest.approx(angle, abs=1e-6)
