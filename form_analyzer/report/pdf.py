"""The report on two A4 pages: what to work on, then every number."""

from collections.abc import Mapping

from form_analyzer.datatypes import Analysis, Metric
from form_analyzer.report.html import Evidence
from form_analyzer.report.pdf_numbers import numbers_page
from form_analyzer.report.pdf_work import work_page
from form_analyzer.report.sheet import Sheet
from form_analyzer.report.view import ReportView


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
    work_page(sheet, view, evidence or {})
    sheet.add_page()
    numbers_page(sheet, analysis, view)
    return sheet.data()
