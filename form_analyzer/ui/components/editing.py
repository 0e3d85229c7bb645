"""Edits beside the player: the numbers they change, what was done, undo, and a form."""

from collections.abc import Callable

import streamlit as st

from form_analyzer.datatypes import EditAction, EventEdit, GaitEvent, Metric
from form_analyzer.report.view import CellView
from form_analyzer.report.words import with_unit
from form_analyzer.storage.service import SeasonService
from form_analyzer.ui.services import playing
from form_analyzer.ui.services.opening import Opened

_SHOWN = (Metric.CADENCE, Metric.CONTACT_TIME, Metric.FLIGHT_TIME, Metric.FOOT_STRIKE_ANGLE)


def live_numbers(opened: Opened) -> None:
    """The numbers that events decide."""
    for metric in _SHOWN:
        number = opened.view.number(metric)
        if number is None:
            continue
        cell = number.cells[0]
        side = "" if cell.side_label == "both" else f", {cell.side_label}"
        with st.container(key=f"number_{metric}"):
            st.metric(
                f"{number.short_name}{side}", _shown(cell, number.unit), help=number.definition
            )


def _shown(cell: CellView, unit: str) -> str:
    return with_unit(cell.text, unit) if not cell.missing else "not measured"


def edit_list(season: SeasonService, session_id: str) -> None:
    """What was changed by hand, with undo and redo."""
    done = playing.editing(season, session_id)
    st.subheader("Changed by hand", anchor=False)
    if done.done:
        st.markdown("\n".join(f"{place}. {line}" for place, line in enumerate(done.done, 1)))
    else:
        st.caption("Nothing. Choose an event in the player, step to its true frame, move it there.")
    with st.container(horizontal=True):
        st.button(
            "Undo",
            key="undo",
            icon=":material/undo:",
            disabled=not done.done,
            on_click=playing.undo,
            args=(season, session_id),
        )
        st.button(
            "Redo",
            key="redo",
            icon=":material/redo:",
            disabled=not done.can_redo,
            on_click=playing.redo,
            args=(season, session_id),
        )


def edit_by_number(opened: Opened, apply: Callable[[EventEdit], None]) -> None:
    """The same edits by typing frame numbers."""
    events = opened.analysis.events
    with st.expander("Edit by frame number"):
        chosen = st.selectbox(
            "Event", range(len(events)), format_func=lambda i: _title(events[i]), key="edit_event"
        )
        frame = st.number_input(
            "Frame it belongs to",
            0.0,
            float(opened.analysis.video.n_frames - 1),
            float(events[chosen].frame) if events else 0.0,
            1.0,
            key=f"edit_frame_{chosen}",
        )
        with st.container(horizontal=True):
            if st.button("Move", key="edit_move", disabled=not events):
                apply(_edit(EditAction.MOVE, events[chosen], frame))
                st.rerun()
            if st.button("Remove", key="edit_remove", disabled=not events):
                apply(_edit(EditAction.REMOVE, events[chosen]))
                st.rerun()


def _title(event: GaitEvent) -> str:
    return f"{playing.EVENT_WORDS[event.kind]}, {event.side}, frame {event.frame:.1f}"


def _edit(action: EditAction, event: GaitEvent, to_frame: float | None = None) -> EventEdit:
    return EventEdit(
        action=action, kind=event.kind, side=event.side, frame=event.frame, to_frame=to_frame
    )
