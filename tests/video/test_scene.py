from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from form_analyzer.datatypes import CameraPath, SceneInfo, UInt8Array
from form_analyzer.video.encode import write_h264
from form_analyzer.video.probe import probe
from form_analyzer.video.scene import look
from tests.video.clips import write

WIDTH, HEIGHT = 640, 360
NOTHING = {"frame_index": np.zeros(0, dtype=np.intp), "matrix": np.zeros((0, 2, 3))}
MARGIN = 160


def room(seed: int = 0, *, verticals: bool = True) -> UInt8Array:
    """A wall larger than the picture, with frames, posts and a skirting board."""
    rng = np.random.default_rng(seed)
    shape = HEIGHT + 2 * MARGIN, WIDTH + 2 * MARGIN
    wall = np.full((*shape, 3), 170, np.uint8)
    wall[int(shape[0] * 0.7) :] = 95
    if verticals:
        for place in range(40, shape[1] - 60, 110):
            x, top = place + int(rng.integers(-35, 35)), int(rng.integers(60, 260))
            colour = [int(level) for level in rng.integers(30, 240, 3)]
            cv2.rectangle(wall, (x, top), (x + int(rng.integers(25, 60)), top + 240), colour, -1)
    for _ in range(260):
        at = rng.integers(0, shape[1]), rng.integers(0, shape[0])
        level = int(rng.integers(40, 230))
        cv2.circle(wall, (int(at[0]), int(at[1])), int(rng.integers(2, 5)), (level,) * 3, -1)
    return wall


def view(
    wall: UInt8Array, *, x: float = 0, y: float = 0, lean_deg: float = 0, zoom: float = 1
) -> UInt8Array:
    """The camera's picture of the wall: shifted, zoomed and leaning clockwise."""
    centre = wall.shape[1] / 2, wall.shape[0] / 2
    matrix = cv2.getRotationMatrix2D(centre, -lean_deg, zoom)
    matrix[:, 2] += x - MARGIN, y - MARGIN
    return cv2.warpAffine(wall, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR)


def with_runner(image: UInt8Array, phase: float) -> UInt8Array:
    """A leaning figure in the middle whose limbs swing."""
    image = image.copy()
    bounce = round(6 * np.sin(4 * np.pi * phase))
    hip, neck = (320, 190 + bounce), (332, 110 + bounce)
    cv2.line(image, hip, neck, (40, 60, 200), 34)
    cv2.circle(image, (neck[0] + 4, neck[1] - 22), 18, (120, 150, 190), -1)
    for side in (0.0, 0.5):
        swing = np.sin(2 * np.pi * (phase + side))
        foot = (round(320 + 70 * swing), round(320 - 25 * max(0.0, np.cos(2 * np.pi * phase))))
        cv2.line(image, hip, foot, (30, 30, 30), 18)
        hand = (round(332 - 50 * swing), 180 + bounce)
        cv2.line(image, neck, hand, (150, 130, 90), 12)
    return image


def scene_of(
    path: Path, pictures: Callable[[int], UInt8Array], n: int = 100, rate_hz: float = 30.0
) -> SceneInfo:
    def filmed() -> Iterator[UInt8Array]:
        return (with_runner(pictures(i), i / rate_hz * 1.4) for i in range(n))

    write_h264(path, filmed(), rate_hz, crf=20)
    return look(probe(path))


@pytest.mark.parametrize("lean_deg", [-7.0, -2.5, 0.0, 1.5, 5.0])
def test_known_roll(tmp_path: Path, lean_deg: float) -> None:
    wall = room(1)
    scene = scene_of(tmp_path / "a.mp4", lambda _: view(wall, lean_deg=lean_deg), 60)
    assert scene.camera_roll_deg is not None
    assert scene.camera_roll_sd_deg is not None
    assert scene.camera_roll_deg == pytest.approx(lean_deg, abs=0.6)
    assert scene.camera_roll_sd_deg < 1.5
    assert scene.roll_reason_missing is None
    assert not scene.camera_moves


def test_a_leaning_runner_is_not_a_vertical(tmp_path: Path) -> None:
    blank = room(2, verticals=False)
    scene = scene_of(tmp_path / "a.mp4", lambda _: view(blank), 60)
    assert scene.camera_roll_deg is None
    assert scene.camera_roll_sd_deg is None
    assert scene.roll_reason_missing


def test_tripod_does_not_move(tmp_path: Path) -> None:
    wall = room(3)
    scene = scene_of(tmp_path / "a.mp4", lambda _: view(wall))
    assert scene.camera_shift_px < 1.5
    assert scene.camera_sway_px < 1.0
    assert not scene.camera_moves
    assert scene.cut_frames == ()
    assert scene.repeated_frames_ratio == 0.0


