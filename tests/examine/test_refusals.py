"""Clips that cannot carry numbers, and warnings."""

from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import (
    Activity,
    CaptureInfo,
    Facing,
    Joint,
    Metric,
    Plane,
    QualityCode,
    QualitySeverity,
    Side,
)
from form_analyzer.examine import examine
from form_analyzer.synthetic.camera import Camera
from form_analyzer.synthetic.grid import draw_walker
from form_analyzer.synthetic.make import make_track
from form_analyzer.synthetic.noise import NoiseParameters
from form_analyzer.synthetic.parameters import RunnerParameters
from tests.clips import (
    codes,
    measure,
    measured_runner,
    row,
    rows_of,
    runner_clip,
    scene,
    value,
    video,
)


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


@pytest.mark.parametrize("facing", Facing)
def test_a_clip_played_backwards_is_refused(facing):
    track = runner_clip(facing=facing).track
    rows = slice(None, None, -1)
    backwards = replace(
        track,
        position_px=track.position_px[rows].copy(),
        confidence=track.confidence[rows].copy(),
        world_m=track.world_m[rows].copy(),
    )
    found = measure(backwards)
    refused(found, QualityCode.NOT_RUNNING)
    assert "backwards" in found.quality[-1].message


def test_a_clip_at_twice_the_speed_of_life_is_refused_unless_the_user_tells():
    track = runner_clip().track
    fast = replace(track, time_s=track.time_s / 2)
    refused(measure(fast), QualityCode.CLOCK_UNCERTAIN)
    told = measure(fast, capture=CaptureInfo(capture_rate_hz=60.0))
    cadence = value(measured_runner(), Metric.CADENCE)
    assert value(told, Metric.CADENCE) == pytest.approx(cadence, abs=0.1)
    assert QualityCode.CLOCK_UNCERTAIN not in codes(told)


def test_a_clip_that_is_somewhat_fast_gives_no_times():
    track = runner_clip().track
    fast = replace(track, time_s=track.time_s / 1.3)
    found = measure(fast, capture=CaptureInfo(speed_mps=3.0))
    (flag,) = [f for f in found.quality if f.code is QualityCode.CLOCK_UNCERTAIN]
    assert flag.severity is QualitySeverity.WARNING
    for metric in (Metric.CADENCE, Metric.STEP_LENGTH, Metric.VERTICAL_RATIO):
        assert "speed" in row(found, metric).reason_missing
    for metric in (Metric.CONTACT_TIME, Metric.FLIGHT_TIME):
        assert "speed" in row(found, metric, Side.RIGHT).reason_missing
    assert row(found, Metric.VERTICAL_OSCILLATION).unit == "ratio"
    assert value(found, Metric.TRUNK_LEAN) == pytest.approx(
        value(measured_runner(), Metric.TRUNK_LEAN), abs=0.5
    )


def test_frames_missing_again_and_again_are_told_and_widen_the_cadence():
    track = runner_clip().track
    kept = np.flatnonzero(track.time_s % 2.0 < 1.8)
    cut = rows_of(track, kept)
    found = measure(replace(cut, time_s=track.time_s[: len(kept)]))
    (flag,) = [f for f in found.quality if f.code is QualityCode.EDITED_CLIP]
    assert flag.severity is QualitySeverity.WARNING
    assert QualityCode.CADENCE_DRIFT not in codes(found)
    low, high = row(found, Metric.CADENCE).ci95
    assert low < value(measured_runner(), Metric.CADENCE) < high
    assert high - low > 2.0


def test_frames_lost_all_over_a_clip_leave_no_times():
    track = runner_clip().track
    kept = np.flatnonzero(np.random.default_rng(1).random(len(track.time_s)) > 0.28)
    short = rows_of(track, kept)
    found = measure(replace(short, time_s=track.time_s[: len(kept)]))
    assert QualityCode.CLOCK_UNCERTAIN in codes(found)
    assert row(found, Metric.CADENCE).reason_missing


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
        for side in (Side.LEFT, Side.RIGHT):
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


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turned_picture_is_to_be_turned(quarters):
    track = runner_clip().track
    cos, sin = {1: (0.0, 1.0), 2: (-1.0, 0.0), 3: (0.0, -1.0)}[quarters]
    position = track.position_px @ np.array([[cos, sin], [-sin, cos]])
    found = measure(replace(track, position_px=position))
    refused(found, QualityCode.NOT_RUNNING)
    assert "Turn the clip" in found.quality[0].message


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
    for side in (Side.LEFT, Side.RIGHT):
        shoulder = position[0, Joint.SHOULDER.on(side).column]
        position[:, Joint.WRIST.on(side).column] = shoulder + np.array([60.0, 45.0])
    found = measure(replace(track, position_px=position))
    assert QualityCode.RAILS_HELD in codes(found)
    assert row(found, Metric.TRUNK_LEAN).reason_missing
    assert row(found, Metric.ELBOW_ANGLE, Side.LEFT).reason_missing
    assert row(found, Metric.CONTACT_TIME, Side.RIGHT).value is not None


def test_legs_mixed_up_beyond_repair_are_not_measured_and_the_trunk_is():
    track = runner_clip().track
    rng = np.random.default_rng(4)
    position = track.position_px.copy()
    for joint in (Joint.KNEE, Joint.ANKLE, Joint.HEEL, Joint.TOE):
        for side in (Side.LEFT, Side.RIGHT):
            position[:, joint.on(side).column] += rng.normal(0, 60.0, (len(position), 2))
    found = measure(replace(track, position_px=position))
    assert QualityCode.LEGS_UNCERTAIN in codes(found)
    for metric in (Metric.SHANK_ANGLE, Metric.CONTACT_TIME, Metric.HIP_EXTENSION):
        assert "told apart" in row(found, metric, Side.RIGHT).reason_missing
    assert value(found, Metric.TRUNK_LEAN) is not None
    assert value(found, Metric.CADENCE) == pytest.approx(
        value(measured_runner(), Metric.CADENCE), abs=1
    )


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


def test_a_camera_that_sways_leaves_landings_to_the_landmarks():
    noise = NoiseParameters(shoe_scale=1.0)
    track = make_track(RunnerParameters(), noise=noise, duration_s=8.0, seed=5).track

    def filmed(sway_px):
        swaying = scene(camera_sway_px=sway_px)
        return examine(video(track), track, swaying, CaptureInfo(), (-1.6, 8.0))

    still, swaying = filmed(0.1), filmed(6.0)
    without = examine(video(track), replace(track, shoes=()), scene(), CaptureInfo(), (-1.6, 8.0))
    assert QualityCode.CAMERA_MOVES not in codes(still)
    assert QualityCode.CAMERA_MOVES in codes(swaying)
    strike = [row(one, Metric.FOOT_STRIKE_ANGLE, Side.RIGHT) for one in (still, swaying, without)]
    assert strike[1].value == pytest.approx(strike[2].value)
    widths = [one.ci95[1] - one.ci95[0] for one in strike]
    assert widths[0] < widths[2] < widths[1]
