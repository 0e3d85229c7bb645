"""Events of synthetic runners, against their truth."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from form_analyzer.datatypes import (
    EventKind,
    EventSource,
    Facing,
    SagittalShoe,
    Side,
    TimeScale,
    TimeScaleSource,
)
from form_analyzer.gait.belt import belt_slope_deg, leg_length_m
from form_analyzer.gait.curves import cycle_curves, ghost
from form_analyzer.gait.cycle import fold, without_wander
from form_analyzer.gait.events import find_events, list_events, phase_distance_s
from form_analyzer.gait.features import side_curves
from form_analyzer.gait.strike import strike_angles
from form_analyzer.tracks.follow import follow
from form_analyzer.tracks.sagittal import to_sagittal
from tests.clips import runner_clip

SIDES = (Side.LEFT, Side.RIGHT)


@cache
def usual_track():
    """The usual runner without noise, in the sagittal frame."""
    return sagittal(runner_clip(noisy=False))


def sagittal(clip):
    followed = follow(clip.track, Side.RIGHT)
    assert followed is not None
    return to_sagittal(
        followed,
        facing=Facing.RIGHT,
        near_side=Side.RIGHT,
        camera_roll_deg=0.0,
        time_scale=TimeScale(value=1.0, source=TimeScaleSource.FILE),
        clip_start_s=0.0,
    )


@pytest.fixture(scope="module")
def clip():
    return runner_clip(noisy=False)


@pytest.fixture(scope="module")
def track():
    return usual_track()


@pytest.fixture(scope="module")
def data(track):
    return fold(track)


@pytest.fixture(scope="module")
def events(data):
    return find_events(data.mean)


def phases_of(clip, track, kind, side):
    """Mean true phase of one kind of event, around the circle."""
    times = clip.truth.event_times_s(kind, side)
    phase = np.interp(times, track.time_s, track.phase)
    return float(np.angle(np.mean(np.exp(2j * np.pi * phase))) / (2 * np.pi) % 1.0)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("kind", EventKind)
def test_events_lie_on_the_mean_stride_where_they_are(clip, track, data, events, kind, side):
    true = phases_of(clip, track, kind, side)
    away = phase_distance_s(events[side].phase_of(kind), true, data.mean.stride_s)
    assert abs(away) < 0.030


def test_the_two_sides_are_half_a_stride_apart(events):
    gap = (events[Side.LEFT].contact - events[Side.RIGHT].contact) % 1.0
    assert gap == pytest.approx(0.5, abs=0.03)


def test_every_event_in_the_clip_is_listed_once_and_in_order(clip, track, data, events):
    listed = list_events(track, data, events)
    times = [event.time_s for event in listed]
    assert times == sorted(times)
    for side in SIDES:
        for kind in EventKind:
            own = [e.time_s for e in listed if e.kind is kind and e.side is side]
            true = clip.truth.event_times_s(kind, side)
            assert abs(len(own) - len(true)) <= 1
            assert np.diff(own) == pytest.approx(data.mean.stride_s, abs=0.06)
    assert all(event.source is EventSource.MEASURED and event.sd_s > 0 for event in listed)


def test_frames_and_seconds_of_events_agree(track, data, events):
    for event in list_events(track, data, events):
        assert event.time_s == pytest.approx(
            np.interp(event.frame, track.frame_index, track.time_s), abs=1e-9
        )


def test_single_strides_are_followed_better_than_by_the_mean_stride(clip, track, data, events):
    """The scatter about the truth is smaller than the runner's own variation would leave."""
    listed = list_events(track, data, events)
    off = []
    for side in SIDES:
        own = np.array(
            [e.time_s for e in listed if e.kind is EventKind.INITIAL_CONTACT and e.side is side]
        )
        true = clip.truth.event_times_s(EventKind.INITIAL_CONTACT, side)
        nearest = own[np.abs(own[:, None] - true[None, :]).argmin(axis=0)]
        off.append((nearest - true) - np.mean(nearest - true))
    assert np.concatenate(off).std() < 0.010


def test_the_anchor_follows_contact_by_some_tens_of_milliseconds(clip, track, data):
    for side in SIDES:
        true = phases_of(clip, track, EventKind.INITIAL_CONTACT, side)
        after_s = phase_distance_s(side_curves(data.mean, side).anchor, true, data.mean.stride_s)
        assert 0.01 < after_s < 0.08


def test_curves_run_half_a_stride_either_way_from_the_anchor(data):
    curves = side_curves(data.mean, Side.RIGHT)
    assert curves.time_s[0] == pytest.approx(-data.mean.stride_s / 2)
    assert np.interp(0.0, curves.time_s, curves.trunk_speed) == pytest.approx(
        curves.trunk_speed.min(), rel=0.02
    )
    assert curves.push_s > 0.05


