"""Sessions: lines with ways on, details to change, analysis again, deletion."""

import streamlit as st

from form_analyzer.storage.records import SessionDetails, SessionQuery
from form_analyzer.storage.service import SeasonService
from form_analyzer.ui import cache, routes
from form_analyzer.ui.components import markup
from form_analyzer.ui.services import preferences
from form_analyzer.ui.services.details import changed
from form_analyzer.ui.services.plain import plain
from form_analyzer.ui.services.roster import SessionRow
from form_analyzer.ui.services.units import speed_from_text, speed_to_text
from form_analyzer.ui.services.uploads import tags_from_text


def filters(season: SeasonService) -> SessionQuery:
    """Search, athlete, tag."""
    left, middle, right = st.columns([3, 2, 2])
    text = left.text_input("Search names, files, shoes, notes and tags", key="session_search")
    names = {athlete.id: athlete.name for athlete in season.athletes.find()}
    athlete_id = middle.selectbox(
        "Athlete",
        [None, *names],
        format_func=lambda key: names[key] if key else "everyone",
        key="session_athlete",
    )
    tag = right.selectbox(
        "Tag",
        [None, *season.sessions.tags()],
        format_func=lambda key: key or "any",
        key="session_tag",
    )
    return SessionQuery(text=text, athlete_id=athlete_id, tag=tag)


def session_lines(
    season: SeasonService, rows: tuple[SessionRow, ...], *, whose: bool = False
) -> None:
    """A line for each session."""
    for row in rows:
        with st.container(key=f"line_{row.session_id}"):
            widths = [4, 5, 1] if whose else [2, 7, 1]
            title, finding, more = st.columns(widths, vertical_alignment="center")
            with title:
                day = row.day.replace(" ", "\N{NO-BREAK SPACE}")
                name = f"{row.athlete} · {day}" if whose else day
                if row.analysed:
                    routes.link("report", name, icon="assignment", session=row.session_id)
                else:
                    st.write(plain(name))
            finding.html(markup.found(row.finding, " · ".join((row.file_name, *row.tags))))
            menu = more.popover("More", key=f"more_{row.session_id}", on_change="rerun")
            if menu.open:
                with menu:
                    _more(season, row)


def _more(season: SeasonService, row: SessionRow) -> None:
    if row.analysed:
        routes.link("player", "Player", icon="play_circle", session=row.session_id)
        if not row.refused:
            routes.link("compare", "Compare", icon="compare_arrows", second=row.session_id)
    st.button(
        "Change details",
        key=f"details_{row.session_id}",
        icon=":material/edit:",
        on_click=st.query_params.update,
        args=({"details": row.session_id},),
    )
    if st.button("Analyze again", key=f"again_{row.session_id}", icon=":material/refresh:"):
        season.jobs.start(row.session_id, preferences.choices(season).model)
        cache.wake_runner()
        routes.go("analyze")
    sure = st.checkbox("Delete for good", key=f"sure_{row.session_id}")
    if st.button(
        "Delete", key=f"delete_{row.session_id}", disabled=not sure, icon=":material/delete:"
    ):
        season.sessions.delete(row.session_id)
        st.rerun()


def details_form(season: SeasonService, session_id: str) -> None:
    """Change what was said about a session."""
    session, unit = season.sessions.get(session_id), preferences.choices(season).speed_unit
    said = session.details
    with st.form(f"session_form_{session_id}"):
        st.subheader(f"Details of {plain(session.file_name)}", anchor=False)
        day = st.date_input(
            "Day of the run", said.recorded_at.date(), key=f"change_day_{session_id}"
        )
        first, second, third = st.columns(3)
        speed = first.text_input(
            f"Belt speed in {unit}",
            speed_to_text(said.capture.speed_mps, unit),
            key=f"change_speed_{session_id}",
        )
        height = second.number_input(
            "Height in cm", 90, 250, _cm(said), key=f"change_height_{session_id}"
        )
        shoes = third.text_input("Shoes", said.shoes, key=f"change_shoes_{session_id}")
        notes = st.text_area("Notes", said.notes, key=f"change_notes_{session_id}")
        tags = st.text_input(
            "Tags, with commas between", ", ".join(said.tags), key=f"change_tags_{session_id}"
        )
        with st.container(horizontal=True):
            sent = st.form_submit_button(
                "Save and measure again", type="primary", key="save_session"
            )
            left = st.form_submit_button("Leave as it was", key="leave_session")
    if left:
        st.query_params.pop("details", None)
        st.rerun()
    if not sent:
        return
    try:
        speed_mps = speed_from_text(speed, unit)
    except ValueError as error:
        st.error(str(error))
        return
    height_m = height / 100 if height else None
    changed(
        season,
        session_id,
        day=day,
        speed_mps=speed_mps,
        height_m=height_m,
        shoes=shoes,
        notes=notes,
        tags=tags_from_text(tags),
    )
    st.query_params.pop("details", None)
    st.rerun()


def _cm(said: SessionDetails) -> int | None:
    return round(100 * said.capture.height_m) if said.capture.height_m else None
