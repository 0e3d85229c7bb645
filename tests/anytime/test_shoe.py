"""Shoes drawn into a clip at a synthetic runner's feet are watched, and kept."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from form_analyzer.anytime import shoe_pictures as pictures_module
from form_analyzer.anytime.beside import Beside
from form_analyzer.anytime.examiner import Examiner
from form_analyzer.anytime.shoe import watch_shoes, with_shoes
from form_analyzer.anytime.shoe_plan import pictured_frames
from form_analyzer.datatypes import CameraPath, CaptureInfo, Facing, Joint, Metric, Side
from form_analyzer.pipeline import analyze
from form_analyzer.pose.feet import about_feet
from form_analyzer.settings import Settings, load_settings
from form_analyzer.shoe.sight import follow_sight
from form_analyzer.synthetic.camera import Camera
from form_analyzer.synthetic.make import make_track
from form_analyzer.synthetic.noise import NO_NOISE
from form_analyzer.synthetic.parameters import RunnerParameters
from form_analyzer.tracks.steadied import as_filmed
from form_analyzer.video.decode import pick
from form_analyzer.video.encode import write_h264
from form_analyzer.video.probe import probe
from tests.clips import measure, row
from tests.conftest import SAMPLES
from tests.shoe.drawn import background, shoe

STRIKE_DEG = {Side.LEFT: 14.0, Side.RIGHT: 5.0}
BORDERS = (5.0, -3.0)
CAMERAS = (
    Camera(frame_rate_hz=60.0, facing=Facing.RIGHT),
    Camera(
        frame_rate_hz=60.0,
        facing=Facing.LEFT,
        width_px=1920,
        height_px=1080,
        scale_px_per_m=420.0,
    ),
)
"""The feet are large enough in the second one's pictures to be looked at in half their size."""


def turn_of(track, side, facing):
    """The foot's turn in every frame, clockwise as seen, rad."""
    line = track.of(Joint.TOE.on(side)) - track.of(Joint.HEEL.on(side))
    if facing is Facing.LEFT:
        return np.arctan2(-line[:, 1], -line[:, 0])
    return np.arctan2(line[:, 1], line[:, 0])


def picture(track, frame, facing, turns):
    """One frame: a wall, a belt, and both shoes with the far one behind."""
    scene = background(track.width_px, track.height_px)
    near = Side.RIGHT if facing is Facing.RIGHT else Side.LEFT
    for side in (near.other, near):
        heel, toe = (track.of(joint.on(side))[frame] for joint in (Joint.HEEL, Joint.TOE))
        length = float(np.linalg.norm(toe - heel))
        x, y = 0.5 * (heel + toe)
        wide = round(1.7 * length)
        left, top = int(x) - wide // 2, int(y) - wide // 2
        if min(left, top) < 0 or left + wide > track.width_px or top + wide > track.height_px:
            continue
        tile = scene[top : top + wide, left : left + wide]
        mirrored = tile[:, ::-1] if facing is Facing.LEFT else tile
        across = x - left if facing is Facing.RIGHT else wide - 1 - (x - left)
        turn = turns[side][frame] if facing is Facing.RIGHT else -turns[side][frame]
        drawn = shoe(mirrored, across, y - top, turn, length / 44.0)
        tile[:] = drawn[:, ::-1] if facing is Facing.LEFT else drawn
    return cv2.cvtColor(np.clip(scene, 0, 255).astype(np.uint8), cv2.COLOR_GRAY2RGB)


@pytest.fixture(scope="module", params=CAMERAS, ids=["720p", "1080p"])
def filmed(request, tmp_path_factory):
    camera = request.param
    runner = RunnerParameters(foot_strike_angle_deg=(STRIKE_DEG[Side.LEFT], STRIKE_DEG[Side.RIGHT]))
    made = make_track(
        runner,
        camera,
        replace(NO_NOISE, fast_scale=0.2),
        duration_s=5.0,
        seed=4,
    )
    track = made.track
    turns = {side: turn_of(track, side, camera.facing) for side in STRIKE_DEG}
    path = tmp_path_factory.mktemp("shoes") / "run.mp4"
    frames = (picture(track, i, camera.facing, turns) for i in range(len(track.time_s)))
    write_h264(path, frames, 60.0, crf=18)
    return probe(path), track


