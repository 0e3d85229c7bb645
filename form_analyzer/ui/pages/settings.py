"""Own target ranges, units, pose model, storage."""

import streamlit as st

from form_analyzer.ui import cache
from form_analyzer.ui.components.athlete_choice import chosen_athlete
from form_analyzer.ui.components.settings import choices_form, own_ranges, storage_use


def page() -> None:
    """Show and change the viewer's settings."""
    season, guide = cache.season(), cache.guide()
    st.title("Settings", anchor=False)
    choices_form(season, guide)
    st.header("Own target ranges", anchor=False)
    st.caption("A range set here takes the place of the guide's for this athlete.")
    athlete_id = chosen_athlete(season)
    if athlete_id is None:
        st.caption("Create an athlete first.")
    else:
        own_ranges(season, guide, athlete_id)
    st.header("Storage", anchor=False)
    storage_use(season, cache.settings())
