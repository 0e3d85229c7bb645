"""The guide: the psoas, causes, technique, prevention plan, warning signs, quiz, sources."""

import streamlit as st

from form_analyzer.ui import cache
from form_analyzer.ui.components import guide_parts

_EXTRA = {"quiz": "Quiz", "sources": "Sources"}


def page() -> None:
    """Show the chosen part of the guide."""
    guide = cache.guide()
    st.title("Guide", anchor=False)
    titles = {page.key.value: page.title for page in guide.pages} | _EXTRA
    asked = st.query_params.get("part", "")
    if "guide_part" not in st.session_state:
        st.session_state["guide_part"] = asked if asked in titles else next(iter(titles))
    picked = st.radio(
        "Part",
        list(titles),
        format_func=titles.__getitem__,
        key="guide_part",
        label_visibility="collapsed",
        horizontal=True,
    )
    part = str(picked)
    st.query_params["part"] = part
    match part:
        case "quiz":
            guide_parts.quiz(guide)
        case "sources":
            guide_parts.sources(guide)
        case "prevention":
            guide_parts.text_page(guide, part)
            guide_parts.plan(cache.season(), guide)
        case "technique":
            guide_parts.text_page(guide, part)
            guide_parts.technique(guide)
        case _:
            guide_parts.text_page(guide, part)
