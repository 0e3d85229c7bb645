"""Clips of the usual kinds, made from a sample by encoding its frames again."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import av
from av.video.frame import VideoFrame

_ENCODED_S = 30.0
_MADE = 2
"""Goes up when clips are made otherwise: those made before are left where they are."""
_SAMPLES = Path(__file__).parent.parent / "sample_videos"
_SIDES = ("near", "far")
_FEWEST_LOOP_S = 1.0
_JUMP_FRAMES = 0.12
"""By so much of a frame the stride may be ahead or behind where a loop closes."""


@dataclass(frozen=True)
class Kind:
    """What a camera records: size, rate, and the seconds measured by default.

    ``sample`` is the sample clip whose runner is seen.
    """

    name: str
    width_px: int
    height_px: int
    rate_hz: int
    seconds: float
    sample: str = "overstride_heel"


KINDS = {
    kind.name: kind
    for kind in (
        Kind("720p30", 1280, 720, 30, 30.0),
        Kind("1080p60", 1920, 1080, 60, 30.0),
        Kind("4K30", 3840, 2160, 30, 20.0),
        Kind("720p240", 1280, 720, 240, 8.0, sample="slow_motion"),
    )
}


def make_clip(kind: Kind, folder: Path, seconds: float | None = None) -> Path:
    """A clip of that kind in the folder; made once.

    Whole strides of a sample are repeated until the clip is full, so that the runner runs on.
    Frames are left out to reach the rate, and every second begins with a key frame, as phones
    do it. What is longer than half a minute repeats the first half minute, encoded once.
    """
    length_s = kind.seconds if seconds is None else seconds
    path = folder / f"{kind.name}-{length_s:g}s-{_MADE}.mp4"
    if not path.exists():
        partial = path.with_suffix(".part.mp4")
        if length_s > _ENCODED_S:
            _repeat(make_clip(kind, folder, _ENCODED_S), round(length_s / _ENCODED_S), partial)
        else:
            _encode(kind, round(length_s * kind.rate_hz), partial)
        partial.replace(path)
    return path


def _sample(name: str) -> tuple[list[VideoFrame], float]:
    """Frames of whole strides of a sample's runner, and how many there were in a real second."""
    path = _SAMPLES / f"{name}.mp4"
    truth = json.loads(path.with_suffix(".json").read_text("utf-8"))
    rate_hz = truth["container_fps"] * truth.get("slow_motion_factor", 1.0)
    first, last = _loop(truth["contacts"], rate_hz)
    with av.open(str(path)) as container:
        return list(container.decode(video=0))[first:last], rate_hz


def _loop(contacts: list[dict[str, Any]], rate_hz: float) -> tuple[int, int]:
    """First and last (excluded) frame of the longest whole strides that close without a jump."""
    landed = {
        side: [c["ic_frame"] for c in contacts if c["side_camera"] == side] for side in _SIDES
    }
    strides = [
        (begin, end - begin)
        for frames in landed.values()
        for begin, end in combinations(filter(None, frames), 2)
    ]
    begin, length = max(
        (
            stride
            for stride in strides
            if stride[1] > _FEWEST_LOOP_S * rate_hz
            and abs(stride[1] - round(stride[1])) < _JUMP_FRAMES
        ),
        key=lambda stride: stride[1],
    )
    return int(begin), int(begin) + round(length)


def _encode(kind: Kind, n_frames: int, path: Path) -> None:
    pictures, rate_hz = _sample(kind.sample)
    with av.open(str(path), "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream(
            "libx264",
            rate=kind.rate_hz,
            options={"crf": "23", "preset": "veryfast", "g": str(kind.rate_hz)},
        )
        stream.width, stream.height, stream.pix_fmt = kind.width_px, kind.height_px, "yuv420p"
        step = rate_hz / kind.rate_hz
        for number, picture in enumerate(_again_and_again(pictures, step, n_frames)):
            frame = picture.reformat(kind.width_px, kind.height_px, "yuv420p")
            frame = VideoFrame.from_ndarray(frame.to_ndarray(), format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, kind.rate_hz)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _repeat(source: Path, times: int, path: Path) -> None:
    """The same packets again and again, one after the other."""
    with av.open(str(path), "w", options={"movflags": "faststart"}) as target:
        offset = 0
        stream = None
        for _ in range(times):
            with av.open(str(source)) as container:
                video = container.streams.video[0]
                stream = stream or target.add_stream_from_template(video)
                for packet in container.demux(video):
                    if packet.pts is None or packet.dts is None:
                        continue
                    packet.pts, packet.dts = packet.pts + offset, packet.dts + offset
                    packet.stream = stream
                    target.mux(packet)
                offset += video.duration or 0


def _again_and_again(
    pictures: list[VideoFrame], step: float, n_frames: int
) -> Iterator[VideoFrame]:
    return (pictures[int(number * step) % len(pictures)] for number in range(n_frames))
