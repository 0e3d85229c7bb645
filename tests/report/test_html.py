import re
from html.parser import HTMLParser

import pytest

from form_analyzer.datatypes import Metric
from form_analyzer.report.content import Occasion, report_view
from form_analyzer.report.html import Clip, Evidence, html_report
from form_analyzer.report.view import Check

_VOID = {"meta", "img", "br", "link", "input", "hr", "col"}


class _Page(HTMLParser):
    """Text, tags and addresses of a page; checks that tags close in order."""

    def __init__(self, html):
        super().__init__()
        self.words, self.tags, self.addresses, self.ids, self._open = [], [], [], [], []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.addresses += [value for name, value in attrs if name in ("src", "href", "xlink:href")]
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if not self._open or self._open[-1] not in ("style", "script"):
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def html(troubled, troubled_view):
    evidence = {Metric.OVERSTRIDE: Evidence(jpeg=b"\xff\xd8picture", caption="Contact at 2 s.")}
    return html_report(troubled, troubled_view, evidence=evidence, clip=Clip(link="annotated.mp4"))


@pytest.fixture(scope="module")
def page(html):
    return _Page(html)


def test_nothing_is_fetched_from_anywhere(page, html):
    for address in page.addresses:
        assert address.startswith(("data:", "#")) or address == "annotated.mp4"
    outside = set(re.findall(r"https?://[^\s\"'<)]+", html))
    assert {address for address in outside if "w3.org" not in address} == set()
    assert "@import" not in html
    assert not [tag for tag, _ in page.tags if tag in ("script", "link", "iframe")]


def test_the_three_things_to_work_on_come_with_everything(page, troubled_view):
    for item in troubled_view.work_on:
        for words in (
            item.title,
            item.value_text,
            item.interval_text,
            item.verdict,
            item.beside.why,
            item.beside.research_says,
            item.advice.cue,
            item.advice.drill,
            item.advice.dose,
        ):
            assert " ".join(words.split()) in page.text


def test_the_evidence_is_inside_with_words_for_those_who_cannot_see_it(page):
    pictures = [attrs for tag, attrs in page.tags if tag == "img"]
    assert len(pictures) == 1
    assert pictures[0]["src"].startswith("data:image/jpeg;base64,")
    assert "0.325 leg lengths" in pictures[0]["alt"]
    assert "Contact at 2 s." in page.text


def test_every_number_is_there_and_missing_ones_with_their_reason(page, troubled_view):
    for number in troubled_view.numbers:
        assert number.name in page.text
        for cell in number.cells:
            assert (cell.missing or cell.text) in page.text
            assert cell.interval in page.text


def test_flags_warning_signs_and_the_disclaimer_are_there(page, troubled_view):
    for flag in troubled_view.flags:
        assert flag.message in page.text
    for question, _ in troubled_view.red_flags.signs:
        assert question in page.text
    assert "This software is not a medical device." in page.text
    assert "Content (SHA-256)" in page.text


def test_charts_are_inline_and_their_names_do_not_clash(page):
    labels = [attrs.get("aria-label") for tag, attrs in page.tags if tag == "svg"]
    assert "When each foot is on the belt" in labels
    assert "Joint angles over the stride, near and far leg, with their spread" in labels
    assert len(page.ids) == len(set(page.ids))


def test_light_and_dark_and_paper_are_provided_for(html):
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html
    assert '<html lang="en">' in html


def test_a_clip_can_be_inside(troubled, troubled_view):
    page = _Page(html_report(troubled, troubled_view, clip=Clip(mp4=b"mp4 bytes")))
    videos = [attrs for tag, attrs in page.tags if tag == "video"]
    assert videos[0]["src"].startswith("data:video/mp4;base64,")


def test_without_a_clip_there_is_no_player(good, good_view):
    assert not [tag for tag, _ in _Page(html_report(good, good_view)).tags if tag == "video"]


def test_a_refused_clip_gives_a_page_that_says_why(refused, refused_view):
    page = _Page(html_report(refused, refused_view))
    assert "The person walks." in page.text
    assert "Work on this first" not in page.text
    assert "nan" not in page.text.lower().split()


def test_a_warning_sign_comes_first_and_stops_advice(troubled, guide):
    view = report_view(troubled, guide, check=Check.STOPPED)
    text = _Page(html_report(troubled, view)).text
    assert "Drill:" not in text
    assert text.index(guide.red_flag_texts["stop_title"]) < text.index("Every number")


@pytest.mark.parametrize("check", [Check.OPEN, Check.NOT_ASKED, Check.CLEAR])
def test_an_open_check_is_told_and_holds_advice_back(troubled, guide, check):
    text = _Page(html_report(troubled, report_view(troubled, guide, check=check))).text
    texts = guide.red_flag_texts
    assert ("Drill:" in text) == (check is not Check.OPEN)
    assert (texts["open"] in text) == (check is Check.OPEN)
    assert (texts["not_asked"] in text) == (check is Check.NOT_ASKED)
    assert "Work on this first" in text


def test_names_cannot_break_the_page(troubled, guide):
    name = '<script>alert(1)</script> & "Co"'
    view = report_view(troubled, guide, occasion=Occasion(athlete=name))
    page = _Page(html_report(troubled, view))
    assert not [tag for tag, _ in page.tags if tag == "script"]
    assert name in page.text
