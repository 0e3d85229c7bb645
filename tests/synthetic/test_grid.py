import numpy as np

from form_analyzer.datatypes import EventKind, Facing, Metric, Side
from form_analyzer.synthetic.grid import draw_cases, draw_runner, draw_walker
from form_analyzer.synthetic.make import make_track


def test_cases_cover_the_ranges_and_can_all_be_made() -> None:
    cases = list(draw_cases(30, seed=11, duration_s=5.0))
    runners = [case.runner for case in cases]
    cadence = [runner.cadence_spm for runner in runners]
    contact = np.array([runner.contact_time_s for runner in runners])
    strike = np.array([runner.foot_strike_angle_deg for runner in runners])
    assert 140 <= min(cadence) < 160 < 185 < max(cadence) <= 210
    assert 0.16 < contact.min() < 0.22 < 0.28 < contact.max() < 0.39
    assert strike.min() < 0 < 15 < strike.max() < 31
    assert {case.camera.facing for case in cases} == set(Facing)
    for case in cases:
        clip = case.make()
        assert clip.truth.value(Metric.FLIGHT_TIME) > 0
        assert len(clip.truth.events) > 15


def test_cases_repeat_and_do_not_depend_on_the_frame_rate() -> None:
    thirty = list(draw_cases(3, seed=2, frame_rate_hz=30.0, duration_s=5.0))
    sixty = list(draw_cases(3, seed=2, frame_rate_hz=60.0, duration_s=5.0))
    assert [case.runner for case in thirty] == [case.runner for case in sixty]
    one, two = (
        case[1].make().truth.event_times_s(EventKind.INITIAL_CONTACT, Side.LEFT)
        for case in (thirty, sixty)
    )
    n = min(len(one), len(two))
    np.testing.assert_allclose(one[:n], two[:n])
    assert thirty[0].runner != thirty[1].runner


def test_draws_look_like_runners() -> None:
    metrics = [
        make_track(draw_runner(np.random.default_rng(k)), duration_s=10.0, seed=0).truth
        for k in range(12)
    ]
    for truth in metrics:
        for side in (Side.LEFT, Side.RIGHT):
            assert 5 < truth.value(Metric.KNEE_FLEXION_CONTACT, side) < 30
            assert 20 < truth.value(Metric.KNEE_FLEXION_STANCE, side) < 65
            assert -15 < truth.value(Metric.SHANK_ANGLE, side) < 20
        assert 0.03 < truth.value(Metric.VERTICAL_OSCILLATION) < 0.15


def test_walkers_walk() -> None:
    for k in range(4):
        walker = draw_walker(np.random.default_rng(k), duration_s=5.0)
        truth = make_track(walker, duration_s=5.0, seed=0).truth
        assert truth.value(Metric.DUTY_FACTOR) > 0.55
        assert 85 < truth.value(Metric.CADENCE) < 135
