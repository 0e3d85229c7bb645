"""What all charts share: data inside, one look, one way to say left and right ends."""

from collections.abc import Sequence
from math import isfinite
from typing import TypeAlias

import altair as alt

from form_analyzer.report.theme import FONTS, Theme

Part: TypeAlias = alt.Chart | alt.LayerChart | alt.FacetChart
Chart: TypeAlias = Part | alt.ConcatChart
Row: TypeAlias = dict[str, str | float | None]


def data(rows: Sequence[Row]) -> alt.InlineData:
    """Put rows inside a chart; numbers that are not finite become ``null`` (a gap)."""
    return alt.InlineData(
        values=[{key: _plain(value) for key, value in row.items()} for row in rows]
    )


def _plain(value: str | float | None) -> str | float | None:
    if isinstance(value, float) and not isfinite(value):
        return None
    return value


def dressed(chart: Chart, theme: Theme) -> Chart:
    """Give a finished chart the report's letters, colours and clear background."""
    finished: Chart = (
        chart.configure(background="transparent", font=FONTS, padding=4)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=theme.muted,
            titleColor=theme.muted,
            domainColor=theme.line,
            tickColor=theme.line,
            gridColor=theme.line,
            gridOpacity=0.6,
            labelFontSize=11,
            titleFontSize=11,
            titleFontWeight="normal",
        )
        .configure_title(color=theme.ink, fontSize=13, fontWeight=600, anchor="start", offset=6)
        .configure_legend(labelColor=theme.ink, titleColor=theme.muted, labelFontSize=11)
        .configure_text(color=theme.ink, fontSize=11)
    )
    return finished


def padded(
    ends: Sequence[float], *, below: float = 0.06, above: float = 0.06
) -> tuple[float, float]:
    """Axis ends around all finite numbers, with room as fractions of their span."""
    finite = [end for end in ends if isfinite(end)]
    if not finite:
        return 0.0, 1.0
    low, high = min(finite), max(finite)
    span = (high - low) or max(abs(high) * 0.1, 1e-3)
    return low - below * span, high + above * span


def clipped(low: float, high: float, domain: tuple[float, float]) -> tuple[float, float]:
    """A range cut to the axis, so that open ends reach its border."""
    return max(low, domain[0]), min(high, domain[1])
