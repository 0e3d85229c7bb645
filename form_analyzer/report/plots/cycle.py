"""The stride: joint angles over its cycle, and the feet over time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import altair as alt
import numpy as np

from form_analyzer.datatypes import CycleCurves, EventKind, FloatArray, GaitEvent, Side
from form_analyzer.report.plots.style import Book, Chart, Part, Row, dressed, padded
from form_analyzer.report.theme import LIGHT, Theme

CURVE_TITLES: Mapping[str, str] = {
    "knee_flexion": "Knee bend (°)",
    "hip_flexion": "Thigh forward of the trunk (°)",
    "foot_angle": "Foot, toes up + (°)",
    "shank_angle": "Shin, ankle ahead + (°)",
    "trunk_lean": "Trunk, leaning forward + (°)",
}
"""Curve names in reading order, with what the reader sees."""

_MAX_POINTS = 61


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveReference:
    """A band of one joint's angle over the stride, from a named study.

    Attributes
    ----------
    phase, low_deg, high_deg : (n,)
        As in :class:`~form_analyzer.datatypes.CycleCurves`.
    label
        Whose band it is.
    """

    phase: FloatArray
    low_deg: FloatArray
    high_deg: FloatArray
    label: str


def curves_chart(
    curves: Sequence[CycleCurves],
    *,
    near_side: Side | None,
    names: Sequence[str] | None = None,
    reference: Mapping[str, CurveReference] | None = None,
    theme: Theme = LIGHT,
    width: int = 250,
    height: int = 150,
    columns: int = 3,
) -> Chart:
    """Joint angles over the stride: mean line, band of one SD, toe-off as a vertical line.

    Parameters
    ----------
    curves
        One entry per side. The near leg is drawn solid, the far leg dashed.
    near_side
        Which of them is near the camera; ``None`` labels them left and right.
    names
        Which curves, in which order; all of :data:`CURVE_TITLES` that exist by default.
    reference
        Bands to draw behind, by curve name.

    Raises
    ------
    ValueError
        There is nothing to draw.
    """
    wanted = tuple(CURVE_TITLES) if names is None else tuple(names)
    held = [name for name in wanted if any(name in entry.mean_deg for entry in curves)]
    if not held:
        raise ValueError("no curve to draw")
    sides = _SideLook(near_side, theme)
    panels = [
        _panel(name, curves, sides, (reference or {}).get(name), theme).properties(
            width=width, height=height, title=CURVE_TITLES.get(name, name)
        )
        for name in held
    ]
    return dressed(alt.concat(*panels, columns=columns, spacing=22), sides.book, theme)


class _SideLook:
    """Name, colour and dash of each leg, and the data of one chart."""

    def __init__(self, near_side: Side | None, theme: Theme) -> None:
        self._near = near_side if near_side is not None else Side.LEFT
        self._named = near_side is not None
        self._theme = theme
        self.book = Book()

    def data(self, rows: Sequence[Row]) -> alt.NamedData:
        return self.book.data(rows)

    def label(self, side: Side) -> str:
        if not self._named:
            return str(side)
        return f"near ({side})" if side is self._near else f"far ({side})"

    def scale(self) -> alt.Scale:
        domain = [self.label(self._near), self.label(self._near.other)]
        return alt.Scale(domain=domain, range=[self._theme.near, self._theme.far])

    def dash(self) -> alt.Scale:
        domain = [self.label(self._near), self.label(self._near.other)]
        return alt.Scale(domain=domain, range=[[1, 0], [6, 4]])


def _panel(
    name: str,
    curves: Sequence[CycleCurves],
    sides: _SideLook,
    reference: CurveReference | None,
    theme: Theme,
) -> Part:
    held = [entry for entry in curves if name in entry.mean_deg]
    rows = [row for entry in held for row in _curve_rows(name, entry, sides.label(entry.side))]
    domain = _panel_domain(rows, reference)
    base = alt.Chart(sides.data(rows)).encode(x=_phase_axis("percent"))
    legend = alt.Legend(
        title=None,
        orient="top",
        symbolType="stroke",
        symbolStrokeWidth=2.4,
        symbolSize=500,
        symbolOpacity=1,
    )
    color = alt.Color("side:N", scale=sides.scale(), legend=legend)
    spread = base.mark_area(opacity=0.2).encode(y=_angle("low", domain), y2="high:Q", color=color)
    line = base.mark_line(strokeWidth=2.2).encode(
        y=_angle("mean", domain),
        color=color,
        strokeDash=alt.StrokeDash("side:N", scale=sides.dash(), legend=legend),
    )
    layers: list[Part] = [] if reference is None else [_reference(reference, sides, domain, theme)]
    return alt.layer(*layers, spread, line, *_toe_offs(held, sides))


def _panel_domain(rows: Sequence[Row], reference: CurveReference | None) -> tuple[float, float]:
    """Ends of a panel's axis, a little wide so that no label stands on its edge."""
    ends = [float(row[end] or 0.0) for row in rows for end in ("low", "high")]
    if reference is not None:
        ends += [*reference.low_deg.tolist(), *reference.high_deg.tolist()]
    return padded(ends, below=0.12, above=0.08)


