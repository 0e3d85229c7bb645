"""Analyses for the tests of everything that shows one: good, troubled, refused."""

from math import nan
from pathlib import Path

from form_analyzer.datatypes import (
    Activity,
    Analysis,
    CaptureInfo,
    Facing,
    FootStrike,
    Measurement,
    Metric,
    Plane,
    QualityCode,
    QualityFlag,
    QualitySeverity,
    Side,
    SoftwareInfo,
    TimeScale,
    TimeScaleSource,
    TrackingSummary,
    Unit,
    VideoInfo,
    ViewInfo,
)
from form_analyzer.guide.compare import compare
from form_analyzer.guide.load import load_guide
from tests.stick_runner import events, ghost, side_curves


def row(
    metric: Metric, side: Side, unit: Unit, value: float, half: float, n_strides: int = 13
) -> Measurement:
    """A measurement with a symmetric interval."""
    return Measurement(
        metric=metric,
        side=side,
        unit=unit,
        value=value,
        ci95=(value - half, value + half),
        n_strides=n_strides,
    )


def pattern(side: Side, kind: FootStrike, share: float, n_strides: int = 13) -> Measurement:
    """A foot strike pattern whose other kinds share the rest."""
    rest = (1 - share) / 2
    shares = {other: (share if other is kind else rest) for other in FootStrike}
    return Measurement(
        metric=Metric.FOOT_STRIKE_PATTERN,
        side=side,
        unit=Unit.CATEGORY,
        n_strides=n_strides,
        category=kind,
        probabilities=shares,
    )


_NEAR_FAR: tuple[tuple[Metric, Unit, float, float, float, float], ...] = (
    (Metric.CONTACT_TIME, Unit.SECOND, 0.262, 0.008, 0.266, 0.014),
    (Metric.FLIGHT_TIME, Unit.SECOND, 0.118, 0.009, 0.114, 0.015),
    (Metric.DUTY_FACTOR, Unit.RATIO, 0.345, 0.010, 0.350, 0.018),
    (Metric.FOOT_STRIKE_ANGLE, Unit.DEGREE, 17.5, 2.9, 14.8, 6.1),
    (Metric.OVERSTRIDE, Unit.RATIO, 0.325, 0.024, 0.310, 0.041),
    (Metric.SHANK_ANGLE, Unit.DEGREE, 11.6, 2.7, 10.2, 5.0),
    (Metric.KNEE_FLEXION_CONTACT, Unit.DEGREE, 9.8, 4.1, 11.9, 7.2),
    (Metric.KNEE_FLEXION_STANCE, Unit.DEGREE, 41.0, 4.0, 42.7, 6.8),
    (Metric.HIP_EXTENSION, Unit.DEGREE, 17.9, 3.6, 16.2, 6.0),
)
_BOTH: tuple[tuple[Metric, Unit, float, float], ...] = (
    (Metric.CADENCE, Unit.STEPS_PER_MINUTE, 157.6, 0.4),
    (Metric.STEP_TIME_ASYMMETRY, Unit.RATIO, 0.012, 0.016),
    (Metric.TRUNK_LEAN, Unit.DEGREE, 12.4, 1.4),
    (Metric.TRUNK_LEAN_RANGE, Unit.DEGREE, 4.6, 1.2),
    (Metric.FORWARD_HEAD, Unit.DEGREE, 21.0, 4.5),
    (Metric.VERTICAL_OSCILLATION, Unit.RATIO, 0.109, 0.009),
)
_RAILS = "The runner holds the rails, so the arms are not running."
_NO_SPEED = "The belt speed is not known: type it in to get this number."


