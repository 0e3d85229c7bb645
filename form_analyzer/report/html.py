"""The report as one HTML file that works offline, on paper, and in the dark."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

from form_analyzer.datatypes import Analysis, Metric
from form_analyzer.report.figures import Figures, figures
from form_analyzer.report.render import to_svg
from form_analyzer.report.spark import spark
from form_analyzer.report.theme import DARK, FONTS, LIGHT, Theme
from form_analyzer.report.view import ReportView

if TYPE_CHECKING:
    from jinja2 import Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The frame a number is about, with the number drawn in: JPEG bytes and a caption."""

    jpeg: bytes
    caption: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """The annotated clip: either its bytes (embedded) or a link beside the report."""

    mp4: bytes | None = None
    link: str | None = None

    @property
    def source(self) -> str:
        """What a ``video`` element plays."""
        return f"data:video/mp4;base64,{_base64(self.mp4)}" if self.mp4 else self.link or ""


def html_report(
    analysis: Analysis,
    view: ReportView,
    *,
    evidence: Mapping[Metric, Evidence] | None = None,
    clip: Clip | None = None,
) -> str:
    """Make the report as one self-contained HTML document.

    Parameters
    ----------
    analysis
        For the curves and the footfalls.
    view
        What to say; see :func:`form_analyzer.report.content.report_view`.
    evidence
        Pictures by metric; a thing to work on without one is shown without.
    clip
        The annotated clip; left out where ``None``.

    Returns
    -------
    str
        UTF-8 text to write; fetches nothing from anywhere.
    """
    pictures = {
        metric: (f"data:image/jpeg;base64,{_base64(found.jpeg)}", found.caption)
        for metric, found in (evidence or {}).items()
    }
    return _template().render(
        view=view,
        evidence=pictures,
        clip=clip.source if clip else "",
        svg=_Svgs(figures(analysis, view), view),
        spark=spark,
        light=_variables(LIGHT),
        dark=_variables(DARK),
        fonts=FONTS,
        style=_resource("report.css"),
    )


class _Svgs:
    """The charts of a report as SVG text."""

    def __init__(self, charts: Figures, view: ReportView) -> None:
        self._charts = charts
        self._view = view

    def strip(self, metric: Metric) -> str:
        """The number-on-range picture of a thing to work on; empty where there is none."""
        chart = self._charts.strips.get(metric)
        item = next(item for item in self._view.work_on if item.metric is metric)
        if chart is None or item.strip is None:
            return ""
        return to_svg(chart, theme=LIGHT, label=item.strip.description, prefix=f"s{item.position}")

    @cached_property
    def curves(self) -> str:
        """Joint angles over the stride; empty where there are none."""
        if self._charts.curves is None:
            return ""
        label = "Joint angles over the stride, near and far leg, with their spread"
        return to_svg(self._charts.curves, theme=LIGHT, label=label, prefix="c")

    @cached_property
    def footfall(self) -> str:
        """When each foot is on the belt; empty where no event was seen."""
        if self._charts.footfall is None:
            return ""
        label = "When each foot is on the belt"
        return to_svg(self._charts.footfall, theme=LIGHT, label=label, prefix="f")


@cache
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_resource("report.html"))


def _resource(name: str) -> str:
    return files("form_analyzer.report").joinpath("templates", name).read_text("utf-8")


def _variables(theme: Theme) -> str:
    return "".join(f"--{role}:{color};" for role, color in theme.roles().items())


def _base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")
