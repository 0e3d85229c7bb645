"""What all charts share: data inside, one look, one way to say left and right ends."""

from collections.abc import Sequence
from math import isfinite
from typing import TypeAlias

import altair as alt

from form_analyzer.report.theme import FONTS, Theme

Part: TypeAlias = alt.Chart | alt.LayerChart | alt.FacetChart
Chart: TypeAlias = Part | alt.ConcatChart
Row: TypeAlias = dict[str, str | float | None]


class Book:
    """The data of one chart, kept apart while the chart is put together.

    Notes
    -----
    Altair copies a chart at every step. With the rows inside it that took seconds; with
    their names only, and the rows put in at the end, it takes none.
    """

    def __init__(self) -> None:
        self._rows: dict[str, list[Row]] = {}

    def data(self, rows: Sequence[Row]) -> alt.NamedData:
        """Keep rows under a new name; numbers that are not finite become ``null`` (a gap)."""
        name = f"rows_{len(self._rows)}"
        self._rows[name] = [{key: _plain(value) for key, value in row.items()} for row in rows]
        return alt.NamedData(name=name)

    def close(self, chart: Chart) -> Chart:
        """Put the rows into a finished chart."""
        chart.datasets = self._rows
        return chart


def _plain(value: str | float | None) -> str | float | None:
    if isinstance(value, float) and not isfinite(value):
        return None
    return value


def dressed(chart: Chart, book: Book, theme: Theme) -> Chart:
    """Give a finished chart its data, the report's letters and colours, a clear background."""
    chart.config = alt.Config(
        background="transparent",
        font=FONTS,
        padding=4,
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelColor=theme.muted,
            titleColor=theme.muted,
            titleFontWeight="normal",
            domainColor=theme.line,
            tickColor=theme.line,
            gridColor=theme.line,
            gridOpacity=0.6,
            labelFontSize=11,
            titleFontSize=11,
        ),
        title=alt.TitleConfig(
            color=theme.ink, fontSize=13, fontWeight=600, anchor="start", offset=10, frame="group"
        ),
        legend=alt.LegendConfig(
            labelColor=theme.ink, titleColor=theme.muted, labelFontSize=11, labelLimit=220
        ),
        text=alt.MarkConfig(color=theme.ink, fontSize=11),
    )
    return book.close(chart)


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
