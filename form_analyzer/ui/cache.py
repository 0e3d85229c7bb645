"""What is kept between page runs: the season, the guide, pictures made from clips.

Everything that depends on who looks is asked of the season anew on every run, so a
cached value never shows someone else's data: keys hold ids of analyses that were
checked for the viewer just before.
"""

import streamlit as st

from form_analyzer.guide.load import load_guide
from form_analyzer.guide.model import Guide
from form_analyzer.jobs.background import ensure_runner
from form_analyzer.settings import Settings, load_settings
from form_analyzer.storage.service import SeasonService, open_season
from form_analyzer.ui.log_in import viewer_season


def settings() -> Settings:
    """The settings of this process."""
    return load_settings()


def season() -> SeasonService:
    """The season as the person at the browser may see it."""
    return viewer_season(_season(repr(settings()), settings()))


def guide() -> Guide:
    """The guide; loaded once a process."""
    return load_guide()


def wake_runner() -> None:
    """See to it that somebody works on the queue."""
    ensure_runner(settings())


@st.cache_resource(show_spinner=False)
def _season(key: str, _settings: Settings) -> SeasonService:
    return open_season(_settings)