def _curve_rows(name: str, curves: CycleCurves, label: str) -> list[Row]:
    keep = np.unique(
        np.linspace(0, len(curves.phase) - 1, min(len(curves.phase), _MAX_POINTS)).round()
    ).astype(int)
    mean, sd = curves.mean_deg[name][keep], curves.sd_deg[name][keep]
    columns = (100 * curves.phase[keep], mean, mean - sd, mean + sd)
    return [
        {
            "percent": round(float(percent), 2),
            "mean": round(float(middle), 2),
            "low": round(float(low), 2),
            "high": round(float(high), 2),
            "side": label,
        }
        for percent, middle, low, high in zip(*columns, strict=True)
    ]


def _phase_axis(field: str) -> alt.X:
    axis = alt.Axis(values=[0, 25, 50, 75, 100], grid=False)
    return alt.X(f"{field}:Q", scale=alt.Scale(domain=[0, 100]), title="% of the stride", axis=axis)


def _angle(field: str, domain: tuple[float, float]) -> alt.Y:
    scale = alt.Scale(domain=list(domain), nice=False, zero=False)
    # Of one width whatever its numbers, so that panels below one another are in line.
    axis = alt.Axis(tickCount=5, minExtent=40)
    return alt.Y(f"{field}:Q", title=None, scale=scale, axis=axis)


def _reference(
    reference: CurveReference, sides: _SideLook, domain: tuple[float, float], theme: Theme
) -> Part:
    columns = (100 * reference.phase, reference.low_deg, reference.high_deg)
    rows: list[Row] = [
        {"percent": float(percent), "low": float(low), "high": float(high)}
        for percent, low, high in zip(*columns, strict=True)
    ]
    mark = alt.Chart(sides.data(rows)).mark_area(
        fill=theme.research_fill, stroke=theme.research, strokeDash=[2, 2], strokeWidth=0.8
    )
    band: Part = mark.encode(x=_phase_axis("percent"), y=_angle("low", domain), y2="high:Q")
    return band


def _toe_offs(curves: Sequence[CycleCurves], sides: _SideLook) -> list[Part]:
    rows: list[Row] = [
        {
            "percent": 100 * entry.toe_off_phase,
            "side": sides.label(entry.side),
            "text": "toe-off",
        }
        for entry in curves
        if entry.toe_off_phase is not None
    ]
    if not rows:
        return []
    color = alt.Color("side:N", scale=sides.scale(), legend=None)
    dash = alt.StrokeDash("side:N", scale=sides.dash(), legend=None)
    rule = alt.Chart(sides.data(rows)).mark_rule(strokeWidth=1.4, opacity=0.8)
    # Beside the later of the two lines, so that neither crosses the word.
    latest = max(rows, key=lambda row: float(row["percent"] or 0.0))
    text = alt.Chart(sides.data([latest])).mark_text(align="left", baseline="bottom", dx=4)
    return [
        rule.encode(x=_phase_axis("percent"), color=color, strokeDash=dash),
        text.encode(x=_phase_axis("percent"), y=alt.value("height"), text="text:N"),
    ]


def footfall_chart(
    events: Sequence[GaitEvent],
    *,
    near_side: Side | None,
    seconds: float = 6.0,
    theme: Theme = LIGHT,
    width: int = 780,
) -> Chart:
    """Draw when each foot is on the belt: a bar from initial contact to toe-off.

    Parameters
    ----------
    events
        In time order. A contact without its toe-off (or the other way round) is a tick.
    seconds
        How much to draw, from the first event on; longer clips would be a blur. What begins
        in it is drawn to its end.

    Raises
    ------
    ValueError
        There is no event to draw.
    """
    if not events:
        raise ValueError("no event to draw")
    start = events[0].time_s
    shown = [event for event in events if event.time_s <= start + seconds]
    sides = _SideLook(near_side, theme)
    near = near_side if near_side is not None else Side.LEFT
    lanes = [sides.label(near), sides.label(near.other)]
    y = alt.Y(
        "side:N",
        sort=lanes,
        title=None,
        axis=alt.Axis(ticks=False, domain=False, grid=False, labelColor=theme.ink, labelPadding=8),
    )
    color = alt.Color("side:N", scale=sides.scale(), legend=None)
    stances = alt.Chart(sides.data(_stance_rows(events, start + seconds, sides)))
    contacts = alt.Chart(sides.data(_event_rows(shown, sides)))
    axis_x = alt.Axis(tickCount=8, grid=False)
    x = alt.X("start:Q", title="seconds", scale=alt.Scale(nice=False), axis=axis_x)
    chart = alt.layer(
        stances.mark_bar(height=15, cornerRadius=3, opacity=0.55).encode(
            x=x, x2="end:Q", y=y, color=color
        ),
        contacts.mark_tick(thickness=2.4, size=22, opacity=1).encode(x=x, y=y, color=color),
    )
    return dressed(chart.properties(width=width, height=64), sides.book, theme)


def _stance_rows(events: Sequence[GaitEvent], until_s: float, sides: _SideLook) -> list[Row]:
    rows: list[Row] = []
    for side in (Side.LEFT, Side.RIGHT):
        own = [event for event in events if event.side is side]
        for first, second in pairwise(own):
            pair = (first.kind, second.kind)
            begins = first.time_s <= until_s
            if begins and pair == (EventKind.INITIAL_CONTACT, EventKind.TOE_OFF):
                rows.append(
                    {"start": first.time_s, "end": second.time_s, "side": sides.label(side)}
                )
    return rows


def _event_rows(events: Sequence[GaitEvent], sides: _SideLook) -> list[Row]:
    return [
        {"start": event.time_s, "side": sides.label(event.side)}
        for event in events
        if event.kind is EventKind.INITIAL_CONTACT
    ]