def watch(info, track, *, in_two=False, feet=None, camera=None):
    told = measure(track)
    if camera is not None:
        told = replace(told, track=as_filmed(told.track, camera))
    with Beside(follow_sight.__module__, wanted=in_two) as beside:
        return watch_shoes(info, told, beside, feet or {}, camera)


def held_path(n):
    """A hand's shifts and turns."""
    time_s = np.arange(n) / 60.0
    lean = np.radians(0.5 * np.sin(2 * np.pi * 0.9 * time_s))
    shift = [6 * np.sin(2 * np.pi * hertz * time_s) for hertz in (0.6, 2.9)]
    matrix = np.empty((n, 2, 3))
    matrix[:, 0] = np.stack([np.cos(lean), -np.sin(lean), shift[0]], axis=1)
    matrix[:, 1] = np.stack([np.sin(lean), np.cos(lean), shift[1]], axis=1)
    return CameraPath(frame_index=np.arange(n), matrix=matrix)


@pytest.fixture(scope="module")
def held(filmed, tmp_path_factory):
    """The same clip out of a hand: its file, and the camera's path."""
    info, track = filmed
    camera = held_path(len(track.time_s))
    path = tmp_path_factory.mktemp("held") / "run.mp4"
    how = {"flags": cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, "borderMode": cv2.BORDER_REPLICATE}
    size = info.width_px, info.height_px
    frames = (
        cv2.warpAffine(frame.image, camera.matrix[frame.index], size, **how)
        for frame in pick(info, range(info.n_frames))
    )
    write_h264(path, frames, 60.0, crf=18)
    return probe(path), camera


def kept(info, track, n_frames, side_px):
    """What pose workers keep of the first frames."""
    size = info.width_px, info.height_px
    seen = pick(info, range(n_frames), max_side_px=side_px, grey=True)
    return {
        frame.index: about_feet(frame.image, track.position_px[frame.index] / size)
        for frame in seen
    }


@pytest.fixture(scope="module")
def watched(filmed):
    info, track = filmed
    return watch(info, track)


def test_two_processes_find_what_one_finds(filmed, watched):
    info, track = filmed
    for a, b in zip(watch(info, track, in_two=True), watched, strict=True):
        assert a.side is b.side
        np.testing.assert_array_equal(a.turn_deg, b.turn_deg)
        np.testing.assert_array_equal(a.place_px, b.place_px)


@pytest.mark.parametrize("size", [1.0, 0.5])
def test_pictures_kept_are_those_decoded_when_asked_for(filmed, watched, size):
    """Those in another size than the shoes are looked at in are left alone."""
    info, track = filmed
    feet = kept(info, track, 150, round(size * info.width_px))
    for a, b in zip(watch(info, track, feet=feet), watched, strict=True):
        assert a.side is b.side
        np.testing.assert_array_equal(a.frame_index, b.frame_index)
        np.testing.assert_array_equal(a.turn_deg, b.turn_deg)
        np.testing.assert_array_equal(a.place_px, b.place_px)


@pytest.fixture(scope="module")
def held_watched(filmed, held):
    info, camera = held
    return watch(info, filmed[1], camera=camera)


def test_shoes_in_a_followed_hands_clip_are_where_a_tripods_are(held_watched, watched):
    for a, b in zip(held_watched, watched, strict=True):
        assert a.side is b.side
        both, of_a, of_b = np.intersect1d(a.frame_index, b.frame_index, return_indices=True)
        assert len(both) > 0.95 * len(b.frame_index)
        assert np.sqrt(np.mean((a.turn_deg[of_a] - b.turn_deg[of_b]) ** 2)) < 1.0
        assert np.sqrt(np.mean((a.place_px[of_a] - b.place_px[of_b]) ** 2)) < 1.0


