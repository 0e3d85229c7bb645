"""Frame readers the pose tests hand to worker processes; no video file involved."""

import os
import signal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from form_analyzer.datatypes import Frame, VideoInfo
from form_analyzer.errors import UnreadableVideoError


def video_info(n_frames: int, width_px: int = 64, height_px: int = 48) -> VideoInfo:
    return VideoInfo(
        path=Path("clip.mp4"),
        file_name="clip.mp4",
        sha256="0" * 64,
        width_px=width_px,
        height_px=height_px,
        rotation_deg=0,
        n_frames=n_frames,
        frame_rate_hz=50.0,
        duration_s=n_frames / 50.0,
        capture_rate_hz=None,
        variable_frame_rate=False,
        truncated=False,
        codec="none",
    )


@dataclass(frozen=True)
class GreyReader:
    """Grey pictures without a person; some may be missing, and the video may end early."""

    n_frames: int
    missing: frozenset[int] = frozenset()

    def __call__(self, indices: Iterable[int], /, *, max_side_px: int | None) -> Iterator[Frame]:
        for index in indices:
            if index < self.n_frames and index not in self.missing:
                yield Frame(index, index / 50.0, np.full((48, 64, 3), 127, np.uint8))


@dataclass(frozen=True)
class FailingReader:
    """Raises the error a reader of a damaged file raises."""

    def __call__(self, indices: Iterable[int], /, *, max_side_px: int | None) -> Iterator[Frame]:
        raise UnreadableVideoError("The file changed while it was read.")
        yield


@dataclass(frozen=True)
class DyingReader:
    """Kills its own process, the first time only if a marker file is named."""

    marker: Path | None = None

    def __call__(self, indices: Iterable[int], /, *, max_side_px: int | None) -> Iterator[Frame]:
        if self.marker is None or not self.marker.exists():
            if self.marker is not None:
                self.marker.touch()
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
        return GreyReader(1000)(indices, max_side_px=max_side_px)
