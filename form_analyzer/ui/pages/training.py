"""Training weeks and symptoms of an athlete."""

import streamlit as st

from form_analyzer.ui import cache, routes
from form_analyzer.ui.components.athlete_choice import chosen_athlete
from form_analyzer.ui.components.empty import empty
from form_analyzer.ui.components.symptom_check import check_form
from form_analyzer.ui.components.training import check_history, week_form, week_list


def page() -> None:
    """Symptom check and its history; weeks with the guide's word on jumps."""
    season, guide = cache.season(), cache.guide()
    st.title("Training and symptoms", anchor=False)
    athlete_id = chosen_athlete(season)
    if athlete_id is None:
        empty("No athletes yet", "Create one first; weeks and symptoms belong to an athlete.")
        routes.link("athletes", "Go to Athletes", icon="group")
        return
    left, right = st.columns(2, gap="large")
    with left:
        st.header("Symptoms", anchor=False)
        check_form(season, guide, athlete_id)
        check_history(season, guide, athlete_id)
    with right:
        st.header("Training weeks", anchor=False)
        week_form(season, athlete_id)
        week_list(season, guide, athlete_id)
        st.caption(f"{guide.training.texts['rule']} {guide.training.texts['research_says']}")
