import itertools

import pytest

from form_analyzer.anytime.plan import Plan, Span, chunks_of, longest_shot


def plan_of(duration_s: float, rate_hz: float, every: int = 1) -> Plan:
    return Plan(chunks_of(round(duration_s * rate_hz), every, ()), rate_hz)


def seconds(spans: tuple[Span, ...], rate_hz: float) -> float:
    return sum(last - first for first, last in spans) / rate_hz


@pytest.mark.parametrize("rate_hz", [15.0, 24.0, 25.0, 29.97, 30.0, 50.0, 60.0, 120.0])
def test_first_look_is_at_start_middle_and_end(rate_hz: float) -> None:
    plan = plan_of(600.0, rate_hz)
    spans = plan.first()
    middles = [(first + last) / 2 / rate_hz for first, last in spans]
    assert len(spans) == 3
    assert 4.0 <= spans[0][0] / rate_hz <= 15.0
    assert middles[1] == pytest.approx(303.0, abs=8.0)
    assert spans[-1][1] == round(600.0 * rate_hz)
    assert all(6.0 <= (b - a) / rate_hz <= 11.0 for a, b in spans)
    assert seconds(spans, rate_hz) == pytest.approx(plan.watched_s, rel=0.01)


def test_windows_in_between_halve_the_gaps() -> None:
    plan = plan_of(600.0, 60.0)
    plan.first()
    more = plan.between(2)
    middles = [(first + last) / 2 / 60.0 for first, last in more]
    assert middles == pytest.approx([154.0, 450.0], abs=6.0)
    assert plan.n_windows == 5


def test_nothing_is_watched_twice_and_all_can_be() -> None:
    plan = plan_of(90.0, 30.0)
    spans = [*plan.first(), *plan.between(3), *plan.wider(), *plan.wider()]
    frames = [f for first, last in spans for f in range(first, last)]
    assert len(frames) == len(set(frames))
    assert plan.all_watched
    assert sorted(frames) == list(range(2700))
    assert plan.between(5) == ()


def test_spans_are_whole_chunks() -> None:
    chunks = chunks_of(18000, 1, ())
    edges = {edge for chunk in chunks for edge in chunk}
    plan = Plan(chunks, 30.0)
    for first, last in itertools.chain(plan.first(), plan.between(4)):
        assert {first, last} <= edges


def test_thinned_clips_are_looked_at_as_long() -> None:
    assert plan_of(600.0, 240.0, every=2).window_s == pytest.approx(
        plan_of(600.0, 120.0).window_s, rel=0.05
    )


def test_only_the_longest_shot_is_planned_for() -> None:
    assert longest_shot(1000, (100, 700)) == (100, 700)
    assert longest_shot(1000, ()) == (0, 1000)
    chunks = chunks_of(18000, 1, (3000,))
    assert chunks[0][0] >= 3000
    assert chunks[-1][1] == 18000


def test_a_shot_shorter_than_a_chunk_is_still_planned_for() -> None:
    cuts = tuple(range(100, 3000, 100))
    chunks = chunks_of(3000, 1, cuts)
    assert chunks
    plan = Plan(chunks, 30.0)
    assert plan.first()
    assert plan.all_watched
