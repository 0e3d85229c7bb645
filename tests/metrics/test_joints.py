"""Knee and hip from points placed by hand."""

import numpy as np
import pytest

from form_analyzer.datatypes import Joint, Side
from form_analyzer.metrics import joints
from tests.metrics.strides import at, both, stride


def bent(degrees):
    """Thigh straight down, shank turned back by so much."""
    angle = np.radians(degrees)
    return {
        **both(Joint.HIP, at(0.0, 1.0)),
        **both(Joint.KNEE, at(0.0, 0.5)),
        **both(Joint.ANKLE, at(-0.5 * np.sin(angle), 0.5 - 0.5 * np.cos(angle))),
    }


@pytest.mark.parametrize("degrees", [0.0, 15.0, 45.0, 100.0])
def test_knee_flexion_is_180_minus_the_angle_inside(degrees):
    assert joints.knee_flexion_contact(stride(bent(degrees))) == pytest.approx(
        {Side.LEFT: degrees, Side.RIGHT: degrees}
    )


def test_the_peak_in_stance_is_looked_for_in_stance_only():
    def ankle(phase):
        flexion = np.radians(np.where(phase % 1.0 < 0.35, 30 * np.sin(phase / 0.35 * np.pi), 110.0))
        return np.stack([-0.5 * np.sin(flexion), 0.5 - 0.5 * np.cos(flexion)], axis=1)

    paths = bent(0.0) | both(Joint.ANKLE, ankle)
    assert joints.knee_flexion_stance(stride(paths))[Side.LEFT] == pytest.approx(30, abs=0.1)


@pytest.mark.parametrize(
    ("knee_x", "shoulder_x", "angle"), [(0, 0, 0), (-0.5, 0, 45), (0.5, 0, -45), (0, -0.5, 45)]
)
def test_hip_extension_is_the_thigh_behind_the_trunk_line(knee_x, shoulder_x, angle):
    paths = {
        **both(Joint.HIP, at(0.0, 0.5)),
        **both(Joint.KNEE, at(knee_x, 0.0)),
        **both(Joint.SHOULDER, at(shoulder_x, 1.0)),
    }
    assert joints.hip_extension(stride(paths))[Side.RIGHT] == pytest.approx(angle)
