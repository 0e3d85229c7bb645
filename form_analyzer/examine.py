"""From one person's landmarks to everything measured, flagged or refused.

The order of the measuring stages; :mod:`form_analyzer.pipeline` puts reading,
pose estimation and the guide around it.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from threadpoolctl import threadpool_limits

from form_analyzer.datatypes import (
    Activity,
    CaptureInfo,
    CycleCurves,
    EditAction,
    EventEdit,
    EventKind,
    GaitEvent,
    GhostCycle,
    Joint,
    Measurement,
    Metric,
    Plane,
    PoseTrack,
    QualityCode,
    QualityFlag,
    QualitySeverity,
    SagittalTrack,
    SceneInfo,
    Side,
    TimeScale,
    TimeScaleSource,
    TrackingSummary,
    VideoInfo,
    ViewInfo,
)
from form_analyzer.gait.belt import belt_slope_deg, leg_length_m
from form_analyzer.gait.curves import cycle_curves, ghost
from form_analyzer.gait.cycle import CycleData, MeanCycle, fold
from form_analyzer.gait.edits import apply_edits, edited_phases
from form_analyzer.gait.events import Events, find_events, list_events
from form_analyzer.gait.strike import strike_angles
from form_analyzer.metrics.measure import Context, measure, nothing
from form_analyzer.metrics.stride import Stride
from form_analyzer.metrics.uncertainty import Conditions
from form_analyzer.quality import clip as clip_quality
from form_analyzer.quality import runner as runner_quality
from form_analyzer.quality.messages import info as info_flag
from form_analyzer.quality.messages import refusal, warning
from form_analyzer.tracks.clock import LEG_OF_HEIGHT, ClockReading, bounce, read_clock
from form_analyzer.tracks.follow import (
    Followed,
    exchange_legs,
    follow,
    leg_length_px,
    upright_signal,
)
from form_analyzer.tracks.sagittal import to_sagittal
from form_analyzer.tracks.steady import cut
from form_analyzer.tracks.view import DOUBTFUL_DEG, View, judge_view

RESAMPLES = 60
_STEADY_WORTH_SAYING = 0.9
_INCLINE_WORTH_SAYING_DEG = 5.0
_DRIFT_WORTH_SAYING_SPM = 2.5
_CONTACT_JITTER_S = 0.008
_UNKNOWN_SCALE_RATIO = 0.07


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What one person's track told; see :class:`form_analyzer.datatypes.Analysis`."""

    time_scale: TimeScale
    view: ViewInfo
    activity: Activity
    quality: tuple[QualityFlag, ...]
    tracking: TrackingSummary
    measurements: tuple[Measurement, ...]
    track: PoseTrack | None = None
    events: tuple[GaitEvent, ...] = ()
    curves: tuple[CycleCurves, ...] = ()
    ghost: GhostCycle | None = None
    used_s: tuple[float, float] | None = None

    @property
    def refusal(self) -> QualityCode | None:
        """Why nothing was measured; ``None`` where something was."""
        flags = (f.code for f in self.quality if f.severity is QualitySeverity.REFUSAL)
        return next(flags, None)


@dataclass(frozen=True, slots=True)
class _Clip:
    """What is given: the file, the whole track, the scene, the user's words."""

    info: VideoInfo
    track: PoseTrack
    scene: SceneInfo | None
    capture: CaptureInfo
    strike_borders_deg: tuple[float, float]
    edits: tuple[EventEdit, ...]
    resamples: int


@dataclass(frozen=True, slots=True)
class _Runner:
    """Somebody followed through the clip."""

    view: View
    followed: Followed
    clock: ClockReading
    leg_px: float
    activity: Activity
    movement: runner_quality.Movement
    roll_deg: float | None


