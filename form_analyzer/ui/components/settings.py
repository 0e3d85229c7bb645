"""Settings: units and model, own target ranges, room the clips take."""

import streamlit as st

from form_analyzer.guide.model import Guide
from form_analyzer.settings import Settings
from form_analyzer.storage.records import Role
from form_analyzer.storage.service import SeasonService
from form_analyzer.ui.services import preferences, ranges
from form_analyzer.ui.services.preferences import MODEL_TEXTS, MODELS, Choices
from form_analyzer.ui.services.units import SpeedUnit, size_text

_GB = 1e9
_LANGUAGES = {"en": "English"}


def choices_form(season: SeasonService, guide: Guide) -> None:
    """Units, pose model and language; stored as soon as they are changed."""
    before = preferences.choices(season)
    left, middle, right = st.columns(3)
    unit = left.selectbox(
        "Unit of speed", list(SpeedUnit), list(SpeedUnit).index(before.speed_unit), key="unit"
    )
    model = middle.selectbox(
        "Pose model",
        MODELS,
        MODELS.index(before.model),
        format_func=MODEL_TEXTS.__getitem__,
        key="model",
    )
    right.selectbox(
        "Language",
        [guide.language],
        format_func=lambda key: _LANGUAGES.get(key, key),
        key="language",
    )
    chosen = Choices(speed_unit=unit or before.speed_unit, model=model or before.model)
    if chosen != before:
        preferences.choose(season, chosen)
        st.toast("Saved", icon=":material/check:")


def own_ranges(season: SeasonService, guide: Guide, athlete_id: str) -> None:
    """Set a range for a metric, and go back to the guide's."""
    names = ranges.metrics_with_range(guide)
    metric = st.selectbox("Number", list(names), format_func=names.__getitem__, key="range_metric")
    scale = ranges.scale(guide, metric)
    now = ranges.current(season, guide, athlete_id, metric)
    # A field keeps what was typed as long as its key: another athlete or range is another field.
    about = f"{metric}_{athlete_id}_{'own' if now.own else 'guide'}"
    with st.form(f"range_{athlete_id}_{metric}"):
        st.write(now.words)
        left, right = st.columns(2)
        low = left.number_input(
            f"From ({scale.unit})",
            value=now.low,
            step=scale.step,
            format=scale.format,
            key=f"low_{about}",
        )
        high = right.number_input(
            f"To ({scale.unit})",
            value=now.high,
            step=scale.step,
            format=scale.format,
            key=f"high_{about}",
        )
        with st.container(horizontal=True):
            save = st.form_submit_button("Save the range", type="primary", key="save_range")
            clear = st.form_submit_button(
                "Use the guide's range", key="clear_range", disabled=not now.own
            )
        st.caption(
            "The newest session is judged again; earlier ones keep the range of their day until "
            "they are analyzed again."
        )
    if save and low is not None and high is not None:
        ranges.save(season, guide, athlete_id, metric, low, high)
        ranges.judge_again(season, athlete_id)
        st.rerun()
    if clear:
        season.athletes.clear_target_range(athlete_id, metric)
        ranges.judge_again(season, athlete_id)
        st.rerun()


def storage_use(season: SeasonService, settings: Settings) -> None:
    """How much room clips take, and where; a limit for whoever runs the installation."""
    use = season.preferences.media_use()
    limit = f" of {size_text(use.quota_bytes)}" if use.quota_bytes else ""
    st.write(f"{use.n_files} files, {size_text(use.size_bytes)}{limit}.")
    if season.viewer.role is not Role.EVERYTHING:
        return
    st.caption(f"Everything is kept in {settings.data_dir}.")
    st.number_input(
        "Limit in GB (leave empty for none)",
        0.1,
        100000.0,
        use.quota_bytes / _GB if use.quota_bytes else None,
        key="quota",
        width=260,
    )
    with st.container(horizontal=True):
        st.button("Save the limit", key="save_quota", on_click=_save_quota, args=(season,))
        st.button("Remove files nobody uses", key="clean_up", on_click=_clean_up, args=(season,))


def _save_quota(season: SeasonService) -> None:
    quota = st.session_state["quota"]
    season.preferences.set_media_quota(round(quota * _GB) if quota else None)
    st.toast("Saved", icon=":material/check:")


def _clean_up(season: SeasonService) -> None:
    done = season.preferences.clean_up_media()
    files = "1 file" if done.files_removed == 1 else f"{done.files_removed} files"
    st.toast(f"{files} removed, {size_text(done.bytes_freed)} freed", icon=":material/check:")
