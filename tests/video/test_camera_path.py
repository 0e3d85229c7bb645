from pathlib import Path

import numpy as np
import pytest

from form_analyzer.datatypes import CameraPath, FloatArray, UInt8Array
from form_analyzer.video.camera_path import follow_camera
from form_analyzer.video.encode import write_h264
from form_analyzer.video.probe import probe
from tests.video.test_scene import HEIGHT, WIDTH, room, view, with_runner

RATE_HZ = 60
RUNNER_PX = np.array([200.0, 40.0, 440.0, 350.0])
CENTRE = np.array([WIDTH / 2, HEIGHT / 2])


def hand(n: int) -> FloatArray:
    """x and y of the picture (px) and its lean (deg) in a hand, (n, 3)."""
    time_s = np.arange(n) / RATE_HZ
    waves = [np.sin(2 * np.pi * hertz * time_s) for hertz in (0.7, 1.3, 3.0)]
    return np.stack([6 * waves[0], 4 * waves[1] + 2 * waves[2], 0.4 * waves[1]], axis=1)


def picture(wall: UInt8Array, place: FloatArray, number: int) -> UInt8Array:
    """The wall as the held camera shows it, and a runner who stays in the picture's middle."""
    shown = view(wall, x=place[0], y=place[1], lean_deg=place[2])
    return with_runner(shown, number / 20)


def true_path(places: FloatArray, reference: int) -> FloatArray:
    """Movement of each picture's background back to that of the reference, (n, 2, 3)."""
    import cv2

    def to_picture(place: FloatArray) -> FloatArray:
        matrix = cv2.getRotationMatrix2D((0.0, 0.0), -place[2], 1.0)
        matrix[:, 2] = CENTRE + place[:2] - matrix[:, :2] @ CENTRE
        return np.vstack([matrix, [0.0, 0.0, 1.0]])

    first = to_picture(places[reference])
    return np.stack([(first @ np.linalg.inv(to_picture(place)))[:2] for place in places])


def error_px(path: CameraPath, true: FloatArray) -> FloatArray:
    """How far off places about the runner come to lie, (n, 3, 2)."""
    places = np.array([[320.0, 60.0, 1.0], [320.0, 180.0, 1.0], [320.0, 330.0, 1.0]]).T
    return np.moveaxis((path.matrix - true) @ places, 1, 2)


def clip_of(folder: Path, pictures: list[UInt8Array]) -> Path:
    path = folder / "held.mp4"
    write_h264(path, pictures, RATE_HZ)
    return path


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, FloatArray]:
    """A held camera's clip, and its places."""
    wall, places = room(), hand(90)
    pictures = [picture(wall, place, number) for number, place in enumerate(places)]
    return clip_of(tmp_path_factory.mktemp("held"), pictures), places


@pytest.mark.parametrize("reference", [0, 41])
def test_a_held_camera_is_followed_to_a_small_part_of_a_pixel(held, reference):
    clip, places = held
    frames = np.arange(90)
    path = follow_camera(
        probe(clip), frames, frames / RATE_HZ, moving_px=RUNNER_PX, reference=reference
    )
    np.testing.assert_array_equal(path.frame_index, frames)
    off = error_px(path, true_path(places, reference))
    assert np.sqrt((off**2).mean()) < 0.1
    assert np.abs(off).max() < 0.4


def test_frames_in_parts_all_lead_back_to_the_same_picture(held):
    clip, places = held
    frames = np.concatenate([np.arange(0, 25), np.arange(60, 90)])
    path = follow_camera(probe(clip), frames, frames / RATE_HZ, moving_px=RUNNER_PX, reference=0)
    off = error_px(path, true_path(places, 0)[frames])
    assert np.abs(off).max() < 0.5
    assert np.isnan(path.at(np.array([40]))).all()


def test_a_camera_that_stands_still_moves_nothing(tmp_path):
    wall = room()
    clip = clip_of(tmp_path, [picture(wall, np.zeros(3), number) for number in range(30)])
    frames = np.arange(30)
    path = follow_camera(probe(clip), frames, frames / RATE_HZ, moving_px=RUNNER_PX, reference=0)
    assert np.abs(error_px(path, true_path(np.zeros((30, 3)), 0))).max() < 0.05


def test_what_cannot_be_followed_is_missing(tmp_path):
    wall, places = room(), hand(60)
    pictures = [picture(wall, place, number) for number, place in enumerate(places)]
    pictures[20:50] = [np.full_like(pictures[0], 90)] * 30
    clip = clip_of(tmp_path, pictures)
    frames = np.arange(60)
    path = follow_camera(probe(clip), frames, frames / RATE_HZ, moving_px=RUNNER_PX, reference=0)
    missing = np.isnan(path.matrix[:, 0, 0])
    assert missing[24:46].all()
    assert not missing[:18].any()
    off = error_px(path, true_path(places, 0))[~missing]
    assert np.abs(off).max() < 1.0


def test_a_path_says_where_each_frame_lies():
    matrix = np.arange(12, dtype=float).reshape(2, 2, 3)
    path = CameraPath(frame_index=np.array([3, 7]), matrix=matrix)
    at = path.at(np.array([7, 4, 3, 99]))
    np.testing.assert_array_equal(at[[0, 2]], matrix[::-1])
    assert np.isnan(at[[1, 3]]).all()


@pytest.mark.parametrize(
    ("frames", "shape"), [([3, 3], (2, 2, 3)), ([1, 2], (1, 2, 3)), ([1], (1, 3, 3))]
)
def test_a_path_that_is_none_is_refused(frames, shape):
    with pytest.raises(ValueError, match="camera path"):
        CameraPath(frame_index=np.array(frames), matrix=np.zeros(shape))