def examine(
    video: VideoInfo,
    track: PoseTrack,
    scene: SceneInfo | None,
    capture: CaptureInfo,
    strike_borders_deg: tuple[float, float],
    edits: Sequence[EventEdit] = (),
    *,
    resamples: int = RESAMPLES,
) -> Examined:
    """Measure what the track can carry and say why the rest is missing.

    ``resamples`` is the number of bootstrap samples behind every interval.
    """
    swaps = tuple(
        (int(e.frame), int(e.to_frame))
        for e in edits
        if e.action is EditAction.SWAP_LEGS and e.to_frame is not None
    )
    track = exchange_legs(track, swaps) if swaps else track
    clip = _Clip(video, track, scene, capture, strike_borders_deg, tuple(edits), resamples)
    # The matrices are small: threads that wait for one another cost several times the work.
    with threadpool_limits(limits=1):
        return _examine(clip)


def _examine(clip: _Clip) -> Examined:
    track = clip.track
    flags = [*clip_quality.file_flags(clip.info, clip.scene), *runner_quality.person_flags(track)]
    view = judge_view(track) if not _refused(flags) else None
    if view is None:
        return _nothing_seen(clip, flags)
    followed = follow(_uncut(clip), view.near_side)
    if followed is None:
        flags.append(refusal(QualityCode.NOT_RUNNING))
        return _not_measured(clip, flags, view, Activity.OTHER)
    return _examine_runner(clip, _watch_runner(clip, view, followed), flags)


def sagittal_track(track: PoseTrack, frame_rate_hz: float) -> SagittalTrack | None:
    """The followed runner's sagittal track, as :func:`examine` measures it.

    ``None`` where nobody is followed. For training and validation.
    """
    view = judge_view(track)
    followed = follow(track, view.near_side) if view else None
    if view is None or followed is None:
        return None
    clock = _clock(followed, view, frame_rate_hz, CaptureInfo(), None)
    return to_sagittal(
        followed,
        facing=view.facing,
        near_side=view.near_side,
        camera_roll_deg=None,
        time_scale=clock.scale,
        clip_start_s=float(track.time_s[0]),
    )


def _refused(flags: Sequence[QualityFlag]) -> bool:
    return any(flag.severity is QualitySeverity.REFUSAL for flag in flags)


def _uncut(clip: _Clip) -> PoseTrack:
    """The longest part of the track without a cut of the film."""
    if clip.scene is None or not clip.scene.cut_frames:
        return clip.track
    edges = np.searchsorted(clip.track.frame_index, clip.scene.cut_frames)
    borders = [0, *(int(edge) for edge in edges), len(clip.track.time_s)]
    parts = list(itertools.pairwise(borders))
    return cut(clip.track, *max(parts, key=lambda part: part[1] - part[0]))


def _watch_runner(clip: _Clip, view: View, followed: Followed) -> _Runner:
    track, rhythm = followed.track, followed.rhythm
    leg_px = leg_length_px(track, view.near_side)
    movement = runner_quality.see_movement(
        track, rhythm.phase, leg_px, rhythm.legs_strength, rhythm.body_strength
    )
    clock = _clock(followed, view, clip.info.frame_rate_hz, clip.capture, clip.info.capture_rate_hz)
    cadence_spm = 120.0 * rhythm.stride_hz / clock.scale.value
    activity = runner_quality.judge_activity(movement, view.plane, cadence_spm)
    if activity is Activity.WALKING and clock.scale.source is TimeScaleSource.GRAVITY:
        # A walker does not fall freely: gravity says nothing about the clock.
        normal = TimeScale(value=1.0, source=TimeScaleSource.FILE)
        clock = replace(clock, scale=normal, certainty=1.0)
    roll_deg = _roll_at(clip.scene, track)
    return _Runner(view, followed, clock, leg_px, activity, movement, roll_deg)


def _roll_at(scene: SceneInfo | None, track: PoseTrack) -> float | None:
    """The camera's roll where the runner is seen; ``None`` where it is unknown."""
    if scene is None:
        return None
    hips = np.stack([track.of(Joint.HIP.on(side)) for side in (Side.LEFT, Side.RIGHT)])
    across_px = float(np.nanmedian(hips[..., 0]))
    return scene.roll_at(2.0 * across_px / track.width_px - 1.0)


