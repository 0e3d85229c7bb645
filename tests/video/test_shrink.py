"""Frames made smaller before their colours are converted."""

import cv2
import numpy as np
import pytest
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from form_analyzer.video.colour import to_rgb
from form_analyzer.video.shrink import brightness, shrunk


def picture(width: int, height: int) -> np.ndarray:
    """Soft colours without a pattern, (height, width, 3) uint8."""
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    waves = [np.sin(5 * x + 3 * y), np.cos(4 * x - 6 * y), np.sin(7 * y - 2 * x)]
    return np.stack([128 + 90 * wave for wave in waves], axis=-1).astype(np.uint8)


def stored(width: int, height: int, pixel_format: str) -> VideoFrame:
    return VideoFrame.from_ndarray(picture(width, height), "rgb24").reformat(format=pixel_format)


@pytest.mark.parametrize("pixel_format", ["yuv420p", "yuvj420p", "yuv420p10le", "yuv444p", "nv12"])
@pytest.mark.parametrize(("width", "height"), [(160, 90), (107, 61), (213, 120)])
def test_same_picture_as_converting_first(pixel_format: str, width: int, height: int) -> None:
    frame = stored(320, 180, pixel_format)
    small = to_rgb(VideoReformatter(), frame, width, height)
    whole = to_rgb(VideoReformatter(), frame, 320, 180)
    expected = cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA)
    apart = small[2:-2, 2:-2].astype(int) - expected[2:-2, 2:-2]
    assert np.abs(apart).mean() < 2.0
    assert abs(apart.mean()) < 1.5


def test_each_pixel_is_a_mean_of_four() -> None:
    levels = np.zeros((90, 64), np.uint8)
    levels[:60:2, ::2] = 200
    levels[60:] = 128
    small = shrunk(VideoFrame.from_ndarray(levels, "yuv420p"), 32, 30)
    light = small.to_ndarray()[:30]
    assert np.all(light == 50)
    assert np.all(small.to_ndarray()[30:] == 128)


@pytest.mark.parametrize(("width", "height"), [(80, 45), (107, 60), (40, 22)])
def test_halved_as_often_as_it_can_be_and_then_scaled(width: int, height: int) -> None:
    rng = np.random.default_rng(2)
    levels = cv2.GaussianBlur(rng.integers(0, 256, (270, 320), dtype=np.uint8), (0, 0), 4.0)
    small = shrunk(VideoFrame.from_ndarray(levels, "yuv420p"), width, height)
    expected = cv2.resize(levels[:180], (width, height), interpolation=cv2.INTER_AREA)
    apart = brightness(small).astype(int) - expected
    assert (small.width, small.height) == (width, height)
    assert np.abs(apart).max() <= 3
    assert abs(apart.mean()) < 1.0


def test_colours_are_kept() -> None:
    frame = stored(320, 180, "yuv420p10le")
    frame.colorspace, frame.color_range, frame.color_trc, frame.color_primaries = 9, 2, 16, 9
    small = shrunk(frame, 160, 90)
    assert (small.colorspace, small.color_range) == (9, 2)
    assert (small.color_trc, small.color_primaries) == (16, 9)


@pytest.mark.parametrize(("width", "height"), [(320, 180), (640, 360), (320, 90)])
def test_nothing_is_enlarged(width: int, height: int) -> None:
    frame = stored(320, 180, "yuv420p")
    assert shrunk(frame, width, height) is frame
