"""Drawings as pictures: Streamlit's HTML takes no SVG elements, but images it does."""

import re
from base64 import b64encode
from html import escape

from form_analyzer.report.theme import DARK, LIGHT, Theme

_VARIABLE = re.compile(r"var\(--([a-z-]+)(?:, #[0-9a-f]+)?\)")
_WIDTH = re.compile(r'max-width:([\d.]+)px|<svg[^>]* width="([\d.]+)"')
_XMLNS = 'xmlns="http://www.w3.org/2000/svg"'


def theme_of(dark: bool) -> Theme:
    """Colours for the reader's page."""
    return DARK if dark else LIGHT


def as_image(svg: str, alt: str, *, dark: bool, least_px: int | None = None) -> str:
    """An ``img`` element that holds the drawing, its colours those of the page.

    Parameters
    ----------
    svg
        An SVG element whose colours are CSS variables of the report's theme.
    alt
        What it shows, for those who cannot see it.
    least_px
        Width below which it is not shrunk.
    """
    colors = theme_of(dark).roles()
    drawn = _VARIABLE.sub(lambda found: colors[found[1]], svg)
    if "xmlns=" not in drawn:
        drawn = drawn.replace("<svg", f"<svg {_XMLNS}", 1)
    data = b64encode(drawn.encode()).decode("ascii")
    size = _WIDTH.search(svg)
    widest = f"max-width:{size[1] or size[2]}px;" if size else ""
    least = f"min-width:{least_px}px;" if least_px else ""
    return (
        f'<img class="fa-drawing" alt="{escape(alt)}" style="{widest}{least}" '
        f'src="data:image/svg+xml;base64,{data}">'
    )
