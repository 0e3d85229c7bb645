import pytest

from form_analyzer.datatypes import Deviation, Direction, Metric, Severity
from form_analyzer.guide.load import load_guide
from form_analyzer.guide.plan import prevention_plan
from tests.guide.rows import row

GUIDE = load_guide()
ADVISED = sorted(key for key in GUIDE.advice if key != GUIDE.compare.own_range_advice)


def deviation(advice_key: str, priority: int = 1) -> Deviation:
    return Deviation(
        measurement=row(Metric.CADENCE, 150.0),
        target=(170.0, 190.0),
        direction=Direction.LOW,
        severity=Severity.MINOR,
        advice_key=advice_key,
        source="guide",
        probability=1.0,
        priority=priority,
    )


def keys(plan):
    return [item.exercise.key for part in plan.parts for item in part.items]


def test_without_deviations_it_is_the_guides_plan_for_everyone():
    plan = prevention_plan((), GUIDE)
    assert keys(plan) == [item.key for item in GUIDE.exercises if item.always]
    assert plan.drills == ()
    assert {"squat", "lunge", "hip_extension", "hip_flexor_stretch", "quadriceps_stretch"} <= set(
        keys(plan)
    )


@pytest.mark.parametrize("advice_key", ADVISED)
def test_every_deviation_chooses_exercises_and_puts_them_first(advice_key):
    plan = prevention_plan([deviation(advice_key)], GUIDE)
    wanted = [item for item in GUIDE.exercises if advice_key in item.chosen_for]
    assert wanted
    for part in plan.parts:
        items = [item for item in part.items if not item.exercise.opens_group]
        first = [item.exercise for item in items if item.chosen_for]
        assert first == [item.exercise for item in items[: len(first)]]
        assert first == [item for item in wanted if item.group is part.group.group]
        assert {advice.key for item in items for advice in item.chosen_for} <= {advice_key}
    assert [drill.key for drill in plan.drills] == [advice_key]


def test_priority_decides_the_order_and_groups_stay_short():
    every = [deviation(key, place) for place, key in enumerate(ADVISED, start=1)]
    plan = prevention_plan(reversed(every), GUIDE)
    assert plan == prevention_plan(every, GUIDE)
    for part in plan.parts:
        assert 1 <= len(part.items) <= part.group.at_most
        places = [
            min(ADVISED.index(advice.key) for advice in item.chosen_for)
            for item in part.items
            if item.chosen_for
        ]
        assert places == sorted(places)
    assert [drill.key for drill in plan.drills] == ADVISED[:3]


def test_own_target_has_a_drill_and_leaves_the_exercises_alone():
    plan = prevention_plan([deviation("own_target")], GUIDE)
    assert keys(plan) == keys(prevention_plan((), GUIDE))
    assert [drill.key for drill in plan.drills] == ["own_target"]


def test_whatever_is_chosen_a_run_starts_and_ends_easily():
    every = [deviation(key, place) for place, key in enumerate(ADVISED, start=1)]
    for chosen in ((), every):
        plan = prevention_plan(chosen, GUIDE)
        assert plan.parts[0].items[0].exercise.key == "easy_start"
        assert plan.parts[-1].items[0].exercise.key == "easy_finish"
