"""The people in a clip, from the cache where it has them."""

from collections.abc import Sequence

from form_analyzer.datatypes import VideoInfo
from form_analyzer.pose.cache import cache_key, cache_tracks, cached_tracks
from form_analyzer.pose.landmarker import model_version
from form_analyzer.pose.model_file import ModelFile
from form_analyzer.pose.source import FrameReader
from form_analyzer.pose.staff import Staff
from form_analyzer.pose.track import TRACKER_VERSION, Progress, TrackResult, track_people
from form_analyzer.settings import Settings


def estimate_tracks(
    info: VideoInfo,
    model: ModelFile,
    settings: Settings,
    *,
    read_frames: FrameReader,
    jobs: int | None = None,
    progress: Progress | None = None,
    every: int = 1,
    parts: Sequence[tuple[int, int]] | None = None,
    staff: Staff | None = None,
) -> TrackResult:
    """What :func:`track_people` gives, computed once per clip and model.

    Parameters
    ----------
    settings
        Where the cache lies; a damaged entry is computed again, and a cache that
        cannot be written is done without.

    Returns
    -------
    TrackResult
        With empty ``timing_s`` values (0 s) when it came from the cache.

    Notes
    -----
    The other parameters and the errors are those of :func:`track_people`.
    """
    tracker = f"{TRACKER_VERSION} mediapipe {model_version()}"
    wanted = None if parts is None else tuple((int(a), int(b)) for a, b in parts)
    key = cache_key(info.sha256, model.sha256, tracker, every=every, parts=wanted)
    known = cached_tracks(settings, key)
    if known is not None:
        if progress is not None:
            progress(1.0)
        return TrackResult(tracks=known, timing_s={"decode": 0.0, "inference": 0.0})
    result = track_people(
        info,
        model,
        read_frames=read_frames,
        jobs=jobs,
        progress=progress,
        every=every,
        parts=wanted,
        staff=staff,
    )
    cache_tracks(settings, key, result.tracks)
    return result
