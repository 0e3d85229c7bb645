"""The look of the pages: one style sheet, colours from the report's theme."""

from functools import cache
from importlib.resources import files

import streamlit as st

from form_analyzer.report.theme import DARK, LIGHT


def apply() -> None:
    """Put the style sheet into the page; every page starts with it."""
    st.html(f"<style>{_style()}</style>")


@cache
def icon() -> str:
    """The sign in the browser's tab, as SVG; one named to Streamlit would be asked of Google."""
    return files("form_analyzer.ui").joinpath("assets", "icon.svg").read_text("utf-8")


def is_dark() -> bool:
    """Whether the reader looks at the dark theme."""
    return st.context.theme.type == "dark"


def color_variables() -> str:
    """CSS variables of every colour; each follows the page's light or dark scheme."""
    light, dark = LIGHT.roles(), DARK.roles()
    return "".join(f"--{role}:light-dark({light[role]},{dark[role]});" for role in light)


@cache
def _style() -> str:
    sheet = files("form_analyzer.ui").joinpath("assets", "app.css").read_text("utf-8")
    return f".stApp{{{color_variables()}}}\n{sheet}"
