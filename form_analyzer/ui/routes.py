"""The pages of the app by name, and ways from one to another."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import streamlit as st
from streamlit.navigation.page import Page

from form_analyzer.ui.services.plain import plain

_PAGES = "_pages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One page: its address, its title, and what draws it."""

    key: str
    title: str
    icon: str
    body: Callable[[], None]


def register(routes: tuple[Route, ...], start: str) -> list[Page]:
    """Make the pages known to this run; gives them in the order of the menu."""
    pages = {
        route.key: st.Page(
            route.body,
            title=route.title,
            icon=f":material/{route.icon}:",
            url_path=route.key,
            default=route.key == start,
        )
        for route in routes
    }
    st.session_state[_PAGES] = pages
    return list(pages.values())


def link(key: str, label: str, *, icon: str | None = None, **query: str) -> None:
    """A link to a page, for example ``link("report", "Open", session=session_id)``.

    The label is shown letter by letter: it may hold the name of a person or a file.
    """
    page = st.session_state[_PAGES].get(key)
    if page is None:
        return
    sign = f":material/{icon}:" if icon else None
    st.page_link(page, label=plain(label), icon=sign, query_params=query)


def go(key: str, **query: str) -> NoReturn:
    """Go to a page now."""
    st.switch_page(st.session_state[_PAGES][key], query_params=query)
