"""Pages without content yet: say what is missing and what to do."""

from html import escape

import streamlit as st


def empty(title: str, text: str) -> None:
    """A title, and a sentence that says what to do."""
    st.html(f'<div class="fa-empty"><h2>{escape(title)}</h2><p>{escape(text)}</p></div>')
