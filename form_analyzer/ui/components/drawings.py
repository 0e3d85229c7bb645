"""Charts as pictures, made once per analysis and theme."""

from collections.abc import Mapping
from html import escape

import streamlit as st

from form_analyzer.datatypes import Analysis, Metric
from form_analyzer.report.figures import references, strip_chart
from form_analyzer.report.plots import (
    Chart,
    CurveReference,
    curves_chart,
    footfall_chart,
    trend_chart,
)
from form_analyzer.report.plots.cycle import CURVE_TITLES
from form_analyzer.report.render import to_svg
from form_analyzer.report.theme import Theme
from form_analyzer.report.view import ReportView
from form_analyzer.ui.components.svg import as_image, theme_of
from form_analyzer.ui.services.following import TrendView


def chart_image(chart: Chart, alt: str, *, dark: bool, least_px: int | None = None) -> str:
    """A chart drawn with the theme's colours, as an ``img`` element."""
    svg = to_svg(chart, theme=theme_of(dark), label=alt, prefix="p")
    return as_image(svg, alt, dark=dark, least_px=least_px)


@st.cache_data(show_spinner=False, max_entries=200)
def strips(version: str, dark: bool, _view: ReportView) -> dict[Metric, str]:
    """The number-on-range pictures of what to work on."""
    theme = theme_of(dark)
    return {
        item.metric: chart_image(
            strip_chart(item.strip, theme=theme, width=330), item.strip.description, dark=dark
        )
        for item in _view.work_on
        if item.strip is not None
    }


@st.cache_data(show_spinner=False, max_entries=50)
def curves(version: str, dark: bool, _analysis: Analysis, _view: ReportView) -> tuple[str, ...]:
    """Joint angles over the stride, one picture a joint."""
    held = {name for entry in _analysis.curves for name in entry.mean_deg}
    theme, behind = theme_of(dark), references(_view)
    return tuple(
        chart_image(
            _curve(_analysis, name, behind, theme),
            f"{title} over the stride, near and far leg, with the spread of the strides"
            + (f"; dotted: {behind[name].label}" if name in behind else ""),
            dark=dark,
        )
        for name, title in CURVE_TITLES.items()
        if name in held
    )


@st.cache_data(show_spinner=False, max_entries=50)
def footfall(version: str, dark: bool, _analysis: Analysis) -> str:
    """When each foot is on the belt; empty where no event was seen."""
    if not _analysis.events:
        return ""
    near, theme = _analysis.view.near_side, theme_of(dark)
    chart = footfall_chart(_analysis.events, near_side=near, theme=theme)
    return chart_image(chart, "When each foot is on the belt", dark=dark, least_px=780)


def _curve(
    analysis: Analysis, name: str, behind: Mapping[str, CurveReference], theme: Theme
) -> Chart:
    return curves_chart(
        analysis.curves,
        near_side=analysis.view.near_side,
        names=[name],
        reference=behind,
        columns=1,
        theme=theme,
    )


def trend_picture(view: TrendView, *, dark: bool) -> str:
    """One number over the sessions."""
    return _trend_picture(repr(view), dark, view)


@st.cache_data(show_spinner=False, max_entries=400)
def _trend_picture(shown: str, dark: bool, _view: TrendView) -> str:
    chart = trend_chart(
        _view.points,
        title="",
        unit=_view.unit,
        target=_view.target,
        target_label="own range" if _view.own_target else "the guide's range",
        minimal_change=_view.minimal_change,
        theme=theme_of(dark),
        width=390,
        height=190,
    )
    return chart_image(chart, _view.words, dark=dark)


def trend_card(view: TrendView, *, dark: bool) -> str:
    """A number over the sessions with its verdict, and what was not counted."""
    drawn = trend_picture(view, dark=dark) if view.points else ""
    aside = "".join(
        f"<li>{escape(label)}: {escape(reason)}</li>" for label, reason in view.left_out
    )
    left_out = f"<details><summary>Not counted</summary><ul>{aside}</ul></details>" if aside else ""
    words = f"<p>{escape(view.words)}</p>"
    return f"<section><h2>{escape(view.title)}</h2>{drawn}{words}{left_out}</section>"
