"""Who and what is seen, decided from facts made by hand."""

from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import (
    Activity,
    Facing,
    Joint,
    Plane,
    QualityCode,
    QualitySeverity,
    Side,
)
from form_analyzer.quality.runner import (
    Movement,
    activity_flags,
    body_flags,
    direction_flags,
    feet_hidden,
    judge_activity,
    legs_lost,
    person_flags,
    rails_held,
    see_movement,
    view_flags,
)
from form_analyzer.tracks.follow import leg_length_px
from form_analyzer.tracks.rhythm import find_rhythm
from tests.clips import runner_clip

RUNS = Movement(
    legs_strength=0.95,
    body_strength=0.9,
    swing_legs=0.5,
    bounce_with_reach=0.9,
    wrist_legs=0.4,
    foot_loop=0.5,
)


@pytest.mark.parametrize(
    ("changes", "cadence_spm", "activity"),
    [
        ({}, 170, Activity.RUNNING),
        ({"bounce_with_reach": -0.9}, 114, Activity.WALKING),
        ({"bounce_with_reach": 0.2}, 110, Activity.WALKING),
        ({"bounce_with_reach": 0.2}, 165, Activity.RUNNING),
        ({"legs_strength": 0.1, "body_strength": 0.2}, 170, Activity.OTHER),
        ({"swing_legs": 0.05}, 170, Activity.OTHER),
    ],
)
def test_activity_from_a_side_view(changes, cadence_spm, activity):
    assert judge_activity(replace(RUNS, **changes), Plane.SAGITTAL, cadence_spm) is activity


def test_from_the_front_only_rate_and_bounce_tell():
    assert judge_activity(RUNS, Plane.FRONTAL, 170.0) is Activity.RUNNING
    assert judge_activity(RUNS, Plane.FRONTAL, 60.0) is Activity.OTHER


@pytest.mark.parametrize(
    ("activity", "code"),
    [(Activity.WALKING, QualityCode.WALKING), (Activity.OTHER, QualityCode.NOT_RUNNING)],
)
def test_everything_but_running_is_refused(activity, code):
    (flag,) = activity_flags(activity)
    assert (flag.code, flag.severity) == (code, QualitySeverity.REFUSAL)
    assert not list(activity_flags(Activity.RUNNING))


def test_views_other_than_from_the_side_are_refused_and_doubt_is_told():
    (front,) = view_flags(Plane.FRONTAL, 80.0, 24.0)
    (oblique,) = view_flags(Plane.OBLIQUE, 45.0, 24.0)
    (doubt,) = view_flags(Plane.SAGITTAL, 28.0, 24.0)
    assert (front.code, oblique.code) == (QualityCode.FRONTAL_VIEW, QualityCode.OBLIQUE_VIEW)
    assert front.severity is oblique.severity is QualitySeverity.REFUSAL
    assert "45" in oblique.message
    assert doubt.severity is QualitySeverity.WARNING
    assert not list(view_flags(Plane.SAGITTAL, 10.0, 24.0))


def test_feet_that_go_the_wrong_way_round_are_refused():
    assert not list(direction_flags(RUNS))
    (flag,) = direction_flags(replace(RUNS, foot_loop=-0.5))
    assert (flag.code, flag.severity) == (QualityCode.NOT_RUNNING, QualitySeverity.REFUSAL)
    assert "backwards" in flag.message


@pytest.mark.parametrize("facing", Facing)
def test_the_loop_of_the_feet_turns_with_time(facing):
    track = runner_clip(facing=facing).track
    phase = find_rhythm(track).phase

    def loop(one, phase):
        return see_movement(one, phase, 200.0, 0.9, 0.9, facing).foot_loop

    backwards = replace(track, position_px=track.position_px[::-1].copy())
    assert 0.4 < loop(track, phase) < 0.9
    assert loop(backwards, -phase[::-1]) == pytest.approx(-loop(track, phase), abs=1e-6)


@pytest.fixture(scope="module")
def track():
    return runner_clip().track


def with_position(track, change):
    position = track.position_px.copy()
    change(position)
    return replace(track, position_px=position)


def test_nobody_for_most_of_the_clip_is_refused(track):
    def lose(position):
        position[: int(0.7 * len(position))] = np.nan

    (flag,) = person_flags(with_position(track, lose))
    assert flag.code is QualityCode.NO_PERSON
    assert not list(person_flags(track))


def test_several_people_are_told(track):
    (flag,) = person_flags(replace(track, n_people=3))
    assert flag.code is QualityCode.SEVERAL_PEOPLE
    assert "3" in flag.message


def test_feet_out_of_the_picture_or_unseen(track):
    assert not feet_hidden(track, Side.RIGHT)
    below = with_position(track, lambda p: np.add(p, [0, 400], out=p))
    assert feet_hidden(below, Side.RIGHT)
    confidence = track.confidence.copy()
    confidence[:, Joint.TOE.on(Side.RIGHT).column] = 0.1
    dark = replace(track, confidence=confidence)
    assert feet_hidden(dark, Side.RIGHT)
    assert not feet_hidden(dark, Side.LEFT)


def test_body_flags(track):
    clear, mixed_up = np.array([0.02, 0.05, np.nan]), np.array([0.2, 0.02, 0.25, np.nan])
    assert not list(body_flags(track, Side.RIGHT, 200.0, 0.01, clear))
    flags = {f.code for f in body_flags(track, Side.RIGHT, 60.0, 0.2, clear)}
    assert flags == {QualityCode.RUNNER_SMALL, QualityCode.LEGS_UNCERTAIN}
    (lost,) = body_flags(track, Side.RIGHT, 200.0, 0.2, mixed_up)
    assert lost.code is QualityCode.LEGS_UNCERTAIN
    assert "could not be told apart" in lost.message
    assert legs_lost(mixed_up)
    assert not legs_lost(clear)
    assert not legs_lost(np.full(3, np.nan))


def test_movement_of_a_runner_and_of_one_who_holds_on(track):
    rhythm = find_rhythm(track)
    leg_px = leg_length_px(track, Side.RIGHT)

    def seen(one):
        strength = rhythm.legs_strength, rhythm.body_strength
        return see_movement(one, rhythm.phase, leg_px, *strength, Facing.RIGHT)

    free = seen(track)
    assert free.bounce_with_reach > 0.5
    assert free.swing_legs > 0.3
    assert not rails_held(free)

    def keep_still(position):
        for side in (Side.LEFT, Side.RIGHT):
            shoulder = position[:, Joint.SHOULDER.on(side).column]
            position[:, Joint.WRIST.on(side).column] = shoulder + np.array([60.0, 40.0])

    def hold(position):
        for side in (Side.LEFT, Side.RIGHT):
            rail = position[0, Joint.SHOULDER.on(side).column] + np.array([60.0, 40.0])
            jitter = rng.normal(0.0, 0.008 * leg_px, (len(position), 2))
            position[:, Joint.WRIST.on(side).column] = rail + jitter

    rng = np.random.default_rng(2)
    assert not rails_held(seen(with_position(track, keep_still)))
    assert rails_held(seen(with_position(track, hold)))
