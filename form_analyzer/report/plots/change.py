"""Sessions over time, and two sessions against each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import altair as alt

from form_analyzer.report.plots.style import Book, Chart, Part, Row, clipped, dressed, padded
from form_analyzer.report.theme import LIGHT, Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """One session's number: when, value, 95 % interval."""

    when: datetime
    value: float
    low: float
    high: float
    label: str = ""


def trend_chart(
    points: Sequence[TrendPoint],
    *,
    title: str,
    unit: str,
    target: tuple[float, float] | None = None,
    target_label: str = "the guide's range",
    minimal_change: float | None = None,
    theme: Theme = LIGHT,
    width: int = 640,
    height: int = 240,
) -> Chart:
    """Draw one number over sessions.

    Parameters
    ----------
    points
        In time order, at least one.
    target
        The range compared with (infinite ends are open), shaded and labelled.
    target_label
        Whose range it is.
    minimal_change
        Smallest change that is more than noise: a dashed pair of lines around the
        first session; points beyond them are filled, points within are hollow.

    Raises
    ------
    ValueError
        There is no point.
    """
    if not points:
        raise ValueError("no session to draw")
    lines = _change_lines(points, minimal_change)
    domain = padded([*_ends(points), *lines, *(target or ())], below=0.1, above=0.1)
    scale = alt.Scale(domain=list(domain), nice=False, zero=False)
    axes = _TrendAxes(scale, unit)
    layers: list[Part] = []
    if target is not None:
        layers += _target(clipped(*target, domain), target_label, axes, theme)
    layers += [_change_rules(lines, axes, theme)] if lines else []
    layers += _points(points, lines, axes, theme)
    chart = alt.layer(*layers).properties(width=width, height=height, title=title)
    return dressed(chart, axes.book, theme)


_UNIT_TITLES = {"°": "degrees", "%": "percent"}
"""Units too short to stand on their own beside an axis."""


class _TrendAxes:
    """The data and the channels that the layers of one trend share."""

    def __init__(self, scale: alt.Scale, unit: str) -> None:
        self.book = Book()
        self._scale = scale
        self._unit = unit

    def x(self) -> alt.X:
        axis = alt.Axis(grid=False, format="%-d %b", tickCount=5, labelOverlap=True)
        return alt.X("when:T", title=None, axis=axis, scale=alt.Scale(padding=14))

    def y(self, field: str) -> alt.Y:
        axis = alt.Axis(tickCount=6, minExtent=34)
        return alt.Y(
            f"{field}:Q",
            scale=self._scale,
            title=_UNIT_TITLES.get(self._unit, self._unit) or None,
            axis=axis,
        )


def _ends(points: Sequence[TrendPoint]) -> list[float]:
    return [end for point in points for end in (point.low, point.high)]


def _change_lines(points: Sequence[TrendPoint], minimal_change: float | None) -> list[float]:
    if minimal_change is None or len(points) < 2:
        return []
    return [points[0].value - minimal_change, points[0].value + minimal_change]


def _target(ends: tuple[float, float], label: str, axes: _TrendAxes, theme: Theme) -> list[Part]:
    low, high = ends
    if low >= high:
        return []
    rows: list[Row] = [{"low": low, "high": high, "text": label}]
    base = alt.Chart(axes.book.data(rows))
    text = base.mark_text(align="left", baseline="top", dx=6, dy=5, color=theme.guide)
    return [
        base.mark_rect(color=theme.guide_fill, opacity=0.55).encode(y=axes.y("low"), y2="high:Q"),
        text.encode(x=alt.value(0), y=axes.y("high"), text="text:N"),
    ]


def _change_rules(lines: list[float], axes: _TrendAxes, theme: Theme) -> Part:
    rows: list[Row] = [{"level": level} for level in lines]
    top: list[Row] = [{"level": max(lines), "text": "beyond these lines: a real change"}]
    rule = alt.Chart(axes.book.data(rows)).mark_rule(
        color=theme.muted, strokeDash=[5, 4], strokeWidth=1.2
    )
    text = alt.Chart(axes.book.data(top)).mark_text(
        align="right", baseline="bottom", dx=-4, dy=-3, color=theme.muted
    )
    return alt.layer(
        rule.encode(y=axes.y("level")),
        text.encode(x=alt.value("width"), y=axes.y("level"), text="text:N"),
    )


