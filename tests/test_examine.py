"""From one person's landmarks to numbers: exact runners, properties, refusals, edits."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from form_analyzer.datatypes import (
    Activity,
    CaptureInfo,
    EditAction,
    EventEdit,
    EventKind,
    Facing,
    Joint,
    Metric,
    Plane,
    QualityCode,
    QualitySeverity,
    Side,
    TimeScaleSource,
)
from form_analyzer.examine import examine
from form_analyzer.synthetic.camera import Camera
from form_analyzer.synthetic.grid import draw_walker
from form_analyzer.synthetic.make import make_track
from form_analyzer.synthetic.noise import NoiseParameters
from form_analyzer.tracks.follow import exchange_legs
from form_analyzer.validation.outcome import wrong_legs
from tests.clips import (
    codes,
    drawn_clips,
    measure,
    measured_runner,
    mirrored,
    row,
    rows_of,
    runner_clip,
    scene,
    value,
    video,
)

SIDES = (Side.LEFT, Side.RIGHT)


@cache
def measured_drawn():
    return tuple(measure(clip.track, roll_deg=clip.camera.roll_deg) for clip in drawn_clips(4))


# --- numbers against the truth ---------------------------------------------------------


@pytest.mark.parametrize(
    ("metric", "side", "within"),
    [
        (Metric.CADENCE, Side.BOTH, 0.6),
        (Metric.CONTACT_TIME, Side.RIGHT, 0.025),
        (Metric.FOOT_STRIKE_ANGLE, Side.RIGHT, 4.0),
        (Metric.OVERSTRIDE, Side.RIGHT, 0.03),
        (Metric.SHANK_ANGLE, Side.RIGHT, 3.0),
        (Metric.KNEE_FLEXION_CONTACT, Side.RIGHT, 5.0),
        (Metric.TRUNK_LEAN, Side.BOTH, 1.5),
        (Metric.FORWARD_HEAD, Side.BOTH, 4.0),
        (Metric.STEP_TIME_ASYMMETRY, Side.BOTH, 0.06),
    ],
)
def test_numbers_of_the_usual_runner(metric, side, within):
    found = measured_runner()
    assert value(found, metric, side) == pytest.approx(
        runner_clip().truth.value(metric, side), abs=within
    )


def test_different_runners_on_average():
    """The share of the accuracy report's grid that is quick enough for every day."""
    wanted = {
        (Metric.CADENCE, None): 0.5,
        (Metric.OVERSTRIDE, "near"): 0.03,
        (Metric.SHANK_ANGLE, "near"): 3.0,
        (Metric.FOOT_STRIKE_ANGLE, "near"): 6.0,
        (Metric.TRUNK_LEAN, None): 1.0,
    }
    for (metric, place), limit in wanted.items():
        off = []
        for clip, found in zip(drawn_clips(4), measured_drawn(), strict=True):
            side = clip.camera.near_side if place else Side.BOTH
            off.append(abs(value(found, metric, side) - clip.truth.value(metric, side)))
        assert np.mean(off) < limit, metric


def test_cadence_is_never_half_or_double():
    for clip, found in zip(drawn_clips(4), measured_drawn(), strict=True):
        assert value(found, Metric.CADENCE) == pytest.approx(clip.parameters.cadence_spm, rel=0.02)


def test_every_row_is_a_number_with_an_interval_or_has_a_reason():
    for found in measured_drawn():
        for one in found.measurements:
            if one.value is not None:
                assert one.ci95[0] < one.value < one.ci95[1]
                assert one.n_strides >= 6
            else:
                assert one.category is not None or one.reason_missing


def test_the_same_track_gives_the_same_numbers():
    track = runner_clip().track
    assert measure(track).measurements == measured_runner().measurements


def test_view_and_time_used():
    found = measured_runner()
    assert (found.view.plane, found.view.facing) == (Plane.SAGITTAL, Facing.RIGHT)
    assert found.view.near_side is Side.RIGHT
    assert found.activity is Activity.RUNNING
    assert found.used_s[0] == pytest.approx(0.0, abs=0.6)
    assert found.used_s[1] == pytest.approx(8.0, abs=0.6)


