import numpy as np
import pytest

from form_analyzer.anytime.parts import (
    filled,
    from_first_frame,
    join,
    parts,
    select,
    stretches,
)
from form_analyzer.datatypes import PoseTrack
from tests.anytime.clips import run, still


@pytest.fixture(scope="module")
def minute() -> PoseTrack:
    return run(60.0).track


def test_a_short_unbroken_track_is_one_part(minute: PoseTrack) -> None:
    track = select(minute, slice(0, 45 * 30))
    assert parts(track) == ((0, 45 * 30),)


def test_a_long_track_is_divided_into_even_parts_that_share_a_row(minute: PoseTrack) -> None:
    found = parts(minute)
    assert len(found) == 3
    assert found[0][0] == 0
    assert found[-1][1] == len(minute.time_s)
    assert [a[1] - 1 for a in found[:-1]] == [b[0] for b in found[1:]]
    assert np.ptp([last - first for first, last in found]) <= 1


def test_parts_never_run_over_a_gap(minute: PoseTrack) -> None:
    track = join([select(minute, slice(a, b)) for a, b in ((0, 300), (600, 900), (920, 1300))])
    assert stretches(track) == ((0, 300), (300, 600), (600, 980))
    assert parts(track) == stretches(track)


def test_a_few_lost_frames_are_no_gap(minute: PoseTrack) -> None:
    track = join([select(minute, slice(a, b)) for a, b in ((0, 300), (310, 600))])
    assert parts(track) == ((0, 590),)


def test_a_low_frame_rate_is_no_row_of_gaps() -> None:
    assert stretches(still(60, rate_hz=1.0)) == ((0, 60),)


def test_slow_motion_gets_longer_parts(minute: PoseTrack) -> None:
    slow = run(60.0, rate_hz=240.0).track
    slowed = PoseTrack(
        time_s=slow.time_s * 8.0,
        frame_index=slow.frame_index,
        position_px=slow.position_px,
        confidence=slow.confidence,
        world_m=slow.world_m,
        width_px=slow.width_px,
        height_px=slow.height_px,
        model_name=slow.model_name,
        model_sha256=slow.model_sha256,
    )
    seconds = [slowed.time_s[b - 1] - slowed.time_s[a] for a, b in parts(slowed)]
    strides = [s / 8.0 * 172.0 / 120.0 for s in seconds]
    assert min(strides) > 12.0


def test_the_first_frame_stands_for_the_clip_s_beginning(minute: PoseTrack) -> None:
    late = select(minute, slice(300, 600))
    track = from_first_frame(late, float(minute.time_s[0]))
    assert track.time_s[0] == minute.time_s[0]
    assert not track.seen[0]
    assert parts(track) == ((1, 301),)
    assert from_first_frame(track, 99.0) is track


def test_joining_takes_every_frame_once_and_in_order(minute: PoseTrack) -> None:
    a, b = select(minute, slice(100, 200)), select(minute, slice(150, 250))
    track = join([b, a])
    assert np.array_equal(track.frame_index, np.arange(100, 250))
    assert np.array_equal(track.position_px, minute.position_px[100:250], equal_nan=True)


def test_every_second_frame_is_seen_from_the_numbers(minute: PoseTrack) -> None:
    assert minute.frame_step == 1
    assert select(minute, slice(0, None, 2)).frame_step == 2
    assert select(minute, slice(0, 1)).frame_step == 1


def test_an_empty_track_is_one_empty_part(minute: PoseTrack) -> None:
    assert parts(select(minute, slice(0, 0))) == ((0, 0),)


def test_thinned_frames_are_put_back_for_drawing_but_gaps_stay_open(minute: PoseTrack) -> None:
    assert filled(minute) is minute
    thin = join([select(minute, slice(a, b, 2)) for a, b in ((0, 101), (200, 301))])
    drawn = filled(thin)
    assert np.array_equal(drawn.frame_index, [*range(101), *range(200, 301)])
    assert np.allclose(drawn.time_s, minute.time_s[drawn.frame_index])
    kept = np.isin(drawn.frame_index, thin.frame_index)
    assert np.array_equal(drawn.position_px[kept], thin.position_px, equal_nan=True)
    mean = (thin.position_px[3] + thin.position_px[4]) / 2
    assert np.allclose(drawn.position_px[7], mean, equal_nan=True)
