"""Charts of analyses, defined once for the web page, the HTML report and the PDF.

Every function takes plain numbers and gives an Altair chart with its data
inside, so ``chart.to_dict()`` is all that any renderer needs. Colour never
carries a meaning alone: lines differ in dash, points in shape, and ranges have
a labelled lane of their own.
"""

from form_analyzer.report.plots.change import Change, TrendPoint, Verdict, change_chart, trend_chart
from form_analyzer.report.plots.cycle import CurveReference, curves_chart, footfall_chart
from form_analyzer.report.plots.strip import range_strip
from form_analyzer.report.plots.style import Chart
from form_analyzer.report.view import BandLane, ValueLane

__all__ = [
    "BandLane",
    "Change",
    "Chart",
    "CurveReference",
    "TrendPoint",
    "ValueLane",
    "Verdict",
    "change_chart",
    "curves_chart",
    "footfall_chart",
    "range_strip",
    "trend_chart",
]
