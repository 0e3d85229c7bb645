"""Athletes: the roster's lines, a form for a new one, and one athlete's card."""

import streamlit as st

from form_analyzer.errors import StorageError
from form_analyzer.guide.model import Guide
from form_analyzer.storage.records import Athlete, AthleteDetails, SessionQuery
from form_analyzer.storage.service import SeasonService
from form_analyzer.ui import log_in, routes
from form_analyzer.ui.components import markup
from form_analyzer.ui.components.empty import empty
from form_analyzer.ui.components.paging import page_of
from form_analyzer.ui.components.sessions import session_lines
from form_analyzer.ui.services.plain import plain
from form_analyzer.ui.services.roster import athlete_rows, session_rows
from form_analyzer.ui.services.uploads import tags_from_text

_PAGE_ROWS = 40


def new_athlete(season: SeasonService) -> None:
    """A form that creates an athlete and opens their page."""
    with st.popover("New athlete", icon=":material/person_add:", key="new_athlete"):
        with st.form("new_athlete_form", border=False):
            details = _fields(AthleteDetails(name=""), "new")
            sent = st.form_submit_button("Create", type="primary", key="create_athlete")
        if not sent:
            return
        try:
            created = season.athletes.add(details)
        except StorageError as error:
            st.error(str(error))
        else:
            routes.go("athletes", athlete=created.id)


def roster(season: SeasonService, guide: Guide) -> None:
    """Search, tags, and a line for each athlete."""
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    text = left.text_input("Search names, tags and notes", key="athlete_search")
    tags = season.athletes.tags()
    tag = None
    if tags:
        tag = right.selectbox(
            "Tag", [None, *tags], format_func=lambda key: key or "any", key="athlete_tag"
        )
    rows = athlete_rows(season, guide, text=text, tag=tag)
    if not rows and not (text or tag):
        empty("No athletes yet", "Create one, or bring in a clip: you can name its runner there.")
        return
    if not rows:
        empty("Nobody found", "Try fewer letters, or clear the search and the tag.")
    if rows:
        st.html(markup.roster(page_of(rows, "athletes", _PAGE_ROWS)))


def athlete_card(season: SeasonService, guide: Guide, athlete: Athlete) -> None:
    """One athlete: ways on, sessions, details to change, deletion."""
    routes.link("athletes", "All athletes", icon="arrow_back")
    st.title(plain(athlete.name), anchor=False)
    with st.container(horizontal=True):
        routes.link("trends", "Trends", icon="show_chart", athlete=athlete.id)
        routes.link("training", "Training and symptoms", icon="event_note", athlete=athlete.id)
        routes.link(
            "guide", "Prevention plan", icon="menu_book", athlete=athlete.id, part="prevention"
        )
        routes.link("settings", "Own target ranges", icon="tune", athlete=athlete.id)
    st.header("Sessions", anchor=False)
    rows = session_rows(season, guide, SessionQuery(athlete_id=athlete.id, limit=50))
    session_lines(season, rows)
    if not rows:
        empty("No session yet", f"Bring in a clip and choose {athlete.name} for it.")
        routes.link("analyze", "Go to Analyze", icon="add_circle")
    with st.expander("Details"):
        with st.form("athlete_form", border=False):
            details = _fields(athlete.details, "change")
            if st.form_submit_button("Save", type="primary", key="save_athlete"):
                season.athletes.change(athlete.id, details)
                st.rerun()
        if log_in.is_required():
            _invite(season, athlete)
    _delete(season, athlete)


def _fields(details: AthleteDetails, key: str) -> AthleteDetails:
    name = st.text_input("Name", details.name, key=f"{key}_name")
    height = st.number_input(
        "Height in cm (may be left empty)",
        90,
        250,
        round(100 * details.height_m) if details.height_m else None,
        key=f"{key}_height",
    )
    tags = st.text_input("Tags, with commas between", ", ".join(details.tags), key=f"{key}_tags")
    notes = st.text_area("Notes", details.notes, key=f"{key}_notes")
    return AthleteDetails(
        name=name,
        height_m=height / 100 if height else None,
        leg_length_m=details.leg_length_m,
        tags=tags_from_text(tags),
        notes=notes,
    )


def _invite(season: SeasonService, athlete: Athlete) -> None:
    email = st.text_input("E-mail address the athlete logs in with", key="invite_email")
    if st.button("Let them see their own sessions", key="invite", disabled=not email):
        season.users.invite(athlete.id, email)
        st.success(f"{plain(athlete.name)} sees their sessions once they log in as {email}.")


def _delete(season: SeasonService, athlete: Athlete) -> None:
    with st.expander("Delete this athlete"):
        st.write("Deletes the athlete with every session, clip and note. This cannot be undone.")
        sure = st.checkbox(f"Yes, delete {plain(athlete.name)}", key="sure_athlete")
        if st.button("Delete", key="delete_athlete", disabled=not sure):
            season.athletes.delete(athlete.id)
            routes.go("athletes")
