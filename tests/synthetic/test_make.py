from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import EventKind, Facing, Joint, Keypoint, Metric, Side
from form_analyzer.synthetic.camera import Camera
from form_analyzer.synthetic.make import make_track
from form_analyzer.synthetic.noise import NO_NOISE, NoiseParameters
from form_analyzer.synthetic.parameters import RunnerParameters

RUNNER = RunnerParameters()


def test_a_clip_is_complete() -> None:
    clip = make_track(RUNNER, duration_s=5.0, seed=3)
    track = clip.track
    assert len(track.time_s) == 300
    assert track.world_m.shape == (300, len(Keypoint), 3)
    assert clip.swapped.shape == clip.merged.shape == (300,)
    assert 0.98 < track.seen.mean() <= 1.0
    assert 13 <= sum(e.kind is EventKind.INITIAL_CONTACT for e in clip.truth.events) <= 15


def test_the_same_arguments_give_the_same_clip() -> None:
    one, two = (make_track(RUNNER, seed=5, duration_s=3.0) for _ in range(2))
    np.testing.assert_array_equal(one.track.position_px, two.track.position_px)
    np.testing.assert_array_equal(one.track.confidence, two.track.confidence)
    assert one.truth == two.truth
    other = make_track(RUNNER, seed=6, duration_s=3.0)
    assert not np.array_equal(one.track.position_px, other.track.position_px)


def test_another_camera_sees_the_same_strides() -> None:
    quick, slow = (
        make_track(RUNNER, Camera(frame_rate_hz=rate), duration_s=6.0, seed=2)
        for rate in (240.0, 30.0)
    )
    for side in (Side.LEFT, Side.RIGHT):
        times = (c.truth.event_times_s(EventKind.INITIAL_CONTACT, side) for c in (quick, slow))
        a, b = times
        n = min(len(a), len(b))
        np.testing.assert_allclose(a[:n], b[:n], atol=1e-12)


def test_half_the_frames_of_60_are_those_of_30() -> None:
    sixty, thirty = (
        make_track(RUNNER, Camera(frame_rate_hz=rate), NO_NOISE, duration_s=4.0, seed=2)
        for rate in (60.0, 30.0)
    )
    np.testing.assert_allclose(sixty.track.position_px[::2], thirty.track.position_px, atol=1e-6)


def test_facing_left_mirrors_the_picture() -> None:
    flat = Camera(distance_m=np.inf)
    right = make_track(RUNNER, flat, NO_NOISE, duration_s=3.0, seed=1)
    left = make_track(RUNNER, replace(flat, facing=Facing.LEFT), NO_NOISE, duration_s=3.0, seed=1)
    mirrored = flat.width_px - left.track.position_px[..., 0]
    np.testing.assert_allclose(mirrored, right.track.position_px[..., 0], atol=1e-9)
    assert left.truth == right.truth


def test_slow_motion_has_the_truth_of_real_time() -> None:
    camera = Camera(frame_rate_hz=240.0, time_scale=1 / 8)
    clip = make_track(RUNNER, camera, duration_s=4.0, seed=1)
    assert clip.track.time_s[-1] == pytest.approx(8 * 4.0, rel=0.01)
    assert clip.truth.value(Metric.CADENCE) == pytest.approx(170, abs=4)
    last = clip.truth.events[-1]
    assert last.frame == pytest.approx(last.time_s * 240, abs=1e-6)


def test_swapped_frames_are_on_the_other_leg() -> None:
    noise = NoiseParameters(dropout_ratio=0.0, merge_scale=0.0)
    clip = make_track(RUNNER, noise=noise, duration_s=20.0, seed=8)
    assert clip.swapped.any()
    ankles = [Joint.ANKLE.on(side).column for side in (Side.LEFT, Side.RIGHT)]
    true, seen = clip.position_px[:, ankles], clip.track.position_px[:, ankles]
    straight = np.linalg.norm(seen - true, axis=2).sum(axis=1)
    crossed = np.linalg.norm(seen - true[:, ::-1], axis=2).sum(axis=1)
    clear = np.abs(straight - crossed) > 40
    np.testing.assert_array_equal((crossed < straight)[clear], clip.swapped[clear])


def test_duplicated_frames_repeat_the_landmarks() -> None:
    clip = make_track(RUNNER, Camera(duplicated_ratio=0.2), duration_s=4.0, seed=1)
    same = np.all(np.diff(clip.track.position_px[:, :4], axis=0) == 0, axis=(1, 2))
    assert 0.12 < same.mean() < 0.28


def test_smoothing_rounds_the_fast_foot_only() -> None:
    plain, smooth = (
        make_track(RUNNER, noise=replace(NO_NOISE, foot_smoothing_s=s), duration_s=3.0, seed=1)
        for s in (0.0, 0.01)
    )
    moved = np.abs(plain.track.position_px - smooth.track.position_px).max(axis=(0, 2))
    assert moved[Keypoint.RIGHT_HEEL.column] > 0.5
    assert moved[Keypoint.RIGHT_KNEE.column] == 0.0


def test_depth_in_the_world_tells_near_from_far() -> None:
    clip = make_track(RUNNER, duration_s=2.0, seed=1)
    depth = np.nanmedian(clip.track.world_m[..., 2], axis=0)
    assert depth[Keypoint.RIGHT_HIP.column] < 0 < depth[Keypoint.LEFT_HIP.column]