def test_handheld_sway_is_a_number(tmp_path: Path) -> None:
    wall = room(4)

    def held(i: int) -> UInt8Array:
        return view(wall, x=5 * np.sin(i / 11), y=3 * np.sin(i / 7))

    scene = scene_of(tmp_path / "a.mp4", held)
    assert 8 < scene.camera_shift_px < 14
    assert 2 < scene.camera_sway_px < 6
    assert not scene.camera_moves
    assert scene.camera_roll_deg == pytest.approx(0.0, abs=0.6)


def test_pan_is_movement(tmp_path: Path) -> None:
    wall = room(5)
    scene = scene_of(tmp_path / "a.mp4", lambda i: view(wall, x=120 - 240 * i / 99))
    assert scene.camera_moves
    # The last anchor may lie a little before the end.
    assert 120 < scene.camera_shift_px < 250
    assert scene.cut_frames == ()
    assert scene.camera_roll_deg is None
    assert scene.roll_reason_missing


def test_the_roll_of_a_straying_camera_is_known_once_it_is_followed(tmp_path: Path) -> None:
    wall = room(5)
    scene = scene_of(
        tmp_path / "a.mp4", lambda i: view(wall, x=20 - 40 * i / 99, lean_deg=3 - i / 99)
    )
    assert scene.camera_moves
    assert scene.roll_at(0.0) is None
    followed = replace(scene, camera_path=CameraPath(**NOTHING))
    assert followed.roll_at(0.0) == pytest.approx(3.0, abs=0.6)


def test_zoom_is_movement(tmp_path: Path) -> None:
    wall = room(6)
    scene = scene_of(tmp_path / "a.mp4", lambda i: view(wall, zoom=1 + 0.3 * i / 99))
    assert scene.camera_moves
    assert scene.cut_frames == ()


@pytest.mark.parametrize("at", [[61], [30, 77]])
def test_cuts_are_found_to_the_frame(tmp_path: Path, at: list[int]) -> None:
    walls = [room(seed) for seed in (7, 8, 9)]
    scene = scene_of(
        tmp_path / "a.mp4", lambda i: view(walls[sum(i >= cut for cut in at)], lean_deg=1)
    )
    assert list(scene.cut_frames) == at
    assert not scene.camera_moves


@pytest.mark.parametrize("between_keys", [4, 8, 50])
def test_key_frames_tell_the_same_as_frames_in_between(tmp_path: Path, between_keys: int) -> None:
    wall = room(13)
    pictures = (with_runner(view(wall, x=6 * (i > 60), lean_deg=3), i / 22) for i in range(110))
    path = write(tmp_path / "a.mp4", pictures, codec_options={"g": str(between_keys), "crf": "20"})
    scene = look(probe(path))
    assert scene.camera_roll_deg == pytest.approx(3.0, abs=0.6)
    assert scene.camera_shift_px == pytest.approx(6.0, abs=1.0)
    assert scene.cut_frames == ()


def test_thirty_stored_as_sixty(tmp_path: Path) -> None:
    wall = room(10)
    path = tmp_path / "a.mp4"
    pictures = (with_runner(view(wall), (i // 2) / 30 * 1.4) for i in range(120))
    write_h264(path, pictures, 60.0, crf=18)
    assert look(probe(path)).repeated_frames_ratio == pytest.approx(0.5, abs=0.12)


def test_pixels_are_those_of_the_full_picture(tmp_path: Path) -> None:
    wall = room(11)

    def large(i: int) -> UInt8Array:
        picture = with_runner(view(wall, x=4 if i % 20 < 10 else -4), i / 30)
        return cv2.resize(picture, (1280, 720))

    path = tmp_path / "a.mp4"
    write_h264(path, (large(i) for i in range(60)), 30.0)
    assert look(probe(path)).camera_shift_px == pytest.approx(16, abs=2)


def test_one_frame(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    write_h264(path, [view(room(12))], 30.0)
    scene = look(probe(path))
    assert scene.camera_shift_px == 0.0
    assert scene.cut_frames == ()


def test_roll_or_reason() -> None:
    with pytest.raises(ValueError, match="why it is missing"):
        SceneInfo(
            camera_roll_deg=None,
            camera_roll_sd_deg=None,
            roll_reason_missing=None,
            camera_shift_px=0.0,
            camera_sway_px=0.0,
            camera_moves=False,
            cut_frames=(),
            repeated_frames_ratio=0.0,
        )
