"""Measure a session again from its stored track: at once, without the clip or the model."""

from form_analyzer.datatypes import EventEdit, PoseTrack, SceneInfo
from form_analyzer.errors import NotFoundError, StorageError
from form_analyzer.jobs.analysing import as_ranges
from form_analyzer.storage import edits
from form_analyzer.storage.records import AnalysisRecord, AttachmentRole, JobState, PersonChoice
from form_analyzer.storage.service import SeasonService
from form_analyzer.video.scene_file import load_scene


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
    tracks, chosen = stored_tracks(season, session_id), chosen_person(season, session_id)
    is_there = chosen < len(tracks)
    result = analyze_track(
        before.video,
        tracks[chosen if is_there else 0],
        stored_scene(season, session_id),
        before.software,
        capture=session.details.capture,
        targets=as_ranges(season.athletes.target_ranges(session.athlete_id)),
        edits=event_edits(season, session_id),
    )
    return season.results.save(session_id, result.analysis, by_hand=is_there and chosen > 0)


def choose_person(season: SeasonService, session_id: str, person: int) -> str:
    """Measure another of the people in the clip from now on; says in words how.

    From the stored tracks, at once, where that person's is among them. Sessions of earlier
    versions have one track only: then the clip is queued to be analysed again.

    Parameters
    ----------
    person
        Place among the people followed, the likeliest runner first, from 0.

    Raises
    ------
    NotFoundError
        If so many people were not seen in the clip.
    StorageError
        If the clip is being analysed right now.
    """
    job = season.jobs.newest(session_id)
    if job is not None and job.state is JobState.RUNNING and not job.analysed:
        raise StorageError("The clip is being analysed; choose the runner when that is done.")
    followed, seen = _people_known(season, session_id)
    if not 0 <= person < max(followed, seen):
        raise NotFoundError(
            f"There is no person {person + 1} in this clip: {max(followed, seen)} were seen."
        )
    season.edits.add(session_id, PersonChoice(person=person))
    if person < followed:
        recompute(season, session_id)
        return "Measured again from the stored tracks, which hold everybody in the clip."
    season.jobs.start(session_id, "full" if job is None else job.pose_model)
    return (
        "The stored track holds one person only, so the whole clip is analysed again in the "
        "background; until then the numbers shown are those of the first person."
    )


def _people_known(season: SeasonService, session_id: str) -> tuple[int, int]:
    """How many people the stored tracks hold, and how many were seen in the clip at once."""
    tracks = stored_tracks(season, session_id)
    return len(tracks), tracks[0].n_people


def event_edits(season: SeasonService, session_id: str) -> tuple[EventEdit, ...]:
    """The edits of events and legs that hold, oldest first.

    Edits belong to the person they were made on: those before the newest choice of another
    one wait until that choice is undone.
    """
    held: list[EventEdit] = []
    for stored in season.edits.active(session_id):
        if isinstance(stored.edit, PersonChoice):
            held.clear()
        elif stored.edit is not None:
            held.append(stored.edit)
    return tuple(held)


def chosen_person(season: SeasonService, session_id: str) -> int:
    """Place of the measured person among the stored tracks; 0 unless another was chosen."""
    return edits.chosen_person(season.edits.active(session_id))


def stored_track(season: SeasonService, session_id: str) -> PoseTrack:
    """The measured person's track as the pose model gave it; see :func:`stored_tracks`."""
    tracks, chosen = stored_tracks(season, session_id), chosen_person(season, session_id)
    return tracks[chosen if chosen < len(tracks) else 0]


def stored_tracks(season: SeasonService, session_id: str) -> tuple[PoseTrack, ...]:
    """The tracks of everybody seen, the likeliest runner first.

    Raises
    ------
    NotFoundError
        If the session has no stored track.
    """
    from form_analyzer.pose.cache import load_tracks

    with season.results.file_path(session_id, AttachmentRole.TRACK) as path:
        if path is None:
            raise NotFoundError("This session has no stored track; analyse the clip again.")
        try:
            return load_tracks(path)
        except ValueError as error:
            raise StorageError(
                "The stored track cannot be read; analyse the clip again."
            ) from error


def stored_scene(season: SeasonService, session_id: str) -> SceneInfo | None:
    """What the frames said of the camera; ``None`` if it was not kept."""
    with season.results.file_path(session_id, AttachmentRole.SCENE) as path:
        return load_scene(path) if path is not None else None
