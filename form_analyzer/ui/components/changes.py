"""Every number of two sessions with its verdict."""

import streamlit as st

from form_analyzer.ui.components.tables import table
from form_analyzer.ui.services.comparing import ChangeRow, rest_title

_TITLES = ("Measure", "First", "Second", "Change (95 % interval)", "Verdict")


def every_change(rows: tuple[ChangeRow, ...]) -> None:
    """What can be compared stands open, the rest folded away."""
    st.header("Every number", anchor=False)
    told = [row for row in rows if row.comparable]
    rest = [row for row in rows if not row.comparable]
    if told:
        st.html(table(_TITLES, _cells(told)))
        st.caption("Changes are worked out before rounding.")
    else:
        st.caption("No number of these two can be compared; below they stand side by side.")
    if rest:
        with st.expander(rest_title(rows), expanded=not told):
            st.html(table(_TITLES, _cells(rest)))
    if told:
        with st.expander("The verdicts in words"):
            st.markdown("\n".join(f"- {row.words}" for row in told if row.words))


def _cells(rows: list[ChangeRow]) -> list[tuple[str, ...]]:
    return [(r.name, r.first, r.second, r.difference, r.verdict_text) for r in rows]
