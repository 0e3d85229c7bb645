from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad

from form_analyzer.synthetic.kinematics import Runner, build_runner
from form_analyzer.synthetic.parameters import (
    GRAVITY_MPS2,
    NO_VARIATION,
    RunnerParameters,
    Variation,
)
from form_analyzer.synthetic.trunk import pulse, pulse_integrals

VARIED = RunnerParameters(
    step_time_asymmetry=0.03, contact_time_s=(0.24, 0.26), variation=Variation(wander_m=0.0)
)


@pytest.fixture(scope="module")
def runner() -> Runner:
    return build_runner(VARIED, (0.0, 10.0), np.random.default_rng(2))


def height(runner: Runner, time_s: np.ndarray) -> np.ndarray:
    return runner.trunk.hips(time_s)[:, 1]


def acceleration(runner: Runner, time_s: np.ndarray, step: float = 1e-3) -> np.ndarray:
    around = (height(runner, time_s + d) for d in (-step, 0.0, step))
    before, at, after = around
    return (before - 2 * at + after) / step**2


def test_pulse_integrals_are_the_integrals_of_the_pulse() -> None:
    for since in (0.05, 0.13, 0.24):
        speed, path = pulse_integrals(VARIED, np.array([since]), np.array([0.24]))
        force = quad(lambda t: float(pulse(VARIED, np.array(t / 0.24))), 0, since)[0]
        assert speed[0] == pytest.approx(force, rel=1e-9)
        inner = quad(
            lambda t: float(pulse_integrals(VARIED, np.array(t), np.array(0.24))[0]), 0, since
        )[0]
        assert path[0] == pytest.approx(inner, rel=1e-9)


def test_force_is_never_downward() -> None:
    assert pulse(VARIED, np.linspace(0, 1, 1001)).min() >= 0.0
    assert pulse(VARIED, np.array([-0.2, 1.2])).tolist() == [0.0, 0.0]


def test_flight_is_a_free_fall(runner: Runner) -> None:
    line = runner.timeline
    k = np.flatnonzero((line.contact_s > 0) & (line.contact_s < 9))
    middle = (line.toe_off_s[k] + line.contact_s[k + 1]) / 2
    np.testing.assert_allclose(acceleration(runner, middle), -GRAVITY_MPS2, atol=1e-6)


def test_mean_force_is_body_weight(runner: Runner) -> None:
    line = runner.timeline
    k = np.flatnonzero((line.contact_s > 0) & (line.contact_s < 10))
    impulse, _ = pulse_integrals(
        VARIED, np.full(len(k), 1.0), line.toe_off_s[k] - line.contact_s[k]
    )
    span = line.contact_s[k[-1] + 1] - line.contact_s[k[0]]
    mean_force = np.sum(impulse * runner.trunk.force_mps2[k]) / span
    assert mean_force == pytest.approx(GRAVITY_MPS2, rel=2e-3)


def test_steady_runner_carries_exactly_body_weight() -> None:
    steady = replace(VARIED, variation=NO_VARIATION, step_time_asymmetry=0.0)
    steady = replace(steady, contact_time_s=(0.25, 0.25))
    runner = build_runner(steady, (0.0, 5.0), np.random.default_rng(0))
    impulse, _ = pulse_integrals(steady, np.array([1.0]), np.array([0.25]))
    force = runner.trunk.force_mps2[-2] * impulse[0] / steady.step_time_s
    assert force == pytest.approx(GRAVITY_MPS2, rel=1e-9)


def test_hips_are_at_the_same_height_at_every_contact(runner: Runner) -> None:
    line = runner.timeline
    at = height(runner, line.contact_s[2:-2])
    np.testing.assert_allclose(at, runner.trunk.height_m, atol=1e-9)


def test_path_and_speed_have_no_jumps(runner: Runner) -> None:
    line = runner.timeline
    instants = np.concatenate([line.contact_s[8:20], line.toe_off_s[8:20]])
    tiny = 1e-7
    speeds = [
        (height(runner, instants + s + tiny) - height(runner, instants + s - tiny)) / (2 * tiny)
        for s in (-3e-7, 3e-7)
    ]
    np.testing.assert_allclose(speeds[0], speeds[1], atol=1e-4)


def test_trunk_falls_fastest_shortly_after_contact() -> None:
    steady = RunnerParameters(variation=NO_VARIATION)
    runner = build_runner(steady, (0.0, 5.0), np.random.default_rng(0))
    after = np.arange(0.0, 0.12, 0.0005)
    path = height(runner, runner.timeline.contact_s[20] + after)
    peak = after[np.gradient(path).argmin()]
    assert 0.025 < peak < 0.050


def test_style_scales_the_oscillation() -> None:
    steady = RunnerParameters(variation=NO_VARIATION)
    time = np.arange(1.0, 3.0, 0.002)
    ranges = []
    for style in (0.0, 0.1):
        runner = build_runner(
            replace(steady, oscillation_style=style), (0.0, 5.0), np.random.default_rng(0)
        )
        ranges.append(np.ptp(height(runner, time)))
    assert ranges[1] / ranges[0] == pytest.approx(1.1, rel=1e-6)


def test_lean_has_the_mean_and_range_asked_for() -> None:
    steady = RunnerParameters(variation=NO_VARIATION, trunk_lean_deg=9.0, trunk_lean_range_deg=4.0)
    runner = build_runner(steady, (0.0, 5.0), np.random.default_rng(0))
    step = steady.step_time_s
    lean = np.degrees(runner.trunk.lean_rad(1.0 + step * np.arange(400) / 100))
    assert lean.mean() == pytest.approx(9.0, abs=1e-6)
    assert np.ptp(lean) == pytest.approx(4.0, abs=0.01)
