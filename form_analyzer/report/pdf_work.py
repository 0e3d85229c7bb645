"""First page of the PDF: the result in a sentence, and what to work on."""

from collections.abc import Mapping

from fpdf.enums import Align

from form_analyzer.datatypes import Metric
from form_analyzer.report.figures import strip_chart
from form_analyzer.report.html import Evidence
from form_analyzer.report.render import to_png
from form_analyzer.report.sheet import BOTTOM_MM, MARGIN_MM, WIDTH_MM, Box, Sheet
from form_analyzer.report.theme import LIGHT
from form_analyzer.report.view import RedFlagView, ReportView, WorkItem

_CARD_MM = 77.0
_NOTE_MM = 5.6
_GAP_MM = 3.0
_PICTURE_MM = 46.0
_NUMBER_SHARE = 0.48


def work_page(sheet: Sheet, view: ReportView, evidence: Mapping[Metric, Evidence]) -> float:
    """Fill the first page; gives in millimetres where it ends."""
    y = _head(sheet, view)
    if view.red_flags.stopped:
        y = _stop(sheet, view.red_flags, y)
    if not view.work_on:
        y = _flags(sheet, view, y)
    y, height = _note(sheet, view, y)
    for item in view.work_on:
        box = Box(MARGIN_MM, y, WIDTH_MM, height)
        _card(sheet, item, evidence.get(item.metric), box, with_advice=view.may_advise)
        y += height + _GAP_MM
    footer(sheet, view, 1)
    return y


def footer(sheet: Sheet, view: ReportView, page: int) -> None:
    """The lower edge of a page."""
    sheet.rule(BOTTOM_MM)
    box = Box(MARGIN_MM, BOTTOM_MM + 1.2, WIDTH_MM - 20, 6)
    words = f"{view.disclaimer} This software is not a medical device."
    sheet.text(words, box, size=6.6, color=LIGHT.muted)
    end = Box(MARGIN_MM + WIDTH_MM - 20, BOTTOM_MM + 1.2, 20, 6)
    sheet.text(f"page {page} of 2", end, size=6.6, color=LIGHT.muted, align=Align.R)


def _head(sheet: Sheet, view: ReportView) -> float:
    sheet.text(view.heading, Box(MARGIN_MM, 10, WIDTH_MM, 9), size=17, style="B")
    sheet.text(view.subtitle, Box(MARGIN_MM, 18.2, WIDTH_MM, 4.5), size=8.5, color=LIGHT.muted)
    sheet.text(view.headline, Box(MARGIN_MM, 23.6, WIDTH_MM, 5.5), size=10.5, style="B")
    sheet.plate(Box(MARGIN_MM, 30, WIDTH_MM, 10.5), LIGHT.card)
    width = (WIDTH_MM - 6) / max(1, len(view.facts))
    for place, (label, text) in enumerate(view.facts):
        x = MARGIN_MM + 3 + place * width
        sheet.text(label, Box(x, 31.2, width - 2, 3.4), size=6.6, color=LIGHT.muted)
        sheet.text(text, Box(x, 34.8, width - 2, 5), size=8.4, style="B")
    return 43.5


def _stop(sheet: Sheet, flags: RedFlagView, y: float) -> float:
    box = Box(MARGIN_MM, y, WIDTH_MM, 42)
    sheet.plate(box, LIGHT.warn_fill, edge=LIGHT.warn)
    sheet.text(flags.title, Box(box.x + 4, y + 3, WIDTH_MM - 8, 6), size=11, style="B")
    words = f"{flags.lead}\n{flags.urgent}\n{flags.closing}"
    sheet.text(words, Box(box.x + 4, y + 10, WIDTH_MM - 8, 30), size=9)
    return y + 46


def _note(sheet: Sheet, view: ReportView, y: float) -> tuple[float, float]:
    """What to know before any advice; gives where the cards begin, and their height."""
    if not view.check_note:
        return y, _CARD_MM
    box = Box(MARGIN_MM, y - 1.6, WIDTH_MM, _NOTE_MM)
    sheet.text(view.check_note, box, size=7.6, style="B", color=LIGHT.warn)
    return y + _NOTE_MM - 1.6, _CARD_MM - _NOTE_MM / 3


