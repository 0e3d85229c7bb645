"""From one person's landmarks to everything measured, flagged or refused.

The order of the measuring stages; :mod:`form_analyzer.pipeline` puts reading,
pose estimation and the guide around it.
"""

from collections.abc import Sequence
from dataclasses import replace

from threadpoolctl import threadpool_limits

from form_analyzer.datatypes import (
    Activity,
    CaptureInfo,
    EventEdit,
    Plane,
    PoseTrack,
    QualityCode,
    QualityFlag,
    QualitySeverity,
    SceneInfo,
    Side,
    TimeScale,
    TimeScaleSource,
    TrackingSummary,
    VideoInfo,
    ViewInfo,
)
from form_analyzer.examine.flags import drift_flags, refused, running_flags
from form_analyzer.examine.given import Clip, Examined, Runner
from form_analyzer.examine.measuring import measurements
from form_analyzer.examine.watch import sagittal, uncut, watch_runner
from form_analyzer.gait.belt import belt_slope_deg
from form_analyzer.gait.curves import cycle_curves, ghost
from form_analyzer.gait.cycle import fold
from form_analyzer.gait.edits import apply_edits, edited_phases
from form_analyzer.gait.events import find_events, list_events
from form_analyzer.gait.seen import put_right, see_shoes
from form_analyzer.metrics.measure import nothing
from form_analyzer.quality import clip as clip_quality
from form_analyzer.quality import runner as runner_quality
from form_analyzer.quality.messages import info as info_flag
from form_analyzer.quality.messages import refusal
from form_analyzer.tracks.follow import (
    Followed,
    follow,
    swapped_by_hand,
    whole_repaired,
    with_shoes_of,
)
from form_analyzer.tracks.steadied import as_filmed, steadied
from form_analyzer.tracks.view import DOUBTFUL_DEG, View, judge_view

RESAMPLES = 40
_INCLINE_WORTH_SAYING_DEG = 7.0
"""On 100 rendered belts that lay level, perspective alone made up to 7 degrees."""


def examine(
    video: VideoInfo,
    track: PoseTrack,
    scene: SceneInfo | None,
    capture: CaptureInfo,
    strike_borders_deg: tuple[float, float],
    edits: Sequence[EventEdit] = (),
    *,
    resamples: int = RESAMPLES,
    before: Examined | None = None,
) -> Examined:
    """Measure what the track can carry and say why the rest is missing.

    Parameters
    ----------
    resamples
        Number of bootstrap samples behind every interval.
    before
        What the same landmarks told before, with the same edits: only shoes may have been
        added since, which neither following nor folding looks at.
    """
    path = scene.camera_path if scene else None
    track = steadied(swapped_by_hand(track, edits), path)
    followed = with_shoes_of(track, before.followed) if before and before.followed else None
    folded = before.folded if before else None
    given = (video, track, scene, capture, strike_borders_deg, tuple(edits), resamples)
    clip = Clip(*given, followed, folded)
    # The matrices are small: threads that wait for one another cost several times the work.
    with threadpool_limits(limits=1):
        told = _examine(clip)
    return replace(told, track=as_filmed(told.track, path)) if told.track else told


def _examine(clip: Clip) -> Examined:
    track = clip.track
    flags = [*clip_quality.file_flags(clip.info, clip.scene), *runner_quality.person_flags(track)]
    view = judge_view(track) if not refused(flags) else None
    if view is None:
        return _nothing_seen(clip, flags)
    followed = clip.followed or follow(uncut(clip), view.near_side)
    if followed is None:
        flags.append(refusal(QualityCode.NOT_RUNNING))
        return _not_measured(clip, flags, view, Activity.OTHER)
    return _examine_runner(clip, watch_runner(clip, view, followed), flags)


