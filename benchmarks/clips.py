"""Clips of the usual kinds, made from a sample by encoding its frames again."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import cycle, islice
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame

_ENCODED_S = 30.0
SAMPLE = Path(__file__).parent.parent / "sample_videos" / "overstride_heel.mp4"


@dataclass(frozen=True)
class Kind:
    """What a camera records: size, rate, and the seconds measured by default."""

    name: str
    width_px: int
    height_px: int
    rate_hz: int
    seconds: float


KINDS = {
    kind.name: kind
    for kind in (
        Kind("720p30", 1280, 720, 30, 30.0),
        Kind("1080p60", 1920, 1080, 60, 30.0),
        Kind("4K30", 3840, 2160, 30, 20.0),
        Kind("720p240", 1280, 720, 240, 8.0),
    )
}


def make_clip(kind: Kind, folder: Path, seconds: float | None = None) -> Path:
    """A clip of that kind in the folder; made once.

    A sample runs to and fro until the clip is full, so that the runner never jumps. Frames
    are left out or repeated to reach the rate: cost per frame is measured here, not gait.
    What is longer than half a minute repeats the first half minute, encoded once.
    """
    length_s = kind.seconds if seconds is None else seconds
    path = folder / f"{kind.name}-{length_s:g}s.mp4"
    if not path.exists():
        partial = path.with_suffix(".part.mp4")
        if length_s > _ENCODED_S:
            _repeat(make_clip(kind, folder, _ENCODED_S), round(length_s / _ENCODED_S), partial)
        else:
            _encode(kind, round(length_s * kind.rate_hz), partial)
        partial.replace(path)
    return path


def _sample() -> tuple[list[VideoFrame], float]:
    """Frames of a runner and their rate."""
    with av.open(str(SAMPLE)) as container:
        stream = container.streams.video[0]
        rate = stream.average_rate
        if rate is None:
            raise ValueError(f"{SAMPLE} has no frame rate")
        return list(container.decode(stream)), float(rate)


def _encode(kind: Kind, n_frames: int, path: Path) -> None:
    pictures, rate_hz = _sample()
    with av.open(str(path), "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream(
            "libx264", rate=kind.rate_hz, options={"crf": "23", "preset": "veryfast"}
        )
        stream.width, stream.height, stream.pix_fmt = kind.width_px, kind.height_px, "yuv420p"
        for number, picture in enumerate(_to_and_fro(pictures, rate_hz / kind.rate_hz, n_frames)):
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


def _to_and_fro(pictures: list[VideoFrame], step: float, n_frames: int) -> Iterator[VideoFrame]:
    once = np.arange(0, len(pictures) - 1, step).astype(int)
    round_trip = [*once, *once[::-1]]
    return (pictures[index] for index in islice(cycle(round_trip), n_frames))
