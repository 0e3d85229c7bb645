"""What a clip told: what to work on first, then every number."""

import streamlit as st

from form_analyzer.ui import cache
from form_analyzer.ui.components import capture, report
from form_analyzer.ui.components.empty import no_analysis
from form_analyzer.ui.components.people import who_is_measured
from form_analyzer.ui.components.session_choice import chosen_session
from form_analyzer.ui.components.symptom_check import check_form, stop_card
from form_analyzer.ui.services.opening import open_session


def page() -> None:
    """Show the report of a session."""
    season, guide = cache.season(), cache.guide()
    st.title("Report", anchor=False)
    session_id = chosen_session(season)
    opened = open_session(season, guide, session_id) if session_id else None
    if opened is None:
        no_analysis(
            session_id,
            "No report yet",
            "Bring in a clip, or try a sample; its report will stand here.",
        )
        return
    report.head(opened)
    who_is_measured(season, opened)
    if opened.symptoms.stopped:
        stop_card(opened.view.red_flags, tuple(f.question for f in opened.symptoms.flags))
    elif opened.view.work_on and not opened.symptoms.may_advise:
        check_form(season, guide, opened.athlete_id)
    report.work(opened)
    report.numbers(opened)
    if opened.view.refused:
        capture.advice(guide)
    report.foot(opened)
