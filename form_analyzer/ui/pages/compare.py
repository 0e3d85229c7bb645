"""Two sessions side by side: what really changed, both clips in step, both mean strides."""

import streamlit as st

from form_analyzer.ui import cache, made, routes, style
from form_analyzer.ui.components.changes import every_change
from form_analyzer.ui.components.empty import empty
from form_analyzer.ui.components.in_step import in_step
from form_analyzer.ui.components.pair import chosen_pair
from form_analyzer.ui.services import comparing
from form_analyzer.ui.services.opening import Opened, open_session


def page() -> None:
    """Choose two sessions and compare them."""
    season, guide = cache.season(), cache.guide()
    st.title("Compare", anchor=False)
    pair = chosen_pair(season)
    if pair is None:
        empty("Two sessions are needed", "Analyze a second clip, then compare it with the first.")
        routes.link("analyze", "Go to Analyze", icon="add_circle")
        return
    first, second = (open_session(season, guide, session_id) for session_id in pair)
    found = comparing.compare(season, *pair)
    st.html(f'<p class="fa-lead">{comparing.summary(found)}</p>')
    for note in found.notes:
        st.info(note, icon=":material/info:")
    if first is not None and second is not None:
        _clips(first, second)
    every_change(comparing.change_rows(found, guide))


def _clips(first: Opened, second: Opened) -> None:
    st.header("In step", anchor=False)
    names = comparing.names(first.line, second.line)
    data = (
        comparing.in_step(first.analysis, names[0]),
        comparing.in_step(second.analysis, names[1]),
    )
    videos = (made.playable(first), made.playable(second))
    key = f"in_step_{first.session_id}_{second.session_id}"
    in_step(data, videos, key=key, dark=style.is_dark())
