"""Read the JSON document of an analysis back into its types.

Every value is checked as it is read, so a damaged or foreign document ends in
one sentence that names the field, not in a half-built analysis.
"""

from collections.abc import Mapping
from pathlib import Path

from form_analyzer.datatypes import (
    Activity,
    Analysis,
    CaptureInfo,
    CycleCurves,
    Deviation,
    Direction,
    EventKind,
    EventSource,
    Facing,
    FootStrike,
    GaitEvent,
    GhostCycle,
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
from form_analyzer.report.document import Fields, Json

READABLE_VERSIONS = (1,)


def from_document(document: Mapping[str, Json], *, video_path: Path | None = None) -> Analysis:
    """Rebuild the analysis that a document was made from.

    Parameters
    ----------
    document
        What :func:`form_analyzer.report.contract.to_document` gave, straight or
        after a trip through JSON text.
    video_path
        Where the clip lies now; documents do not hold paths. Without it the
        path is the bare file name.

    Raises
    ------
    ValueError
        The document is of another version, or a field is missing or not valid;
        the text names the field.
    """
    version = document.get("schema_version")
    if version not in READABLE_VERSIONS:
        raise ValueError(f"cannot read an analysis document of version {version}; expected 1")
    root = Fields(document, "analysis")
    measurements = root.rows("measurements", _measurement)
    return Analysis(
        software=_software(root.fields("software")),
        video=_video(root.fields("video"), video_path),
        capture=_capture(root.fields("capture")),
        time_scale=_time_scale(root.fields("video")),
        view=_view(root.fields("view")),
        activity=root.name("activity", Activity),
        quality=root.rows("quality", _flag),
        tracking=_tracking(root.fields("tracking")),
        events=root.rows("events", _event),
        measurements=measurements,
        deviations=root.rows("deviations", lambda row: _deviation(row, measurements)),
        curves=root.rows("curves", _curves),
        ghost=_ghost(root.optional_fields("ghost")),
        used_s=root.pair("used_s"),
        timing_s=root.fields("timing_s").numbers(),
    )


def _software(at: Fields) -> SoftwareInfo:
    return SoftwareInfo(
        version=at.text("version"),
        pose_model=at.text("pose_model"),
        pose_model_sha256=at.text("pose_model_sha256"),
        guide_version=at.text("guide_version"),
    )


def _video(at: Fields, path: Path | None) -> VideoInfo:
    file_name = at.text("file_name")
    return VideoInfo(
        path=path if path is not None else Path(file_name),
        file_name=file_name,
        sha256=at.text("sha256"),
        width_px=at.whole("width_px"),
        height_px=at.whole("height_px"),
        rotation_deg=at.whole("rotation_deg"),
        n_frames=at.whole("n_frames"),
        frame_rate_hz=at.number_or_nan("frame_rate_hz"),
        duration_s=at.number_or_nan("duration_s"),
        capture_rate_hz=at.optional_number("capture_rate_hz"),
        variable_frame_rate=at.truth("variable_frame_rate"),
        truncated=at.truth("truncated"),
        codec=at.text("codec"),
    )


def _capture(at: Fields) -> CaptureInfo:
    return CaptureInfo(
        height_m=at.optional_number("height_m"),
        speed_mps=at.optional_number("speed_mps"),
        capture_rate_hz=at.optional_number("capture_rate_hz"),
    )


def _time_scale(at: Fields) -> TimeScale:
    return TimeScale(
        value=at.number_or_nan("time_scale"), source=at.name("time_scale_source", TimeScaleSource)
    )


def _view(at: Fields) -> ViewInfo:
    return ViewInfo(
        plane=at.optional_name("plane", Plane),
        facing=at.optional_name("facing", Facing),
        near_side=at.optional_name("near_side", Side),
        camera_roll_deg=at.optional_number("camera_roll_deg"),
        incline_deg=at.optional_number("incline_deg"),
        belt_angle_deg=at.optional_number("belt_angle_deg"),
    )


def _tracking(at: Fields) -> TrackingSummary:
    return TrackingSummary(
        frames=at.whole("frames"),
        frames_with_person=at.whole("frames_with_person"),
        leg_swaps_repaired=at.whole("leg_swaps_repaired"),
        samples_masked_ratio=at.number_or_nan("samples_masked_ratio"),
    )


def _flag(at: Fields) -> QualityFlag:
    return QualityFlag(
        code=at.name("code", QualityCode),
        severity=at.name("severity", QualitySeverity),
        message=at.text("message"),
    )


def _event(at: Fields) -> GaitEvent:
    return GaitEvent(
        kind=at.name("kind", EventKind),
        side=at.name("side", Side),
        frame=at.number_or_nan("frame"),
        time_s=at.number_or_nan("time_s"),
        sd_s=at.number_or_nan("sd_s"),
        source=at.name("source", EventSource),
    )


def _measurement(at: Fields) -> Measurement:
    shares = at.optional_fields("probabilities")
    return Measurement(
        metric=at.name("metric", Metric),
        side=at.name("side", Side),
        unit=at.name("unit", Unit),
        value=at.optional_number("value"),
        ci95=at.pair("ci95", open_ends=True),
        n_strides=at.whole("n_strides"),
        category=at.optional_name("category", FootStrike),
        probabilities=None if shares is None else _probabilities(shares),
        reason_missing=at.optional_text("reason_missing"),
    )


def _probabilities(at: Fields) -> dict[FootStrike, float]:
    return {FootStrike(kind): share for kind, share in at.numbers().items()}


def _deviation(at: Fields, measurements: tuple[Measurement, ...]) -> Deviation:
    metric, side = at.name("metric", Metric), at.name("side", Side)
    rows = [row for row in measurements if row.metric is metric and row.side is side]
    target = at.pair("target", open_ends=True)
    if not rows or target is None:
        raise ValueError(f"the deviation of {metric} ({side}) has no measurement or no target")
    return Deviation(
        measurement=rows[0],
        target=target,
        direction=at.name("direction", Direction),
        severity=at.name("severity", Severity),
        advice_key=at.text("advice_key"),
        source=at.text("source"),
        probability=at.number_or_nan("probability"),
        priority=at.whole("priority"),
    )


def _curves(at: Fields) -> CycleCurves:
    return CycleCurves(
        side=at.name("side", Side),
        phase=at.array("phase"),
        mean_deg=at.fields("mean_deg").arrays(),
        sd_deg=at.fields("sd_deg").arrays(),
        toe_off_phase=at.optional_number("toe_off_phase"),
    )


def _ghost(at: Fields | None) -> GhostCycle | None:
    if at is None:
        return None
    return GhostCycle(phase=at.array("phase"), position=at.array("position"))
