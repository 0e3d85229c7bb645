"""Every stored session, newest first."""

from dataclasses import replace

import streamlit as st

from form_analyzer.ui import cache, routes
from form_analyzer.ui.components.empty import empty
from form_analyzer.ui.components.paging import page_number
from form_analyzer.ui.components.sessions import details_form, filters, session_lines
from form_analyzer.ui.services.roster import PAGE_ROWS, session_rows


def page() -> None:
    """Find sessions, open them, change or delete them."""
    season, guide = cache.season(), cache.guide()
    st.title("Sessions", anchor=False)
    if "details" in st.query_params:
        details_form(season, st.query_params["details"])
    query = filters(season)
    count = season.sessions.count(query)
    if not count:
        empty("No sessions here", "Bring in a clip, or search for something else.")
        routes.link("analyze", "Go to Analyze", icon="add_circle")
        return
    start = PAGE_ROWS * (page_number(count, "sessions") - 1)
    rows = session_rows(season, guide, replace(query, limit=PAGE_ROWS, offset=start))
    session_lines(season, rows, whose=True)
