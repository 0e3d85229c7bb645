"""Two sessions to compare, from the address or chosen from lists."""

import streamlit as st

from form_analyzer.storage.service import SeasonService
from form_analyzer.ui.services.opening import earlier_session, session_choices

_NAMES = ("first", "second")


def chosen_pair(season: SeasonService) -> tuple[str, str] | None:
    """Ids of an earlier and a later session; ``None`` with fewer than two analysed."""
    for name in _NAMES:
        if st.query_params.get(name):
            season.sessions.get(st.query_params[name])  # says why it cannot be shown
    choices = session_choices(season)
    ids = list(choices)
    if len(ids) < 2:
        return None
    second = _asked("second", ids, ids[0])
    first = _asked("first", ids, "") or _other(season, second, ids)
    columns = st.columns(2)
    picked = []
    for column, name, start in zip(columns, _NAMES, (first, second), strict=True):
        st.session_state[f"pair_{name}"] = start
        picked.append(
            column.selectbox(
                name.capitalize(),
                ids,
                format_func=choices.__getitem__,
                key=f"pair_{name}",
                on_change=_remember,
                args=(name,),
            )
        )
        st.query_params[name] = picked[-1]
    return picked[0], picked[1]


def _other(season: SeasonService, second: str, ids: list[str]) -> str:
    """What to compare a session with: one of the same athlete, where there is one."""
    earlier = earlier_session(season, second)
    return earlier if earlier in ids else next(other for other in ids if other != second)


def _asked(name: str, ids: list[str], other: str) -> str:
    asked = st.query_params.get(name)
    return asked if asked in ids else other


def _remember(name: str) -> None:
    st.query_params[name] = st.session_state[f"pair_{name}"]
