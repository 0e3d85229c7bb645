"""The report on two A4 pages: what to work on, then every number.

With nothing to work on the numbers move up to the first page.
"""

from collections.abc import Mapping

from form_analyzer.datatypes import Analysis, Metric
from form_analyzer.report.html import Evidence
from form_analyzer.report.pdf_numbers import HEIGHT_MM, background, numbers
from form_analyzer.report.pdf_work import work_page
from form_analyzer.report.sheet import BOTTOM_MM, Sheet
from form_analyzer.report.view import ReportView

_TOP_MM = 10.0


def pdf_report(
    analysis: Analysis,
    view: ReportView,
    *,
    evidence: Mapping[Metric, Evidence] | None = None,
) -> bytes:
    """Make the report as a PDF of two pages.

    Parameters
    ----------
    analysis
        For the curves and the footfalls.
    view
        What to say; see :func:`form_analyzer.report.content.report_view`.
    evidence
        Pictures by metric; a thing to work on without one is shown without.

    Returns
    -------
    bytes
        The document; its text can be searched and read out.
    """
    sheet = Sheet(f"{view.heading}: {view.subtitle}")
    sheet.add_page()
    end = work_page(sheet, view, evidence or {})
    early = not view.work_on and not view.refused and end + HEIGHT_MM <= BOTTOM_MM
    if early:
        numbers(sheet, analysis, view, end)
    sheet.add_page()
    start = _TOP_MM if early else numbers(sheet, analysis, view, _TOP_MM)
    background(sheet, view, start)
    return sheet.data()
