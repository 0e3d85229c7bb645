"""Numbers over an athlete's sessions."""

from html import escape

import streamlit as st

from form_analyzer.ui import cache, routes, style
from form_analyzer.ui.components.athlete_choice import chosen_athlete
from form_analyzer.ui.components.drawings import trend_picture
from form_analyzer.ui.components.empty import empty
from form_analyzer.ui.services.following import FIRST_SHOWN, follow, metrics_to_follow


def page() -> None:
    """Choose an athlete and metrics; show each over time."""
    season, guide = cache.season(), cache.guide()
    st.title("Trends", anchor=False)
    athlete_id = chosen_athlete(season)
    names = metrics_to_follow(guide)
    metrics = st.multiselect(
        "Numbers", list(names), list(FIRST_SHOWN), format_func=names.__getitem__, key="metrics"
    )
    views = follow(season, guide, athlete_id, metrics) if athlete_id else ()
    if not views:
        empty("No trend yet", "A trend needs analysed sessions of an athlete; two make a start.")
        routes.link("analyze", "Go to Analyze", icon="add_circle")
        return
    cards = []
    for view in views:
        drawn = trend_picture(view, dark=style.is_dark()) if view.points else ""
        aside = "".join(
            f"<li>{escape(label)}: {escape(reason)}</li>" for label, reason in view.left_out
        )
        left_out = (
            f"<details><summary>Not counted</summary><ul>{aside}</ul></details>" if aside else ""
        )
        cards.append(
            f"<section><h2>{escape(view.title)}</h2>{drawn}<p>{escape(view.words)}</p>{left_out}</section>"
        )
    st.html(f'<div class="fa-trends">{"".join(cards)}</div>')
    st.caption("Bars are 95 % intervals; the shaded band is the range compared with.")
