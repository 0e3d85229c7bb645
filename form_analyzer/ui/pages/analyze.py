"""Bring in clips: choose the athlete, look at the files, start the work."""

import streamlit as st

from form_analyzer.ui import cache
from form_analyzer.ui.components import capture, jobs
from form_analyzer.ui.components.upload import samples, upload


def page() -> None:
    """Show the upload, what is under way, and how to film."""
    st.title("Analyze a run", anchor=False)
    jobs.progress_list()
    chosen = upload(cache.season())
    if not chosen:
        samples(cache.season())
    capture.advice(cache.guide(), expanded=not chosen)