def _clock(
    followed: Followed,
    view: View,
    frame_rate_hz: float,
    capture: CaptureInfo,
    capture_tag_hz: float | None,
) -> ClockReading:
    leg_px = leg_length_px(followed.track, view.near_side)
    rhythm = followed.rhythm
    return read_clock(
        bounce_legs=bounce(rhythm.phase, upright_signal(followed.track) / leg_px),
        stride_hz=rhythm.stride_hz,
        frame_rate_hz=frame_rate_hz,
        height_m=capture.height_m,
        capture_tag_hz=capture_tag_hz,
        capture_user_hz=capture.capture_rate_hz,
    )


def _examine_runner(clip: _Clip, runner: _Runner, flags: list[QualityFlag]) -> Examined:
    view, followed = runner.view, runner.followed
    flags += runner_quality.activity_flags(runner.activity)
    flags += runner_quality.view_flags(view.plane, view.yaw_deg, DOUBTFUL_DEG)
    strides = float(followed.rhythm.phase[-1] - followed.rhythm.phase[0])
    if runner.activity is Activity.RUNNING and strides < runner_quality.MIN_STRIDES:
        flags.append(refusal(QualityCode.FEW_STRIDES, "too_short", strides=strides))
    if _refused(flags):
        return _not_measured(clip, flags, view, runner.activity, runner)
    flags += _running_flags(clip, runner, strides)
    return _measure_runner(clip, runner, flags)


def _running_flags(clip: _Clip, runner: _Runner, strides: float) -> list[QualityFlag]:
    followed, clock = runner.followed, runner.clock
    masked = float(followed.legs.masked.mean())
    track = followed.track
    flags = list(runner_quality.body_flags(track, runner.view.near_side, runner.leg_px, masked))
    flags += clip_quality.camera_flags(clip.scene)
    flags += clip_quality.clock_flags(clock.scale, clock.gravity_factor, clock.certainty)
    flags += clip_quality.rate_flags(clip.info.frame_rate_hz / clock.scale.value)
    if strides < runner_quality.FEW_STRIDES:
        flags.append(warning(QualityCode.FEW_STRIDES, strides=strides))
    if runner_quality.rails_held(runner.movement):
        flags.append(warning(QualityCode.RAILS_HELD))
    flags += _part_flags(clip, followed)
    return flags


def _part_flags(clip: _Clip, followed: Followed) -> list[QualityFlag]:
    start_s = float(clip.track.time_s[0])
    first, last = (float(followed.track.time_s[i]) - start_s for i in (0, -1))
    if followed.ramp:
        return [warning(QualityCode.SPEED_RAMP, first=first, last=last)]
    used = len(followed.track.time_s) / max(len(clip.track.time_s), 1)
    if used < _STEADY_WORTH_SAYING:
        return [info_flag(QualityCode.STEADY_PART, first=first, last=last)]
    return []


def _measure_runner(clip: _Clip, runner: _Runner, flags: list[QualityFlag]) -> Examined:
    track = _sagittal(clip, runner)
    data = fold(track)
    found = find_events(data.mean)
    listed = list_events(track, data, found)
    events = apply_edits(listed, clip.edits, track)
    used = edited_phases(found, listed, events, track)
    if clip.edits:
        flags.append(info_flag(QualityCode.EVENTS_EDITED, count=len(clip.edits)))
    flags += _drift_flags(track)
    slope_deg = belt_slope_deg(data.mean, used[runner.view.near_side])
    if abs(slope_deg) >= _INCLINE_WORTH_SAYING_DEG:
        flags.append(info_flag(QualityCode.INCLINE, incline=abs(slope_deg)))
    return Examined(
        time_scale=runner.clock.scale,
        view=_view_info(runner.view, runner.roll_deg, slope_deg),
        activity=runner.activity,
        quality=tuple(flags),
        tracking=_tracking(clip, runner.followed),
        measurements=_measurements(clip, runner, track, data, found, used, events, flags),
        track=_whole_repaired(clip.track, runner.followed),
        events=events,
        curves=tuple(cycle_curves(track, data, used[side]) for side in _near_first(runner.view)),
        ghost=ghost(data.mean, used[runner.view.near_side]),
        used_s=(float(track.time_s[0]), float(track.time_s[-1])),
    )


