"""Synthetic clips and what the measurement makes of them, made once a session."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from form_analyzer.datatypes import (
    CaptureInfo,
    Facing,
    Joint,
    Measurement,
    Metric,
    PoseTrack,
    SceneInfo,
    Side,
    VideoInfo,
)
from form_analyzer.examine import Examined, examine
from form_analyzer.synthetic.camera import Camera
from form_analyzer.synthetic.grid import draw_cases
from form_analyzer.synthetic.make import SyntheticClip, make_track
from form_analyzer.synthetic.noise import NO_NOISE, NoiseParameters
from form_analyzer.synthetic.parameters import RunnerParameters

BORDERS_DEG = (-1.6, 8.0)


def video(track: PoseTrack, **changes: object) -> VideoInfo:
    """A file that holds just this track."""
    spacing = float(np.median(np.diff(track.time_s))) if len(track.time_s) > 1 else 1 / 30
    plain = VideoInfo(
        path=Path("clip.mp4"),
        file_name="clip.mp4",
        sha256="0" * 64,
        width_px=track.width_px,
        height_px=track.height_px,
        rotation_deg=0,
        n_frames=len(track.time_s),
        frame_rate_hz=1 / spacing,
        duration_s=len(track.time_s) * spacing,
        capture_rate_hz=None,
        variable_frame_rate=False,
        truncated=False,
        codec="h264",
    )
    return replace(plain, **changes)


def scene(roll_deg: float | None = 0.0, **changes: object) -> SceneInfo:
    """A scene filmed from a tripod; ``None`` where no vertical shows."""
    known = roll_deg is not None
    plain = SceneInfo(
        camera_roll_deg=roll_deg,
        camera_roll_sd_deg=0.2 if known else None,
        roll_reason_missing=None if known else "No vertical.",
        camera_shift_px=0.0,
        camera_sway_px=0.0,
        camera_moves=False,
        cut_frames=(),
        repeated_frames_ratio=0.0,
    )
    return replace(plain, **changes)


def measure(
    track: PoseTrack, *, roll_deg: float | None = 0.0, capture=None, edits=(), **said
) -> Examined:
    """Examine a track as if it came from a steady, upright camera."""
    return examine(
        video(track, **said), track, scene(roll_deg), capture or CaptureInfo(), BORDERS_DEG, edits
    )


def row(found: Examined, metric: Metric, side: Side = Side.BOTH) -> Measurement:
    """One measurement."""
    return next(m for m in found.measurements if m.metric is metric and m.side is side)


def value(found: Examined, metric: Metric, side: Side = Side.BOTH) -> float:
    """One measured number; fails with the reason if there is none."""
    one = row(found, metric, side)
    assert one.value is not None, one.reason_missing
    return one.value


def codes(found: Examined) -> set[str]:
    """Codes of all flags."""
    return {str(flag.code) for flag in found.quality}


@cache
def runner_clip(
    frame_rate_hz: float = 60.0,
    duration_s: float = 8.0,
    noisy: bool = True,
    time_scale: float = 1.0,
    facing: Facing = Facing.RIGHT,
) -> SyntheticClip:
    """The usual runner, filmed exactly from the side."""
    camera = Camera(frame_rate_hz=frame_rate_hz, time_scale=time_scale, facing=facing)
    noise = NoiseParameters() if noisy else replace(NO_NOISE, fast_scale=0.2)
    return make_track(RunnerParameters(), camera, noise, duration_s=duration_s, seed=4)


@cache
def measured_runner(
    frame_rate_hz: float = 60.0, duration_s: float = 8.0, noisy: bool = True
) -> Examined:
    """What is made of :func:`runner_clip`."""
    return measure(runner_clip(frame_rate_hz, duration_s, noisy).track)


@cache
def drawn_clips(n: int, frame_rate_hz: float = 60.0, duration_s: float = 8.0):
    """``n`` different runners with the noise of the real model."""
    drawn = draw_cases(n, seed=20, frame_rate_hz=frame_rate_hz, duration_s=duration_s)
    return tuple(case.make() for case in drawn)


def mirrored(track: PoseTrack) -> PoseTrack:
    """The picture turned about its vertical middle, as a mirror shows it.

    A mirror makes the right side of a body its left.
    """
    columns = list(range(track.position_px.shape[1]))
    for joint in Joint:
        left, right = joint.on(Side.LEFT).column, joint.on(Side.RIGHT).column
        columns[left], columns[right] = right, left
    position = track.position_px[:, columns].copy()
    world = track.world_m[:, columns].copy()
    position[..., 0] = track.width_px - position[..., 0]
    world[..., 0] = -world[..., 0]
    confidence = track.confidence[:, columns].copy()
    return replace(track, position_px=position, world_m=world, confidence=confidence)


def rows_of(track: PoseTrack, rows: slice) -> PoseTrack:
    """Some rows of a track as a clip of its own: frames and time counted from its start."""
    time_s = track.time_s[rows]
    return replace(
        track,
        time_s=time_s - time_s[0],
        frame_index=np.arange(len(time_s)),
        position_px=track.position_px[rows].copy(),
        confidence=track.confidence[rows].copy(),
        world_m=track.world_m[rows].copy(),
    )
