from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from pypdf import PdfReader

from form_analyzer.datatypes import Metric, QualityCode, QualityFlag, QualitySeverity
from form_analyzer.report.bundle import to_jpeg
from form_analyzer.report.content import Occasion, report_view
from form_analyzer.report.html import Evidence
from form_analyzer.report.pdf import pdf_report
from form_analyzer.report.sheet import Box, Sheet
from form_analyzer.report.view import Check


def _read(data):
    pages = PdfReader(BytesIO(data)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


@pytest.fixture(scope="module")
def pages(troubled, troubled_view):
    picture = to_jpeg(np.full((90, 60, 3), 127, dtype=np.uint8))
    evidence = {Metric.OVERSTRIDE: Evidence(jpeg=picture, caption="Contact at 2 s.")}
    return _read(pdf_report(troubled, troubled_view, evidence=evidence))


def test_two_a4_pages(troubled, troubled_view):
    reader = PdfReader(BytesIO(pdf_report(troubled, troubled_view)))
    assert len(reader.pages) == 2
    for page in reader.pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)


def test_letters_the_font_lacks_are_no_news_for_a_terminal(caplog):
    sheet = Sheet("日本")
    sheet.add_page()
    sheet.text("日本.mp4", Box(10, 10, 100, 10))
    assert sheet.data().startswith(b"%PDF")
    assert caplog.records == []


def test_the_first_page_holds_what_to_work_on(pages, troubled_view):
    for item in troubled_view.work_on:
        assert item.title in pages[0]
        assert item.value_text in pages[0]
        assert item.advice.drill in pages[0]
    assert "Contact at 2 s." in pages[0]


def test_the_second_page_holds_every_number(pages, troubled_view):
    for number in troubled_view.numbers:
        assert number.name in pages[1]
        for cell in number.cells:
            assert (cell.missing or cell.text) in pages[1]
            assert cell.interval in pages[1]


def test_flags_warning_signs_and_provenance_are_there(pages, troubled_view):
    for flag in troubled_view.flags:
        assert flag.message[:30] in pages[1]
    assert troubled_view.red_flags.title in pages[1]
    assert "pose_landmarker_full" in pages[1]
    for page in pages:
        assert "not a medical device" in page


def test_ever_so_much_text_stays_on_two_pages(troubled, guide):
    flags = tuple(
        QualityFlag(
            code=QualityCode.CAMERA_MOVES,
            severity=QualitySeverity.WARNING,
            message=f"Number {place}: the camera moves, so put it on something firm. " * 3,
        )
        for place in range(20)
    )
    view = report_view(
        replace(troubled, quality=flags), guide, occasion=Occasion(athlete="A" * 200)
    )
    assert len(_read(pdf_report(troubled, view))) == 2


def test_a_refused_clip_says_why(refused, refused_view):
    pages = _read(pdf_report(refused, refused_view))
    assert "The person walks." in pages[0]
    assert len(pages) == 2


def test_a_runner_with_nothing_to_correct_gets_the_sentence(good, good_view):
    first, _ = _read(pdf_report(good, good_view))
    assert good_view.headline in first


def test_with_nothing_to_work_on_the_first_page_holds_the_numbers(good, good_view):
    """It would stand empty below the headline otherwise."""
    first, second = _read(pdf_report(good, good_view))
    assert all(number.name in first for number in good_view.numbers)
    assert "The mean stride" in first and "Feet on the belt" in first
    assert "How these numbers were made" in second and good_view.red_flags.title in second
    assert not any(number.name in second for number in good_view.numbers)


def test_a_warning_sign_stops_advice(troubled, guide):
    view = report_view(troubled, guide, check=Check.STOPPED)
    pages = _read(pdf_report(troubled, view))
    assert guide.red_flag_texts["stop_title"] in pages[0]
    assert "Drill" not in pages[0]
    assert "157.6" in pages[1]


@pytest.mark.parametrize("check", [Check.OPEN, Check.NOT_ASKED, Check.CLEAR])
def test_an_open_check_is_told_and_holds_advice_back(troubled, guide, check):
    page, _ = _read(pdf_report(troubled, report_view(troubled, guide, check=check)))
    texts = guide.red_flag_texts
    assert ("Drill:" in page) == (check is not Check.OPEN)
    assert (texts["open"] in page) == (check is Check.OPEN)
    assert (texts["not_asked"] in page) == (check is Check.NOT_ASKED)
    assert page.count("once the symptom check has been answered") == 3 * (check is Check.OPEN)


def test_names_in_other_scripts_are_written(troubled, guide):
    view = report_view(troubled, guide, occasion=Occasion(athlete="Ольга Šťastná Ελένη"))
    assert "Ольга Šťastná Ελένη" in _read(pdf_report(troubled, view))[0]


def test_text_shrinks_then_is_cut_but_never_leaves_its_box():
    sheet = Sheet("title")
    sheet.add_page()
    box = Box(20, 20, 40, 10)
    end = sheet.text("word " * 200, box, size=9)
    assert end <= box.y + box.height + 0.05
    text = _read(sheet.data())[0]
    assert text.endswith("…")


def test_short_text_keeps_its_size():
    sheet = Sheet("title")
    sheet.add_page()
    end = sheet.text("one line", Box(20, 20, 100, 20), size=10)
    assert 24 < end < 25
