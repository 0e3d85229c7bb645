"""Second page of the PDF: every number, the stride, the clip, and warning signs."""

from form_analyzer.datatypes import Analysis
from form_analyzer.report.pdf_work import footer
from form_analyzer.report.plots import curves_chart, footfall_chart
from form_analyzer.report.render import to_png
from form_analyzer.report.sheet import BOTTOM_MM, MARGIN_MM, WIDTH_MM, Box, Cell, Sheet
from form_analyzer.report.theme import LIGHT
from form_analyzer.report.view import CellView, NumberView, ReportView

_WIDTHS = (58.0, 39.0, 39.0, 22.0, 26.0)
_ROW_MM = 5.0


def numbers_page(sheet: Sheet, analysis: Analysis, view: ReportView) -> None:
    """Fill the second page."""
    y = 10.0
    if view.numbers:
        y = _table(sheet, view, y)
    y = _charts(sheet, analysis, y + 1)
    _words(sheet, view, y + 1)
    footer(sheet, view, 2)


def _title(sheet: Sheet, words: str, y: float) -> float:
    return sheet.text(words, Box(MARGIN_MM, y, WIDTH_MM, 5), size=9, style="B") + 0.6


def _table(sheet: Sheet, view: ReportView, y: float) -> float:
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


def _charts(sheet: Sheet, analysis: Analysis, y: float) -> float:
    near = analysis.view.near_side
    if any(curves.mean_deg for curves in analysis.curves):
        y = _title(sheet, "Through the stride", y)
        chart = curves_chart(analysis.curves, near_side=near, width=158, height=112, columns=5)
        y = sheet.picture(to_png(chart, scale=2.5), Box(MARGIN_MM, y, WIDTH_MM, 40)) + 1
    if analysis.events:
        y = _title(sheet, "Feet on the belt", y)
        chart = footfall_chart(analysis.events, near_side=near, width=860)
        y = sheet.picture(to_png(chart, scale=2.5), Box(MARGIN_MM, y, WIDTH_MM, 22)) + 1
    return y


def _words(sheet: Sheet, view: ReportView, y: float) -> None:
    """The clip, the warning signs and the provenance share what is left of the page."""
    left = BOTTOM_MM - 1.5 - y
    half = WIDTH_MM / 2 - 2
    flags = "\n".join(f"{flag.label}: {flag.message}" for flag in view.flags)
    made = "\n".join(f"{label}: {text}" for label, text in view.provenance)
    right = MARGIN_MM + half + 4
    signs = "\n".join(f"• {question}" for question, _ in view.red_flags.signs)
    red = f"{view.red_flags.lead}\n{signs}\n{view.red_flags.urgent}"
    about = "About this clip" if flags else "How these numbers were made"
    start = _column_title(sheet, about, MARGIN_MM, y, half)
    first = f"{flags}\n{made}" if flags else made
    sheet.text(first, Box(MARGIN_MM, start, half, y + left - start), size=6.6)
    sheet.plate(Box(right - 2, y, half + 2, left), LIGHT.warn_fill, edge=LIGHT.warn)
    start = _column_title(sheet, view.red_flags.title, right, y + 1.2, half - 2)
    sheet.text(red, Box(right, start, half - 2, y + left - start - 1), size=7)


def _column_title(sheet: Sheet, words: str, x: float, y: float, width: float) -> float:
    return sheet.text(words, Box(x, y, width, 5), size=8.4, style="B") + 0.6
