"""Analyses under way: bars with time left, and a note in the menu."""

import streamlit as st

from form_analyzer.errors import NotFoundError
from form_analyzer.storage.service import SeasonService
from form_analyzer.ui import cache, routes
from form_analyzer.ui.services.plain import plain
from form_analyzer.ui.services.progress import Work, open_work

_EVERY_S = 1.0
_WATCHED = "watched_sessions"


def watch(session_ids: list[str]) -> None:
    """Remember which sessions were just queued, to offer their reports when done."""
    st.session_state[_WATCHED] = session_ids


def progress_list() -> None:
    """Every open analysis with bar, stage and a way to stop it; redraws itself if there is one."""
    busy = bool(cache.season().jobs.open())
    st.fragment(_progress, run_every=_EVERY_S if busy else None)()


def _progress() -> None:
    season = cache.season()
    work = open_work(season)
    for item in work:
        with st.container(border=True, key=f"job_{item.session_id}"):
            left, right = st.columns([5, 1], vertical_alignment="center")
            left.progress(item.fraction, text=f"**{plain(item.title)}** — {item.text}")
            right.button(
                "Stop",
                key=f"stop_{item.session_id}",
                on_click=_cancel,
                args=(item.session_id,),
                width="stretch",
            )
            if item.analysed:
                routes.link(
                    "report", "The report is ready", icon="task_alt", session=item.session_id
                )
    if work:
        cache.wake_runner()
        st.caption("You may leave this page or close the browser; the work goes on.")
    _finished(season, work)


def _cancel(session_id: str) -> None:
    cache.season().jobs.cancel(session_id)


def _finished(season: SeasonService, work: tuple[Work, ...]) -> None:
    """Results of what was watched; a single finished session opens by itself."""
    analysing = {item.session_id for item in work if not item.analysed}
    watched: list[str] = st.session_state.get(_WATCHED, [])
    ended = (session_id for session_id in watched if session_id not in analysing)
    done = [session_id for session_id in ended if _is_there(season, session_id)]
    if len(watched) == 1 and done and season.sessions.line(done[0]).analysis:
        watch([])
        routes.go("report", session=done[0])
    with_link = {item.session_id for item in work}
    for session_id in (session_id for session_id in done if session_id not in with_link):
        line = season.sessions.line(session_id)
        if line.analysis is None:
            st.error(f"{plain(line.session.file_name)}: {_why(season, session_id)}")
        elif line.analysis.refused:
            told = f"{line.session.file_name}: {line.analysis.refusal}"
            routes.link("report", told, icon="block", session=session_id)
        else:
            routes.link(
                "report", f"Open {line.session.file_name}", icon="task_alt", session=session_id
            )


def _is_there(season: SeasonService, session_id: str) -> bool:
    """Whether a session that was watched has not been deleted since."""
    try:
        season.sessions.get(session_id)
    except NotFoundError:
        return False
    return True


def _why(season: SeasonService, session_id: str) -> str:
    job = season.jobs.newest(session_id)
    return (job.error if job else None) or "the analysis was stopped. Start it again in Sessions."


@st.fragment(run_every=5.0)
def _note() -> None:
    count = len(cache.season().jobs.open())
    if count:
        routes.link("analyze", f"{count} at work", icon="hourglass_top")


def running_note(season: SeasonService) -> None:
    """How many analyses are under way, in the menu, with a way to them."""
    if season.jobs.open():
        _note()
