"""What a clip told: what to work on first, then every number."""

import streamlit as st

from form_analyzer.ui import cache, made, routes, style
from form_analyzer.ui.components import drawings, markup
from form_analyzer.ui.components.downloads import download_buttons
from form_analyzer.ui.components.empty import empty
from form_analyzer.ui.components.session_choice import chosen_session
from form_analyzer.ui.components.symptom_check import check_form, stop_card
from form_analyzer.ui.components.work_items import work_item
from form_analyzer.ui.services.opening import Opened, open_session


def page() -> None:
    """Show the report of a session."""
    season, guide = cache.season(), cache.guide()
    st.title("Report", anchor=False)
    session_id = chosen_session(season)
    opened = open_session(season, guide, session_id) if session_id else None
    if opened is None:
        empty("No report yet", "Bring in a clip, or try a sample; its report will stand here.")
        routes.link("analyze", "Go to Analyze", icon="add_circle")
        return
    _head(opened)
    if opened.symptoms.stopped:
        stop_card(opened.view.red_flags, tuple(f.question for f in opened.symptoms.flags))
    elif opened.view.work_on and not opened.symptoms.may_advise:
        check_form(season, guide, opened.athlete_id)
    _work(opened)
    _numbers(opened)
    _foot(opened)


def _head(opened: Opened) -> None:
    st.html(f'<p class="fa-lead">{opened.view.headline}</p>{markup.facts(opened.view.facts)}')
    with st.container(horizontal=True, vertical_alignment="center"):
        routes.link(
            "player", "Step through the clip", icon="play_circle", session=opened.session_id
        )
        routes.link("compare", "Compare", icon="compare_arrows", second=opened.session_id)
        download_buttons(opened)
    if opened.view.flags:
        st.html(markup.flags(opened.view.flags))


def _work(opened: Opened) -> None:
    if not opened.view.work_on:
        return
    st.header("Work on this first", anchor=False)
    pictures, strips = (
        made.evidence(opened),
        drawings.strips(opened.version, style.is_dark(), opened.view),
    )
    for item in opened.view.work_on:
        work_item(item, pictures, strips, with_advice=opened.symptoms.may_advise)
    st.caption(opened.view.ranking)
    if opened.view.also and opened.symptoms.may_advise:
        with st.expander(f"Also outside its range ({len(opened.view.also)})"):
            st.html(markup.also(opened.view.also))


def _numbers(opened: Opened) -> None:
    st.header("Every number", anchor=False)
    st.caption("Each with its 95 % interval: where the true value very likely lies.")
    st.html(markup.numbers(opened.view.groups, dark=style.is_dark()))
    curves = drawings.curves(opened.version, style.is_dark(), opened.analysis)
    if curves:
        st.header("Through the stride", anchor=False)
        st.caption(
            "From one initial contact of a foot to its next: your mean stride, and how much "
            "single strides differ (one standard deviation)."
        )
        st.html(f'<div class="fa-curves">{"".join(curves)}</div>')
    footfall = drawings.footfall(opened.version, style.is_dark(), opened.analysis)
    if footfall:
        st.header("Footfalls", anchor=False)
        st.html(f'<div class="fa-scroll" tabindex="0">{footfall}</div>')


def _foot(opened: Opened) -> None:
    with st.expander("What made these numbers"):
        st.html(markup.facts(opened.view.provenance))
    st.caption(opened.view.disclaimer)
