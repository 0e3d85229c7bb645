"""Write H.264 clips that browsers play."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain
from pathlib import Path

import av
import numpy as np
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from av.video.stream import VideoStream

from form_analyzer.datatypes import FloatArray, UInt8Array
from form_analyzer.whole_file import whole_file

# A clock fine enough for any stamp, and divisible by the usual frame rates.
_TICKS_HZ = 90_000
_BT709 = 1


def write_h264(
    path: Path,
    images: Iterable[UInt8Array],
    frame_rate_hz: float,
    *,
    time_s: FloatArray | None = None,
    crf: int = 23,
    preset: str = "veryfast",
) -> None:
    """Write pictures as an MP4 clip (H.264, 4:2:0, index in front), all or nothing.

    Parameters
    ----------
    path
        File to write or replace; its folder must exist. It appears when it is complete.
    images
        RGB pictures (h, w, 3) uint8, all of one size. An odd width or height gets one more
        column or row, a copy of the last (the format stores even sizes only).
    frame_rate_hz
        Rate at which the pictures are shown, unless ``time_s`` is given.
    time_s
        A strictly increasing time stamp for each picture, seconds; the first becomes 0.
    crf
        Constant rate factor of x264: lower is better and larger; 18 is hard to tell from
        the original.
    preset
        Speed of x264.

    Raises
    ------
    ValueError
        If there is no picture, sizes differ, the rate is not positive, or the stamps do not
        increase or are fewer than the pictures. No file is left then.
    """
    if not (np.isfinite(frame_rate_hz) and frame_rate_hz > 0):
        raise ValueError(f"frame rate is {frame_rate_hz}; it must be positive")
    if time_s is not None and np.any(np.diff(time_s) <= 0):
        raise ValueError("time stamps must increase")
    with whole_file(path) as part:
        _write(part, images, frame_rate_hz, time_s, {"crf": str(crf), "preset": preset})


def _write(
    part: Path,
    images: Iterable[UInt8Array],
    frame_rate_hz: float,
    time_s: FloatArray | None,
    options: dict[str, str],
) -> None:
    stream_of_images = iter(images)
    first = next(stream_of_images, None)
    if first is None:
        raise ValueError("there is no picture to write")
    rate = Fraction(frame_rate_hz).limit_denominator(1001)
    with av.open(str(part), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream = _stream(container, first, rate, options)
        tick = Fraction(1, _TICKS_HZ) if time_s is not None else 1 / rate
        stream.codec_context.time_base = tick
        for frame in _frames(chain([first], stream_of_images), tick, time_s):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _stream(
    container: OutputContainer, first: UInt8Array, rate: Fraction, options: dict[str, str]
) -> VideoStream:
    stream = container.add_stream("libx264", rate=rate, options=options)
    height, width = first.shape[:2]
    stream.width, stream.height = width + width % 2, height + height % 2
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.colorspace = context.color_primaries = context.color_trc = _BT709
    context.color_range = ColorRange.MPEG
    return stream


def _frames(
    images: Iterable[UInt8Array], tick: Fraction, time_s: FloatArray | None
) -> Iterator[VideoFrame]:
    reformatter = VideoReformatter()
    shape: tuple[int, ...] | None = None
    for number, image in enumerate(images):
        if image.shape != (shape or image.shape):
            raise ValueError(f"picture {number} is {image.shape}, the first is {shape}")
        shape = image.shape
        height, width = shape[:2]
        even = np.pad(image, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
        frame = reformatter.reformat(
            VideoFrame.from_ndarray(np.ascontiguousarray(even), format="rgb24"),
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
        )
        frame.pts, frame.time_base = _pts(number, time_s), tick
        yield frame


def _pts(number: int, time_s: FloatArray | None) -> int:
    if time_s is None:
        return number
    if number >= len(time_s):
        raise ValueError(f"there are {len(time_s)} time stamps but more pictures")
    return round(float(time_s[number] - time_s[0]) * _TICKS_HZ)
