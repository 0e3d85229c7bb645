"""Flags about the file and the camera."""

from collections.abc import Iterator

from form_analyzer.datatypes import (
    QualityCode,
    QualityFlag,
    SceneInfo,
    TimeScale,
    TimeScaleSource,
    VideoInfo,
)
from form_analyzer.quality.messages import info, refusal, warning

LOW_RATE_HZ = 28.0
LOWEST_RATE_HZ = 18.0
_MIN_CERTAINTY = 0.75
# Steps a minute that nobody keeps up on a treadmill.
_FASTEST_SPM = 235.0
_REPEATED_RATIO = 0.2
_ROLL_WORTH_SAYING_DEG = 1.0
# What stands still is told to stray by up to 0.005 of a leg; from 0.015 on, edges of the belt were
# taken for a shoe, at 0.007 not.
_SWAY_RATIO = 0.008
_WHY = {
    TimeScaleSource.USER: "as you said",
    TimeScaleSource.TAG: "as the phone wrote into the file",
    TimeScaleSource.GRAVITY: "told by how fast the body falls between steps",
    TimeScaleSource.FILE: "",
}


def file_flags(video: VideoInfo, scene: SceneInfo | None) -> Iterator[QualityFlag]:
    """Flags about the file itself."""
    if video.truncated:
        yield warning(QualityCode.TRUNCATED_FILE)
    if video.variable_frame_rate:
        yield info(QualityCode.VARIABLE_FRAME_RATE)
    if scene is not None and scene.repeated_frames_ratio > _REPEATED_RATIO:
        yield warning(QualityCode.VARIABLE_FRAME_RATE, "repeated_frames")
    if scene is not None and scene.cut_frames:
        yield warning(QualityCode.EDITED_CLIP, cuts=len(scene.cut_frames))


def sways(sway_ratio: float) -> bool:
    """Whether the camera strays too far, of leg length (rms), to read shoes in the pictures."""
    return sway_ratio > _SWAY_RATIO


def camera_flags(scene: SceneInfo | None, sway_ratio: float = 0.0) -> Iterator[QualityFlag]:
    """Flags about the camera's stand."""
    roll_deg = scene.roll_at(scene.camera_roll_place) if scene else None
    if roll_deg is None:
        yield info(QualityCode.ROLL_UNKNOWN)
    elif abs(roll_deg) >= _ROLL_WORTH_SAYING_DEG:
        yield info(QualityCode.CAMERA_ROLL, roll=abs(roll_deg))
    if scene is None:
        return
    if scene.camera_moves and scene.camera_path is None:
        yield warning(QualityCode.CAMERA_MOVES, shift=scene.camera_shift_px)
    elif sways(sway_ratio):
        yield warning(QualityCode.CAMERA_MOVES, "camera_sways", sway=scene.camera_sway_px)
    elif scene.camera_path is not None:
        yield info(QualityCode.CAMERA_MOVES, "camera_followed", sway=scene.camera_sway_px)


def clock_flags(
    scale: TimeScale, gravity: float, certainty: float, fit: float
) -> Iterator[QualityFlag]:
    """Flags about slow motion and speeds that do not fit.

    Parameters
    ----------
    gravity
        The factor gravity alone asks for.
    certainty, fit
        Probability of the scale among those that cameras offer, and against any other, 0..1.
    """
    if scale.value < 0.9:
        factor = 1.0 / scale.value
        yield info(QualityCode.SLOW_MOTION, factor=factor, why=_WHY[scale.source])
    if clock_lost(scale, fit):
        yield warning(QualityCode.CLOCK_UNCERTAIN, "clock_misfit", gravity=gravity)
    elif fit < _MIN_CERTAINTY:
        figures = {"gravity": gravity, "factor": 1.0 / scale.value}
        yield warning(QualityCode.CLOCK_UNCERTAIN, "clock_told_wrong", **figures)
    elif certainty < _MIN_CERTAINTY:
        yield warning(QualityCode.CLOCK_UNCERTAIN, gravity=gravity)


def clock_lost(scale: TimeScale, fit: float) -> bool:
    """Whether the clip's speed is so doubtful that nothing can be said in seconds.

    What the user says of it is taken at its word.
    """
    return scale.source is not TimeScaleSource.USER and fit < _MIN_CERTAINTY


def too_fast_flags(scale: TimeScale, cadence_spm: float) -> Iterator[QualityFlag]:
    """A refusal of steps faster than any runner's, on a clock that nobody vouches for."""
    if scale.source is not TimeScaleSource.USER and cadence_spm > _FASTEST_SPM:
        yield refusal(QualityCode.CLOCK_UNCERTAIN, "clock_impossible", cadence=cadence_spm)


def rate_flags(frame_rate_hz: float) -> Iterator[QualityFlag]:
    """Flags about the real frame rate."""
    gap_ms = 1000.0 / frame_rate_hz
    if frame_rate_hz < LOWEST_RATE_HZ:
        yield warning(QualityCode.LOW_FRAME_RATE, "very_low_frame_rate", rate=frame_rate_hz)
    elif frame_rate_hz < LOW_RATE_HZ:
        yield warning(QualityCode.LOW_FRAME_RATE, rate=frame_rate_hz, gap=gap_ms)