def test_kept_pictures_of_a_hands_clip_are_those_decoded_when_asked_for(filmed, held, held_watched):
    _, track = filmed
    info, camera = held
    ratio = 0.5 if info.width_px > 1600 else 1.0
    feet = kept(info, as_filmed(track, camera), 150, round(ratio * info.width_px))
    with_kept = watch(info, track, feet=feet, camera=camera)
    for a, b in zip(held_watched, with_kept, strict=True):
        np.testing.assert_array_equal(a.frame_index, b.frame_index)
        np.testing.assert_array_equal(a.turn_deg, b.turn_deg)
        np.testing.assert_array_equal(a.place_px, b.place_px)


def test_both_shoes_are_found(filmed, watched):
    _, track = filmed
    assert {path.side for path in watched} == set(Side) - {Side.BOTH}
    for path in watched:
        assert np.isin(path.frame_index, track.frame_index).all()
        assert np.median(path.match) > 0.8


def test_the_angle_they_landed_at_is_measured(filmed, watched):
    _, track = filmed
    told = measure(replace(track, shoes=watched))
    for side, true_deg in STRIKE_DEG.items():
        found = row(told, Metric.FOOT_STRIKE_ANGLE, side)
        assert found.value == pytest.approx(true_deg, abs=3.0)
        assert found.ci95[0] < true_deg < found.ci95[1]


def test_a_seen_shoe_makes_the_interval_narrower(filmed, watched):
    _, track = filmed
    with_shoe, without = (
        row(measure(one), Metric.FOOT_STRIKE_ANGLE, Side.RIGHT).ci95
        for one in (replace(track, shoes=watched), track)
    )
    assert with_shoe[1] - with_shoe[0] < 0.6 * (without[1] - without[0])


def test_measured_again_with_the_shoes_it_tells_what_it_tells_afresh(filmed, watched):
    info, track = filmed
    seen = replace(track, shoes=watched)
    once, afresh = (Examiner(info, None, CaptureInfo(), BORDERS) for _ in range(2))
    once.at_a_glance(track)
    assert once(seen).measurements == afresh(seen).measurements


def test_shoes_are_looked_at_once(filmed, tmp_path):
    info, track = filmed
    settings = Settings(
        cache_dir=tmp_path / "cache",
        data_dir=tmp_path,
        database_url="sqlite://",
        media_url="memory://",
        dask_scheduler=None,
    )
    asked = []

    def examine(landmarks):
        asked.append(landmarks)
        return measure(landmarks)

    first = with_shoes(info, track, settings, examine)
    again = with_shoes(info, track, settings, examine)
    assert len(asked) == 1
    assert len(first.shoes) == 2
    for a, b in zip(first.shoes, again.shoes, strict=True):
        np.testing.assert_array_equal(a.turn_deg, b.turn_deg)


@pytest.mark.pose
def test_no_frame_of_a_short_clip_is_decoded_twice(monkeypatch, full_model, tmp_path):
    """What the pose workers keep is all that the shoes are looked at in."""
    asked = []

    def told(info, indices, **how):
        asked.extend(indices)
        return pick(info, indices, **how)

    monkeypatch.setattr(pictures_module, "pick", told)
    cache = replace(load_settings(), cache_dir=tmp_path)
    (tmp_path / "models").symlink_to(full_model.path.parent)
    found = analyze(SAMPLES / "good_midfoot.mp4", settings=cache)
    assert len(found.raw_track.shoes) == 2
    assert asked == []


def test_frames_to_keep_follow_the_frame_rate_and_none_are_without_one():
    assert pictured_frames(30.0) == 450
    assert pictured_frames(60.0) == 495
    assert [pictured_frames(rate) for rate in (0.0, float("nan"), float("inf"))] == [0, 0, 0]


def test_where_nobody_runs_no_shoe_is_looked_for(filmed):
    info, track = filmed
    still = replace(track, position_px=np.full_like(track.position_px, np.nan))
    assert watch(info, still) == ()