def _flags(sheet: Sheet, view: ReportView, y: float) -> float:
    """With nothing to work on, the first page tells about the clip."""
    for flag in view.flags:
        box = Box(MARGIN_MM, y, WIDTH_MM, 16)
        y = sheet.text(f"{flag.label}: {flag.message}", box, size=9.5) + 2
    return y


def _card(
    sheet: Sheet, item: WorkItem, evidence: Evidence | None, box: Box, *, with_advice: bool
) -> None:
    sheet.plate(box, LIGHT.page, edge=LIGHT.line)
    inner = Box(box.x + 3, box.y + 2.4, box.width - 6, box.height - 4.8)
    title = f"{item.position}  {item.title}"
    sheet.text(title, Box(inner.x, inner.y, inner.width, 5.4), size=10.5, style="B")
    left = inner.x
    top = inner.y + 6.6
    if evidence is not None:
        end = sheet.picture(evidence.jpeg, Box(left, top, _PICTURE_MM, inner.height - 12.5))
        below = Box(left, end + 0.8, _PICTURE_MM, inner.y + inner.height - end)
        sheet.text(evidence.caption, below, size=5.6, color=LIGHT.muted)
        left += _PICTURE_MM + 3.5
    width = inner.x + inner.width - left
    number = Box(left, top, width * _NUMBER_SHARE, 37)
    todo = Box(left + width * _NUMBER_SHARE + 3, top, width * (1 - _NUMBER_SHARE) - 3, 35.5)
    said = Box(left, top + 38, width, inner.height - 6.6 - 38)
    _number(sheet, item, number)
    if with_advice:
        _todo(sheet, item, todo)
    else:
        _waiting(sheet, todo)
    _said(sheet, item, said)


def _number(sheet: Sheet, item: WorkItem, box: Box) -> None:
    leg = "" if item.side_label == "both" else f", {item.side_label} leg"
    name = f"{item.metric_name}{leg}"
    sheet.text(name, Box(box.x, box.y, box.width, 3.6), size=7, color=LIGHT.muted)
    sheet.text(item.value_text, Box(box.x, box.y + 3.4, box.width, 6.8), size=14, style="B")
    interval = Box(box.x, box.y + 9.8, box.width, 3.6)
    sheet.text(item.interval_text, interval, size=7, color=LIGHT.muted)
    end = box.y + 14
    if item.strip is not None:
        chart = to_png(strip_chart(item.strip, width=250), scale=3.0)
        end = sheet.picture(chart, Box(box.x, end, box.width, 17.5))
    sheet.text(item.verdict, Box(box.x, end + 0.4, box.width, box.y + box.height - end), size=7.2)


def _todo(sheet: Sheet, item: WorkItem, box: Box) -> None:
    sheet.plate(box, LIGHT.card)
    inner = Box(box.x + 2.2, box.y + 1.8, box.width - 4.4, box.height - 3.4)
    cue = Box(inner.x, inner.y, inner.width, 8.4)
    end = sheet.text(f"“{item.advice.cue}”", cue, size=8.6, style="B") + 0.8
    drill = Box(inner.x, end, inner.width, 4)
    end = sheet.text(f"Drill: {item.advice.drill}", drill, size=7.4, style="B") + 0.3
    words = f"{item.advice.how}\nHow much: {item.advice.dose}"
    sheet.text(words, Box(inner.x, end, inner.width, inner.y + inner.height - end), size=7.2)


def _waiting(sheet: Sheet, box: Box) -> None:
    sheet.plate(box, LIGHT.card)
    inner = Box(box.x + 2.2, box.y + 1.8, box.width - 4.4, box.height - 3.4)
    words = "Cue and drill stand here once the symptom check has been answered."
    sheet.text(words, inner, size=7.4, color=LIGHT.muted)


def _said(sheet: Sheet, item: WorkItem, box: Box) -> None:
    beside = item.beside
    if beside is None:
        return
    split = box.width * _NUMBER_SHARE
    research = f"{beside.research_says} ({beside.cited})" if beside.cited else beside.research_says
    for x, width, title, words in (
        (box.x, split, "Why it matters for your hip flexor", beside.why),
        (box.x + split + 3, box.width - split - 3, "Research says", research),
    ):
        sheet.text(title, Box(x, box.y, width, 3.4), size=6.8, style="B", color=LIGHT.muted)
        sheet.text(words, Box(x, box.y + 3.5, width, box.height - 3.5), size=6.9)
