"""All charts of one report, made from the analysis and what is said about it."""

from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import Analysis, Metric
from form_analyzer.report.plots import (
    Chart,
    CurveReference,
    curves_chart,
    footfall_chart,
    range_strip,
)
from form_analyzer.report.theme import LIGHT, Theme
from form_analyzer.report.view import ReportView, StripView


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Charts of a report; ``None`` where there is nothing to draw.

    Attributes
    ----------
    strips
        Number-on-range pictures of what to work on.
    """

    strips: dict[Metric, Chart]
    curves: Chart | None
    footfall: Chart | None


def figures(
    analysis: Analysis, view: ReportView, *, theme: Theme = LIGHT, strip_width: int = 300
) -> Figures:
    """Make the charts of a report."""
    strips = {
        item.metric: strip_chart(item.strip, theme=theme, width=strip_width)
        for item in view.work_on
        if item.strip is not None
    }
    return Figures(
        strips=strips,
        curves=_curves(analysis, view, theme),
        footfall=_footfall(analysis, theme),
    )


def strip_chart(strip: StripView, *, theme: Theme = LIGHT, width: int = 300) -> Chart:
    """Draw one number-on-range picture."""
    return range_strip(strip.values, strip.bands, unit=strip.unit, theme=theme, width=width)


def references(view: ReportView) -> dict[str, CurveReference]:
    """What is drawn behind the curves, by their name."""
    return {
        band.name: CurveReference(
            phase=np.array(band.percent) / 100,
            low_deg=np.array(band.low_deg),
            high_deg=np.array(band.high_deg),
            label=band.label,
        )
        for band in view.bands
    }


def _curves(analysis: Analysis, view: ReportView, theme: Theme) -> Chart | None:
    if not any(curves.mean_deg for curves in analysis.curves):
        return None
    return curves_chart(
        analysis.curves,
        near_side=analysis.view.near_side,
        reference=references(view),
        theme=theme,
    )


def _footfall(analysis: Analysis, theme: Theme) -> Chart | None:
    if not analysis.events:
        return None
    return footfall_chart(analysis.events, near_side=analysis.view.near_side, theme=theme)
