"""Look at a video file without decoding it all."""

import hashlib
import math
from pathlib import Path

import numpy as np

from form_analyzer.datatypes import BoolArray, FloatArray, VideoInfo
from form_analyzer.video.container import check_file, open_video, still_picture
from form_analyzer.video.table import FrameTable, frame_table

# Written by Android's MediaRecorder when frames are stored slower than they were captured.
# QuickTime documents no such key, and Apple's phones write none.
_CAPTURE_RATE_TAGS = ("com.android.capture.fps",)
# Formats of pictures that may also be animated.
_PICTURE_CODECS = ("gif", "apng", "webp")
# Two stamps, each off by half a tick, and a phone's timer.
_ROUNDING_TICKS = 1.5
_TIMER_ROUNDING_S = 0.001


def probe(path: Path) -> VideoInfo:
    """What a video file says of itself, after looking at every packet.

    Parameters
    ----------
    path
        A video file.

    Returns
    -------
    VideoInfo
        With ``truncated`` set when the file ends before it says it does; the frames counted
        are those that can be decoded.

    Raises
    ------
    UnreadableVideoError
        If the file is missing, no video, protected, or so damaged that no frame can be decoded.

    Notes
    -----
    Frames are counted without decoding where every packet is one frame (H.264, HEVC, VP9, AV1
    in MP4, MOV, Matroska, WebM, with sound packets); otherwise by decoding.
    """
    check_file(path)
    table = frame_table(path)
    if table.n_frames == 1 and table.codec in _PICTURE_CODECS:
        raise still_picture(path)
    usual_s = _usual_spacing_s(table)
    duration_s = float(table.time_s[-1] - table.time_s[0])
    return VideoInfo(
        path=path,
        file_name=path.name,
        sha256=_sha256(path),
        width_px=table.width_px,
        height_px=table.height_px,
        rotation_deg=table.orientation.rotation_deg,
        n_frames=table.n_frames,
        frame_rate_hz=1.0 / usual_s,
        duration_s=duration_s + (usual_s if table.n_frames > 1 else 0.0),
        capture_rate_hz=_capture_rate_hz(path),
        variable_frame_rate=_varies(table),
        truncated=table.truncated,
        codec=table.codec,
        repaired_time_stamps=table.n_repaired,
    )


def frame_times_s(info: VideoInfo) -> FloatArray:
    """Time stamps of all frames, (n_frames,) container seconds, strictly increasing."""
    return frame_table(info.path).time_s.copy()


def _is_usual(table: FrameTable) -> BoolArray:
    """Which spacings are the median one, but for the rounding of a timer."""
    spacing_s = np.diff(table.time_s)
    allowed_s = max(_ROUNDING_TICKS * table.tick_s, _TIMER_ROUNDING_S)
    usual: BoolArray = np.abs(spacing_s - np.median(spacing_s)) <= allowed_s
    return usual


def _usual_spacing_s(table: FrameTable) -> float:
    """Mean of the usual spacings: the median alone is a whole tick (33 ms for 30 Hz in MKV)."""
    if table.n_frames < 2:
        return math.nan
    return float(np.mean(np.diff(table.time_s)[_is_usual(table)]))


def _varies(table: FrameTable) -> bool:
    return table.n_frames > 2 and not bool(np.all(_is_usual(table)))


def _capture_rate_hz(path: Path) -> float | None:
    with open_video(path) as (container, stream):
        tags = {**container.metadata, **stream.metadata}
    for tag in _CAPTURE_RATE_TAGS:
        try:
            rate_hz = float(tags.get(tag, ""))
        except ValueError:
            continue
        if math.isfinite(rate_hz) and rate_hz > 0:
            return rate_hz
    return None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
