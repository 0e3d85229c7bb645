"""How to film: a picture of the right camera place, and short tips."""

from functools import cache
from html import escape
from importlib.resources import files

import streamlit as st

from form_analyzer.guide.model import Guide
from form_analyzer.ui import style
from form_analyzer.ui.components.svg import as_image

_WHOLE = 'viewBox="0 0 640 250"'
_HALVES = {
    'viewBox="0 0 320 250"': "From behind: a runner on a treadmill, the phone on a tripod at hip "
    "height, about three metres to the side.",
    'viewBox="330 0 320 250"': "From above: the camera looks square onto the belt.",
}
"""The two views of the drawing, which stand below one another on a narrow page."""


def advice(guide: Guide, *, expanded: bool = True) -> None:
    """The camera's place drawn, then the tips."""
    texts = guide.capture_texts
    with st.expander(texts["title"], expanded=expanded, icon=":material/videocam:"):
        st.html(f'<div class="fa-camera">{_drawing(style.is_dark())}</div>')
        st.write(texts["intro"])
        tips = "".join(
            f"<li><b>{escape(tip.title)}</b>{escape(tip.text)}</li>" for tip in guide.capture
        )
        st.html(f'<ul class="fa-tips">{tips}</ul>')


@cache
def _drawing(dark: bool) -> str:
    svg = files("form_analyzer.ui").joinpath("assets", "camera.svg").read_text("utf-8")
    halves = (as_image(svg.replace(_WHOLE, part), alt, dark=dark) for part, alt in _HALVES.items())
    return "".join(halves)
