"""Parts of the PDF: every number and the stride; how they were made, and warning signs."""

from fpdf.enums import Align

from form_analyzer.datatypes import Analysis
from form_analyzer.report.figures import references
from form_analyzer.report.pdf_work import footer
from form_analyzer.report.plots import curves_chart, footfall_chart
from form_analyzer.report.render import to_png
from form_analyzer.report.sheet import BOTTOM_MM, MARGIN_MM, WIDTH_MM, Box, Cell, Sheet
from form_analyzer.report.theme import LIGHT
from form_analyzer.report.view import CellView, NumberView, ReportView

_WIDTHS = (58.0, 39.0, 39.0, 22.0, 26.0)
_ROW_MM = 5.4
HEIGHT_MM = 196.0
"""Room that the table of all numbers and the charts take."""


def numbers(sheet: Sheet, analysis: Analysis, view: ReportView, y: float) -> float:
    """Every number and the charts from ``y`` on; gives where they end."""
    if view.numbers and not view.refused:
        y = _table(sheet, view, y)
    return _charts(sheet, analysis, view, y + 1) + 1


def background(sheet: Sheet, view: ReportView, y: float) -> None:
    """What to know about clip, numbers and warning signs: the rest of the second page."""
    _words(sheet, view, y)
    footer(sheet, view, 2)


def _title(sheet: Sheet, words: str, y: float) -> float:
    return sheet.text(words, Box(MARGIN_MM, y, WIDTH_MM, 5), size=9, style="B") + 0.6


def _table(sheet: Sheet, view: ReportView, y: float) -> float:
    key = Box(MARGIN_MM + WIDTH_MM / 2, y + 0.8, WIDTH_MM / 2, 5)
    words = "✓ within its range   ▲ outside   ? too close to the border to say"
    sheet.text(words, key, size=6.6, color=LIGHT.muted, align=Align.R)
    y = _title(sheet, "Every number, with its 95 % interval", y)
    names = ("Measure", "Near leg", "Far leg", "Guide", "Research")
    heads = [
        Cell(words=name, width=width, size=6.4, color=LIGHT.muted)
        for name, width in zip(names, _WIDTHS, strict=True)
    ]
    sheet.row(y, _ROW_MM, heads)
    y += _ROW_MM
    for number in view.numbers:
        sheet.rule(y)
        sheet.row(y, _ROW_MM, _cells(number))
        y += _ROW_MM
    return y


def _cells(number: NumberView) -> list[Cell]:
    name = f"{number.name} ({number.unit})" if number.unit else number.name
    cells = [Cell(words=name, width=_WIDTHS[0], style="B", size=6.9)]
    if len(number.cells) == 1:
        cells.append(_value(number.cells[0], _WIDTHS[1] + _WIDTHS[2]))
    else:
        pairs = zip(number.cells, _WIDTHS[1:3], strict=False)
        cells += [_value(cell, width) for cell, width in pairs]
    cells.append(Cell(words=number.guide_text, width=_WIDTHS[3], size=6.9))
    cells.append(Cell(words=number.research_short, width=_WIDTHS[4], size=6.9))
    return cells


def _value(cell: CellView, width: float) -> Cell:
    if cell.missing:
        return Cell(words=cell.missing, width=width, size=6.4, style="I", color=LIGHT.muted)
    sign = cell.standing_text.split(" ")[0] if cell.standing_text[:1] in "✓▲?" else ""
    spread = f" ({cell.interval})" if cell.interval else ""
    share = f" ({cell.detail.split(',')[0].split(' ', 1)[1]})" if cell.detail else ""
    return Cell(words=f"{cell.text}{spread}{share} {sign}".strip(), width=width, size=6.9)


def _charts(sheet: Sheet, analysis: Analysis, view: ReportView, y: float) -> float:
    near = analysis.view.near_side
    if any(curves.mean_deg for curves in analysis.curves):
        y = _title(sheet, "The mean stride", y)
        behind = references(view)
        chart = curves_chart(
            analysis.curves, near_side=near, reference=behind, width=150, height=120, columns=5
        )
        y = sheet.picture(to_png(chart, scale=2.5), Box(MARGIN_MM, y, WIDTH_MM, 46))
        y = sheet.text(view.bands_note, Box(MARGIN_MM, y, WIDTH_MM, 6), size=6, color=LIGHT.muted)
        y += 1.5
    if analysis.events:
        y = _title(sheet, "Feet on the belt", y)
        chart = footfall_chart(analysis.events, near_side=near, width=860)
        y = sheet.picture(to_png(chart, scale=2.5), Box(MARGIN_MM, y, WIDTH_MM, 22)) + 1
    return y


def _words(sheet: Sheet, view: ReportView, y: float) -> None:
    """What to know about the clip and its numbers on the left, warning signs on the right."""
    bottom, half = BOTTOM_MM - 1.5, WIDTH_MM / 2 - 3
    flags = "\n".join(f"{flag.label}: {flag.message}" for flag in view.flags)
    made = "\n".join(f"{label}: {text}" for label, text in view.provenance)
    start = y
    if flags:
        start = _column(sheet, "About this clip", flags, Box(MARGIN_MM, y, half, (bottom - y) / 2))
    _column(sheet, "How these numbers were made", made, Box(MARGIN_MM, start, half, bottom - start))
    _warning_signs(sheet, view, Box(MARGIN_MM + half + 6, y, half, bottom - y))


def _warning_signs(sheet: Sheet, view: ReportView, box: Box) -> None:
    """A box with a mark down its side; as long as its text."""
    signs = "\n".join(f"• {question}" for question, _ in view.red_flags.signs)
    words = f"{view.red_flags.lead}\n{signs}\n{view.red_flags.urgent}\n{view.red_flags.closing}"
    inner = Box(box.x + 4, box.y, box.width - 4, box.height)
    end = _column(sheet, view.red_flags.title, words, inner)
    sheet.plate(Box(box.x, box.y, 1.4, end - box.y - 2), LIGHT.warn)


def _column(sheet: Sheet, title: str, words: str, box: Box) -> float:
    start = sheet.text(title, Box(box.x, box.y, box.width, 5), size=8.6, style="B") + 0.6
    room = Box(box.x, start, box.width, box.y + box.height - start)
    return sheet.text(words, room, size=7) + 2.4
