import re
from dataclasses import replace
from datetime import date

import pytest

from form_analyzer.datatypes import Activity, EventSource, Metric, QualitySeverity, Side
from form_analyzer.guide.compare import compare
from form_analyzer.guide.judge import Standing
from form_analyzer.report.content import Occasion, report_view
from form_analyzer.report.view import Check
from tests.analyses import troubled_analysis


def test_at_most_three_things_in_the_guides_order(troubled_view):
    assert [item.metric for item in troubled_view.work_on] == [
        Metric.OVERSTRIDE,
        Metric.FOOT_STRIKE_ANGLE,
        Metric.CADENCE,
    ]
    assert [item.position for item in troubled_view.work_on] == [1, 2, 3]
    assert troubled_view.headline.startswith("Three things to work on")


def test_every_deviation_is_told_once(troubled, troubled_view):
    told = [item.metric for item in troubled_view.work_on]
    told += [item.metric for item in troubled_view.also]
    assert sorted(told) == sorted(row.measurement.metric for row in troubled.deviations)


def test_a_thing_to_work_on_has_number_why_research_cue_and_drill(troubled_view):
    first = troubled_view.work_on[0]
    assert first.value_text == "0.325 leg lengths"
    assert first.interval_text == "95 % interval 0.301 to 0.349 leg lengths"
    assert first.verdict.startswith("Clearly above the guide's range of 0 to 0.2 leg lengths")
    assert first.strip is not None
    for words in (first.beside.why, first.beside.research_says, first.advice.cue):
        assert words
    assert first.advice.drill
    assert first.advice.dose
    assert first.beside.cited.startswith("Lieberman 2015")


def test_sources_are_listed_once_each(troubled_view):
    assert len(troubled_view.sources) == len(set(troubled_view.sources)) > 3
    cited = {source for item in troubled_view.work_on for source in item.beside.sources}
    assert set(troubled_view.sources) == cited


def test_nothing_to_correct_is_said_plainly(good_view):
    assert good_view.work_on == ()
    assert good_view.headline.startswith(
        "Nothing that was measured is clearly outside the guide's ranges."
    )
    assert good_view.ranking == ""


def test_the_headline_names_what_is_too_close_to_say(good, guide):
    close = "What is marked ? is too close to a border to say."
    assert report_view(good, guide).headline.endswith(close)
    sure = [
        row if row.value is None else replace(row, ci95=(row.value - 1e-6, row.value + 1e-6))
        for row in good.measurements
        if row.metric is not Metric.FOOT_STRIKE_PATTERN
    ]
    assert close not in report_view(replace(good, measurements=tuple(sure)), guide).headline


def test_far_outside_is_clear_and_a_smaller_margin_is_plain(troubled_view):
    """Half as much again as the range allows is not called a little."""
    words = {item.metric: item.verdict.split(" the guide")[0] for item in troubled_view.work_on}
    assert words[Metric.OVERSTRIDE] == "Clearly above"
    assert words[Metric.FOOT_STRIKE_ANGLE] == "Above"


def test_slow_motion_says_how_much_running_it_shows(troubled, troubled_view, good_view):
    real_s = troubled.video.duration_s * troubled.time_scale.value
    assert dict(troubled_view.facts)["Slow motion"] == f"shows {real_s:.1f} s of running"
    assert "Slow motion" not in dict(good_view.facts)


def test_a_far_leg_outside_its_range_is_not_passed_over_in_the_headline(good, guide):
    rows = [
        replace(row, value=0.31, ci95=(0.29, 0.33))
        if row.metric is Metric.OVERSTRIDE and row.side is Side.LEFT
        else row
        for row in good.measurements
    ]
    view = report_view(replace(good, measurements=tuple(rows)), guide)
    assert view.work_on == ()
    assert "far leg" in view.headline
    assert view.number(Metric.OVERSTRIDE).cells[1].standing is Standing.OUTSIDE


def test_a_refusal_says_what_to_do(refused_view):
    assert refused_view.refused
    assert refused_view.flags[0].label == "Not measured"
    assert "running" in refused_view.flags[0].message
    assert refused_view.number(Metric.CADENCE).cells[0].missing


