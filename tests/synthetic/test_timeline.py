from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.synthetic.parameters import NO_VARIATION, RunnerParameters, Variation
from form_analyzer.synthetic.timeline import draw_timeline

STEADY = RunnerParameters(variation=NO_VARIATION)


def draw(parameters: RunnerParameters, seed: int = 0):
    return draw_timeline(parameters, 0.0, 10.0, np.random.default_rng(seed))


def test_steady_runner_steps_at_the_cadence_on_alternating_sides() -> None:
    line = draw(STEADY)
    np.testing.assert_allclose(np.diff(line.contact_s), STEADY.step_time_s, rtol=1e-12)
    np.testing.assert_allclose(line.toe_off_s - line.contact_s, 0.25, rtol=1e-12)
    assert set(np.abs(np.diff(line.side))) == {1}
    assert line.contact_s[0] < -4 * STEADY.step_time_s
    assert line.contact_s[-1] > 10 + 2 * STEADY.step_time_s


def test_a_left_step_ends_with_a_left_contact() -> None:
    line = draw(replace(STEADY, step_time_asymmetry=0.06))
    step, ends_left = np.diff(line.contact_s), line.side[1:] == 0
    np.testing.assert_allclose(step[ends_left], STEADY.step_time_s * 1.03, rtol=1e-9)
    np.testing.assert_allclose(step[~ends_left], STEADY.step_time_s * 0.97, rtol=1e-9)


def test_sides_keep_their_own_values() -> None:
    uneven = replace(
        STEADY,
        contact_time_s=(0.22, 0.26),
        foot_strike_angle_deg=(-3.0, 12.0),
        overstride_ratio=(0.15, 0.2),
    )
    line = draw(uneven)
    left, right = line.of(0), line.of(1)
    np.testing.assert_allclose((line.toe_off_s - line.contact_s)[left], 0.22, rtol=1e-9)
    np.testing.assert_allclose((line.toe_off_s - line.contact_s)[right], 0.26, rtol=1e-9)
    assert np.all(line.strike_deg[left] == -3.0)
    assert np.all(line.overstride_ratio[right] == 0.2)


def test_variation_has_the_spread_asked_for() -> None:
    runner = RunnerParameters(variation=Variation(step_time_ratio=0.02, strike_deg=2.0))
    line = draw_timeline(runner, 0.0, 600.0, np.random.default_rng(1))
    step = np.diff(line.contact_s)
    assert step.std() / step.mean() == pytest.approx(0.02, rel=0.1)
    assert line.strike_deg.std() == pytest.approx(2.0, rel=0.1)
    assert step.mean() == pytest.approx(runner.step_time_s, rel=0.005)


def test_cadence_drifts_from_the_first_frame_on() -> None:
    drifting = replace(NO_VARIATION, cadence_drift_spm_per_min=12.0)
    line = draw(replace(STEADY, variation=drifting))
    cadence = 60 / np.diff(line.contact_s)
    at_start = np.interp(0.0, line.contact_s[1:], cadence)
    at_end = np.interp(10.0, line.contact_s[1:], cadence)
    assert at_start == pytest.approx(170.0, abs=0.1)
    assert at_end == pytest.approx(172.0, abs=0.1)


def test_same_seed_same_contacts() -> None:
    np.testing.assert_array_equal(
        draw(RunnerParameters(), 3).contact_s, draw(RunnerParameters(), 3).contact_s
    )
    assert draw(RunnerParameters(), 3).contact_s[0] != draw(RunnerParameters(), 4).contact_s[0]
