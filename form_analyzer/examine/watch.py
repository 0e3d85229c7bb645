"""Somebody followed through the clip: how fast the clock runs, what the person does."""

import itertools
from dataclasses import replace

import numpy as np

from form_analyzer.datatypes import (
    Activity,
    CaptureInfo,
    Joint,
    PoseTrack,
    SagittalTrack,
    SceneInfo,
    Side,
    TimeScale,
    TimeScaleSource,
)
from form_analyzer.examine.given import Clip, Runner, cadence_spm
from form_analyzer.quality import runner as runner_quality
from form_analyzer.tracks.clock import ClockReading, bounce, read_clock
from form_analyzer.tracks.follow import Followed, follow, leg_length_px, upright_signal
from form_analyzer.tracks.sagittal import to_sagittal
from form_analyzer.tracks.steady import cut
from form_analyzer.tracks.view import View, judge_view

_PARALLAX = 0.15
"""Of a followed camera's sway, what is left. A turn of the hand moves runner and wall alike; a step
aside moves the runner, who is nearer, further than the wall. So much (rms; 0.22 at most) was left
on twelve rendered clips from a hand that did both."""


def uncut(clip: Clip) -> PoseTrack:
    """The longest part of the track without a cut of the film."""
    if clip.scene is None or not clip.scene.cut_frames:
        return clip.track
    edges = np.searchsorted(clip.track.frame_index, clip.scene.cut_frames)
    borders = [0, *(int(edge) for edge in edges), len(clip.track.time_s)]
    parts = list(itertools.pairwise(borders))
    return cut(clip.track, *max(parts, key=lambda part: part[1] - part[0]))


def watch_runner(clip: Clip, view: View, followed: Followed) -> Runner:
    """What the followed person does, and on which clock."""
    track, rhythm = followed.track, followed.rhythm
    leg_px = leg_length_px(track, view.near_side)
    movement = runner_quality.see_movement(
        track, rhythm.phase, leg_px, rhythm.legs_strength, rhythm.body_strength, view.facing
    )
    info = clip.info
    clock = _clock(followed, leg_px, info.frame_rate_hz, clip.capture, info.capture_rate_hz)
    activity = runner_quality.judge_activity(movement, view.plane, cadence_spm(followed, clock))
    if activity is Activity.WALKING and clock.scale.source is TimeScaleSource.GRAVITY:
        # A walker does not fall freely: gravity says nothing about the clock.
        normal = TimeScale(value=1.0, source=TimeScaleSource.FILE)
        clock = replace(clock, scale=normal, certainty=1.0, fit=1.0)
    roll_deg = _roll_at(clip.scene, track)
    sway_ratio = _sway_px(clip.scene) / leg_px
    return Runner(view, followed, clock, leg_px, activity, movement, roll_deg, sway_ratio)


def _sway_px(scene: SceneInfo | None) -> float:
    """How far the camera still strays (rms) after its path was taken out."""
    if scene is None:
        return 0.0
    return scene.camera_sway_px * (1.0 if scene.camera_path is None else _PARALLAX)


def _roll_at(scene: SceneInfo | None, track: PoseTrack) -> float | None:
    """The camera's roll where the runner is seen; ``None`` where it is unknown."""
    if scene is None:
        return None
    hips = np.stack([track.of(Joint.HIP.on(side)) for side in (Side.LEFT, Side.RIGHT)])
    across_px = float(np.nanmedian(hips[..., 0]))
    return scene.roll_at(2.0 * across_px / track.width_px - 1.0)


def _clock(
    followed: Followed,
    leg_px: float,
    frame_rate_hz: float,
    capture: CaptureInfo,
    capture_tag_hz: float | None,
) -> ClockReading:
    rhythm = followed.rhythm
    return read_clock(
        bounce_legs=bounce(rhythm.phase, upright_signal(followed.track) / leg_px),
        # Frames lost all over a clip break it everywhere; its mean speed tells of them.
        stride_hz=rhythm.whole_hz or rhythm.stride_hz,
        frame_rate_hz=frame_rate_hz,
        height_m=capture.height_m,
        capture_tag_hz=capture_tag_hz,
        capture_user_hz=capture.capture_rate_hz,
    )


def sagittal(clip: Clip, runner: Runner) -> SagittalTrack:
    """The runner along the direction of travel, upright and in real time."""
    start_s = float(clip.track.time_s[0])
    return _along_travel(runner.followed, runner.view, runner.roll_deg, runner.clock, start_s)


def sagittal_track(track: PoseTrack, frame_rate_hz: float) -> SagittalTrack | None:
    """The followed runner's sagittal track, as :func:`examine` measures it.

    ``None`` where nobody is followed. For training and validation.
    """
    view = judge_view(track)
    followed = follow(track, view.near_side) if view else None
    if view is None or followed is None:
        return None
    leg_px = leg_length_px(followed.track, view.near_side)
    clock = _clock(followed, leg_px, frame_rate_hz, CaptureInfo(), None)
    return _along_travel(followed, view, None, clock, float(track.time_s[0]))


def _along_travel(
    followed: Followed, view: View, roll_deg: float | None, clock: ClockReading, start_s: float
) -> SagittalTrack:
    return to_sagittal(
        followed,
        facing=view.facing,
        near_side=view.near_side,
        camera_roll_deg=roll_deg,
        time_scale=clock.scale,
        clip_start_s=start_s,
    )
