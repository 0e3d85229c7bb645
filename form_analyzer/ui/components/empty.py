"""Pages without content yet: say what is missing and what to do."""

from html import escape

import streamlit as st

from form_analyzer.ui import routes


def empty(title: str, text: str) -> None:
    """A title, and a sentence that says what to do."""
    st.html(f'<div class="fa-empty"><h2>{escape(title)}</h2><p>{escape(text)}</p></div>')


def no_analysis(session_id: str | None, title: str, text: str) -> None:
    """Nothing to show: there is no session at all, or this one is still to be analysed."""
    if session_id is None:
        empty(title, text)
    else:
        empty(
            "Not analysed yet",
            "The clip is stored, but there is no analysis of it. If one is under way, Analyze "
            "shows how far it is; if not, start it in Sessions.",
        )
    routes.link("analyze", "Go to Analyze", icon="add_circle")
