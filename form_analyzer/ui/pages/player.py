"""Step through a clip, and put right what was seen wrongly."""

from functools import partial

import streamlit as st

from form_analyzer.ui import cache, made
from form_analyzer.ui.components.editing import edit_by_number, edit_list, live_numbers
from form_analyzer.ui.components.empty import no_analysis
from form_analyzer.ui.components.people import who_is_measured
from form_analyzer.ui.components.player import player
from form_analyzer.ui.components.session_choice import chosen_session
from form_analyzer.ui.services import playing
from form_analyzer.ui.services.opening import open_session


def page() -> None:
    """Show the player of a session."""
    season = cache.season()
    st.title("Player", anchor=False)
    session_id = chosen_session(season)
    opened = open_session(season, cache.guide(), session_id) if session_id else None
    track = made.track(opened) if opened else None
    if opened is None or track is None:
        no_analysis(
            session_id,
            "Nothing to play yet",
            "Bring in a clip first; it can be stepped through here.",
        )
        return
    left, right = st.columns([3, 1], gap="medium")
    apply = partial(playing.apply, season, opened.session_id)
    with left:
        data = playing.player_data(opened.analysis, track)
        player(data, made.playable(opened), key=f"player_{session_id}", on_edit=apply)
    with right:
        live_numbers(opened)
        edit_list(season, opened.session_id)
        edit_by_number(opened, apply)
    who_is_measured(season, opened)
    st.caption(
        "Keys: space plays, arrows step (with shift ten frames), N and P jump between events, "
        "M moves the chosen event here, A adds one, Delete removes it."
    )