def _near_first(view: View) -> tuple[Side, Side]:
    return view.near_side, view.near_side.other


def _sagittal(clip: _Clip, runner: _Runner) -> SagittalTrack:
    return to_sagittal(
        runner.followed,
        facing=runner.view.facing,
        near_side=runner.view.near_side,
        camera_roll_deg=runner.roll_deg,
        time_scale=runner.clock.scale,
        clip_start_s=float(clip.track.time_s[0]),
    )


def _measurements(
    clip: _Clip,
    runner: _Runner,
    track: SagittalTrack,
    data: CycleData,
    found: Events,
    events: Events,
    listed: Sequence[GaitEvent],
    flags: Sequence[QualityFlag],
) -> tuple[Measurement, ...]:
    leg_m, leg_sd = _scale(clip.capture, events, runner.view.near_side)

    def stride_of(cycle: MeanCycle, at: Events) -> Stride:
        strike = strike_angles(cycle, at)
        return Stride(cycle, at, strike, leg_m, clip.capture.speed_mps)

    def resampled() -> list[Stride]:
        rng = np.random.default_rng(len(track.time_s))
        cycles = data.resample(rng, clip.resamples)
        return [stride_of(cycle, _shifted(find_events(cycle), found, events)) for cycle in cycles]

    seconds = float(track.time_s[-1] - track.time_s[0])
    context = Context(
        conditions=Conditions(
            near_side=runner.view.near_side,
            frame_rate_hz=track.frame_rate_hz,
            roll_known=track.camera_roll_deg is not None,
            pose_model=track.model_name,
        ),
        strike_borders_deg=clip.strike_borders_deg,
        n_strides={side: _contacts(listed, side) for side in events},
        cadence_sd_spm=120.0 * track.stride_hz * _CONTACT_JITTER_S / seconds,
        leg_m_sd_ratio=leg_sd,
        missing=_missing(clip, track, flags),
    )
    return measure(stride_of(data.mean, events), resampled(), context)


def _shifted(sample: Events, found: Events, edited: Events) -> Events:
    """A bootstrap sample's events with the same corrections by hand."""
    return {
        side: replace(
            event,
            contact=(event.contact + edited[side].contact - found[side].contact) % 1.0,
            toe_off=(event.toe_off + edited[side].toe_off - found[side].toe_off) % 1.0,
        )
        for side, event in sample.items()
    }


def _contacts(events: Sequence[GaitEvent], side: Side) -> int:
    return sum(e.kind is EventKind.INITIAL_CONTACT and e.side is side for e in events)


def _scale(capture: CaptureInfo, events: Events, near: Side) -> tuple[float | None, float]:
    """Metres per leg length with its relative error; ``None`` without height or speed."""
    if capture.speed_mps is not None:
        return leg_length_m(events[near], capture.speed_mps), 0.04
    if capture.height_m is not None:
        return LEG_OF_HEIGHT * capture.height_m, _UNKNOWN_SCALE_RATIO / 2.0
    return None, 0.0


_NO_SPEED = "It needs the belt speed: give it with the clip."
_HELD = "The hands hold the rails, so trunk and arms are not the runner's own."
_TOO_SLOW_RATE = "The frame rate is too low for it: film at 30 or, better, 60 frames a second."
_FEET = "The feet are out of the picture or hidden: film with the whole body in view."
_FOOT_METRICS = (
    Metric.CONTACT_TIME,
    Metric.FLIGHT_TIME,
    Metric.DUTY_FACTOR,
    Metric.STEP_TIME_ASYMMETRY,
    Metric.FOOT_STRIKE_ANGLE,
    Metric.FOOT_STRIKE_PATTERN,
    Metric.OVERSTRIDE,
    Metric.SHANK_ANGLE,
    Metric.KNEE_FLEXION_CONTACT,
)
_ARM_METRICS = (
    Metric.TRUNK_LEAN,
    Metric.TRUNK_LEAN_RANGE,
    Metric.FORWARD_HEAD,
    Metric.ELBOW_ANGLE,
    Metric.SHOULDER_ELEVATION,
)