def test_legs_exchanged_by_the_model_are_put_right():
    noise = NoiseParameters(swap_scale=4.0)
    clip = make_track(runner_clip().parameters, Camera(), noise, duration_s=8.0, seed=11)
    assert clip.swapped.sum() > 10
    found = measure(clip.track)
    wrong, frames = wrong_legs(clip, found.track, found.used_s)
    assert wrong / frames < 0.005
    assert found.tracking.leg_swaps_repaired >= 0.8 * clip.swapped.sum()


def same(plain, other, exchanged=False):
    """The same numbers, to a twentieth of what they are uncertain by.

    Rounding may move an instant to the next point of a fine grid, so they are not equal bit
    for bit.
    """
    for one in plain.measurements:
        again = row(other, one.metric, one.side.other if exchanged else one.side)
        if one.value is None:
            assert again.category is one.category
            continue
        sign = -1.0 if exchanged and one.metric is Metric.STEP_TIME_ASYMMETRY else 1.0
        near = 0.05 * (one.ci95[1] - one.value)
        assert again.value == pytest.approx(sign * one.value, abs=near), (one.metric, one.side)


def same_events(plain, other, exchanged=False):
    found = [(e.kind, e.side.other if exchanged else e.side) for e in other.events]
    assert found == [(e.kind, e.side) for e in plain.events]
    times = [e.time_s for e in other.events]
    assert times == pytest.approx([e.time_s for e in plain.events], abs=1e-3)


# --- properties ------------------------------------------------------------------------


def test_a_mirrored_runner_has_the_same_numbers_with_the_sides_exchanged():
    plain, mirror = measured_runner(), measure(mirrored(runner_clip().track))
    assert mirror.view.facing is Facing.LEFT
    assert mirror.view.near_side is Side.LEFT
    same(plain, mirror, exchanged=True)
    same_events(plain, mirror, exchanged=True)


def test_a_mirror_changes_the_cameras_roll_too():
    clip = drawn_clips(4)[0]
    roll = 2.0
    plain = measure(clip.track, roll_deg=roll)
    mirror = measure(mirrored(clip.track), roll_deg=-roll)
    assert value(mirror, Metric.TRUNK_LEAN) == pytest.approx(value(plain, Metric.TRUNK_LEAN))


def test_time_may_start_anywhere():
    track = runner_clip().track
    later = measure(replace(track, time_s=track.time_s + 17.25))
    same(measured_runner(), later)
    same_events(measured_runner(), later)


def test_where_the_runner_is_in_the_picture_and_how_large_makes_no_difference():
    track = runner_clip().track
    half = replace(
        track,
        position_px=track.position_px * 0.5 + np.array([40.0, 90.0]),
        width_px=track.width_px,
        height_px=track.height_px,
    )
    same(measured_runner(), measure(half))


def inside(plain, other, allowed=0):
    """Metrics whose value left the other's 95 % interval."""
    left = []
    for one in plain.measurements:
        if one.value is None:
            continue
        again = row(other, one.metric, one.side).value
        if again is None or not one.ci95[0] <= again <= one.ci95[1]:
            left.append((one.metric, one.side, one.ci95, again))
    assert len(left) <= allowed, left


@pytest.mark.parametrize("k", range(2))
def test_every_other_frame_stays_inside_the_interval(k):
    clip = drawn_clips(4)[k]
    half = measure(rows_of(clip.track, slice(None, None, 2)), roll_deg=clip.camera.roll_deg)
    inside(measured_drawn()[k], half)


@pytest.mark.parametrize("k", range(2))
@pytest.mark.parametrize("rows", [slice(60, None), slice(None, -60)])
def test_a_second_less_stays_inside_the_interval(k, rows):
    clip = drawn_clips(4)[k]
    trimmed = measure(rows_of(clip.track, rows), roll_deg=clip.camera.roll_deg)
    inside(measured_drawn()[k], trimmed)


