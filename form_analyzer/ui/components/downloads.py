"""Files to take away."""

from functools import partial

import streamlit as st

from form_analyzer.ui import cache, made
from form_analyzer.ui.services.opening import Opened
from form_analyzer.ui.services.outputs import Kind, file_stem
from form_analyzer.ui.services.progress import drawing_text

_EVERY_S = 2.0
_WITHOUT_CLIP = "Web page, one file, still without the clip"
_OFFERS = (
    (Kind.PDF, "PDF, two pages to print", "pdf", "application/pdf"),
    (Kind.HTML, "Web page, one file with the clip", "html", "text/html"),
    (Kind.NUMBERS, "Numbers as a table (CSV)", "csv", "text/csv"),
    (Kind.EVENTS, "Footfalls as a table (CSV)", "csv", "text/csv"),
)


def download_buttons(opened: Opened) -> None:
    """A menu of files; each is made when it is asked for."""
    stem, drawing = file_stem(opened), drawing_text(cache.season(), opened)
    with st.popover("Download", icon=":material/download:", key="downloads"):
        for kind, usual, suffix, mime in _OFFERS:
            label = _WITHOUT_CLIP if kind is Kind.HTML and drawing else usual
            part = "" if kind in (Kind.PDF, Kind.HTML) else f"-{kind}"
            st.download_button(
                label,
                data=partial(_data, opened, kind),
                file_name=f"{stem}{part}.{suffix}",
                mime=mime,
                key=f"download_{kind}",
                on_click="ignore",
                width="stretch",
            )
        if not opened.analysis.refused:
            st.fragment(_clip_button, run_every=_EVERY_S if drawing else None)(opened)


def _clip_button(opened: Opened) -> None:
    """The annotated clip; while it is being drawn, how far that is."""
    drawing = drawing_text(cache.season(), opened)
    if drawing is not None:
        st.caption(f"The annotated clip is being drawn: {drawing}", width="stretch")
        return
    st.download_button(
        "Annotated clip (MP4)",
        data=partial(_clip, opened),
        file_name=f"{file_stem(opened)}.mp4",
        mime="video/mp4",
        key="download_clip",
        on_click="ignore",
        width="stretch",
    )


def _data(opened: Opened, kind: Kind) -> bytes:
    return made.file(opened, kind).data


def _clip(opened: Opened) -> bytes:
    return made.annotated(opened) or b""
