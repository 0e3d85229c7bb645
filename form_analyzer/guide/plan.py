"""The prevention plan: the guide's exercises, chosen by what the clip showed."""

from collections.abc import Iterable
from dataclasses import dataclass

from form_analyzer.datatypes import Deviation
from form_analyzer.guide.compare import work_on_first
from form_analyzer.guide.model import Advice, Exercise, GroupInfo, Guide


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanItem:
    """An exercise of a plan, and the advice it was chosen for (empty: for everyone)."""

    exercise: Exercise
    chosen_for: tuple[Advice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPart:
    """One group of the plan: what opens it, then the most wanted exercise first."""

    group: GroupInfo
    items: tuple[PlanItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A prevention plan.

    Attributes
    ----------
    parts
        Warm-up, strength, cool-down.
    drills
        The drills of what to work on first; empty without deviations.
    gradual_title, gradual, stop
        Building up gradually, and when to stop an exercise.
    """

    title: str
    intro: str
    parts: tuple[PlanPart, ...]
    drills: tuple[Advice, ...]
    gradual_title: str
    gradual: str
    stop: str


def prevention_plan(deviations: Iterable[Deviation], guide: Guide) -> Plan:
    """Build the plan for an athlete.

    After what opens a group (an easy start) come the exercises chosen by a deviation,
    by its priority, then those for everyone, up to the number a group holds; with many
    deviations, those of low priority may go without one. Ask
    :func:`form_analyzer.guide.redflags.check` first: with a red flag there is no plan.
    """
    ranked = sorted(deviations, key=lambda item: item.priority)
    wanted = list(dict.fromkeys(item.advice_key for item in ranked))
    texts = guide.plan_texts
    return Plan(
        title=texts["title"],
        intro=texts["intro"],
        parts=tuple(_part(group, wanted, guide) for group in guide.groups),
        drills=tuple(guide.advice[item.advice_key] for item in work_on_first(ranked)),
        gradual_title=texts["gradual_title"],
        gradual=texts["gradual"],
        stop=texts["stop"],
    )


def _part(group: GroupInfo, wanted: list[str], guide: Guide) -> PlanPart:
    fitting = [
        exercise
        for exercise in guide.exercises
        if exercise.group is group.group
        and (exercise.always or _urgency(exercise, wanted) < len(wanted))
    ]
    fitting.sort(key=lambda item: (not item.opens_group, _urgency(item, wanted)))
    items = tuple(_item(exercise, wanted, guide) for exercise in fitting[: group.at_most])
    return PlanPart(group=group, items=items)


def _urgency(exercise: Exercise, wanted: list[str]) -> int:
    """Place of the first wanted advice the exercise serves; past the end if none."""
    places = [place for place, key in enumerate(wanted) if key in exercise.chosen_for]
    return min(places, default=len(wanted))


def _item(exercise: Exercise, wanted: list[str], guide: Guide) -> PlanItem:
    keys = [key for key in wanted if key in exercise.chosen_for]
    return PlanItem(exercise=exercise, chosen_for=tuple(guide.advice[key] for key in keys))
