"""The things to work on first, each on the runner's own body."""

from collections.abc import Mapping

import streamlit as st

from form_analyzer.datatypes import Metric
from form_analyzer.report.html import Evidence
from form_analyzer.report.view import WorkItem
from form_analyzer.ui.components import markup


def work_item(
    item: WorkItem,
    evidence: Mapping[Metric, Evidence],
    strips: Mapping[Metric, str],
    *,
    with_advice: bool,
) -> None:
    """One card: evidence frame, number on its range, what to do, why."""
    with st.container(border=True, key=f"work_{item.position}"):
        st.html(markup.work_title(item))
        left, right = st.columns([5, 6], gap="large")
        if item.metric in evidence:
            left.html(markup.picture(evidence[item.metric], item.evidence_alt))
        with right if item.metric in evidence else left:
            st.html(markup.work_number(item, strips.get(item.metric, "")))
            if with_advice:
                st.html(markup.advice(item))
            else:
                st.caption("Answer the short check above to see the cue and the drill.")
        if item.beside is not None:
            with st.expander("Why it matters, and what research says"):
                st.html(markup.beside(item.beside))
