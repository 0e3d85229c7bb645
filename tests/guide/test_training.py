from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from form_analyzer.guide.load import load_guide
from form_analyzer.guide.training import JumpKind, JumpLevel, TrainingWeek, weekly_jumps

GUIDE = load_guide()
MONDAY = date(2026, 3, 2)


def log(*kilometres: float | None, longest: tuple[float, ...] = ()) -> list[TrainingWeek]:
    """Weeks in a row; ``None`` leaves one out of the log."""
    runs = longest or (None,) * len(kilometres)
    return [
        TrainingWeek(
            start=MONDAY + timedelta(weeks=place),
            distance_m=1000 * distance,
            longest_run_m=None if run is None else 1000 * run,
        )
        for place, (distance, run) in enumerate(zip(kilometres, runs, strict=True))
        if distance is not None
    ]


def levels(weeks):
    return [(flag.kind, flag.level) for flag in weekly_jumps(weeks, GUIDE)]


def test_steady_and_gently_growing_weeks_raise_no_flag():
    assert levels(log(20, 20, 20, 20)) == []
    assert levels(log(20, 22, 24, 26, 28, 31)) == []


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (26.0, []),
        (26.1, [(JumpKind.WEEK, JumpLevel.NOTICE)]),
        (40.0, [(JumpKind.WEEK, JumpLevel.NOTICE)]),
        (40.1, [(JumpKind.WEEK, JumpLevel.LARGE)]),
    ],
)
def test_week_at_the_borders(last, expected):
    assert levels(log(20, 20, 20, last)) == expected


def test_an_easy_week_does_not_make_the_next_one_a_jump():
    assert levels(log(30, 30, 15, 30)) == []


def test_small_absolute_rises_are_let_be():
    assert levels(log(3, 3, 5.9)) == []
    assert levels(log(3, 3, 6.1)) == [(JumpKind.WEEK, JumpLevel.LARGE)]


def test_a_gap_in_the_log_is_not_a_week_off():
    assert levels(log(30, None, None, None, 30)) == []
    (flag,) = weekly_jumps(log(0, 0, 0, 20), GUIDE)
    assert (flag.level, flag.ratio) == (JumpLevel.LARGE, None)
    assert "after weeks without running" in flag.message


def test_the_first_week_has_nothing_to_compare_with():
    assert levels(log(100)) == []


def test_longest_run_at_its_borders():
    def one(run: float):
        return levels(log(40, 40, 40, longest=(10, 10, run)))

    assert one(11.0) == []
    assert one(11.1) == [(JumpKind.LONGEST_RUN, JumpLevel.NOTICE)]
    assert one(20.0) == [(JumpKind.LONGEST_RUN, JumpLevel.NOTICE)]
    assert one(20.1) == [(JumpKind.LONGEST_RUN, JumpLevel.LARGE)]


def test_longest_run_looks_back_thirty_days():
    assert levels(log(40, 40, 40, 40, 40, longest=(15, 10, 10, 10, 15))) == []
    six = log(40, 40, 40, 40, 40, 40, longest=(15, 10, 10, 10, 10, 15))
    assert levels(six) == [(JumpKind.LONGEST_RUN, JumpLevel.NOTICE)]


def test_the_message_holds_the_figures():
    (flag,) = weekly_jumps(log(20, 20, 30), GUIDE)
    assert "30 km" in flag.message
    assert "50 % more" in flag.message
    assert "the 20 km" in flag.message
    assert (flag.ratio, flag.baseline_m) == (1.5, 20000.0)


def test_bad_logs_are_refused():
    with pytest.raises(ValueError, match="twice"):
        weekly_jumps(log(10) + log(12), GUIDE)
    for distance, longest in ((-1.0, None), (float("nan"), None), (5.0, 6.0), (5.0, -1.0)):
        with pytest.raises(ValueError, match="longest run"):
            TrainingWeek(start=MONDAY, distance_m=distance, longest_run_m=longest)


@settings(deadline=None)
@given(st.lists(st.floats(0, 200), min_size=2, max_size=12), st.randoms())
def test_order_of_the_log_does_not_matter_and_less_never_flags(kilometres, shuffler):
    weeks = log(*kilometres)
    flags = weekly_jumps(weeks, GUIDE)
    mixed = list(weeks)
    shuffler.shuffle(mixed)
    assert weekly_jumps(mixed, GUIDE) == flags
    assert all(flag.week.distance_m > flag.baseline_m for flag in flags)
    assert levels(log(*sorted(kilometres, reverse=True))) == []
