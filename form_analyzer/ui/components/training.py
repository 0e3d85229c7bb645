"""The training log and the history of symptom checks."""

import streamlit as st

from form_analyzer.guide.model import Guide
from form_analyzer.storage.service import SeasonService
from form_analyzer.ui.components.tables import table
from form_analyzer.ui.services.days import today
from form_analyzer.ui.services.load import jump_messages, save_week
from form_analyzer.ui.services.roster import day_text
from form_analyzer.ui.services.symptoms import pain_text


def check_history(season: SeasonService, guide: Guide, athlete_id: str) -> None:
    """Earlier checks, newest first."""
    checks = season.training.check_ins(athlete_id)
    if not checks:
        st.caption("No check yet. A short one before each session is enough.")
        return
    questions = {flag.key: flag.question for flag in guide.red_flags}
    rows = [
        (
            _unbroken(day_text(check.details.at)),
            pain_text(check.details.pain, bool(check.details.red_flags)),
            check.details.place,
            "; ".join(questions.get(key, key) for key in check.details.red_flags) or "none",
        )
        for check in checks[:20]
    ]
    st.html(table(("Day", "Pain", "Where", "Warning signs"), rows))


def week_form(season: SeasonService, athlete_id: str) -> None:
    """Enter or correct a week."""
    with st.form(f"week_form_{athlete_id}", border=True):
        day = st.date_input("Any day of the week", today(), key=f"week_day_{athlete_id}")
        left, right = st.columns(2, vertical_alignment="bottom")
        km = left.number_input(
            "Kilometres in all (0 for a week off)",
            0.0,
            400.0,
            None,
            1.0,
            key=f"week_km_{athlete_id}",
            format="%.1f",
        )
        longest = right.number_input(
            "Longest run in km (optional)",
            0.0,
            200.0,
            None,
            1.0,
            key=f"week_longest_{athlete_id}",
            format="%.1f",
        )
        sent = st.form_submit_button("Save the week", type="primary", key="save_week")
    if not sent:
        return
    try:
        save_week(season, athlete_id, day, km, longest)
    except ValueError as error:
        st.error(str(error))


def week_list(season: SeasonService, guide: Guide, athlete_id: str) -> None:
    """Stored weeks, newest first, with what the guide says about jumps."""
    weeks = season.training.weeks(athlete_id)
    if not weeks:
        st.caption("No weeks yet. Enter this week's kilometres; enter 0 for a week off.")
        return
    jumps = jump_messages(weeks, guide)
    rows = [
        (
            _unbroken(f"{week.monday.day} {week.monday:%b %Y}"),
            _unbroken(f"{week.distance_km:g} km"),
            "" if week.longest_run_km is None else _unbroken(f"{week.longest_run_km:g} km"),
            " ".join(f"▲ {message}" for message in jumps.get(week.monday, ())),
        )
        for week in reversed(weeks[-26:])
    ]
    st.html(table(("Week from", "In all", "Longest", "To note"), rows))


def _unbroken(text: str) -> str:
    """Text that stays on one line of a narrow cell."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")