def _missing(clip: _Clip, track: SagittalTrack, flags: Sequence[QualityFlag]) -> dict[Metric, str]:
    codes = {flag.code for flag in flags}
    missing: dict[Metric, str] = {}
    if clip.capture.speed_mps is None:
        missing |= dict.fromkeys((Metric.STEP_LENGTH, Metric.VERTICAL_RATIO), _NO_SPEED)
    if QualityCode.RAILS_HELD in codes:
        missing |= dict.fromkeys(_ARM_METRICS, _HELD)
    if track.frame_rate_hz < clip_quality.LOWEST_RATE_HZ:
        missing |= dict.fromkeys(_FOOT_METRICS, _TOO_SLOW_RATE)
    if QualityCode.FEET_HIDDEN in codes:
        missing |= dict.fromkeys(_FOOT_METRICS, _FEET)
    return missing


def _drift_flags(track: SagittalTrack) -> list[QualityFlag]:
    """Change of cadence from the first to the last third, where it is real."""
    third = len(track.time_s) // 3
    if track.phase[-1] - track.phase[0] < 9.0:
        return []
    rates = [
        float(120.0 * np.polyfit(track.time_s[part], track.phase[part], 1)[0])
        for part in (slice(0, third), slice(-third, None))
    ]
    if abs(rates[1] - rates[0]) < _DRIFT_WORTH_SAYING_SPM:
        return []
    return [info_flag(QualityCode.CADENCE_DRIFT, first=rates[0], last=rates[1])]


def _view_info(view: View, roll: float | None, slope_deg: float | None) -> ViewInfo:
    side_view = view.plane is not Plane.FRONTAL
    return ViewInfo(
        plane=view.plane,
        facing=view.facing if side_view else None,
        near_side=view.near_side if side_view else None,
        camera_roll_deg=roll,
        incline_deg=slope_deg if roll is not None else None,
        belt_angle_deg=slope_deg,
    )


def _tracking(clip: _Clip, followed: Followed | None) -> TrackingSummary:
    return TrackingSummary(
        frames=clip.info.n_frames,
        frames_with_person=int(clip.track.seen.sum()),
        leg_swaps_repaired=int(followed.legs.swapped.sum()) if followed else 0,
        samples_masked_ratio=float(followed.legs.masked.mean()) if followed else 0.0,
    )


def _whole_repaired(track: PoseTrack, followed: Followed) -> PoseTrack:
    """The whole clip's track with the used part put right, for drawing."""
    position, confidence = track.position_px.copy(), track.confidence.copy()
    rows = np.searchsorted(track.frame_index, followed.track.frame_index)
    position[rows], confidence[rows] = followed.track.position_px, followed.track.confidence
    return replace(track, position_px=position, confidence=confidence)


def _nothing_seen(clip: _Clip, flags: list[QualityFlag]) -> Examined:
    reason = next(f.message for f in flags if f.severity is QualitySeverity.REFUSAL)
    return Examined(
        time_scale=TimeScale(value=1.0, source=TimeScaleSource.FILE),
        view=ViewInfo(plane=None, facing=None, near_side=None),
        activity=Activity.NONE,
        quality=tuple(flags),
        tracking=_tracking(clip, None),
        measurements=nothing(reason),
    )


def _not_measured(
    clip: _Clip,
    flags: list[QualityFlag],
    view: View,
    activity: Activity,
    runner: _Runner | None = None,
) -> Examined:
    """A refusal with its reason on every row."""
    reason = next(f.message for f in flags if f.severity is QualitySeverity.REFUSAL)
    roll = clip.scene.camera_roll_deg if clip.scene else None
    scale = runner.clock.scale if runner else TimeScale(value=1.0, source=TimeScaleSource.FILE)
    return Examined(
        time_scale=scale,
        view=_view_info(view, runner.roll_deg if runner else roll, None),
        activity=activity,
        quality=tuple(flags),
        tracking=_tracking(clip, runner.followed if runner else None),
        measurements=nothing(reason),
        track=_whole_repaired(clip.track, runner.followed) if runner else clip.track,
    )
