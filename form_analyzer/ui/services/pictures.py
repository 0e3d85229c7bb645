"""Pictures of a session: the evidence behind a number, and a clip that browsers play."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np

from form_analyzer.datatypes import EditAction, EventEdit, Metric, PoseTrack, VideoInfo
from form_analyzer.errors import NotFoundError
from form_analyzer.jobs import recompute
from form_analyzer.report.bundle import make_evidence, write_clip
from form_analyzer.report.html import Evidence
from form_analyzer.settings import Settings
from form_analyzer.storage.service import SeasonService
from form_analyzer.ui.services.opening import Opened

_LONGEST_SIDE_PX = 1280
_PLAYED_AS_IS = (".mp4", ".m4v", ".mov")


def repaired_track(season: SeasonService, opened: Opened, settings: Settings) -> PoseTrack | None:
    """The stored landmarks with the legs put right; ``None`` where nobody was found."""
    from form_analyzer.pose.cache import load_track, save_track

    kept = _folder(settings) / f"track-{opened.version}.npz"
    with suppress(OSError, ValueError):  # not there yet, or damaged: made anew
        return load_track(kept)
    track = _repaired(season, opened)
    if track is not None:
        save_track(kept, track)
    return track


def _repaired(season: SeasonService, opened: Opened) -> PoseTrack | None:
    """Only the following of the runner is done again, none of the measuring."""
    from form_analyzer.tracks.follow import follow

    near = opened.analysis.view.near_side
    try:
        raw = recompute.stored_track(season, opened.session_id)
    except NotFoundError:
        return None
    track = _with_legs_swapped(raw, recompute.event_edits(season, opened.session_id))
    followed = follow(track, near) if near is not None else None
    return track if followed is None else _merged(track, followed.track)


def _with_legs_swapped(track: PoseTrack, edits: Iterable[EventEdit]) -> PoseTrack:
    from form_analyzer.tracks.follow import exchange_legs

    ranges = tuple(
        (int(edit.frame), int(edit.to_frame))
        for edit in edits
        if edit.action is EditAction.SWAP_LEGS and edit.to_frame is not None
    )
    return exchange_legs(track, ranges) if ranges else track


def _merged(whole: PoseTrack, part: PoseTrack) -> PoseTrack:
    """The whole clip's track with the followed part put right."""
    position, confidence = whole.position_px.copy(), whole.confidence.copy()
    rows = np.searchsorted(whole.frame_index, part.frame_index)
    position[rows], confidence[rows] = part.position_px, part.confidence
    return replace(whole, position_px=position, confidence=confidence)


def evidence(
    season: SeasonService, opened: Opened, track: PoseTrack | None
) -> dict[Metric, Evidence]:
    """The frames that show the things to work on, angle drawn in; those that can be shown."""
    if track is None or not opened.view.work_on:
        return {}
    with season.results.clip_path(opened.session_id) as clip:
        return make_evidence(opened.analysis, track, _info(opened, clip), opened.view)


def annotated_clip(
    season: SeasonService, opened: Opened, track: PoseTrack | None, settings: Settings
) -> bytes | None:
    """The clip with everything drawn on it, made on first use; ``None`` without a runner."""
    if track is None or opened.analysis.refused:
        return None
    path = _folder(settings) / f"annotated-{opened.version}.mp4"
    if not path.exists():
        with season.results.clip_path(opened.session_id) as clip:
            write_clip(opened.analysis, track, _info(opened, clip), path)
    return path.read_bytes()


def playable_clip(season: SeasonService, opened: Opened, settings: Settings) -> bytes:
    """The clip as browsers play it: as stored where they can, else an H.264 copy."""
    from form_analyzer.video.decode import frames
    from form_analyzer.video.encode import write_h264
    from form_analyzer.video.probe import frame_times_s

    copy = _folder(settings) / f"plain-{opened.line.session.clip_sha256}.mp4"
    with season.results.clip_path(opened.session_id) as clip:
        info = _info(opened, clip)
        if info.codec == "h264" and clip.suffix in _PLAYED_AS_IS:
            return clip.read_bytes()
        if not copy.exists():
            pictures = (f.image for f in frames(info, max_side_px=_LONGEST_SIDE_PX))
            write_h264(copy, pictures, info.frame_rate_hz, time_s=frame_times_s(info))
    return copy.read_bytes()


def _info(opened: Opened, clip: Path) -> VideoInfo:
    return replace(opened.analysis.video, path=clip)


def _folder(settings: Settings) -> Path:
    folder = settings.cache_dir / "clips"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