def test_uneven_time_stamps_are_taken_as_they_are():
    camera = Camera(dropped_ratio=0.08, time_jitter_ratio=0.15)
    clip = make_track(runner_clip().parameters, camera, duration_s=8.0, seed=4)
    inside(measured_runner(), measure(clip.track), allowed=1)


# --- clock -----------------------------------------------------------------------------


@pytest.mark.parametrize(("taken", "stored"), [(120.0, 30.0), (240.0, 30.0), (120.0, 60.0)])
def test_slow_motion_is_found_and_times_are_real(taken, stored):
    clip = runner_clip(taken, 6.0, True, stored / taken)
    found = measure(clip.track)
    assert found.time_scale.source is TimeScaleSource.GRAVITY
    assert found.time_scale.value == pytest.approx(stored / taken, rel=0.01)
    assert QualityCode.SLOW_MOTION in codes(found)
    assert value(found, Metric.CADENCE) == pytest.approx(clip.parameters.cadence_spm, abs=1.5)
    true = clip.truth.value(Metric.CONTACT_TIME, Side.RIGHT)
    assert value(found, Metric.CONTACT_TIME, Side.RIGHT) == pytest.approx(true, abs=0.025)


def test_no_normal_clip_is_called_slow():
    for found in measured_drawn():
        assert found.time_scale.value == 1.0
        assert QualityCode.SLOW_MOTION not in codes(found)


def test_what_the_user_says_of_the_clock_holds():
    found = measure(runner_clip().track, capture=CaptureInfo(capture_rate_hz=120.0))
    assert found.time_scale.source is TimeScaleSource.USER
    assert found.time_scale.value == pytest.approx(0.5, rel=1e-6)
    assert value(found, Metric.CADENCE) == pytest.approx(
        2 * value(measured_runner(), Metric.CADENCE), rel=1e-6
    )


def test_a_phones_tag_is_used():
    clip = runner_clip(240.0, 6.0, True, 1 / 8)
    found = measure(clip.track, capture_rate_hz=240.0)
    assert found.time_scale.source is TimeScaleSource.TAG
    assert found.time_scale.value == pytest.approx(1 / 8, rel=1e-3)


# --- what the user tells ---------------------------------------------------------------


def test_height_gives_metres_and_speed_gives_steps():
    clip = runner_clip()
    p = clip.parameters
    plain = measured_runner()
    assert row(plain, Metric.VERTICAL_OSCILLATION).unit == "ratio"
    assert row(plain, Metric.STEP_LENGTH).reason_missing
    tall = measure(clip.track, capture=CaptureInfo(height_m=p.leg_length_m / 0.491))
    assert row(tall, Metric.VERTICAL_OSCILLATION).unit == "m"
    fast = measure(clip.track, capture=CaptureInfo(speed_mps=p.speed_mps))
    assert value(fast, Metric.STEP_LENGTH) == pytest.approx(
        clip.truth.value(Metric.STEP_LENGTH), rel=0.02
    )
    assert value(fast, Metric.VERTICAL_OSCILLATION) == pytest.approx(
        clip.truth.value(Metric.VERTICAL_OSCILLATION), abs=0.015
    )


def test_the_cameras_roll_is_taken_out_of_the_lean():
    camera = Camera(roll_deg=3.0)
    clip = make_track(runner_clip().parameters, camera, duration_s=8.0, seed=4)
    known, unknown = (measure(clip.track, roll_deg=roll) for roll in (3.0, None))
    assert value(known, Metric.TRUNK_LEAN) == pytest.approx(
        value(measured_runner(), Metric.TRUNK_LEAN), abs=0.3
    )
    assert abs(value(unknown, Metric.TRUNK_LEAN) - value(known, Metric.TRUNK_LEAN)) > 2.5
    low, high = row(unknown, Metric.TRUNK_LEAN).ci95
    assert low < value(known, Metric.TRUNK_LEAN) < high
    assert QualityCode.ROLL_UNKNOWN in codes(unknown)
    assert QualityCode.CAMERA_ROLL in codes(known)


