"""Parts of the report: its head, what to work on, every number, what made them."""

from html import escape

import streamlit as st

from form_analyzer.ui import made, routes, style
from form_analyzer.ui.components import drawings, markup
from form_analyzer.ui.components.downloads import download_buttons
from form_analyzer.ui.components.work_items import work_item
from form_analyzer.ui.services.opening import Opened


def head(opened: Opened) -> None:
    """The result in one sentence, facts, ways on, flags."""
    st.html(
        f'<p class="fa-lead">{escape(opened.view.headline)}</p>{markup.facts(opened.view.facts)}'
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        routes.link(
            "player", "Step through the clip", icon="play_circle", session=opened.session_id
        )
        if not opened.analysis.refused:
            routes.link("compare", "Compare", icon="compare_arrows", second=opened.session_id)
            if not opened.view.work_on and opened.symptoms.may_advise:
                _plan_link(opened)
        download_buttons(opened)
    if opened.view.flags:
        st.html(markup.flags(opened.view.flags))


def _plan_link(opened: Opened) -> None:
    """What to do where there is nothing to mend: the plan of the guide."""
    athlete = opened.line.session.athlete_id
    routes.link("guide", "Prevention plan", icon="menu_book", part="prevention", athlete=athlete)


def work(opened: Opened) -> None:
    """The things to work on first; nothing where there are none."""
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


def numbers(opened: Opened) -> None:
    """Every number, the curves over the stride, the footfalls; nothing of a refused clip."""
    if opened.view.refused:
        return
    st.header("Every number", anchor=False)
    st.html(markup.numbers_key(dark=style.is_dark()))
    st.html(markup.numbers(opened.view.groups, dark=style.is_dark()))
    curves = drawings.curves(opened.version, style.is_dark(), opened.analysis, opened.view)
    if curves:
        st.header("The mean stride", anchor=False)
        st.caption(
            "From one initial contact of a foot to its next. The line is the mean, the band how "
            "much single strides differ (one standard deviation)."
        )
        st.html(f'<div class="fa-curves">{"".join(curves)}</div>')
        st.caption(opened.view.bands_note)
    footfall = drawings.footfall(opened.version, style.is_dark(), opened.analysis)
    if footfall:
        st.header("Feet on the belt", anchor=False)
        st.caption(
            "The first seconds of the clip. Each bar runs from initial contact to toe-off; where "
            "there is none, both feet are in the air."
        )
        st.html(f'<div class="fa-scroll" tabindex="0">{footfall}</div>')


def foot(opened: Opened) -> None:
    """What made the numbers, and what they are not."""
    with st.expander("How these numbers were made"):
        st.html(markup.facts(opened.view.provenance))
    st.caption(opened.view.disclaimer)
