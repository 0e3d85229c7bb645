"""The guide that comes with the package is whole, and every damage to it is named."""

import re
import shutil
from pathlib import Path

import pytest

import form_analyzer.guide
from form_analyzer.datatypes import Direction, Metric
from form_analyzer.errors import GuideError
from form_analyzer.guide.load import load_guide
from form_analyzer.guide.model import PageKey, RangeSource, SourceKind

SHIPPED = Path(form_analyzer.guide.__file__).parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped guide to damage."""
    target = tmp_path / "guide"
    shutil.copytree(SHIPPED, target, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return target


def damage(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text, f"{file} no longer holds {old!r}: adjust the test"
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_copy_loads_equal_to_the_shipped_guide(folder):
    assert load_guide(folder) == load_guide()


def test_it_is_read_once():
    assert load_guide() is load_guide()


DAMAGES = [
    ("guide.toml", 'version = "1.0.0"', "version = 1", "'version' must be a text"),
    ("guide.toml", "min_probability = 0.8", "min_probability = 1.0", "min_probability"),
    ("guide.toml", "min_probability = 0.8", "", "'compare.min_probability' is missing"),
    ("guide.toml", '= "own_target"', '= "nothing"', "unknown advice 'nothing'"),
    ("guide.toml", "[compare]", "extra = 1\n[compare]", "'extra' is not known"),
    ("technique.toml", "[overstride]", "[overstrid]", "'overstrid'"),
    ("technique.toml", "target = [0.0, 0.20]", "target = [0.2, 0.0]", "overstride.target"),
    ("technique.toml", "target = [0.0, 0.20]", "target = [0.0, inf]", "overstride.target"),
    ("technique.toml", "target = [0.0, 0.20]\n", "", "overstride.target"),
    ("technique.toml", "order = 2", "order = 1", "'shank_angle.order' is 1 like another"),
    ("technique.toml", 'high = "land_closer"', 'high = "fly"', "unknown advice 'fly'"),
    ("technique.toml", 'high = "land_closer"\n', "", "overstride.low"),
    ("technique.toml", "major_margin = 0.06", "major_margin = -1", "overstride.major_margin"),
    ("technique.toml", 'source = "research"', 'source = "athlete"', "step_time_asymmetry.source"),
    ("technique.toml", '"lieberman_2015"', '"nobody_1900"', "nobody_1900"),
    ("technique.toml", '["foot_strike_pattern"]', '["cadence"]', "'cadence' is judged twice"),
    ("technique.toml", "target = [-1.6, 8.0]\nlow =", "low =", "foot_strike_angle.target"),
    ("technique.toml", "confidence = ", "confidense = ", "confidence"),
    ("curves.toml", '"fukuchi_2017"', '"nobody_1900"', "nobody_1900"),
    ("curves.toml", "percent = [0, 5,", "percent = [5,", "knee_flexion.percent"),
    ("curves.toml", "sd_deg = [4.9, ", "sd_deg = [", "knee_flexion.sd_deg"),
    ("curves.toml", "width_sd = 2.0", "width_sd = 0", "knee_flexion.width_sd"),
    ("en/curves.toml", "[knee_flexion]", "[knee]", "knee_flexion"),
    ("metrics.toml", 'unit = "spm"', 'unit = "bpm"', "cadence.unit"),
    ("metrics.toml", "decimals = 1", "decimals = -1", "cadence.decimals"),
    ("sources.toml", "year = 2012", "year = 12", "altman_2012.year"),
    ("sources.toml", 'kind = "research"', 'kind = "rumour"', "altman_2012.kind"),
    ("advice.toml", "sets = 4", "sets = 0", "land_closer.sets"),
    ("advice.toml", "[own_target]\nsets = 4", "[own_target]", "'own_target.dose'"),
    ("plan.toml", 'group = "warm_up"', 'group = "lunch"', "exercises.easy_start.group"),
    ("plan.toml", "always = true\nopens", "always = false\nopens", "easy_start.opens_group"),
    ("plan.toml", "warm_up = 3", "warm_up = 0", "at_most.warm_up"),
    (
        "plan.toml",
        'chosen_for = ["steady_trunk", ',
        'chosen_for = ["nothing", ',
        "exercises.front_plank",
    ),
    ("plan.toml", '["steady_trunk", ', "[", "choose nothing for advice 'steady_trunk'"),
    ("plan.toml", '["warm_up", "strength", ', '["warm_up", ', "strength"),
    ("redflags.toml", '"pain_after_rest"', '"pain_after_lunch"', "pain_after_lunch"),
    ("training.toml", "notice_ratio = 1.3", "notice_ratio = 0.9", "week.notice_ratio"),
    ("training.toml", "smallest_rise_m = 3000.0", "smallest_rise_m = -1", "smallest_rise_m"),
    ("training.toml", "[week]", "[month]", "'week' is missing"),
    ("capture.toml", "distance_m = 3", "", "tips.side_on.text"),
    ("quiz.toml", 'answer = "squats"', 'answer = "naps"', "strengthening.answer"),
    ("quiz.toml", '["true", "false"]\nanswer = "true"', '["true"]\nanswer = "true"', "options"),
    ("pages.toml", '"psoas", "causes"', '"causes"', "psoas"),
    ("en/labels.toml", 'near = "near the camera"', "", "side.near"),
    ("en/metrics.toml", "[cadence]", "[tempo]", "'cadence' is missing"),
    ("en/technique.toml", "guide_says = ", "guide_sings = ", "overstride.guide_says"),
    ("en/technique.toml", 'title = "How often you step"', 'title = ""', "cadence.title"),
    ("en/advice.toml", "{days_per_week} days", "{days_per_month} days", "land_closer.dose"),
    ("en/plan.toml", "[exercises.lunge]", "[exercises.plunge]", "exercises.lunge"),
    ("en/plan.toml", "[texts]", "[words]", "texts"),
    ("en/redflags.toml", "[flags.pain_after_rest]", "[flags.other]", "flags.pain_after_rest"),
    ("en/redflags.toml", "urgent = ", "urgently = ", "texts.urgent"),
    ("en/training.toml", "{distance_km} km this", "{miles} this", "week_notice"),
    ("en/capture.toml", "{yaw_deg}", "{jaw_deg}", "tips.side_on.text"),
    ("en/quiz.toml", 'squats = "Squats"', "", "strengthening.options.squats"),
    ("en/pages.toml", "summary = ", "sum = ", "psoas.summary"),
    ("en/pages.toml", "paragraphs = ", "paragrafs = ", "psoas.sections[0].paragrafs"),
]


@pytest.mark.parametrize(("file", "old", "new", "named"), DAMAGES)
def test_damage_is_refused_with_file_and_key(folder, file, old, new, named):
    damage(folder, file, old, new)
    with pytest.raises(GuideError) as caught:
        load_guide(folder)
    text = str(caught.value)
    assert named in text
    assert ".toml" in text
    assert "\n" not in text


@pytest.mark.parametrize(
    "file", sorted(str(path.relative_to(SHIPPED)) for path in SHIPPED.rglob("*.toml"))
)
def test_every_file_is_needed(folder, file):
    (folder / file).unlink()
    with pytest.raises(GuideError, match=re.escape(file)):
        load_guide(folder)


def test_unknown_language_is_refused():
    with pytest.raises(GuideError, match="does not list 'xx'"):
        load_guide(language="xx")


def test_a_second_language_is_a_second_folder(folder):
    shutil.copytree(folder / "en", folder / "de")
    damage(folder, "guide.toml", '["en"]', '["en", "de"]')
    damage(folder, "de/labels.toml", 'left = "left"', 'left = "links"')
    german, english = load_guide(folder, "de"), load_guide(folder)
    assert (german.labels["side.left"], english.labels["side.left"]) == ("links", "left")
    assert german.recommendations[0].target == english.recommendations[0].target


def test_every_metric_has_words():
    guide = load_guide()
    assert set(guide.metrics) == set(Metric)
    for info in guide.metrics.values():
        assert len(info.definition) > 20
        assert len(info.how_to_read) > 20


def test_what_the_guide_recommends_is_there():
    guide = load_guide()
    metrics = {found.metric for found in guide.recommendations}
    assert {
        Metric.CADENCE,
        Metric.FOOT_STRIKE_ANGLE,
        Metric.OVERSTRIDE,
        Metric.SHANK_ANGLE,
        Metric.TRUNK_LEAN,
        Metric.FORWARD_HEAD,
        Metric.SHOULDER_ELEVATION,
        Metric.ELBOW_ANGLE,
        Metric.TRUNK_LEAN_RANGE,
        Metric.STEP_LENGTH,
    } <= metrics
    assert {page.key for page in guide.pages} == set(PageKey)
    assert len(guide.red_flags) == 4
    assert guide.foot_strike_borders_deg == (-1.6, 8.0)


def test_only_asymmetry_comes_from_research_alone():
    found = {item.metric: item.source for item in load_guide().recommendations}
    research = [metric for metric, source in found.items() if source is RangeSource.RESEARCH]
    assert research == [Metric.STEP_TIME_ASYMMETRY]


def test_every_cue_is_one_short_sentence():
    for advice in load_guide().advice.values():
        assert len(advice.cue.split()) <= 12
        assert advice.cue.count(".") == 1


def test_no_claim_that_cadence_unloads_the_psoas():
    cadence = load_guide().recommendation(Metric.CADENCE)
    assert cadence is not None
    assert "does not take load off the psoas" in cadence.contradiction
    assert "lenhart_2014" in {source.key for source in cadence.sources}


def test_sources_cite_fully():
    for source in load_guide().sources.values():
        assert source.title in source.citation
        if source.kind is SourceKind.RESEARCH:
            assert source.doi
            assert source.short == f"{source.authors.split()[0]} {source.year}"


def test_texts_hold_no_open_placeholder():
    guide = load_guide()
    texts = [text for advice in guide.advice.values() for text in (advice.how, advice.dose)]
    texts += [exercise.dose for exercise in guide.exercises]
    texts += [text for tip in guide.capture for text in (tip.title, tip.text)]
    texts.append(guide.training.texts["rule"])
    assert not [text for text in texts if "{" in text or ".0 " in text]


def test_metrics_without_a_range_have_no_advice_and_the_others_have():
    for found in load_guide().recommendations:
        assert bool(found.advice) == (found.target is not None)
        assert set(found.advice) <= set(Direction)
