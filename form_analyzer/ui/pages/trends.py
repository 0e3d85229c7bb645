"""Numbers over an athlete's sessions."""

import streamlit as st

from form_analyzer.ui import cache, routes, style
from form_analyzer.ui.components.athlete_choice import chosen_athlete
from form_analyzer.ui.components.drawings import trend_card
from form_analyzer.ui.components.empty import empty
from form_analyzer.ui.services.following import FIRST_SHOWN, follow, metrics_to_follow


def page() -> None:
    """Choose an athlete and metrics; show each over time."""
    season, guide = cache.season(), cache.guide()
    st.title("Trends", anchor=False)
    athlete_id = chosen_athlete(season)
    if athlete_id is None or not season.results.history(athlete_id, FIRST_SHOWN):
        empty("No trend yet", "A trend needs analysed sessions of an athlete; two make a start.")
        routes.link("analyze", "Go to Analyze", icon="add_circle")
        return
    names = metrics_to_follow(guide)
    metrics = st.multiselect(
        "Numbers", list(names), list(FIRST_SHOWN), format_func=names.__getitem__, key="metrics"
    )
    if not metrics:
        st.caption("Choose one or more numbers to follow.")
    views = follow(season, guide, athlete_id, metrics)
    cards = "".join(trend_card(view, dark=style.is_dark()) for view in views)
    st.html(f'<div class="fa-trends">{cards}</div>')
    st.caption(
        "Bars are 95 % intervals; the shaded band is the range compared with. Where there are "
        "dashed lines, filled points lie beyond them: more than noise away from the first session."
    )
