"""Seasons for tests: small analyses with chosen numbers, and databases to keep them in."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from form_analyzer.datatypes import (
    Activity,
    Analysis,
    CaptureInfo,
    Deviation,
    Direction,
    Facing,
    FootStrike,
    Measurement,
    Metric,
    Plane,
    QualityCode,
    QualityFlag,
    QualitySeverity,
    Severity,
    Side,
    SoftwareInfo,
    TimeScale,
    TimeScaleSource,
    TrackingSummary,
    Unit,
    VideoInfo,
    ViewInfo,
)
from form_analyzer.settings import Settings
from form_analyzer.storage.records import Athlete, AthleteDetails, Session, SessionDetails
from form_analyzer.storage.service import SeasonService

MORNING = datetime(2026, 3, 1, 7, 30, tzinfo=UTC)


def settings(folder: Path, database_url: str | None = None) -> Settings:
    return Settings(
        cache_dir=folder / "cache",
        data_dir=folder,
        database_url=database_url or f"sqlite:///{folder / 'season.sqlite3'}",
        media_url=(folder / "media").as_uri(),
        dask_scheduler=None,
    )


def measured(
    metric: Metric, side: Side, unit: Unit, value: float, half: float = 1.0
) -> Measurement:
    return Measurement(
        metric=metric,
        side=side,
        unit=unit,
        value=value,
        ci95=(value - half, value + half),
        n_strides=12,
    )


def analysis(
    *,
    cadence_spm: float = 168.0,
    lean_deg: float = 6.0,
    edited: bool = False,
    refused: bool = False,
    version: str = "1.2.3",
) -> Analysis:
    """A valid analysis with one deviation, or a refusal."""
    cadence = measured(Metric.CADENCE, Side.BOTH, Unit.STEPS_PER_MINUTE, cadence_spm, 0.4)
    rows = (
        cadence,
        measured(Metric.TRUNK_LEAN, Side.BOTH, Unit.DEGREE, lean_deg),
        Measurement(
            metric=Metric.FOOT_STRIKE_PATTERN,
            side=Side.LEFT,
            unit=Unit.CATEGORY,
            category=FootStrike.REARFOOT,
            probabilities={FootStrike.REARFOOT: 0.9, FootStrike.MIDFOOT: 0.1},
            n_strides=12,
        ),
        Measurement.missing(Metric.STEP_LENGTH, Side.BOTH, Unit.METRE, "No belt speed was given."),
    )
    low = Deviation(
        measurement=cadence,
        target=(170.0, 190.0),
        direction=Direction.LOW,
        severity=Severity.MINOR,
        advice_key="quicker_steps",
        source="guide",
        probability=0.99,
        priority=1,
    )
    return Analysis(
        software=SoftwareInfo(
            version=version, pose_model="full", pose_model_sha256="ab" * 32, guide_version="1"
        ),
        video=video(),
        capture=CaptureInfo(height_m=1.8),
        time_scale=TimeScale(value=1.0, source=TimeScaleSource.FILE),
        view=ViewInfo(plane=Plane.SAGITTAL, facing=Facing.RIGHT, near_side=Side.RIGHT),
        activity=Activity.RUNNING,
        quality=_flags(edited=edited, refused=refused),
        tracking=TrackingSummary(
            frames=300, frames_with_person=298, leg_swaps_repaired=3, samples_masked_ratio=0.01
        ),
        events=(),
        measurements=() if refused else rows,
        deviations=() if refused else (low,),
    )


def _flags(*, edited: bool, refused: bool) -> tuple[QualityFlag, ...]:
    flags = []
    if edited:
        flags.append((QualityCode.EVENTS_EDITED, QualitySeverity.INFO, "Edited by hand."))
    if refused:
        flags.append((QualityCode.NO_PERSON, QualitySeverity.REFUSAL, "Nobody was seen."))
    return tuple(
        QualityFlag(code=code, severity=severity, message=message)
        for code, severity, message in flags
    )


def video() -> VideoInfo:
    return VideoInfo(
        path=Path("run.mp4"),
        file_name="run.mp4",
        sha256="cd" * 32,
        width_px=640,
        height_px=480,
        rotation_deg=0,
        n_frames=300,
        frame_rate_hz=60.0,
        duration_s=5.0,
        capture_rate_hz=None,
        variable_frame_rate=False,
        truncated=False,
        codec="h264",
    )


def athlete(season: SeasonService, name: str = "Ada", *tags: str) -> Athlete:
    return season.athletes.add(AthleteDetails(name=name, tags=tags))


def session(
    season: SeasonService,
    owner: Athlete,
    clip: bytes = b"clip",
    *,
    day: int = 0,
    pose_model: str | None = "full",
    shoes: str = "",
    speed_mps: float | None = 3.0,
    tags: tuple[str, ...] = (),
    notes: str = "",
) -> Session:
    details = SessionDetails(
        recorded_at=MORNING + timedelta(days=day),
        capture=CaptureInfo(speed_mps=speed_mps),
        shoes=shoes,
        tags=tags,
        notes=notes,
    )
    return season.sessions.add(owner.id, BytesIO(clip), "run.mp4", details, pose_model=pose_model)


def analysed(
    season: SeasonService, owner: Athlete, clip: bytes = b"clip", **numbers: float
) -> Session:
    """A session with a stored analysis of chosen numbers."""
    day = int(numbers.pop("day", 0))
    stored = session(season, owner, clip, day=day, pose_model=None)
    season.results.save(stored.id, analysis(**numbers))
    return stored