def troubled_analysis() -> Analysis:
    """An overstriding runner in slow motion: missing rows, warnings, several deviations."""
    near, far = Side.LEFT, Side.RIGHT
    rows = [row(metric, Side.BOTH, unit, value, half) for metric, unit, value, half in _BOTH]
    for metric, unit, value, half, far_value, far_half in _NEAR_FAR:
        rows.append(row(metric, near, unit, value, half))
        rows.append(row(metric, far, unit, far_value, far_half, 12))
    rows += [pattern(near, FootStrike.REARFOOT, 0.97), pattern(far, FootStrike.REARFOOT, 0.86, 12)]
    rows += [
        Measurement.missing(Metric.STEP_LENGTH, Side.BOTH, Unit.METRE, _NO_SPEED),
        Measurement.missing(Metric.VERTICAL_RATIO, Side.BOTH, Unit.RATIO, _NO_SPEED),
        Measurement.missing(Metric.ELBOW_ANGLE, Side.BOTH, Unit.DEGREE, _RAILS),
        Measurement.missing(Metric.SHOULDER_ELEVATION, Side.BOTH, Unit.RATIO, _RAILS),
    ]
    measurements = tuple(rows)
    return Analysis(
        software=_software(),
        video=_video("evening run.mp4", n_frames=600, rate_hz=60.0, capture_rate_hz=240.0),
        capture=CaptureInfo(height_m=1.78),
        time_scale=TimeScale(value=0.25, source=TimeScaleSource.TAG),
        view=ViewInfo(
            plane=Plane.SAGITTAL,
            facing=Facing.LEFT,
            near_side=near,
            camera_roll_deg=-1.8,
            incline_deg=0.4,
            belt_angle_deg=2.2,
        ),
        activity=Activity.RUNNING,
        quality=_troubled_flags(),
        tracking=TrackingSummary(
            frames=600, frames_with_person=596, leg_swaps_repaired=17, samples_masked_ratio=0.031
        ),
        events=events(
            n_strides=13, stride_time_s=0.7614, contact_s=0.262, frame_rate_hz=60.0, near=near
        ),
        measurements=measurements,
        deviations=compare(measurements, load_guide(), near_side=near),
        curves=(side_curves(near, 0.0, 1.6, 0.345), side_curves(far, -2.5, 3.2, 0.35)),
        ghost=ghost(near),
        used_s=(0.4, 9.7),
        timing_s={"decode": 1.2, "pose": 9.8, "analysis": 0.6, "output": 2.0, "total": 13.6},
    )


def _troubled_flags() -> tuple[QualityFlag, ...]:
    warning = QualitySeverity.WARNING
    return (
        QualityFlag(
            code=QualityCode.SLOW_MOTION,
            severity=QualitySeverity.INFO,
            message="The clip is slow motion: 1 second of the file is 0.25 real seconds, "
            "as the phone wrote down. All times below are real.",
        ),
        QualityFlag(
            code=QualityCode.RAILS_HELD,
            severity=warning,
            message="A hand stays on the rail: arm and trunk numbers would not be the runner's "
            "own. Film a minute of running with both hands free.",
        ),
        QualityFlag(
            code=QualityCode.LEGS_UNCERTAIN,
            severity=warning,
            message="The legs were mixed up in 17 frames and put right; 3 % of the points were "
            "left out. Shoes or socks of two colours help.",
        ),
    )


