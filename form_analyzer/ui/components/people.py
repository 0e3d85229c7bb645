"""Who is measured, where a clip shows several people."""

import streamlit as st

from form_analyzer.storage.service import SeasonService
from form_analyzer.ui import made
from form_analyzer.ui.components import markup
from form_analyzer.ui.services import people
from form_analyzer.ui.services.opening import Opened


def who_is_measured(season: SeasonService, opened: Opened) -> None:
    """A picture of everybody with a choice below it; nothing where one person was seen."""
    found = made.cast(opened)
    if found is None:
        return
    key = f"person_{opened.session_id}"
    with st.container(border=True, key="who_is_measured"):
        st.subheader("Who is measured?", anchor=False)
        st.write(
            "Several people are in this clip. Choose whom the numbers are about; they are "
            "measured again at once."
        )
        if found.picture is not None:
            st.html(markup.people(found.picture, found.labels))
        st.session_state[key] = found.chosen
        st.radio(
            "Measured person",
            range(len(found.labels)),
            format_func=found.labels.__getitem__,
            key=key,
            horizontal=True,
            on_change=_chosen,
            args=(season, opened.session_id, key),
        )


def _chosen(season: SeasonService, session_id: str, key: str) -> None:
    people.choose(season, session_id, st.session_state[key])