def _examine_runner(clip: Clip, runner: Runner, flags: list[QualityFlag]) -> Examined:
    view, followed = runner.view, runner.followed
    flags += runner_quality.activity_flags(runner.activity)
    flags += runner_quality.view_flags(view.plane, view.yaw_deg, DOUBTFUL_DEG)
    if runner.activity is Activity.RUNNING and view.plane is Plane.SAGITTAL:
        flags += clip_quality.too_fast_flags(runner.clock.scale, runner.cadence_spm)
        flags += runner_quality.direction_flags(runner.movement)
    strides = float(followed.rhythm.phase[-1] - followed.rhythm.phase[0])
    if runner.activity is Activity.RUNNING and strides < runner_quality.MIN_STRIDES:
        flags.append(refusal(QualityCode.FEW_STRIDES, "too_short", strides=strides))
    if refused(flags):
        return _not_measured(clip, flags, view, runner.activity, runner)
    flags += running_flags(clip, runner, strides)
    return _measure_runner(clip, runner, flags)


def _measure_runner(clip: Clip, runner: Runner, flags: list[QualityFlag]) -> Examined:
    track = sagittal(clip, runner)
    if clip_quality.sways(runner.sway_ratio):
        track = replace(track, shoes=())
    data = clip.folded or fold(track)
    told = find_events(data.mean)
    shoes = see_shoes(track, told)
    found = put_right(told, shoes)
    listed = list_events(track, data, found)
    events = apply_edits(listed, clip.edits, track)
    used = edited_phases(found, listed, events, track)
    if clip.edits:
        flags.append(info_flag(QualityCode.EVENTS_EDITED, count=len(clip.edits)))
    if not (runner.clock_lost or runner.followed.rhythm.broken):
        flags += drift_flags(track)
    slope_deg = belt_slope_deg(data.mean, used[runner.view.near_side], track)
    if slope_deg >= _INCLINE_WORTH_SAYING_DEG:
        flags.append(info_flag(QualityCode.INCLINE, incline=slope_deg))
    return Examined(
        time_scale=runner.clock.scale,
        view=_view_info(runner.view, runner.roll_deg, slope_deg),
        activity=runner.activity,
        quality=tuple(flags),
        tracking=_tracking(clip, runner.followed),
        measurements=measurements(clip, runner, track, data, shoes, found, used, events, flags),
        track=whole_repaired(clip.track, runner.followed),
        events=events,
        curves=tuple(cycle_curves(track, data, used[side]) for side in _near_first(runner.view)),
        ghost=ghost(data.mean, used[runner.view.near_side]),
        used_s=(float(track.time_s[0]), float(track.time_s[-1])),
        followed=runner.followed,
        folded=data,
    )


def _near_first(view: View) -> tuple[Side, Side]:
    return view.near_side, view.near_side.other


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


def _tracking(clip: Clip, followed: Followed | None) -> TrackingSummary:
    return TrackingSummary(
        frames=clip.info.n_frames,
        frames_with_person=int(clip.track.seen.sum()),
        leg_swaps_repaired=int(followed.legs.swapped.sum()) if followed else 0,
        samples_masked_ratio=float(followed.legs.masked.mean()) if followed else 0.0,
    )


def _nothing_seen(clip: Clip, flags: list[QualityFlag]) -> Examined:
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
    clip: Clip,
    flags: list[QualityFlag],
    view: View,
    activity: Activity,
    runner: Runner | None = None,
) -> Examined:
    """A refusal with its reason on every row."""
    reason = next(f.message for f in flags if f.severity is QualitySeverity.REFUSAL)
    roll = clip.scene.roll_at(clip.scene.camera_roll_place) if clip.scene else None
    scale = runner.clock.scale if runner else TimeScale(value=1.0, source=TimeScaleSource.FILE)
    return Examined(
        time_scale=scale,
        view=_view_info(view, runner.roll_deg if runner else roll, None),
        activity=activity,
        quality=tuple(flags),
        tracking=_tracking(clip, runner.followed if runner else None),
        measurements=nothing(reason),
        track=whole_repaired(clip.track, runner.followed) if runner else clip.track,
    )