# --- refusals and warnings -------------------------------------------------------------


def refused(found, code):
    """The flag is there, refuses, and every row carries a reason."""
    (flag,) = [f for f in found.quality if f.code is code]
    assert flag.severity is QualitySeverity.REFUSAL
    assert all(one.is_missing and one.reason_missing for one in found.measurements)
    assert not found.events
    assert len(flag.message) > 20


def test_a_walker_is_refused():
    rng = np.random.default_rng(3)
    clip = make_track(draw_walker(rng), Camera(frame_rate_hz=30.0), duration_s=8.0, seed=5)
    found = measure(clip.track)
    assert found.activity is Activity.WALKING
    assert found.time_scale.value == 1.0
    refused(found, QualityCode.WALKING)


def test_a_view_from_the_front_is_refused():
    track = runner_clip().track
    world = track.world_m[..., [2, 1, 0]].copy()  # turned by a right angle
    position = track.position_px.copy()
    middle = np.nanmean(position[..., 0])
    position[..., 0] = middle + 0.15 * (position[..., 0] - middle)
    found = measure(replace(track, world_m=world, position_px=position))
    assert found.view.plane is Plane.FRONTAL
    assert found.view.facing is None
    refused(found, QualityCode.FRONTAL_VIEW)


def test_an_oblique_view_is_refused():
    clip = make_track(runner_clip().parameters, Camera(yaw_deg=50.0), duration_s=6.0, seed=4)
    world = clip.track.world_m.copy()
    angle = np.radians(50.0)
    world[..., 0] = clip.track.world_m[..., 2] * np.tan(angle)
    found = measure(replace(clip.track, world_m=world))
    refused(found, QualityCode.OBLIQUE_VIEW)


def test_feet_out_of_the_picture():
    track = runner_clip().track
    lowered = measure(replace(track, position_px=track.position_px + np.array([0.0, 330.0])))
    assert QualityCode.FEET_HIDDEN in codes(lowered)
    for metric in (Metric.CONTACT_TIME, Metric.FOOT_STRIKE_ANGLE, Metric.OVERSTRIDE):
        for side in SIDES:
            assert row(lowered, metric, side).reason_missing


def test_too_few_strides():
    two = measure(rows_of(runner_clip().track, slice(0, 90)))
    assert QualityCode.FEW_STRIDES in codes(two) or QualityCode.NOT_RUNNING in codes(two)
    assert all(one.is_missing for one in two.measurements)
    five = measure(rows_of(runner_clip().track, slice(0, 215)))
    (flag,) = [f for f in five.quality if f.code is QualityCode.FEW_STRIDES]
    assert flag.severity is QualitySeverity.WARNING
    assert value(five, Metric.CADENCE) == pytest.approx(
        value(measured_runner(), Metric.CADENCE), abs=3
    )


def test_nobody():
    track = runner_clip().track
    empty = replace(
        track,
        position_px=np.full_like(track.position_px, np.nan),
        confidence=np.zeros_like(track.confidence),
        world_m=np.full_like(track.world_m, np.nan),
    )
    found = measure(empty)
    refused(found, QualityCode.NO_PERSON)
    assert found.activity is Activity.NONE
    assert found.view.plane is None


def test_somebody_who_stands_is_not_running():
    track = runner_clip().track
    rng = np.random.default_rng(1)
    position = np.repeat(track.position_px[20:21], len(track.time_s), axis=0)
    position = position + rng.normal(0, 1.0, position.shape)
    found = measure(replace(track, position_px=position))
    assert found.activity is not Activity.RUNNING
    refused(found, QualityCode.NOT_RUNNING)


