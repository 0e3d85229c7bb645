"""A look at a file before the long work: can it be measured, and what would help?"""

import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import BinaryIO

from form_analyzer.datatypes import UInt8Array, VideoInfo
from form_analyzer.errors import UnreadableVideoError

_SLOW_RATE_RATIO = 1.2
"""A capture tag this much above the file's own rate means slow motion."""


_ONE_PICTURE = "There is only one picture; give a video of the run."


class Level(StrEnum):
    """What a check means for the analysis."""

    GOOD = "good"
    CARE = "care"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One thing that was looked at, in words."""

    level: Level
    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipCheck:
    """What a look at the file told.

    Attributes
    ----------
    info
        ``None`` when the file cannot be read.
    poster
        A picture from the middle of the clip, JPEG; ``None`` where there is none.
    """

    file_name: str
    info: VideoInfo | None
    lines: tuple[CheckLine, ...]
    poster: bytes | None = None

    @property
    def readable(self) -> bool:
        """Whether an analysis can be tried."""
        return self.info is not None and all(line.level is not Level.STOP for line in self.lines)

    @property
    def slow_motion(self) -> bool:
        """Whether the phone noted that it filmed faster than it stored."""
        return self.info is not None and _tagged_slow(self.info)


def check_clip(path: Path, file_name: str) -> ClipCheck:
    """Look at a file: orientation, frame rate, length, slow motion; takes a moment only."""
    from form_analyzer.video.probe import probe

    try:
        info = probe(path)
    except UnreadableVideoError as error:
        text = str(error).replace(str(path), file_name)
        line = CheckLine(level=Level.STOP, label="Cannot be read", text=text)
        return ClipCheck(file_name=file_name, info=None, lines=(line,))
    lines = tuple(_lines(info))
    return ClipCheck(file_name=file_name, info=info, lines=lines, poster=poster(info))


def check_upload(stream: BinaryIO, file_name: str) -> ClipCheck:
    """Look at an upload; the stream is left at its start."""
    stream.seek(0)
    with tempfile.NamedTemporaryFile(suffix=Path(file_name).suffix) as copy:
        shutil.copyfileobj(stream, copy, 1 << 20)
        copy.flush()
        stream.seek(0)
        return check_clip(Path(copy.name), file_name)


def poster(info: VideoInfo, height_px: int = 360) -> bytes | None:
    """A picture from the middle of a clip as JPEG; ``None`` if it cannot be decoded."""
    from form_analyzer.video.decode import pick

    try:
        middle = next(pick(info, [info.n_frames // 2], max_side_px=2 * height_px), None)
    except UnreadableVideoError:
        return None
    return jpeg(middle.image) if middle is not None else None


def jpeg(image: UInt8Array, quality: int = 85) -> bytes:
    """An RGB picture (h, w, 3) as JPEG."""
    import cv2

    bgr = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    return bytes(cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])


@cache
def _numbers() -> dict[str, float]:
    text = files("form_analyzer.guide").joinpath("capture.toml").read_text("utf-8")
    return dict(tomllib.loads(text)["numbers"])


def _lines(info: VideoInfo) -> Iterator[CheckLine]:
    yield _orientation(info)
    yield _rate(info)
    yield _length(info)
    if _tagged_slow(info):
        yield CheckLine(
            level=Level.GOOD,
            label="Slow motion",
            text=f"Filmed at {info.capture_rate_hz:.0f} pictures a second; this is used, "
            "so all times come out in real seconds.",
        )
    if info.truncated:
        yield CheckLine(
            level=Level.CARE,
            label="Incomplete file",
            text="The file ends too early. What can be read will be used; copy it again if "
            "you can.",
        )


def _orientation(info: VideoInfo) -> CheckLine:
    shape = "higher than wide" if info.height_px > info.width_px else "wider than high"
    turned = f", turned by {info.rotation_deg}° as the phone noted" if info.rotation_deg else ""
    text = f"{info.width_px} × {info.height_px}, {shape}{turned}. "
    text += "If the runner lies on the side in this picture, turn the clip on the phone first."
    return CheckLine(level=Level.GOOD, label="Orientation", text=text)


def _rate(info: VideoInfo) -> CheckLine:
    numbers, rate = _numbers(), _real_rate_hz(info)
    text = f"{rate:.0f} pictures a second. "
    if not rate > 0:
        return CheckLine(level=Level.STOP, label="Frame rate", text=_ONE_PICTURE)
    if rate < 0.95 * numbers["least_frame_rate_hz"]:
        text += f"Too few for exact times; film at {numbers['frame_rate_hz']:.0f} next time."
        return CheckLine(level=Level.CARE, label="Frame rate", text=text)
    if rate < 0.95 * numbers["frame_rate_hz"]:
        text += f"Works; {numbers['frame_rate_hz']:.0f} make narrower intervals."
        return CheckLine(level=Level.GOOD, label="Frame rate", text=text)
    return CheckLine(level=Level.GOOD, label="Frame rate", text=text + "Very good.")


def _length(info: VideoInfo) -> CheckLine:
    numbers = _numbers()
    real_s = info.duration_s
    if _tagged_slow(info):
        real_s *= info.frame_rate_hz / _real_rate_hz(info)
    text = "1 second. " if round(real_s) == 1 else f"{real_s:.0f} seconds. "
    if real_s < 0.75 * numbers["least_duration_s"]:
        text += f"Short: {numbers['least_duration_s']:.0f} or more make the numbers firmer."
        return CheckLine(level=Level.CARE, label="Length", text=text)
    if real_s < numbers["good_duration_s"]:
        text += f"Enough; {numbers['good_duration_s']:.0f} would be better still."
        return CheckLine(level=Level.GOOD, label="Length", text=text)
    return CheckLine(level=Level.GOOD, label="Length", text=text + "Very good.")


def _tagged_slow(info: VideoInfo) -> bool:
    rate = info.capture_rate_hz
    return rate is not None and rate > _SLOW_RATE_RATIO * info.frame_rate_hz


def _real_rate_hz(info: VideoInfo) -> float:
    if _tagged_slow(info) and info.capture_rate_hz is not None:
        return info.capture_rate_hz
    return info.frame_rate_hz
