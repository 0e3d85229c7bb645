"""The player: a clip frame by frame with its events, which can be edited there."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import cast

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer
from streamlit.runtime import get_instance

from form_analyzer.datatypes import EventEdit
from form_analyzer.ui.services.playing import Plain, edit_from_player


def player(
    data: dict[str, Plain], clip: bytes, *, key: str, on_edit: Callable[[EventEdit], None]
) -> None:
    """Show the player.

    Parameters
    ----------
    data
        From :func:`form_analyzer.ui.services.playing.player_data`.
    clip
        H.264 in MP4.
    on_edit
        Called with each edit made in the player, before the page runs again.
    """

    def edited() -> None:
        asked = st.session_state[key].get("edit")
        if asked:
            on_edit(edit_from_player(cast(dict[str, Plain], dict(asked))))

    _component()(
        key=key,
        data={**data, "src": media_url(clip, f"{key}-clip")},
        on_edit_change=edited,
        height="content",
    )


def media_url(clip: bytes, place: str) -> str:
    """An address of this session's own under which the browser finds a clip."""
    return get_instance().media_file_mgr.add(clip, "video/mp4", place)


def asset(name: str) -> str:
    """The text of a file of this package's assets."""
    return files("form_analyzer.ui").joinpath("assets", name).read_text("utf-8")


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "form_analyzer_player",
        html=asset("player.html"),
        css=asset("player.css"),
        js=asset("player.js"),
    )
