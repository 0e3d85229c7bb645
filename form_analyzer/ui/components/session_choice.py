"""Which session a page is about: from the address, or chosen from a list."""

import streamlit as st

from form_analyzer.storage.service import SeasonService
from form_analyzer.ui.services.opening import session_choices

_LAST = "last_session"
QUERY = "session"


def chosen_session(season: SeasonService, label: str = "Session") -> str | None:
    """Id of the session to show: the address's, the one shown last, or the newest.

    Puts it into the address, so that it can be kept and sent on; ``None`` if nothing was
    analysed yet.
    """
    choices = session_choices(season)
    asked = st.query_params.get(QUERY) or st.session_state.get(_LAST)
    if st.query_params.get(QUERY) and asked not in choices:
        season.sessions.get(st.query_params[QUERY])  # says why it cannot be shown
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
