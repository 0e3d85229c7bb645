from dataclasses import replace

import pytest

from form_analyzer.synthetic.parameters import BodyShape, FootShape, RunnerParameters


def test_default_runner_is_possible() -> None:
    runner = RunnerParameters()
    assert runner.step_time_s == pytest.approx(60 / 170)
    assert runner.thigh_m + runner.shank_m == pytest.approx(runner.leg_length_m)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"contact_time_s": (0.4, 0.25)}, "no flight"),
        ({"contact_time_s": (0.25, -0.1)}, "positive"),
        ({"speed_mps": 0.0}, "positive"),
        ({"walking": True}, "outlast"),
        ({"force_skew": 0.6}, "pull the runner down"),
    ],
)
def test_impossible_runners_are_refused(change: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        replace(RunnerParameters(), **change)


def test_asymmetry_counts_against_the_shorter_step() -> None:
    close = RunnerParameters(cadence_spm=180, contact_time_s=(0.32, 0.32))
    with pytest.raises(ValueError, match="no flight"):
        replace(close, step_time_asymmetry=0.1)


def test_flat_foot_angle_follows_from_the_landmarks() -> None:
    level = FootShape(heel=(0.0, 0.03), toe=(0.28, 0.03))
    assert level.flat_angle_deg == 0.0
    assert FootShape().flat_angle_deg < 0  # the heel landmark sits higher on a shoe
    assert BodyShape().foot == FootShape()