def test_hands_on_the_rails_hide_trunk_and_arms():
    track = runner_clip().track
    position = track.position_px.copy()
    for side in SIDES:
        shoulder = position[:, Joint.SHOULDER.on(side).column]
        position[:, Joint.WRIST.on(side).column] = shoulder + np.array([60.0, 45.0])
    found = measure(replace(track, position_px=position))
    assert QualityCode.RAILS_HELD in codes(found)
    assert row(found, Metric.TRUNK_LEAN).reason_missing
    assert row(found, Metric.ELBOW_ANGLE, Side.LEFT).reason_missing
    assert row(found, Metric.CONTACT_TIME, Side.RIGHT).value is not None


def test_a_low_frame_rate_keeps_what_it_can_show():
    clip = runner_clip(12.0, 10.0)
    found = measure(clip.track)
    assert QualityCode.LOW_FRAME_RATE in codes(found)
    assert row(found, Metric.CONTACT_TIME, Side.RIGHT).reason_missing
    assert value(found, Metric.CADENCE) == pytest.approx(clip.parameters.cadence_spm, abs=2)


def test_flags_of_file_and_camera_come_through():
    track = runner_clip().track
    found = examine(
        video(track, truncated=True),
        replace(track, n_people=2),
        scene(camera_moves=True, camera_shift_px=40.0, cut_frames=(400,)),
        CaptureInfo(),
        (-1.6, 8.0),
    )
    assert {
        QualityCode.TRUNCATED_FILE,
        QualityCode.SEVERAL_PEOPLE,
        QualityCode.CAMERA_MOVES,
        QualityCode.EDITED_CLIP,
    } <= codes(found)
    assert found.used_s[1] <= 400 / 60


# --- corrections by hand ---------------------------------------------------------------


def edits_of(found, kind, side, frames):
    return [
        EventEdit(
            action=EditAction.MOVE, kind=kind, side=side, frame=e.frame, to_frame=e.frame + frames
        )
        for e in found.events
        if e.kind is kind and e.side is side
    ]


@pytest.mark.parametrize(
    ("kind", "frames", "change_s"),
    [
        (EventKind.INITIAL_CONTACT, -1.0, +1 / 60),
        (EventKind.INITIAL_CONTACT, +1.0, -1 / 60),
        (EventKind.TOE_OFF, +1.0, +1 / 60),
    ],
)
def test_moving_events_moves_contact_time_the_right_way(kind, frames, change_s):
    plain = measured_runner()
    edits = edits_of(plain, kind, Side.RIGHT, frames)
    found = measure(runner_clip().track, edits=edits)
    change = value(found, Metric.CONTACT_TIME, Side.RIGHT) - value(
        plain, Metric.CONTACT_TIME, Side.RIGHT
    )
    assert change == pytest.approx(change_s, abs=0.002)
    other = value(plain, Metric.CONTACT_TIME, Side.LEFT)
    assert value(found, Metric.CONTACT_TIME, Side.LEFT) == pytest.approx(other)
    assert value(found, Metric.CADENCE) == pytest.approx(value(plain, Metric.CADENCE))
    assert QualityCode.EVENTS_EDITED in codes(found)


def test_added_and_removed_events_are_listed_so():
    plain = measured_runner()
    third = [e for e in plain.events if e.kind is EventKind.TOE_OFF and e.side is Side.LEFT][3]
    said = {"kind": third.kind, "side": third.side}
    remove = EventEdit(action=EditAction.REMOVE, frame=third.frame, **said)
    add = EventEdit(action=EditAction.ADD, frame=round(third.frame) + 1, **said)
    track = runner_clip().track
    assert len(measure(track, edits=[remove]).events) == len(plain.events) - 1
    both = measure(track, edits=[remove, add])
    assert len(both.events) == len(plain.events)
    assert any(e.frame == add.frame for e in both.events)


def test_legs_exchanged_by_hand_are_exchanged_before_measuring():
    track = runner_clip().track
    wrong = exchange_legs(track, ((100, 130),))
    swap = EventEdit(action=EditAction.SWAP_LEGS, frame=100, to_frame=130)
    same(measured_runner(), measure(wrong, edits=[swap]))