def test_a_warning_sign_stops_the_advice_but_not_the_numbers(troubled, guide):
    view = report_view(troubled, guide, check=Check.STOPPED)
    assert view.work_on == ()
    assert view.also == ()
    assert view.ranking == ""
    assert view.red_flags.stopped
    assert view.number(Metric.CADENCE).cells[0].text == "157.6"
    everything = repr(view)
    for advice in guide.advice.values():
        assert advice.cue not in everything


def test_an_open_check_leaves_what_was_found_and_holds_the_rest_back(troubled, guide):
    view = report_view(troubled, guide, check=Check.OPEN)
    assert len(view.work_on) == 3 and not view.may_advise
    assert view.also == ()
    assert view.check_note == guide.red_flag_texts["open"]


def test_a_runner_with_nothing_to_work_on_is_not_asked_for_a_check(good, guide):
    assert report_view(good, guide, check=Check.OPEN).check_note == ""


def test_an_athletes_own_range_is_called_theirs(guide):
    own = {Metric.CADENCE: (176.0, 184.0)}
    analysis = troubled_analysis()
    found = compare(analysis.measurements, guide, own, near_side=analysis.view.near_side)
    view = report_view(replace(analysis, deviations=found), guide, own_ranges=own)
    texts = [item.verdict for item in view.work_on] + [item.text for item in view.also]
    assert any("your own target of 176 to 184 steps/min" in text for text in texts)


def test_a_pattern_alone_can_be_worked_on(guide, troubled):
    rows = tuple(row for row in troubled.measurements if row.metric is Metric.FOOT_STRIKE_PATTERN)
    found = compare(rows, guide, near_side=troubled.view.near_side)
    view = report_view(replace(troubled, measurements=rows, deviations=found), guide)
    item = view.work_on[0]
    assert (item.value_text, item.interval_text, item.strip) == ("rearfoot", "", None)
    assert "−1.6 to 8°" in item.verdict


def test_the_occasion_stands_below_the_title(troubled, guide):
    occasion = Occasion(athlete="Sam", day=date(2026, 3, 7), note="new shoes")
    view = report_view(troubled, guide, occasion=occasion)
    assert view.subtitle == "Sam · Saturday, 7 March 2026 · evening run.mp4 · new shoes"


def test_flags_come_with_the_gravest_first(troubled_view):
    order = list(QualitySeverity)[::-1]
    places = [order.index(flag.severity) for flag in troubled_view.flags]
    assert places == sorted(places)


def test_facts_hold_only_what_is_known(troubled_view, good_view, refused_view):
    assert ("Cadence", "157.6 steps/min") in troubled_view.facts
    assert "Belt speed" not in dict(troubled_view.facts)
    assert dict(good_view.facts)["Belt speed"] == "10.8 km/h, 5:33 min/km"
    assert dict(refused_view.facts)["Seen"] == Activity.WALKING
    assert "nan" not in repr(refused_view.facts).lower()


def test_provenance_tells_what_made_the_numbers(troubled, troubled_view):
    made = dict(troubled_view.provenance)
    assert made["Content (SHA-256)"] == troubled.video.sha256
    assert made["Clock"].startswith("slow motion 4 times, as the phone noted")
    assert "legs put right in 17 frames" in made["Tracking"]
    assert made["Part used"] == "0.4 to 9.7 s"
    assert troubled.software.pose_model in made["Pose model"]


def test_edited_events_are_told(troubled, guide):
    edited = tuple(replace(event, source=EventSource.EDITED) for event in troubled.events[:3])
    view = report_view(replace(troubled, events=edited + troubled.events[3:]), guide)
    assert dict(view.provenance)["Events"].endswith("3 set by hand")


def test_nothing_in_a_report_of_a_refused_clip_is_nan(refused_view):
    assert re.search(r"\bnan\b", repr(refused_view)) is None


def test_the_band_behind_the_knee_has_a_source_and_the_width_of_the_guide(good_view, guide):
    (band,) = good_view.bands
    norm = guide.curves["knee_flexion"]
    assert band.name == "knee_flexion"
    widths = [high - low for low, high in zip(band.low_deg, band.high_deg, strict=True)]
    assert widths == pytest.approx([2 * norm.width_sd * sd for sd in norm.sd_deg])
    assert norm.source.short in band.label
    assert norm.note in good_view.bands_note and guide.curve_texts["none"] in good_view.bands_note
