"""Turn charts into SVG and PNG without a browser."""

import json
import re
from functools import cache

from form_analyzer.report.fonts import FAMILY, font_folder
from form_analyzer.report.plots import Chart
from form_analyzer.report.theme import LIGHT, Theme


def to_svg(chart: Chart, *, theme: Theme, label: str, prefix: str) -> str:
    """Render a chart as an SVG element for putting into a page.

    Colours of the theme become CSS variables (``var(--near, #0b5fa5)``), so the
    page decides on light and dark; names inside are made unique by ``prefix``.

    Parameters
    ----------
    label
        What the picture shows, read out to those who cannot see it.
    prefix
        Letters that no other picture of the page uses.
    """
    import vl_convert

    _register_fonts()
    svg: str = vl_convert.vegalite_to_svg(json.dumps(chart.to_dict(validate=False)))
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", svg)
    for role, color in theme.roles().items():
        svg = svg.replace(f'"{color}"', f'"var(--{role}, {color})"')
    size = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
    head = f'<svg role="img" aria-label="{_attribute(label)}"'
    if size:
        head += f' style="max-width:{size[1]}px;width:100%;height:auto"'
        svg = svg.replace(size[0], "", 1)
    return svg.replace("<svg", head, 1)


def to_png(chart: Chart, *, theme: Theme = LIGHT, scale: float = 3.0) -> bytes:
    """Render a chart as PNG on the theme's page, ``scale`` picture dots a pixel."""
    import vl_convert

    _register_fonts()
    spec = chart.to_dict(validate=False)
    spec.setdefault("config", {}).update(font=FAMILY, background=theme.page)
    png: bytes = vl_convert.vegalite_to_png(json.dumps(spec), scale=scale)
    return png


@cache
def _register_fonts() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(font_folder()))


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