def test_the_belts_speed_is_the_stance_foots(clip, data):
    p = clip.parameters
    for side in SIDES:
        found = side_curves(data.mean, side).belt_speed
        assert found == pytest.approx(p.speed_mps / p.leg_length_m, rel=0.08)


def test_the_scale_from_the_belts_speed(clip, events):
    found = leg_length_m(events[Side.RIGHT], clip.parameters.speed_mps)
    assert found == pytest.approx(clip.parameters.leg_length_m, rel=0.08)


def test_the_belt_is_level_when_it_is(data, events, track):
    assert abs(belt_slope_deg(data.mean, events[Side.RIGHT], track)) < 2.0


def standing_shoe(track, events, slope_deg, *, match=0.9, every=1):
    """A shoe that follows a sloping belt, and is lifted straight up between contacts."""
    time_s = track.time_s[::every]
    after = (track.phase[::every] - events[Side.RIGHT].contact) % 1.0
    along = -3.0 * after / track.stride_hz
    stands = after < events[Side.RIGHT].stance
    up = np.where(stands, np.tan(np.radians(slope_deg)) * along, 0.3)
    return SagittalShoe(
        side=Side.RIGHT,
        time_s=time_s,
        place=np.stack([along, up], axis=-1),
        turn_deg=np.zeros(len(time_s)),
        match=np.full(len(time_s), match),
    )


@pytest.mark.parametrize("slope_deg", [-6.0, 0.0, 4.5])
def test_a_shoe_that_is_seen_tells_the_belts_slope(data, events, track, slope_deg):
    shoe = standing_shoe(track, events, slope_deg)
    seen = replace(track, shoes=(shoe,))
    assert belt_slope_deg(data.mean, events[Side.RIGHT], seen) == pytest.approx(slope_deg, abs=0.01)


@pytest.mark.parametrize(("match", "every"), [(0.3, 1), (0.9, 60)])
def test_a_shoe_hardly_seen_leaves_the_belt_to_the_landmarks(data, events, track, match, every):
    shoe = standing_shoe(track, events, 8.0, match=match, every=every)
    told = belt_slope_deg(data.mean, events[Side.RIGHT], replace(track, shoes=(shoe,)))
    assert told == belt_slope_deg(data.mean, events[Side.RIGHT], track)


def test_strike_angles(clip, data, events):
    true = clip.parameters.foot_strike_angle_deg
    for side, angle in zip(SIDES, true, strict=True):
        assert strike_angles(data.mean, events)[side].deg == pytest.approx(angle, abs=4.0)


def test_wander_slower_than_a_stride_is_taken_out(track):
    still = without_wander(track)
    hip = np.nanmean(still[:, [9, 10]], axis=1)
    strides = np.floor(track.phase).astype(int)
    means = [np.nanmean(hip[strides == k, 0]) for k in np.unique(strides)[1:-1]]
    assert np.std(means) < 0.01


def test_resampled_strides_scatter_about_the_mean_and_repeat(data):
    first = [cycle.at("right_toe", 0.3)[0] for cycle in data.resample(np.random.default_rng(1), 30)]
    again = [cycle.at("right_toe", 0.3)[0] for cycle in data.resample(np.random.default_rng(1), 30)]
    assert np.array_equal(first, again)
    mean = data.mean.at("right_toe", 0.3)[0]
    assert np.mean(first, axis=0) == pytest.approx(mean, abs=0.01)
    assert 0 < np.std(first, axis=0).max() < 0.03


def test_curves_for_plots(track, data, events):
    curves = cycle_curves(track, data, events[Side.RIGHT])
    assert curves.phase[[0, -1]].tolist() == [0.0, 1.0]
    assert curves.toe_off_phase == pytest.approx(events[Side.RIGHT].stance)
    for name, values in curves.mean_deg.items():
        assert values[0] == pytest.approx(values[-1], abs=1e-6), name
        assert np.all(curves.sd_deg[name] >= 0)
    knee = curves.mean_deg["knee_flexion"]
    assert knee.max() > 60  # in swing
    assert curves.phase[knee.argmax()] > events[Side.RIGHT].stance


def test_the_ghost_stands_about_its_own_hip(data, events):
    figure = ghost(data.mean, events[Side.RIGHT])
    assert figure.position.shape == (61, 19, 2)
    hip = figure.position[:, [9, 10]].mean(axis=(0, 1))
    assert hip == pytest.approx([0, 0], abs=1e-9)
    assert figure.position[0] == pytest.approx(figure.position[-1], abs=1e-6)
