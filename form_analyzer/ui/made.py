"""Things made from a clip once and kept: evidence, clips, files to take away."""

import streamlit as st

from form_analyzer.datatypes import Metric
from form_analyzer.report.html import Evidence
from form_analyzer.ui import cache
from form_analyzer.ui.services import outputs, pictures
from form_analyzer.ui.services.opening import Opened


def evidence(opened: Opened) -> dict[Metric, Evidence]:
    """The evidence frames of what to work on."""
    shown = tuple(item.metric.value for item in opened.view.work_on)
    return _evidence(opened.version, shown, opened)


def annotated(opened: Opened) -> bytes | None:
    """The annotated clip."""
    return pictures.annotated_clip(cache.season(), opened, cache.settings())


def file(opened: Opened, kind: outputs.Kind) -> outputs.Download:
    """A file to take away; the HTML report holds the annotated clip."""
    clip = annotated(opened) if kind is outputs.Kind.HTML else None
    return outputs.download(opened, kind, evidence(opened), clip)


@st.cache_data(show_spinner="Finding the frames that show it …", max_entries=60)
def _evidence(version: str, shown: tuple[str, ...], _opened: Opened) -> dict[Metric, Evidence]:
    return pictures.evidence(cache.season(), _opened)
