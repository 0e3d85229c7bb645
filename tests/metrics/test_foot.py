"""Signs at the foot, from points placed by hand (x forward, y up)."""

import numpy as np
import pytest

from form_analyzer.datatypes import Joint, Side
from form_analyzer.metrics import foot
from tests.metrics.strides import at, both, stride


def test_overstride_is_the_ankle_ahead_of_its_own_hip():
    paths = {
        **both(Joint.HIP, at(2.0, 1.0)),
        (Joint.ANKLE, Side.LEFT): at(2.15, 0.1),
        (Joint.ANKLE, Side.RIGHT): at(1.95, 0.1),
    }
    assert foot.overstride(stride(paths)) == pytest.approx({Side.LEFT: 0.15, Side.RIGHT: -0.05})


def test_overstride_is_read_at_contact():
    def moving(phase):
        return np.stack([phase, np.zeros(len(phase))], axis=1)

    paths = {(Joint.ANKLE, Side.LEFT): moving, (Joint.ANKLE, Side.RIGHT): moving}
    found = foot.overstride(stride(paths, left=(0.2, 0.5), right=(0.7, 0.95)))
    assert found == pytest.approx({Side.LEFT: 0.2, Side.RIGHT: 0.7})


@pytest.mark.parametrize(("ahead", "angle"), [(0.0, 0.0), (0.5, 45.0), (-0.5, -45.0)])
def test_shank_is_positive_with_the_ankle_ahead_of_the_knee(ahead, angle):
    paths = {**both(Joint.KNEE, at(0.0, 0.5)), **both(Joint.ANKLE, at(ahead, 0.0))}
    assert foot.shank_angle(stride(paths))[Side.LEFT] == pytest.approx(angle)


def test_the_foots_angle_is_positive_with_toes_up():
    paths = {**both(Joint.HEEL, at(0.0, 0.0)), **both(Joint.TOE, at(0.3, 0.3))}
    assert foot.foot_deg(stride(paths), Side.LEFT, np.zeros(2)) == pytest.approx([45, 45])


def test_the_strike_angle_is_the_one_given():
    assert foot.foot_strike_angle(stride()) == {Side.LEFT: 5.0, Side.RIGHT: -3.0}
