from io import BytesIO, StringIO, TextIOWrapper

import pytest
from rich.console import Console

from form_analyzer.report.content import report_view
from form_analyzer.report.terminal import print_report
from form_analyzer.report.view import Check


def _printed(view, width, **options):
    stream = StringIO()
    print_report(view, Console(file=stream, width=width, **options))
    return stream.getvalue()


@pytest.mark.parametrize("width", [80, 100, 120, 160])
def test_no_line_is_wider_than_the_terminal(troubled_view, width):
    assert max(len(line) for line in _printed(troubled_view, width).splitlines()) <= width


@pytest.mark.parametrize("width", [80, 120])
def test_numbers_intervals_and_standing_are_there(troubled_view, width):
    lines = _printed(troubled_view, width).splitlines()
    cadence = next(line for line in lines if line.startswith("Cadence "))
    for part in ("157.6", "157.2 to 158.0", "steps/min", "170 to 190", "out"):
        assert part in cadence
    steady = next(line for line in lines if line.startswith("Trunk range"))
    assert steady.rstrip().endswith("ok")


def test_a_file_gets_no_colour_codes(troubled_view):
    assert "\x1b" not in _printed(troubled_view, 80)


def test_a_terminal_gets_colour(troubled_view):
    assert "\x1b[" in _printed(troubled_view, 120, force_terminal=True, color_system="truecolor")


def test_wide_terminals_get_the_picture(troubled_view):
    assert "●" in _printed(troubled_view, 120)
    assert "◆" in _printed(troubled_view, 120)
    assert "░" not in _printed(troubled_view, 80)


def test_reasons_for_missing_numbers_are_told_once(troubled_view):
    text = " ".join(_printed(troubled_view, 120).split())
    assert text.count("The runner holds the rails") == 1
    assert "Missing: Shoulders, Elbow. The runner holds the rails" in text


def test_what_to_work_on_has_cue_and_drill(troubled_view):
    text = " ".join(_printed(troubled_view, 120).split())
    assert "1. Where your foot comes down" in text
    assert f"Cue: {troubled_view.work_on[0].advice.cue}" in text
    assert f"Drill: {troubled_view.work_on[0].advice.drill}" in text


def test_flags_come_with_their_remedy(troubled_view):
    text = " ".join(_printed(troubled_view, 80).split())
    assert "Take care: A hand stays on the rail" in text
    assert "Film a minute of running with both hands free." in text


def test_a_refused_clip_prints_its_reason(refused_view):
    assert "Not measured: The person walks." in _printed(refused_view, 80)


def test_a_warning_sign_stops_the_advice(troubled, guide):
    view = report_view(troubled, guide, check=Check.STOPPED)
    text = _printed(view, 80)
    assert guide.red_flag_texts["stop_title"] in text
    assert "Drill:" not in text


def test_an_open_check_holds_advice_back(troubled, guide):
    text = _printed(report_view(troubled, guide, check=Check.OPEN), 80)
    assert "Drill:" not in text and "Cue:" not in text
    assert "has not been answered" in text


def test_a_terminal_without_unicode_gets_plain_letters(troubled_view):
    raw = BytesIO()
    stream = TextIOWrapper(raw, encoding="ascii", errors="strict")
    print_report(troubled_view, Console(file=stream, width=120))
    stream.flush()
    text = raw.getvalue().decode("ascii")
    assert "157.6" in text
    assert "-1.6 to 8" in text
    assert "?" not in next(line for line in text.splitlines() if "Shank angle" in line)
