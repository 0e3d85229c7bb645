"""Builds the video files that the tests of the video room need."""

import os
from collections.abc import Iterable
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from form_analyzer.datatypes import UInt8Array

WIDTH, HEIGHT = 160, 96
_CELL = 16


def numbered(number: int, width: int = WIDTH, height: int = HEIGHT) -> UInt8Array:
    """A picture that carries its number as ten blocks, black or white, along the top.

    Below lies a grey ramp, with a patch that wanders so that motion is coded.
    """
    image = np.full((height, width, 3), 90, np.uint8)
    image[_CELL:, :, 1] = np.linspace(40, 200, width).astype(np.uint8)
    at = 5 * number % (width - 20)
    image[height // 2 : height // 2 + 20, at : at + 20] = (230, 60, 40)
    for bit in range(10):
        image[:_CELL, bit * _CELL : (bit + 1) * _CELL] = 235 if number >> bit & 1 else 20
    return image


def number_of(image: UInt8Array) -> int:
    """Read the number back from a (scaled) upright picture 10 blocks wide."""
    height, width = image.shape[:2]
    row = max(1, round(_CELL / 2 * height / HEIGHT))
    columns = ((np.arange(10) + 0.5) * _CELL * width / WIDTH).astype(int)
    return sum(1 << bit for bit, x in enumerate(columns) if image[row, x].mean() > 128)


def write(
    path: Path,
    images: Iterable[UInt8Array],
    *,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    pts: list[int] | None = None,
    time_base: Fraction = Fraction(1, 30),
    rate: int = 30,
    rotation_ccw: int | None = None,
    hflip: bool = False,
    metadata: dict[str, str] | None = None,
    container_options: dict[str, str] | None = None,
    codec_options: dict[str, str] | None = None,
    transfer: int | None = None,
    pixel_aspect: Fraction | None = None,
) -> Path:
    """Encode pictures with any codec and container PyAV has."""
    with av.open(str(path), "w", options=container_options or {}) as container:
        stream = container.add_stream(codec, rate=rate, options=codec_options or {})
        stream.pix_fmt = pix_fmt
        stream.codec_context.time_base = time_base
        if rotation_ccw is not None:
            stream.set_display_rotation(rotation_ccw, hflip=hflip)
        if transfer is not None:
            stream.codec_context.color_trc = transfer
            stream.codec_context.color_primaries = stream.codec_context.colorspace = 9
        if pixel_aspect is not None:
            stream.codec_context.sample_aspect_ratio = pixel_aspect
        container.metadata.update(metadata or {})
        for number, image in enumerate(images):
            if number == 0:
                stream.height, stream.width = image.shape[:2]
            frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(format=pix_fmt)
            frame.pts = number if pts is None else pts[number]
            frame.time_base = time_base
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    _take_turns_again()
    return path


def _take_turns_again() -> None:
    """Undo what the AV1 encoder does when root runs it: it makes its caller a real-time process.

    Such a process, with threads that wait for one another by spinning, starves every other.
    """
    tasks = Path("/proc/self/task")
    for thread in (int(entry.name) for entry in tasks.iterdir()) if tasks.exists() else ():
        with suppress(OSError):  # it has ended meanwhile
            if os.sched_getscheduler(thread) != os.SCHED_OTHER:
                os.sched_setscheduler(thread, os.SCHED_OTHER, os.sched_param(0))


def clip(path: Path, n_frames: int = 40, **how: Any) -> Path:
    """A clip of numbered pictures."""
    return write(path, (numbered(i) for i in range(n_frames)), **how)


def write_audio(path: Path) -> Path:
    """A file with sound only."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44100)
        for block in range(20):
            samples = np.zeros((1, 1024), np.float32)
            frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 44100, 1024 * block
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
