"""Things made from a clip once and kept: evidence, clips, files to take away."""

import streamlit as st

from form_analyzer.datatypes import Metric, PoseTrack
from form_analyzer.report.html import Evidence
from form_analyzer.ui import cache
from form_analyzer.ui.services import outputs, people, pictures
from form_analyzer.ui.services.opening import Opened
from form_analyzer.ui.services.progress import drawing_text


def evidence(opened: Opened) -> dict[Metric, Evidence]:
    """The evidence frames of what to work on."""
    shown = tuple(item.metric.value for item in opened.view.work_on)
    return _evidence(opened.version, shown, opened)


def annotated(opened: Opened) -> bytes | None:
    """The annotated clip."""
    return pictures.annotated_clip(cache.season(), opened, track(opened), cache.settings())


def playable(opened: Opened) -> bytes:
    """The clip as browsers play it."""
    return _playable(opened.line.session.clip_sha256, opened)


def track(opened: Opened) -> PoseTrack | None:
    """The landmarks with the legs put right; ``None`` where nobody was found."""
    return _track(opened.version, opened)


def cast(opened: Opened) -> people.Cast | None:
    """The people to choose between; ``None`` where one was seen."""
    return _cast(opened.version, opened)


def file(opened: Opened, kind: outputs.Kind) -> outputs.Download:
    """A file to take away; the HTML report holds the annotated clip once it is drawn."""
    with_clip = kind is outputs.Kind.HTML and drawing_text(cache.season(), opened) is None
    clip = annotated(opened) if with_clip else None
    return outputs.download(opened, kind, evidence(opened), clip)


@st.cache_data(show_spinner="Finding the frames that show it …", max_entries=60)
def _evidence(version: str, shown: tuple[str, ...], _opened: Opened) -> dict[Metric, Evidence]:
    return pictures.evidence(cache.season(), _opened, track(_opened))


@st.cache_data(show_spinner="Preparing the clip …", max_entries=8)
def _playable(sha256: str, _opened: Opened) -> bytes:
    return pictures.playable_clip(cache.season(), _opened, cache.settings())


@st.cache_data(show_spinner=False, max_entries=30)
def _cast(version: str, _opened: Opened) -> people.Cast | None:
    return people.cast(cache.season(), _opened)


@st.cache_data(show_spinner=False, max_entries=30)
def _track(version: str, _opened: Opened) -> PoseTrack | None:
    return pictures.repaired_track(cache.season(), _opened, cache.settings())
