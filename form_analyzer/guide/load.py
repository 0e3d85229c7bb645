"""Loading of the guide: read every file, check them against each other, keep the result."""

from functools import lru_cache
from pathlib import Path

from form_analyzer.datatypes import Metric
from form_analyzer.errors import GuideError
from form_analyzer.guide import read_curves, read_pages, read_practice, read_technique
from form_analyzer.guide.model import Guide
from form_analyzer.guide.tables import Table, read_toml

DEFAULT_LANGUAGE = "en"


def load_guide(folder: Path | None = None, language: str = DEFAULT_LANGUAGE) -> Guide:
    """Load and check the guide.

    Parameters
    ----------
    folder
        Where the guide lies; the one that comes with the package by default.
    language
        Name of a folder of words within it, such as ``en``.

    Returns
    -------
    Guide
        The same object for the same folder and language, read once a process.

    Raises
    ------
    GuideError
        If a file is missing or damaged, a key is missing, unknown or of the wrong
        kind, or two files do not fit together; one line naming file and key.
    """
    place = Path(__file__).parent if folder is None else folder
    return _load(place.resolve(), language)


@lru_cache(maxsize=16)
def _load(folder: Path, language: str) -> Guide:
    main = read_toml(folder, "guide.toml")
    if language not in main.texts("languages"):
        raise main.error("languages", f"does not list '{language}'")
    guide = _Reader(folder, language).guide(main)
    main.finish()
    _check(guide, folder)
    return guide


class _Reader:
    """Pairs of files in one folder: numbers, and words of one language."""

    def __init__(self, folder: Path, language: str) -> None:
        self._folder, self._language = folder, language

    def _words(self, name: str) -> Table:
        return read_toml(self._folder / self._language, f"{name}.toml")

    def _both(self, name: str) -> tuple[Table, Table]:
        return read_toml(self._folder, f"{name}.toml"), self._words(name)

    def guide(self, main: Table) -> Guide:
        """Read every file; the checks across files come afterwards."""
        sources = read_technique.read_sources(read_toml(self._folder, "sources.toml"))
        plan, plan_words = self._both("plan")
        flags, flag_words = self._both("redflags")
        capture, capture_words = self._both("capture")
        curves, curve_words = self._both("curves")
        curve_texts = read_practice.read_texts(curve_words, read_curves.CURVE_TEXTS)
        guide = Guide(
            version=main.text("version"),
            language=self._language,
            compare=read_technique.read_compare_rules(main),
            sources=sources,
            metrics=read_technique.read_metrics(*self._both("metrics"), sources),
            recommendations=read_technique.read_recommendations(*self._both("technique"), sources),
            advice=read_technique.read_advice(*self._both("advice")),
            exercises=read_practice.read_exercises(plan, plan_words),
            groups=read_practice.read_groups(plan, plan_words),
            plan_texts=read_practice.read_texts(plan_words, read_practice.PLAN_TEXTS),
            red_flags=read_practice.read_red_flags(flags, flag_words),
            red_flag_texts=read_practice.read_texts(flag_words, read_practice.RED_FLAG_TEXTS),
            training=read_practice.read_training(*self._both("training"), sources),
            capture=read_practice.read_capture(capture, capture_words),
            capture_texts=read_practice.read_texts(capture_words, read_practice.CAPTURE_TEXTS),
            pages=read_pages.read_pages(*self._both("pages"), sources),
            quiz=read_pages.read_quiz(*self._both("quiz")),
            curves=read_curves.read_curves(curves, curve_words, sources),
            curve_texts=curve_texts,
            labels=read_pages.read_labels(self._words("labels")),
        )
        for words in (plan_words, flag_words, capture_words):
            words.finish()
        return guide


def _check(guide: Guide, folder: Path) -> None:
    """Checks across files."""
    _check_judged_once(guide, folder)
    _check_orders(guide, folder)
    _check_advice(guide, folder)
    _check_exercises(guide, folder)
    found = guide.recommendation(Metric.FOOT_STRIKE_ANGLE)
    if found is None or found.target is None:
        key = Metric.FOOT_STRIKE_ANGLE
        raise _error(folder, "technique.toml", key, "must have a target: the pattern needs it")


def _error(folder: Path, file: str, key: str, problem: str) -> GuideError:
    return GuideError(f"guide file {folder / file}: '{key}' {problem}")


def _check_judged_once(guide: Guide, folder: Path) -> None:
    seen: set[Metric] = set()
    for found in guide.recommendations:
        for metric in (found.metric, *found.judged_with):
            if metric in seen:
                raise _error(folder, "technique.toml", metric, "is judged twice")
            seen.add(metric)


def _check_orders(guide: Guide, folder: Path) -> None:
    seen: set[int] = set()
    for found in guide.recommendations:
        if found.order in seen:
            key = f"{found.metric}.order"
            raise _error(folder, "technique.toml", key, f"is {found.order} like another one")
        seen.add(found.order)


def _check_advice(guide: Guide, folder: Path) -> None:
    for found in guide.recommendations:
        for side, key in found.advice.items():
            if key not in guide.advice:
                place = f"{found.metric}.{side}"
                raise _error(folder, "technique.toml", place, f"names unknown advice '{key}'")
    own = guide.compare.own_range_advice
    if own not in guide.advice:
        place = "compare.own_range_advice"
        raise _error(folder, "guide.toml", place, f"names unknown advice '{own}'")


def _check_exercises(guide: Guide, folder: Path) -> None:
    groups = {info.group for info in guide.groups}
    for exercise in guide.exercises:
        place = f"exercises.{exercise.key}"
        for key in exercise.chosen_for:
            if key not in guide.advice:
                raise _error(folder, "plan.toml", place, f"is chosen for unknown advice '{key}'")
        if exercise.group not in groups:
            raise _error(folder, "plan.toml", place, "is in a group that 'groups' does not list")
    chosen = {key for exercise in guide.exercises for key in exercise.chosen_for}
    for key in guide.advice:
        if key not in chosen and key != guide.compare.own_range_advice:
            raise _error(folder, "plan.toml", "exercises", f"choose nothing for advice '{key}'")
