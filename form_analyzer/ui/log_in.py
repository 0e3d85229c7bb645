"""Who is at the browser: the single user at home, or a person who logged in.

Log-in is on when ``.streamlit/secrets.toml`` holds an ``[auth]`` section; Streamlit's own
OpenID Connect client does the rest. Who may see what is decided in the storage.
"""

import streamlit as st

from form_analyzer.storage.service import SeasonService

_AUTH = "auth"


def is_required() -> bool:
    """Whether an identity provider is set up."""
    return bool(st.secrets.load_if_toml_exists()) and _AUTH in st.secrets


def is_missing() -> bool:
    """Whether somebody has to log in before anything is shown."""
    return is_required() and not st.user.is_logged_in


def viewer_season(season: SeasonService) -> SeasonService:
    """The season through the eyes of whoever is logged in."""
    if not is_required():
        return season
    claims = {key: value for key, value in st.user.to_dict().items() if isinstance(value, str)}
    verified = st.user.to_dict().get("email_verified") is True
    return season.seen_by_log_in(
        issuer=claims["iss"],
        subject=claims["sub"],
        name=claims.get("name") or claims.get("email") or claims["sub"],
        email=claims.get("email") if verified else None,
    )


def door() -> None:
    """What is shown to somebody who has not logged in."""
    st.title("Form analyzer", anchor=False)
    st.write("Log in to see your athletes and their sessions.")
    st.button("Log in", key="log_in", type="primary", on_click=st.login)


def card() -> None:
    """Name and way out of whoever is logged in, for the sidebar."""
    if is_required() and st.user.is_logged_in:
        st.caption(f"Logged in as {st.user.get('name') or st.user.get('email')}")
        st.button("Log out", key="log_out", on_click=st.logout, width="stretch")
