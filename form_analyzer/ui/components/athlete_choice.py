"""Which athlete a page is about: from the address, or chosen from a list."""

import streamlit as st

from form_analyzer.storage.service import SeasonService

QUERY = "athlete"
_LAST = "last_athlete"


def chosen_athlete(season: SeasonService, label: str = "Athlete") -> str | None:
    """Id of the athlete to show, put into the address; ``None`` without any athlete."""
    names = {athlete.id: athlete.name for athlete in season.athletes.find()}
    asked = st.query_params.get(QUERY) or st.session_state.get(_LAST)
    if st.query_params.get(QUERY) and asked not in names:
        season.athletes.get(str(asked))  # says why it cannot be shown
    if not names:
        return None
    st.session_state["athlete_choice"] = asked if asked in names else next(iter(names))
    picked = st.selectbox(
        label, list(names), format_func=names.__getitem__, key="athlete_choice", on_change=_remember
    )
    st.query_params[QUERY] = picked
    st.session_state[_LAST] = picked
    return picked


def _remember() -> None:
    st.query_params[QUERY] = st.session_state["athlete_choice"]