def good_analysis() -> Analysis:
    """A runner with nothing to correct, filmed well, speed known."""
    near, far = Side.RIGHT, Side.LEFT
    rows = [
        row(Metric.CADENCE, Side.BOTH, Unit.STEPS_PER_MINUTE, 179.2, 0.3, 21),
        row(Metric.STEP_TIME_ASYMMETRY, Side.BOTH, Unit.RATIO, -0.004, 0.012, 21),
        row(Metric.TRUNK_LEAN, Side.BOTH, Unit.DEGREE, 4.1, 1.2, 21),
        row(Metric.TRUNK_LEAN_RANGE, Side.BOTH, Unit.DEGREE, 3.0, 0.8, 21),
        row(Metric.FORWARD_HEAD, Side.BOTH, Unit.DEGREE, 9.0, 4.0, 21),
        row(Metric.VERTICAL_OSCILLATION, Side.BOTH, Unit.METRE, 0.071, 0.005, 21),
        row(Metric.STEP_LENGTH, Side.BOTH, Unit.METRE, 1.004, 0.012, 21),
        row(Metric.VERTICAL_RATIO, Side.BOTH, Unit.RATIO, 0.071, 0.005, 21),
        row(Metric.ELBOW_ANGLE, Side.BOTH, Unit.DEGREE, 88.0, 7.0, 21),
        row(Metric.SHOULDER_ELEVATION, Side.BOTH, Unit.RATIO, 0.39, 0.03, 21),
    ]
    for metric, unit, value, half in (
        (Metric.CONTACT_TIME, Unit.SECOND, 0.228, 0.007),
        (Metric.FLIGHT_TIME, Unit.SECOND, 0.107, 0.008),
        (Metric.DUTY_FACTOR, Unit.RATIO, 0.340, 0.009),
        (Metric.FOOT_STRIKE_ANGLE, Unit.DEGREE, 2.4, 2.6),
        (Metric.OVERSTRIDE, Unit.RATIO, 0.148, 0.022),
        (Metric.SHANK_ANGLE, Unit.DEGREE, 2.9, 2.6),
        (Metric.KNEE_FLEXION_CONTACT, Unit.DEGREE, 17.5, 4.0),
        (Metric.KNEE_FLEXION_STANCE, Unit.DEGREE, 44.1, 3.9),
        (Metric.HIP_EXTENSION, Unit.DEGREE, 21.2, 3.4),
    ):
        rows.append(row(metric, near, unit, value, half, 21))
        rows.append(row(metric, far, unit, value * 1.03, half * 1.8, 20))
    rows += [
        pattern(near, FootStrike.MIDFOOT, 0.93, 21),
        pattern(far, FootStrike.MIDFOOT, 0.78, 20),
    ]
    return Analysis(
        software=_software(),
        video=_video("morning run.mp4", n_frames=900, rate_hz=60.0),
        capture=CaptureInfo(height_m=1.71, speed_mps=3.0),
        time_scale=TimeScale(value=1.0, source=TimeScaleSource.FILE),
        view=ViewInfo(
            plane=Plane.SAGITTAL,
            facing=Facing.RIGHT,
            near_side=near,
            camera_roll_deg=0.2,
            incline_deg=1.0,
            belt_angle_deg=0.8,
        ),
        activity=Activity.RUNNING,
        quality=(),
        tracking=TrackingSummary(
            frames=900, frames_with_person=900, leg_swaps_repaired=0, samples_masked_ratio=0.004
        ),
        events=events(
            n_strides=21, stride_time_s=0.6696, contact_s=0.228, frame_rate_hz=60.0, near=near
        ),
        measurements=tuple(rows),
        deviations=(),
        curves=(side_curves(near, 1.0, 1.2, 0.34), side_curves(far, 0.0, 2.4, 0.345)),
        ghost=ghost(near),
        used_s=(0.0, 15.0),
        timing_s={"decode": 2.0, "pose": 14.1, "analysis": 0.7, "output": 2.5, "total": 19.3},
    )


def refused_analysis() -> Analysis:
    """A walker: nothing is measured, and the flags say why."""
    reason = "The person in the clip walks; these numbers are for running."
    return Analysis(
        software=_software(),
        video=_video("walk.mp4", n_frames=1, rate_hz=nan),
        capture=CaptureInfo(),
        time_scale=TimeScale(value=1.0, source=TimeScaleSource.FILE),
        view=ViewInfo(plane=Plane.SAGITTAL, facing=Facing.LEFT, near_side=Side.LEFT),
        activity=Activity.WALKING,
        quality=(
            QualityFlag(
                code=QualityCode.WALKING,
                severity=QualitySeverity.REFUSAL,
                message="The person walks. Film at least ten seconds of running.",
            ),
        ),
        tracking=TrackingSummary(
            frames=1, frames_with_person=1, leg_swaps_repaired=0, samples_masked_ratio=nan
        ),
        events=(),
        measurements=(
            Measurement.missing(Metric.CADENCE, Side.BOTH, Unit.STEPS_PER_MINUTE, reason),
        ),
        deviations=(),
    )


def _software() -> SoftwareInfo:
    return SoftwareInfo(
        version="0.1.0",
        pose_model="pose_landmarker_full",
        pose_model_sha256="0" * 64,
        guide_version="1.0",
    )


def _video(
    name: str, *, n_frames: int, rate_hz: float, capture_rate_hz: float | None = None
) -> VideoInfo:
    return VideoInfo(
        path=Path(name),
        file_name=name,
        sha256="ab" * 32,
        width_px=1280,
        height_px=720,
        rotation_deg=0,
        n_frames=n_frames,
        frame_rate_hz=rate_hz,
        duration_s=n_frames / 60.0,
        capture_rate_hz=capture_rate_hz,
        variable_frame_rate=False,
        truncated=False,
        codec="h264",
    )
