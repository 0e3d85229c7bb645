"""Long lists, a page at a time."""

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from form_analyzer.ui.services.roster import PAGE_ROWS

_Row = TypeVar("_Row")


def page_of(rows: Sequence[_Row], key: str, size: int) -> tuple[_Row, ...]:
    """The rows of the page chosen below; all where one page holds them."""
    start = size * (page_number(len(rows), key, size) - 1)
    return tuple(rows[start : start + size])


def page_number(count: int, key: str, size: int = PAGE_ROWS) -> int:
    """The page chosen, from 1; a chooser is drawn where there is more than one page."""
    pages = max(1, -(-count // size))
    if pages == 1:
        return 1
    return int(
        st.number_input(
            f"Page (of {pages}, {count} in all)", 1, pages, 1, key=f"{key}_page", width=220
        )
    )
