"""The roster, and one athlete's own page."""

import streamlit as st

from form_analyzer.ui import cache
from form_analyzer.ui.components.athletes import athlete_card, new_athlete, roster


def page() -> None:
    """Show the roster, or the athlete the address names."""
    season, guide = cache.season(), cache.guide()
    athlete_id = st.query_params.get("athlete")
    if athlete_id:
        athlete_card(season, guide, season.athletes.get(athlete_id))
        return
    st.title("Athletes", anchor=False)
    new_athlete(season)
    roster(season, guide)
