"""Facts about the runner that decide what can be measured."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import (
    Activity,
    Facing,
    FloatArray,
    Joint,
    Keypoint,
    Plane,
    PoseTrack,
    QualityCode,
    QualityFlag,
    Side,
)
from form_analyzer.quality.messages import refusal, warning
from form_analyzer.signals.cycle import fit_cycle
from form_analyzer.signals.smooth import smooth

_MIN_SEEN = 0.4
_MIN_RHYTHM = 0.35
# A slow jogger at 1.5 m/s parts the feet by 0.22 leg lengths about the mean.
_MIN_SWING_LEGS = 0.15
_SMALL_LEG_PX = 85.0
# No runner leans so far; a picture turned by a right angle, or upside down, shows more.
_LYING_DEG = 60.0
_HIDDEN_RATIO = 0.25
_UNSEEN_CONFIDENCE = 0.3
# A hand on a rail stays where the rail is (landmarks jitter by some 0.04); one that is held still
# against the body goes up and down with it, by 0.14 and more.
_HELD_WRIST_LEGS = 0.08
# Half of what the least clear of 100 clips shows, played backwards.
_BACKWARD_LOOP = -0.2
_MASKED_RATIO = 0.08
# Usual distance (leg lengths) of a leg's landmarks from its mean stride: 0.013 to 0.07 where the
# legs were told apart, 0.2 and more on blocky or tiny pictures where they were mixed up.
_LOST_MISFIT = 0.12
_WALK_CADENCE_SPM = 125.0
MIN_STRIDES = 2.5
FEW_STRIDES = 6


@dataclass(frozen=True, slots=True)
class Movement:
    """How the body moves, in container time.

    Attributes
    ----------
    legs_strength, body_strength
        Share of variance that the stride rate explains, 0..1.
    swing_legs
        Amplitude of the ankles' separation at the stride rate, leg lengths.
    bounce_with_reach
        Correlation of trunk height with the ankles' separation over a step: near +1
        in running (highest in flight, feet apart), near -1 in walking (highest when
        the legs pass).
    wrist_legs
        Range of the clearer wrist's path in the room, leg lengths.
    foot_loop
        Area that the feet's closed path past the hips encloses, as a part of its height times
        its length: +0.4 to +0.8 where feet go forward high and back low, as all people's do,
        and the same with a minus where they go the other way round.
    """

    legs_strength: float
    body_strength: float
    swing_legs: float
    bounce_with_reach: float
    wrist_legs: float
    foot_loop: float


def see_movement(
    track: PoseTrack,
    phase: FloatArray,
    leg_px: float,
    legs_strength: float,
    body_strength: float,
    facing: Facing,
) -> Movement:
    """Measure how the body moves over the stride ``phase`` (n,).

    Blind to leg identity, but for the feet's path.
    """
    left, right = track.of(Keypoint.LEFT_ANKLE), track.of(Keypoint.RIGHT_ANKLE)
    apart = np.abs(left - right) / leg_px
    reach = _step_curve(phase, apart[:, 0])
    trunk = np.mean(
        [track.of(j.on(s))[:, 1] for j in (Joint.HIP, Joint.SHOULDER) for s in _SIDES], axis=0
    )
    height = _step_curve(phase, -trunk / leg_px)
    return Movement(
        legs_strength=legs_strength,
        body_strength=body_strength,
        swing_legs=float(np.ptp(reach) / 2.0) if np.isfinite(reach).all() else 0.0,
        bounce_with_reach=_correlation(reach, height),
        wrist_legs=_wrist_path(track, phase, leg_px),
        foot_loop=_foot_loop(track, phase, leg_px, facing),
    )


_SIDES = (Side.LEFT, Side.RIGHT)
_FOOT = (Joint.ANKLE, Joint.HEEL, Joint.TOE)


def _step_curve(phase: FloatArray, values: FloatArray) -> FloatArray:
    spline = fit_cycle(2.0 * phase, values[:, None], finest_cycles=4.0)
    return np.asarray(spline(np.arange(64) / 64.0)[:, 0])


def _correlation(a: FloatArray, b: FloatArray) -> float:
    if not (np.isfinite(a).all() and np.isfinite(b).all()) or np.ptp(a) == 0 or np.ptp(b) == 0:
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])


def _wrist_path(track: PoseTrack, phase: FloatArray, leg_px: float) -> float:
    """Usual range (5th to 95th percentile) of the clearer wrist's path, leg lengths.

    Without what is slower than a stride: runners wander over the belt. From single frames, not
    from the mean stride: arms are named wrongly too often.
    """
    side = max(
        _SIDES, key=lambda s: float(np.median(track.confidence[:, Joint.WRIST.on(s).column]))
    )
    wrist = track.of(Joint.WRIST.on(side)) / leg_px
    wrist = wrist[np.isfinite(wrist).all(axis=1)]
    if len(wrist) == 0:
        return float("nan")
    stride_samples = len(phase) / float(phase[-1] - phase[0])
    quick = [along - smooth(along, stride_samples) for along in wrist.T]
    return float(np.max(np.ptp(np.percentile(quick, (5, 95), axis=1), axis=0)))


def _foot_loop(track: PoseTrack, phase: FloatArray, leg_px: float, facing: Facing) -> float:
    """Signed area of both feet's mean path as a part of its frame; see Movement."""
    hips = np.mean([track.of(Joint.HIP.on(side)) for side in _SIDES], axis=0)
    loops = []
    for side in _SIDES:
        foot = np.mean([track.of(joint.on(side)) for joint in _FOOT], axis=0)
        path = np.stack([facing.sign * (foot - hips)[:, 0], -foot[:, 1]], axis=1) / leg_px
        along, up = fit_cycle(phase, path, finest_cycles=6.0)(np.arange(64) / 64.0).T
        frame = float(np.ptp(along) * np.ptp(up))
        loops.append(_area(along, up) / frame if frame > 0 else 0.0)
    return float(np.mean(loops))


