"""Pictures of a session: the evidence behind a number, and a clip that browsers play."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from form_analyzer.datatypes import Metric, PoseTrack, VideoInfo
from form_analyzer.errors import NotFoundError
from form_analyzer.jobs import recompute
from form_analyzer.report.bundle import make_evidence, write_clip
from form_analyzer.report.html import Evidence
from form_analyzer.settings import Settings
from form_analyzer.storage.records import AttachmentRole
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
    from form_analyzer.jobs.drawing import with_legs_right

    try:
        raw = recompute.stored_track(season, opened.session_id)
    except NotFoundError:
        return None
    edits = recompute.event_edits(season, opened.session_id)
    return with_legs_right(raw, opened.analysis.view.near_side, edits)


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
    """The clip with everything drawn on it; ``None`` without a runner.

    As the analysis left it; else (after edits, or where it was dropped to save room) drawn on
    first use and kept in the cache.
    """
    if track is None or opened.analysis.refused:
        return None
    with season.results.file_path(opened.session_id, AttachmentRole.ANNOTATED) as attached:
        if attached is not None:
            return attached.read_bytes()
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
