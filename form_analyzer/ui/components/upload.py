"""The upload: files with instant checks, what to say about the run, the start."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from form_analyzer.storage.service import SeasonService
from form_analyzer.ui import cache
from form_analyzer.ui.components import jobs, markup
from form_analyzer.ui.services import preferences, uploads
from form_analyzer.ui.services.capture import ClipCheck, check_upload
from form_analyzer.ui.services.days import today
from form_analyzer.ui.services.plain import plain
from form_analyzer.ui.services.roster import day_text
from form_analyzer.ui.services.samples import sample_clips, sample_title
from form_analyzer.ui.services.units import SpeedUnit, speed_from_text

_TYPES = ["mp4", "mov", "m4v", "webm", "mkv", "avi"]
_ROUND = "upload_round"
_NEW = "new"


def upload(season: SeasonService) -> bool:
    """Files, checks, athlete and details, start; whether any file was chosen."""
    files = st.file_uploader(
        "Clips of a treadmill run, filmed from the side: drag them here, or choose files",
        type=_TYPES,
        accept_multiple_files=True,
        key=f"clips_{st.session_state.get(_ROUND, 0)}",
    )
    if not files:
        return False
    checked = [_checked(file) for file in files]
    rates = {
        file.file_id: _slow_motion(file, check) for file, check in zip(files, checked, strict=True)
    }
    said = _details(season)
    readable = _once(files, checked)
    if said is not None:
        _known(season, said, readable)
    if (
        st.button(
            "Analyze" if len(readable) < 2 else f"Analyze {len(readable)} clips",
            type="primary",
            key="start",
            disabled=not readable or said is None,
        )
        and said is not None
    ):
        clips = [
            uploads.Clip(source=f, name=f.name, capture_rate_hz=rates[f.file_id])
            for f in readable.values()
        ]
        _start(season, clips, said)
    _notes(checked, readable)
    return True


def _once(files: Sequence[UploadedFile], checks: Sequence[ClipCheck]) -> dict[str, UploadedFile]:
    """The files that can be measured by their SHA-256; of equal ones the first."""
    found: dict[str, UploadedFile] = {}
    for file, check in zip(files, checks, strict=True):
        if check.readable and check.info is not None:
            found.setdefault(check.info.sha256, file)
    return found


def _known(season: SeasonService, form: "_Form", readable: Mapping[str, UploadedFile]) -> None:
    """Say which clips the athlete's sessions hold already."""
    if form.athlete_id is None:
        return
    for sha256, file in readable.items():
        same = season.sessions.with_clip(form.athlete_id, sha256)
        if same is not None:
            st.warning(
                f"{plain(file.name)} is stored already, as the run of "
                f"{day_text(same.details.recorded_at)}. Analyzed once more it counts twice.",
                icon=":material/content_copy:",
            )


def _notes(checks: Sequence[ClipCheck], readable: Mapping[str, UploadedFile]) -> None:
    """Why files are left out."""
    if not readable:
        st.caption("Nothing here can be measured; choose another file.")
    elif len(readable) < sum(check.readable for check in checks):
        st.caption("A clip chosen twice is analyzed once.")


@dataclass(frozen=True, slots=True)
class _Form:
    """What the form holds when it can be used."""

    athlete_id: str | None
    new_name: str
    said: uploads.Said


def _checked(file: UploadedFile) -> ClipCheck:
    check = _look(file.file_id, file)
    with st.container(border=True, key=f"check_{file.file_id}"):
        left, right = st.columns([1, 3], gap="medium")
        if check.poster:
            data = b64encode(check.poster).decode("ascii")
            left.html(
                f'<div class="fa-poster"><img src="data:image/jpeg;base64,{data}" '
                'alt="A picture from the middle of the clip"></div>'
            )
        right.markdown(f"**{plain(check.file_name)}**")
        right.html(markup.checks(check.lines))
    return check


@st.cache_data(show_spinner="Looking at the file …", max_entries=50)
def _look(file_id: str, _file: UploadedFile) -> ClipCheck:
    return check_upload(_file, _file.name)


def _slow_motion(file: UploadedFile, check: ClipCheck) -> float | None:
    """Capture rate told by the user; the phone's own note needs no telling."""
    if not check.readable or check.slow_motion:
        return None
    with st.expander(f"Is {plain(check.file_name)} slow motion?"):
        return st.number_input(
            "Pictures a second the camera recorded (leave empty if it is not slow motion)",
            min_value=30.0,
            max_value=2000.0,
            value=None,
            step=30.0,
            key=f"rate_{file.file_id}",
        )