def _area(along: FloatArray, up: FloatArray) -> float:
    """Area inside a closed path, + = clockwise where ``up`` points up."""
    steps = np.roll(along, -1) - np.roll(along, 1)
    return 0.5 * float((steps * up).sum())


def judge_activity(movement: Movement, plane: Plane, cadence_spm: float) -> Activity:
    """Running, walking or something else, from the movement and the real cadence."""
    steady = max(movement.legs_strength, movement.body_strength) >= _MIN_RHYTHM
    if not steady:
        return Activity.OTHER
    if plane is Plane.FRONTAL:
        runs = movement.body_strength >= _MIN_RHYTHM and 130.0 < cadence_spm < 240.0
        return Activity.RUNNING if runs else Activity.OTHER
    if movement.swing_legs < _MIN_SWING_LEGS:
        return Activity.OTHER
    if movement.bounce_with_reach < 0.0 or (
        movement.bounce_with_reach < 0.4 and cadence_spm < _WALK_CADENCE_SPM
    ):
        return Activity.WALKING
    return Activity.RUNNING


def person_flags(track: PoseTrack) -> Iterator[QualityFlag]:
    """Whether anybody, and how many, are seen."""
    if len(track.time_s) == 0 or track.seen.mean() < _MIN_SEEN or track.seen.sum() < 8:
        yield refusal(QualityCode.NO_PERSON)
    elif _trunk_from_upright_deg(track) > _LYING_DEG:
        yield refusal(QualityCode.NOT_RUNNING, "picture_turned")
    if track.n_people > 1:
        yield warning(QualityCode.SEVERAL_PEOPLE, people=track.n_people)


def _trunk_from_upright_deg(track: PoseTrack) -> float:
    """Usual angle of the line from hips to shoulders against the picture's upright, 0..180."""
    hips, shoulders = (
        np.mean([track.of(joint.on(side)) for side in _SIDES], axis=0)
        for joint in (Joint.HIP, Joint.SHOULDER)
    )
    trunk = shoulders - hips
    return float(np.nanmedian(np.degrees(np.arctan2(np.abs(trunk[:, 0]), -trunk[:, 1]))))


def activity_flags(activity: Activity) -> Iterator[QualityFlag]:
    """A refusal for everything but running."""
    if activity is Activity.WALKING:
        yield refusal(QualityCode.WALKING)
    elif activity is not Activity.RUNNING:
        yield refusal(QualityCode.NOT_RUNNING)


def direction_flags(movement: Movement) -> Iterator[QualityFlag]:
    """A refusal of clips that play backwards."""
    if movement.foot_loop < _BACKWARD_LOOP:
        yield refusal(QualityCode.NOT_RUNNING, "plays_backwards")


def view_flags(plane: Plane, yaw_deg: float, doubtful_deg: float) -> Iterator[QualityFlag]:
    """A refusal for everything but a side view, and a warning where it is in doubt."""
    if plane is Plane.FRONTAL:
        yield refusal(QualityCode.FRONTAL_VIEW)
    elif plane is Plane.OBLIQUE:
        yield refusal(QualityCode.OBLIQUE_VIEW, yaw=yaw_deg)
    elif yaw_deg > doubtful_deg:
        yield warning(QualityCode.OBLIQUE_VIEW, "oblique_doubt", yaw=yaw_deg)


def body_flags(
    track: PoseTrack, near_side: Side, leg_px: float, masked_ratio: float, misfit: FloatArray
) -> Iterator[QualityFlag]:
    """Feet out of the picture, a small runner, legs that could not be told apart."""
    if feet_hidden(track, near_side):
        yield refusal(QualityCode.FEET_HIDDEN)
    if leg_px < _SMALL_LEG_PX:
        yield warning(QualityCode.RUNNER_SMALL, leg_px=leg_px)
    if legs_lost(misfit):
        yield warning(QualityCode.LEGS_UNCERTAIN, "legs_lost")
    elif masked_ratio > _MASKED_RATIO:
        yield warning(QualityCode.LEGS_UNCERTAIN, ratio=masked_ratio)


def legs_lost(misfit: FloatArray) -> bool:
    """Whether legs so far (leg lengths, (n,)) from their mean stride cannot be measured."""
    known = misfit[np.isfinite(misfit)]
    return bool(len(known) and np.median(known) > _LOST_MISFIT)


def feet_hidden(track: PoseTrack, near_side: Side) -> bool:
    """Whether the near foot is outside the picture, or unseen, in much of the clip."""
    bad = np.zeros(len(track.time_s), dtype=bool)
    for joint in (Joint.HEEL, Joint.TOE, Joint.ANKLE):
        x, y = track.of(joint.on(near_side)).T
        bad |= (x < 0) | (y < 0) | (x > track.width_px) | (y > track.height_px)
        bad |= track.confidence[:, joint.on(near_side).column] < _UNSEEN_CONFIDENCE
    seen = track.seen & np.isfinite(track.of(Joint.ANKLE.on(near_side))[:, 0])
    return bool(bad[seen].mean() > _HIDDEN_RATIO) if seen.any() else True


def rails_held(movement: Movement) -> bool:
    """Whether the hand in view stays where it is in the room while the body goes up and down."""
    return bool(movement.wrist_legs < _HELD_WRIST_LEGS)
