"""Who of the people in a clip is measured, and choosing somebody else."""

from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import PoseTrack
from form_analyzer.errors import NotFoundError, UnreadableVideoError
from form_analyzer.jobs import recompute
from form_analyzer.storage.records import PersonChoice
from form_analyzer.storage.service import SeasonService
from form_analyzer.ui.services.capture import jpeg
from form_analyzer.ui.services.opening import Opened

_SHOWN_SIDE_PX = 960


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The people of a clip.

    Attributes
    ----------
    labels
        One for each person who can be measured, with number and place.
    chosen
        Place of the measured one among them.
    picture
        A frame with everybody in a numbered box, JPEG; ``None`` if it cannot be read.
    """

    labels: tuple[str, ...]
    chosen: int
    picture: bytes | None


def cast(season: SeasonService, opened: Opened) -> Cast | None:
    """Everybody who can be measured; ``None`` where there is nobody to choose between."""
    try:
        tracks = recompute.stored_tracks(season, opened.session_id)
    except NotFoundError:
        return None
    if len(tracks) < 2:
        return None
    chosen = recompute.chosen_person(season, opened.session_id)
    return Cast(
        labels=tuple(_label(number, track) for number, track in enumerate(tracks, 1)),
        chosen=chosen if chosen < len(tracks) else 0,
        picture=_picture(season, opened, tracks, chosen),
    )


def choose(season: SeasonService, session_id: str, person: int) -> None:
    """Measure another person; counted from 0. Nothing happens if it is the one already."""
    if person != recompute.chosen_person(season, session_id):
        season.edits.add(session_id, PersonChoice(person=person))
        recompute.recompute(season, session_id)


def _label(number: int, track: PoseTrack) -> str:
    where = track.position_px[track.seen][:, :, 0]
    if not where.size:
        return f"Person {number}"
    share = float(np.nanmedian(where)) / track.width_px
    side = "on the left" if share < 0.4 else "on the right" if share > 0.6 else "in the middle"
    return f"Person {number}, {side}"


def _picture(
    season: SeasonService, opened: Opened, tracks: tuple[PoseTrack, ...], chosen: int
) -> bytes | None:
    from form_analyzer.overlay.people import frame_with_most, people_picture
    from form_analyzer.video.decode import pick

    index = frame_with_most(tracks)
    with season.results.clip_path(opened.session_id) as clip:
        try:
            info = opened.at(clip).video
            frame = next(pick(info, [index], max_side_px=_SHOWN_SIDE_PX), None)
        except UnreadableVideoError:
            return None
    return None if frame is None else jpeg(people_picture(frame.image, tracks, index, chosen))
