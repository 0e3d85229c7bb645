"""The tracker on a real clip, with the real model; a clip from ``sample_videos`` is used."""

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from form_analyzer.datatypes import Frame, Keypoint, VideoInfo
from form_analyzer.errors import CancelledError
from form_analyzer.pose.chunks import Chunk
from form_analyzer.pose.estimate import estimate_tracks
from form_analyzer.pose.follow import ChunkWorker
from form_analyzer.pose.landmarker import Landmarker
from form_analyzer.pose.messages import Setup, Task
from form_analyzer.pose.people import WHOLE_PICTURE, Place, Region
from form_analyzer.pose.track import track_people, track_video
from form_analyzer.settings import load_settings
from form_analyzer.video import decode
from form_analyzer.video.probe import probe
from tests.pose.pictures import GreyReader, video_info

pytestmark = pytest.mark.pose
SAMPLES = Path(__file__).parents[2] / "sample_videos"
ARRAYS = ("time_s", "frame_index", "position_px", "confidence", "world_m")


@dataclass(frozen=True)
class TwiceReader:
    """The middle half of every picture next to its mirror image: two people."""

    info: VideoInfo

    def __call__(self, indices: Iterable[int], /, *, max_side_px: int | None) -> Iterator[Frame]:
        for frame in decode.pick(self.info, indices, max_side_px=max_side_px, threads=1):
            width = frame.image.shape[1]
            middle = frame.image[:, width // 4 : width // 4 + width // 2]
            image = np.hstack([middle, middle[:, ::-1]])
            yield replace(frame, image=np.ascontiguousarray(image))


@dataclass(frozen=True)
class BystanderReader:
    """The runner, smaller, beside somebody larger who stands: a still of another clip."""

    info: VideoInfo
    other: VideoInfo

    def __call__(self, indices: Iterable[int], /, *, max_side_px: int | None) -> Iterator[Frame]:
        (stands,) = decode.pick(self.other, [20], max_side_px=max_side_px, threads=1)
        for frame in decode.pick(self.info, indices, max_side_px=max_side_px, threads=1):
            height, width = frame.image.shape[:2]
            small = cv2.resize(frame.image, (width // 2, height // 2))
            picture = np.full_like(frame.image, 150)
            picture[height // 2 :, : width // 2] = small
            third = stands.image[:, width // 3 : width * 2 // 3]
            picture[:, width // 2 : width // 2 + third.shape[1]] = third
            yield replace(frame, image=picture)


def reader(info):
    return functools.partial(decode.pick, info, threads=1)


@pytest.fixture(scope="module")
def clip():
    found = sorted(SAMPLES.glob("*.mp4"))
    if not found:
        pytest.skip("there is no clip in sample_videos")
    info = probe(found[0])
    return replace(info, n_frames=min(info.n_frames, 170))


@pytest.fixture(scope="module")
def track(clip, full_model):
    return track_video(clip, full_model, read_frames=reader(clip), jobs=2)


def assert_same(a, b):
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name))


def test_the_runner_is_found_upright_in_every_frame(clip, track):
    assert list(track.frame_index) == list(range(clip.n_frames))
    assert np.mean(track.seen) > 0.95
    assert track.n_people == 1
    seen = track.seen
    nose, hip, ankle = (
        track.of(p)[seen, 1] for p in (Keypoint.NOSE, Keypoint.LEFT_HIP, Keypoint.LEFT_ANKLE)
    )
    assert np.mean((nose < hip) & (hip < ankle)) > 0.95
    assert np.all((track.confidence >= 0) & (track.confidence <= 1))


@pytest.mark.parametrize("jobs", [1, 3])
def test_the_track_is_the_same_bit_for_bit_whatever_the_number_of_workers(
    clip, full_model, track, jobs
):
    result = track_people(clip, full_model, read_frames=reader(clip), jobs=jobs)
    assert_same(result.best, track)
    assert result.timing_s["inference"] > 0
    assert result.timing_s["decode"] > 0


def test_progress_only_grows_and_ends_at_one(full_model):
    said = []
    info = video_info(30)
    track_people(info, full_model, read_frames=GreyReader(30), progress=said.append)
    assert said == sorted(said)
    assert said[-1] == 1.0


def test_nobody_in_the_picture_gives_a_track_of_nothing(full_model):
    result = track_people(video_info(30), full_model, read_frames=GreyReader(30))
    assert len(result.tracks) == 1
    assert not np.any(result.best.seen)
    assert np.all(result.best.confidence == 0)


def test_every_other_frame_of_a_part(clip, full_model):
    part = track_video(clip, full_model, read_frames=reader(clip), every=2, parts=[(0, 10)], jobs=1)
    assert list(part.frame_index) == list(range(0, clip.n_frames, 2))


def test_landmarks_do_not_lag_behind_unsmoothed_ones(clip, full_model, track):
    """Against the same frames seen one by one: the track is not a delayed copy."""
    frames = decode.pick(clip, range(40), max_side_px=None)
    with Landmarker(full_model, stills=True) as landmarker:
        found = [landmarker.find(frame.image) for frame in frames]
    size = np.array([clip.width_px, clip.height_px])
    still = np.array([f[0].position * size if f else np.full((19, 2), np.nan) for f in found])
    moving = [Keypoint.LEFT_ANKLE.column, Keypoint.RIGHT_ANKLE.column]
    difference = (track.position_px[:40] - still)[:, moving]
    speed = np.gradient(still, axis=0)[:, moving]
    both = np.isfinite(difference) & np.isfinite(speed)
    lag_frames = -np.sum((difference * speed)[both]) / np.sum(speed[both] ** 2)
    assert abs(lag_frames) < 0.2


def test_pictures_about_the_feet_are_kept_of_frames_that_bring_grey_levels(clip, full_model):
    info = replace(clip, n_frames=40)
    read = functools.partial(decode.pick, clip, threads=1, with_grey=((5, 25),))
    found = track_people(info, full_model, read_frames=read)
    assert sorted(found.feet) == list(range(5, 25))
    for frame in decode.pick(clip, range(5, 25), grey=True):
        kept = found.feet[frame.index]
        box = slice(kept.top, kept.top + 90), slice(kept.left, kept.left + 120)
        np.testing.assert_array_equal(kept.cut(box), frame.image[box])


def test_two_people_are_both_followed(clip, full_model):
    info = replace(clip, n_frames=40)
    result = track_people(info, full_model, read_frames=TwiceReader(clip))
    assert len(result.tracks) == 2
    middle = sorted(float(np.nanmedian(t.position_px[:, :, 0])) for t in result.tracks)
    assert middle[0] < clip.width_px / 2 < middle[1]
    assert all(t.n_people == 2 and np.mean(t.seen) > 0.9 for t in result.tracks)
    assert sum(middle) == pytest.approx(clip.width_px, rel=0.03)


def test_a_runner_is_followed_whom_the_landmarker_alone_would_pass_over(full_model):
    run, walk = (probe(SAMPLES / f"{name}.mp4") for name in ("good_midfoot", "walker"))
    chunk = Chunk(0, 30)
    alone = track_video(replace(run, n_frames=30), full_model, read_frames=reader(run))
    shown = alone.position_px / 2 + np.array([0.0, run.height_px / 2])
    size = (run.width_px, run.height_px)
    body = Region(*shown.min(axis=(0, 1)) / size, *shown.max(axis=(0, 1)) / size)
    everywhere, stands = Region(0.0, 0.0, 1.0, 1.0), Region(0.55, 0.0, 0.8, 0.9)

    def apart(place):
        setup = Setup(info=run, model=full_model, read_frames=BystanderReader(run, walk), every=1)
        rows = ChunkWorker(setup, lambda _: None).rows(Task(chunk, (place,)))
        return np.nanmedian(np.linalg.norm(rows.position_px[0] - shown, axis=-1))

    assert apart(WHOLE_PICTURE) > 200.0
    assert apart(Place(everywhere, body, (stands,))) < 10.0


def test_a_second_estimate_comes_from_the_cache(full_model, tmp_path):
    settings = replace(load_settings(), cache_dir=tmp_path)
    info = video_info(30)
    first = estimate_tracks(info, full_model, settings, read_frames=GreyReader(30))

    def unused(indices, /, *, max_side_px):
        raise AssertionError("the cache was not used")

    said = []
    again = estimate_tracks(info, full_model, settings, read_frames=unused, progress=said.append)
    assert_same(again.best, first.best)
    assert again.timing_s == {"decode": 0.0, "inference": 0.0}
    assert said == [1.0]


def test_a_cancelled_estimate_leaves_nothing_in_the_cache(full_model, tmp_path):
    def cancel(fraction):
        raise CancelledError("Stopped.")

    settings = replace(load_settings(), cache_dir=tmp_path)
    with pytest.raises(CancelledError):
        estimate_tracks(
            video_info(30), full_model, settings, read_frames=GreyReader(30), progress=cancel
        )
    assert list(tmp_path.rglob("*.npz")) == []
