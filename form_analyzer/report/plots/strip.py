"""A number with its interval, drawn over the ranges it is compared with."""

from collections.abc import Sequence
from math import isfinite

import altair as alt

from form_analyzer.report.plots.style import Book, Chart, Part, Row, clipped, dressed, padded
from form_analyzer.report.theme import LIGHT, Theme
from form_analyzer.report.view import BandLane, ValueLane

LANE_HEIGHT_PX = 24
_LETTER_PX = 6.6
_TEXT_GAP_PX = 16


def range_strip(
    values: Sequence[ValueLane],
    bands: Sequence[BandLane],
    *,
    unit: str,
    theme: Theme = LIGHT,
    width: int = 320,
) -> Chart:
    """Draw numbers with their intervals over the ranges they are compared with.

    Parameters
    ----------
    values
        One lane each: a point with its 95 % interval; the far leg hollow.
    bands
        One lane each below the values. The first that is not research (the
        guide's) also shades all lanes; research is dashed.
    unit
        Unit of the axis, in the reader's words; empty for none.
    width
        Width of the lanes in pixels, without their labels.
    """
    domain = _domain(values, bands, width)
    lanes = [value.label for value in values] + [band.label for band in bands]
    place = _Place(alt.Scale(domain=list(domain), nice=False, zero=False), unit, lanes, theme)
    guide = [band for band in bands if not band.research][:1]
    chart = alt.layer(
        *(_shade(band, domain, place, theme) for band in guide),
        *(_band(band, domain, place, theme) for band in bands),
        *(part for value in values for part in _value(value, place, theme)),
        _texts(values, bands, domain, place),
    )
    return dressed(
        chart.properties(width=width, height=LANE_HEIGHT_PX * len(lanes)), place.book, theme
    )


class _Place:
    """The data and the x and y channels that the layers of one strip share."""

    def __init__(self, scale: alt.Scale, unit: str, lanes: list[str], theme: Theme) -> None:
        self.book = Book()
        self._scale = scale
        self._unit = unit
        self._lanes = lanes
        self._theme = theme

    def data(self, rows: Sequence[Row]) -> alt.NamedData:
        return self.book.data(rows)

    def x(self, field: str) -> alt.X:
        axis = alt.Axis(tickCount=5, grid=False, offset=2)
        return alt.X(f"{field}:Q", scale=self._scale, title=self._unit or None, axis=axis)

    def y(self) -> alt.Y:
        axis = alt.Axis(
            domain=False,
            ticks=False,
            grid=False,
            labelPadding=8,
            labelColor=self._theme.ink,
            labelLimit=140,
        )
        return alt.Y("lane:N", sort=self._lanes, title=None, axis=axis)


def _domain(
    values: Sequence[ValueLane], bands: Sequence[BandLane], width: int
) -> tuple[float, float]:
    """Ends of the axis, wide enough for the text to the right of every mark."""
    ends = [end for lane in values for end in (lane.low, lane.high)]
    ends += [end for lane in bands for end in (lane.low, lane.high)]
    low, high = padded(ends)
    texts = [(lane.high, lane.text) for lane in values]
    texts += [(lane.high, lane.text) for lane in bands if isfinite(lane.high)]
    for end, text in texts:
        room = min(0.6, (_TEXT_GAP_PX + _LETTER_PX * len(text)) / width)
        high = max(high, low + (end - low) / (1 - room))
    return low, high


def _shade(band: BandLane, domain: tuple[float, float], place: _Place, theme: Theme) -> Part:
    low, high = clipped(band.low, band.high, domain)
    mark: Part = (
        alt.Chart(place.data([{"low": low, "high": high}]))
        .mark_rect(color=theme.guide_fill, opacity=0.45)
        .encode(x=place.x("low"), x2="high:Q")
    )
    return mark


def _band(band: BandLane, domain: tuple[float, float], place: _Place, theme: Theme) -> Part:
    low, high = clipped(band.low, band.high, domain)
    edge = theme.research if band.research else theme.guide
    fill = theme.research_fill if band.research else theme.guide_fill
    mark: Part = (
        alt.Chart(place.data([{"low": low, "high": high, "lane": band.label}]))
        .mark_bar(
            height=11,
            fill=fill,
            stroke=edge,
            strokeWidth=1.3,
            strokeDash=[3, 2] if band.research else [1, 0],
        )
        .encode(x=place.x("low"), x2="high:Q", y=place.y(), tooltip=alt.value(band.text))
    )
    return mark


def _value(lane: ValueLane, place: _Place, theme: Theme) -> list[Part]:
    row: Row = {"value": lane.value, "low": lane.low, "high": lane.high, "lane": lane.label}
    color = theme.far if lane.far else theme.near
    base = alt.Chart(place.data([row])).encode(y=place.y(), tooltip=alt.value(lane.text))
    interval = base.mark_rule(color=color, strokeWidth=3.5, strokeCap="round", opacity=0.75)
    point = base.mark_point(
        stroke=color,
        fill=theme.page if lane.far else color,
        shape="diamond" if lane.far else "circle",
        size=90,
        strokeWidth=2.2,
        opacity=1,
    )
    return [
        interval.encode(x=place.x("low"), x2="high:Q"),
        point.encode(x=place.x("value")),
    ]


def _texts(
    values: Sequence[ValueLane],
    bands: Sequence[BandLane],
    domain: tuple[float, float],
    place: _Place,
) -> Part:
    rows: list[Row] = [{"lane": lane.label, "end": lane.high, "text": lane.text} for lane in values]
    for band in bands:
        low, high = clipped(band.low, band.high, domain)
        # A range open to the right fills its lane to the border: write inside it.
        end = high if isfinite(band.high) else low
        rows.append({"lane": band.label, "end": end, "text": band.text})
    mark: Part = (
        alt.Chart(place.data(rows))
        .mark_text(align="left", dx=10)
        .encode(x=place.x("end"), y=place.y(), text="text:N")
    )
    return mark