def _details(season: SeasonService) -> _Form | None:
    names = {entry.id: entry.name for entry in season.athletes.find()}
    unit = preferences.choices(season).speed_unit
    first, second = st.columns(2)
    with first:
        athlete_id = st.selectbox(
            "Athlete",
            [_NEW, *names],
            index=_likely(names),
            format_func=lambda key: names.get(key, "New athlete"),
            key="athlete",
            placeholder="Whose run is it?",
        )
        new_name = _new_name(names) if athlete_id == _NEW else ""
    with second:
        day = st.date_input("Day of the run", today(), max_value=today(), key="day")
    third, fourth, fifth = st.columns(3)
    speed_mps, fine = _speed(third, unit)
    height_cm = fourth.number_input(
        "Height in cm (may be left empty)",
        90,
        250,
        _height_cm(season, athlete_id),
        key=f"height_{athlete_id}",
    )
    shoes = fifth.text_input("Shoes (may be left empty)", key="shoes")
    with st.expander("More about this run"):
        incline = st.number_input("Incline in percent", -10.0, 40.0, None, 0.5, key="incline")
        effort = st.number_input("Effort, 0 (rest) to 10 (all out)", 0, 10, None, key="effort")
        notes = st.text_area("Notes", key="notes")
        tags = st.text_input("Tags, with commas between", key="tags")
        every_frame = st.checkbox(
            "Watch every frame (slower)",
            key="every_frame",
            help="Otherwise a long clip is watched in parts until its numbers are firm, and a "
            "clip with very many pictures a second is thinned. Short clips are always watched "
            "whole.",
        )
    nobody = athlete_id is None or (athlete_id == _NEW and not new_name.strip())
    if nobody:
        st.caption("Say whose run it is, then it can start.")
    if nobody or not fine:
        return None
    said = uploads.Said(
        day=day,
        speed_mps=speed_mps,
        height_m=height_cm / 100 if height_cm else None,
        incline_percent=incline,
        effort=effort,
        shoes=shoes,
        notes=notes,
        tags=uploads.tags_from_text(tags),
        every_frame=every_frame,
    )
    return _Form(None if athlete_id == _NEW else athlete_id, new_name, said)


def _new_name(names: Mapping[str, str]) -> str:
    """Name of an athlete to be made; says so if there is one of this name."""
    name = st.text_input("Name of the new athlete", key="new_name", placeholder="Name")
    if " ".join(name.split()).casefold() in map(str.casefold, names.values()):
        st.caption("There is an athlete of this name. If it is the same one, choose them above.")
    return name


def _likely(names: Mapping[str, str]) -> int | None:
    """Place in the list to begin with: nobody where it could be somebody else's run."""
    return {0: 0, 1: 1}.get(len(names))


def _speed(place: st.delta_generator.DeltaGenerator, unit: SpeedUnit) -> tuple[float | None, bool]:
    """The speed, and whether what was written can be used."""
    text = place.text_input(
        f"Belt speed in {unit} (may be left empty)", key="speed", placeholder=unit.example
    )
    try:
        return speed_from_text(text, unit), True
    except ValueError as error:
        place.error(str(error))
        return None, False


def _height_cm(season: SeasonService, athlete_id: str | None) -> int | None:
    if athlete_id is None or athlete_id == _NEW:
        return None
    height_m = season.athletes.get(athlete_id).details.height_m
    return round(100 * height_m) if height_m else None


def _start(season: SeasonService, clips: list[uploads.Clip], form: _Form) -> None:
    athlete = uploads.athlete_for(season, form.athlete_id, form.new_name)
    model = preferences.choices(season).model
    stored = uploads.store(season, athlete.id, clips, form.said, model)
    _under_way([session.id for session in stored])


def samples(season: SeasonService) -> None:
    """A clip to try the app with."""
    clips = {sample_title(clip): clip for clip in sample_clips()}
    if not clips:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        title = st.selectbox("No clip at hand? Try a sample", list(clips), key="sample", width=320)
        if st.button("Analyze the sample", key="start_sample"):
            model = preferences.choices(season).model
            session = uploads.store_sample(season, clips[title], model)
            _under_way([session.id])


def _under_way(session_ids: list[str]) -> None:
    jobs.watch(session_ids)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    cache.wake_runner()
    st.rerun()