def _points(
    points: Sequence[TrendPoint], lines: list[float], axes: _TrendAxes, theme: Theme
) -> list[Part]:
    rows: list[Row] = [
        {
            "when": point.when.isoformat(),
            "value": point.value,
            "low": point.low,
            "high": point.high,
            "label": point.label,
            "fill": theme.near if _beyond(point.value, lines) else theme.page,
        }
        for point in points
    ]
    base = alt.Chart(axes.book.data(rows)).encode(x=axes.x())
    mark = base.mark_point(stroke=theme.near, strokeWidth=2, size=80, opacity=1)
    fill = alt.Fill("fill:N", scale=None, legend=None)
    tooltip = [alt.Tooltip("when:T"), alt.Tooltip("value:Q"), alt.Tooltip("label:N")]
    return [
        base.mark_line(color=theme.near, strokeWidth=1.2, opacity=0.6).encode(y=axes.y("value")),
        base.mark_rule(color=theme.near, strokeWidth=2).encode(y=axes.y("low"), y2="high:Q"),
        mark.encode(y=axes.y("value"), fill=fill, tooltip=tooltip),
    ]


def _beyond(value: float, lines: list[float]) -> bool:
    return not lines or not lines[0] <= value <= lines[1]


class Verdict(StrEnum):
    """What a change between two sessions amounts to."""

    BETTER = "better"
    WORSE = "worse"
    CHANGED = "changed"
    SAME = "no real change"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One number in two sessions.

    Attributes
    ----------
    change, low, high
        Second minus first, with its 95 % interval, in units of the smallest change
        that is more than noise: beyond 1 either way it is real.
    text
        Both numbers in words, such as ``158 → 171 spm``.
    """

    label: str
    change: float
    low: float
    high: float
    verdict: Verdict
    text: str


_VERDICT_SHAPES = {
    Verdict.BETTER: "triangle-up",
    Verdict.WORSE: "triangle-down",
    Verdict.CHANGED: "diamond",
    Verdict.SAME: "circle",
}


def change_chart(changes: Sequence[Change], *, theme: Theme = LIGHT, width: int = 420) -> Chart:
    """Draw every change on one axis, where the middle band is noise.

    Raises
    ------
    ValueError
        There is no change to draw.
    """
    if not changes:
        raise ValueError("no change to draw")
    reach = max(1.5, *(abs(end) for change in changes for end in (change.low, change.high)))
    reach = min(reach * 1.1, 8.0)
    scale = alt.Scale(domain=[-reach, reach], nice=False, clamp=True)
    rows: list[Row] = [
        {
            "label": change.label,
            "change": change.change,
            "low": change.low,
            "high": change.high,
            "verdict": str(change.verdict),
            "text": f"{change.text} · {change.verdict}",
        }
        for change in changes
    ]
    book = Book()
    chart = alt.layer(_noise(book, scale, theme), *_change_marks(book, rows, scale, theme))
    return dressed(chart.properties(width=width, height=26 * len(rows)), book, theme)


def _change_x(field: str, scale: alt.Scale) -> alt.X:
    title = "change, in smallest real changes (between -1 and 1 it may be noise)"
    return alt.X(f"{field}:Q", scale=scale, title=title, axis=alt.Axis(tickCount=7, grid=False))


def _noise(book: Book, scale: alt.Scale, theme: Theme) -> Part:
    rows: list[Row] = [{"low": -1.0, "high": 1.0}]
    mark = alt.Chart(book.data(rows)).mark_rect(color=theme.line, opacity=0.55)
    band: Part = mark.encode(x=_change_x("low", scale), x2="high:Q")
    return band


def _change_marks(book: Book, rows: list[Row], scale: alt.Scale, theme: Theme) -> list[Part]:
    order = [str(row["label"]) for row in rows]
    axis = alt.Axis(ticks=False, domain=False, grid=False, labelColor=theme.ink, labelLimit=220)
    y = alt.Y("label:N", sort=order, title=None, axis=axis)
    verdicts = [str(verdict) for verdict in Verdict]
    colors = [theme.guide, theme.warn, theme.research, theme.muted]
    color = alt.Color("verdict:N", scale=alt.Scale(domain=verdicts, range=colors), legend=None)
    shapes = [_VERDICT_SHAPES[verdict] for verdict in Verdict]
    shape = alt.Shape("verdict:N", scale=alt.Scale(domain=verdicts, range=shapes), legend=None)
    base = alt.Chart(book.data(rows)).encode(y=y)
    rule = base.mark_rule(strokeWidth=2.4).encode(
        x=_change_x("low", scale), x2="high:Q", color=color
    )
    point = base.mark_point(filled=True, size=95, opacity=1).encode(
        x=_change_x("change", scale), color=color, shape=shape, tooltip="text:N"
    )
    text = base.mark_text(align="left", dx=12).encode(x=alt.value("width"), text="text:N")
    return [rule, point, text]
