"""Measure a session again from its stored track: at once, without the clip or the model."""

from form_analyzer.datatypes import EventEdit, PoseTrack, SceneInfo
from form_analyzer.errors import NotFoundError, StorageError
from form_analyzer.jobs.analysing import as_ranges
from form_analyzer.jobs.scene import load_scene
from form_analyzer.storage.records import AnalysisRecord, AttachmentRole
from form_analyzer.storage.service import SeasonService


def recompute(season: SeasonService, session_id: str) -> AnalysisRecord:
    """Measure again with the edits that hold and the athlete's ranges, and store it.

    The result becomes the session's current analysis; see
    :meth:`form_analyzer.storage.results.Results.save` for what becomes of earlier ones.

    Raises
    ------
    NotFoundError
        If the session has no stored track.
    NotAllowedError
        If the viewer may not see the session.
    """
    from form_analyzer.pipeline import analyze_track

    session = season.sessions.get(session_id)
    before = season.results.load(session_id)
    result = analyze_track(
        before.video,
        stored_track(season, session_id),
        stored_scene(season, session_id),
        before.software,
        capture=session.details.capture,
        targets=as_ranges(season.athletes.target_ranges(session.athlete_id)),
        edits=event_edits(season, session_id),
    )
    return season.results.save(session_id, result.analysis)


def event_edits(season: SeasonService, session_id: str) -> tuple[EventEdit, ...]:
    """The edits of events and legs that hold, oldest first."""
    active = (stored.edit for stored in season.edits.active(session_id))
    return tuple(edit for edit in active if isinstance(edit, EventEdit))


def stored_track(season: SeasonService, session_id: str) -> PoseTrack:
    """The track as the pose model gave it; :class:`NotFoundError` without one."""
    from form_analyzer.pose.cache import load_track

    with season.results.file_path(session_id, AttachmentRole.TRACK) as path:
        if path is None:
            raise NotFoundError("This session has no stored track; analyse the clip again.")
        try:
            return load_track(path)
        except ValueError as error:
            raise StorageError(
                "The stored track cannot be read; analyse the clip again."
            ) from error


def stored_scene(season: SeasonService, session_id: str) -> SceneInfo | None:
    """What the frames said of the camera; ``None`` if it was not kept."""
    with season.results.file_path(session_id, AttachmentRole.SCENE) as path:
        return load_scene(path) if path is not None else None
