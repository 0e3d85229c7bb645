"""Reading of exercises, red flags, training rules and filming advice."""

from form_analyzer.guide.model import (
    CaptureTip,
    Exercise,
    ExerciseGroup,
    GroupInfo,
    JumpRule,
    RedFlag,
    TrainingRules,
)
from form_analyzer.guide.read_technique import Sources, cited, read_doses
from form_analyzer.guide.tables import Table, filled, ordered, paired


def read_exercises(numbers: Table, words: Table) -> tuple[Exercise, ...]:
    """The exercises of the prevention plan, in the order of the file."""
    both = paired(numbers.table("exercises"), words.table("exercises"))
    return tuple(_exercise(key, table, text) for key, table, text in both)


def _exercise(key: str, table: Table, text: Table) -> Exercise:
    doses = read_doses(table)
    exercise = Exercise(
        key=key,
        group=table.choice("group", ExerciseGroup),
        always=table.flag("always"),
        opens_group=table.has("opens_group") and table.flag("opens_group"),
        chosen_for=table.texts_or_none("chosen_for"),
        name=text.text("name"),
        how=text.text("how"),
        why=text.text("why"),
        dose=filled(text, "dose", doses),
    )
    table.finish()
    text.finish()
    if exercise.opens_group and not exercise.always:
        raise table.error("opens_group", "is only for an exercise in everybody's plan")
    if not exercise.always and not exercise.chosen_for:
        raise table.error("chosen_for", "is missing: nothing would ever choose this exercise")
    return exercise


def read_groups(numbers: Table, words: Table) -> tuple[GroupInfo, ...]:
    """The groups of exercises, in the order of a day."""
    table = numbers.table("groups")
    limits = table.table("at_most")
    groups = tuple(
        _group(table.member("order", key, ExerciseGroup), limits, text)
        for key, text in ordered(table, words.table("groups"))
    )
    limits.finish()
    table.finish()
    numbers.finish()
    return groups


def _group(group: ExerciseGroup, limits: Table, text: Table) -> GroupInfo:
    info = GroupInfo(
        group=group,
        at_most=limits.whole(group),
        title=text.text("title"),
        intro=text.text("intro"),
    )
    text.finish()
    return info


PLAN_TEXTS = (*("title", "intro", "chosen_for", "everyone", "gradual_title", "gradual", "stop"),)
RED_FLAG_TEXTS = (
    *("title", "intro", "yes", "no", "clear_title", "clear", "unanswered_title", "unanswered"),
    *("stop_title", "stop", "urgent", "not_a_diagnosis", "open", "not_asked"),
)
CAPTURE_TEXTS = ("title", "intro")


def read_texts(words: Table, names: tuple[str, ...]) -> dict[str, str]:
    """The table ``texts`` of a file of words, which must hold exactly ``names``."""
    table = words.table("texts")
    texts = {name: table.text(name) for name in names}
    table.finish()
    return texts


def read_red_flags(numbers: Table, words: Table) -> tuple[RedFlag, ...]:
    """The warning signs, in the order they are asked."""
    flags = tuple(_red_flag(key, text) for key, text in ordered(numbers, words.table("flags")))
    numbers.finish()
    if not flags:
        raise numbers.error("order", "must list at least one warning sign")
    return flags


def _red_flag(key: str, text: Table) -> RedFlag:
    flag = RedFlag(key=key, question=text.text("question"), reason=text.text("reason"))
    text.finish()
    return flag


TRAINING_TEXTS = (
    *("title", "rule", "research_says", "week_notice", "week_large", "week_return"),
    *("run_notice", "run_large"),
)


def read_training(numbers: Table, words: Table, sources: Sources) -> TrainingRules:
    """The rules for jumps in training. Messages keep their placeholders."""
    week = _jump_rule(numbers.table("week"), "baseline_weeks")
    run = _jump_rule(numbers.table("longest_run"), "baseline_days")
    texts = {name: words.text(name) for name in TRAINING_TEXTS}
    words.finish()
    texts["rule"] = filled(words, "rule", _rule_numbers(week, run))
    _check_messages(words)
    rules = TrainingRules(week=week, longest_run=run, texts=texts, sources=cited(numbers, sources))
    numbers.finish()
    return rules


def _rule_numbers(week: JumpRule, run: JumpRule) -> dict[str, float]:
    return {
        "week_percent": round(100 * (week.notice_ratio - 1)),
        "run_percent": round(100 * (run.notice_ratio - 1)),
        "baseline_weeks": week.baseline,
        "baseline_days": run.baseline,
    }


def _check_messages(words: Table) -> None:
    """Messages are filled later; a wrong placeholder must show now."""
    known = dict.fromkeys(("distance_km", "baseline_km", "percent", "baseline_days"), 1.0)
    for name in TRAINING_TEXTS[3:]:
        filled(words, name, known)


def _jump_rule(table: Table, baseline: str) -> JumpRule:
    rule = JumpRule(
        baseline=table.whole(baseline),
        notice_ratio=table.number("notice_ratio"),
        large_ratio=table.number("large_ratio"),
        smallest_rise_m=table.positive("smallest_rise_m"),
    )
    table.finish()
    if not 1 < rule.notice_ratio < rule.large_ratio:
        raise table.error("notice_ratio", "must be above 1 and below large_ratio")
    return rule


def read_capture(numbers: Table, words: Table) -> tuple[CaptureTip, ...]:
    """Advice on filming, numbers filled in."""
    table = numbers.table("numbers")
    values = {key: table.positive(key) for key in table.data}
    tips = []
    for key, text in ordered(numbers, words.table("tips")):
        title, body = filled(text, "title", values), filled(text, "text", values)
        text.finish()
        tips.append(CaptureTip(key=key, title=title, text=body))
    numbers.finish()
    return tuple(tips)
