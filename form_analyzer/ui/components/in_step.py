"""Two clips in step by stride phase, and both mean strides over each other."""

from functools import cache

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from form_analyzer.ui.components.player import asset, media_url
from form_analyzer.ui.components.svg import theme_of
from form_analyzer.ui.services.playing import Plain


def in_step(
    clips: tuple[dict[str, Plain], dict[str, Plain]],
    videos: tuple[bytes, bytes],
    *,
    key: str,
    dark: bool,
) -> None:
    """Show both clips; ``clips`` are from :func:`form_analyzer.ui.services.comparing.in_step`."""
    theme = theme_of(dark)
    addressed: list[Plain] = [
        {**clip, "src": media_url(video, f"{key}-{place}")}
        for place, (clip, video) in enumerate(zip(clips, videos, strict=True))
    ]
    data = {"clips": addressed, "colors": [theme.near, theme.far]}
    _component()(key=key, data=data, height="content")


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "form_analyzer_in_step",
        html=asset("in_step.html"),
        css=asset("player.css") + asset("in_step.css"),
        js=asset("in_step.js"),
    )
