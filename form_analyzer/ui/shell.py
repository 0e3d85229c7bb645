"""The frame around all pages: set-up, menu, log-in, errors in words."""

import streamlit as st

from form_analyzer.errors import FormAnalyzerError
from form_analyzer.ui import cache, log_in, routes, style
from form_analyzer.ui.components.jobs import running_note
from form_analyzer.ui.pages import PAGES


def run(start: str = "analyze") -> None:
    """Show the app.

    Parameters
    ----------
    start
        Key of the page shown when the address names none.
    """
    st.set_page_config(page_title="Form analyzer", page_icon=style.icon(), layout="wide")
    style.apply()
    if log_in.is_missing():
        log_in.door()
        return
    page = st.navigation(routes.register(PAGES, start), expanded=True)
    try:
        with st.sidebar:
            running_note(cache.season())
            log_in.card()
        page.run()
    except FormAnalyzerError as error:
        st.error(str(error), icon=":material/error:")
