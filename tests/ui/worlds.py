"""A season with analysed sessions of a synthetic runner, and the app's pages run on it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from form_analyzer.datatypes import Analysis, CaptureInfo, PoseTrack, Side, SoftwareInfo
from form_analyzer.guide.load import load_guide
from form_analyzer.pipeline import analyze_track
from form_analyzer.pose.cache import load_tracks, save_track, save_tracks
from form_analyzer.settings import Settings, load_settings
from form_analyzer.storage.records import (
    Athlete,
    AthleteDetails,
    AttachmentRole,
    CheckInDetails,
    Session,
    SessionDetails,
)
from form_analyzer.storage.service import SeasonService
from form_analyzer.synthetic.camera import Camera
from form_analyzer.synthetic.make import make_track
from form_analyzer.synthetic.parameters import RunnerParameters
from form_analyzer.video.encode import write_h264
from form_analyzer.video.probe import probe

CAMERA = Camera(width_px=640, height_px=360, scale_px_per_m=150.0)
MORNING = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Recording:
    """A clip with the track behind it and what was measured."""

    clip: Path
    track: PoseTrack
    track_file: Path
    analysis: Analysis


@dataclass(frozen=True)
class World:
    season: SeasonService
    athlete: Athlete
    first: Session
    second: Session
    recording: Recording


def record(folder: Path) -> Recording:
    track = make_track(RunnerParameters(cadence_spm=156.0), CAMERA, duration_s=6.0, seed=3).track
    clip, track_file = folder / "synthetic.mp4", folder / "track.npz"
    grey = np.full((360, 640, 3), 90, dtype=np.uint8)
    write_h264(clip, (grey for _ in track.time_s), CAMERA.frame_rate_hz, preset="ultrafast")
    save_track(track_file, track)
    software = SoftwareInfo(
        version="1",
        pose_model="full",
        pose_model_sha256="0" * 64,
        guide_version=load_guide().version,
    )
    analysis = analyze_track(probe(clip), track, None, software).analysis
    assert not analysis.refused
    return Recording(clip, track, track_file, analysis)


def use_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in ("DATABASE_URL", "MEDIA_URL", "DASK_SCHEDULER"):
        monkeypatch.delenv(f"FORM_ANALYZER_{name}", raising=False)
    monkeypatch.setenv("FORM_ANALYZER_DATA_DIR", str(folder))
    monkeypatch.setenv("FORM_ANALYZER_CACHE_DIR", str(folder / "cache"))
    return load_settings()


def build(season: SeasonService, recording: Recording) -> World:
    athlete = season.athletes.add(AthleteDetails(name="Ada Lovelace", tags=("club",)))
    first = store(season, athlete, recording, day=0)
    second = store(season, athlete, recording, day=30)
    return World(season, athlete, first, second, recording)


def store(season: SeasonService, athlete: Athlete, recording: Recording, *, day: int) -> Session:
    details = SessionDetails(
        recorded_at=MORNING + timedelta(days=day), capture=CaptureInfo(), shoes="Road shoes"
    )
    name = f"run-{day}.mp4"
    session = season.sessions.add(athlete.id, recording.clip, name, details, pose_model=None)
    video = replace(recording.analysis.video, file_name=name)
    analysis = replace(recording.analysis, video=video)
    season.results.save(session.id, analysis, {AttachmentRole.TRACK: recording.track_file})
    return session


def with_two_runners(world: World, folder: Path) -> None:
    """Put a second, quicker runner beside the first one of the second session."""
    (first,) = load_tracks(world.recording.track_file)
    quicker = RunnerParameters(cadence_spm=186.0)
    beside = make_track(quicker, CAMERA, duration_s=6.0, seed=5).track
    apart = first.position_px - np.array([first.width_px / 4, 0.0])
    tracks = folder / "two.npz"
    pair = (replace(first, position_px=apart, n_people=2), replace(beside, n_people=2))
    save_tracks(tracks, pair)
    world.season.results.attach(world.second.id, AttachmentRole.TRACK, tracks)


def answered(season: SeasonService, athlete: Athlete, *red_flags: str, pain: int = 0) -> None:
    details = CheckInDetails(at=datetime.now(UTC), pain=pain, red_flags=red_flags)
    season.training.check_in(athlete.id, details)


def near_side(world: World) -> Side | None:
    """The side next to the camera in the second session."""
    return world.season.results.load(world.second.id).view.near_side


def open_page(page: str, **query: str) -> AppTest:
    """One of the app's pages, run once; nothing may have gone wrong."""
    script = f"from form_analyzer.ui import shell\nshell.run({page!r})\n"
    app = AppTest.from_string(script, default_timeout=120)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception, [error.value for error in app.exception]
    return app


def html(app: AppTest) -> str:
    """All HTML of a page's main part, as one text."""
    parts = [element.value for element in app.get("html")]
    return "\n".join(part for part in parts if not part.startswith("<style>"))


def said(app: AppTest) -> str:
    """Everything a reader of the page sees as text."""
    kinds = (
        "title",
        "header",
        "subheader",
        "markdown",
        "caption",
        "error",
        "warning",
        "info",
        "success",
    )
    parts = [element.value for kind in kinds for element in app.get(kind)]
    return "\n".join([*parts, html(app)])
