"""Which session a page is about: from the address, or chosen from a list."""

import streamlit as st

from form_analyzer.storage.service import SeasonService
from form_analyzer.ui.services.opening import session_choices, session_title

_LAST = "last_session"
QUERY = "session"


def chosen_session(season: SeasonService, label: str = "Session") -> str | None:
    """Id of the session to show: the address's, the one shown last, or the newest.

    Puts it into the address, so that it can be kept and sent on; ``None`` if nothing was
    analysed yet.
    """
    choices = session_choices(season)
    asked = st.query_params.get(QUERY) or st.session_state.get(_LAST)
    if QUERY in st.query_params and asked not in choices:
        # Older than the list, or without an analysis; if it is someone else's, this says so.
        line = season.sessions.line(st.query_params[QUERY])
        choices = {line.session.id: session_title(line), **choices}
    if not choices:
        return None
    ids = list(choices)
    current = asked if asked in choices else ids[0]
    st.session_state["session_choice"] = current
    picked = st.selectbox(
        label,
        ids,
        format_func=lambda session_id: choices[session_id],
        key="session_choice",
        label_visibility="collapsed",
        on_change=_remember,
    )
    st.query_params[QUERY] = picked
    st.session_state[_LAST] = picked
    return picked


def _remember() -> None:
    st.query_params[QUERY] = st.session_state["session_choice"]
