"""What the player needs: time stamps, landmarks to draw, events; plain data for a browser."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from form_analyzer.datatypes import (
    Analysis,
    EditAction,
    EventEdit,
    EventKind,
    EventSource,
    GaitEvent,
    Joint,
    Keypoint,
    PoseTrack,
    Side,
)
from form_analyzer.jobs.recompute import recompute
from form_analyzer.storage.records import PersonChoice
from form_analyzer.storage.service import SeasonService

Plain = bool | int | float | str | Sequence["Plain"] | Mapping[str, "Plain"] | None
"""Anything that reaches the browser as JSON."""

_LEG = (Joint.HIP, Joint.KNEE, Joint.ANKLE, Joint.HEEL, Joint.TOE)
_ARM = (Joint.SHOULDER, Joint.ELBOW, Joint.WRIST)
_TRUNK = (Joint.SHOULDER, Joint.HIP)
EVENT_WORDS = {EventKind.INITIAL_CONTACT: "initial contact", EventKind.TOE_OFF: "toe-off"}


def player_data(analysis: Analysis, track: PoseTrack) -> dict[str, Plain]:
    """Everything but the clip's address.

    Returns
    -------
    dict
        ``times``: seconds of each frame from the first; ``points``: for each frame x and y
        of every keypoint in whole pixels, -1 where missing; ``bones``: pairs of keypoints
        with the leg they belong to; ``events``: in time order; ``scale``: real seconds per
        second of the file.
    """
    near = analysis.view.near_side or Side.LEFT
    times = track.time_s - track.time_s[0]
    points = np.where(np.isfinite(track.position_px), track.position_px, -1).round().astype(int)
    return {
        "times": [round(float(time), 5) for time in times],
        "first": int(track.frame_index[0]),
        "points": points.reshape(len(times), -1).ravel().tolist(),
        "nPoints": len(Keypoint),
        "width": track.width_px,
        "height": track.height_px,
        "bones": bones(near),
        "near": near.value,
        "scale": analysis.time_scale.value,
        "events": [_event(event) for event in analysis.events],
    }


def _event(event: GaitEvent) -> dict[str, Plain]:
    return {
        "kind": event.kind.value,
        "side": event.side.value,
        "frame": round(event.frame, 2),
        "time": round(event.time_s, 3),
        "edited": event.source is EventSource.EDITED,
        "label": f"{EVENT_WORDS[event.kind]}, {event.side}",
    }


def bones(near: Side) -> list[Plain]:
    """Lines of a stick figure: two columns of keypoints, and near, far or body."""
    lines: list[Plain] = []
    for side in (near.other, near):
        role = "near" if side is near else "far"
        pairs = (*pairwise(_LEG), (Joint.ANKLE, Joint.TOE), *pairwise(_ARM), _TRUNK)
        lines += [[first.on(side).column, second.on(side).column, role] for first, second in pairs]
    across: list[Plain] = [
        [j.on(Side.LEFT).column, j.on(Side.RIGHT).column, "body"] for j in _TRUNK
    ]
    return [*lines, *across]


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """What can be undone and redone, and what was done, in words."""

    done: tuple[str, ...]
    can_redo: bool


def edit_from_player(asked: Mapping[str, Plain]) -> EventEdit:
    """The edit a click in the player asks for.

    Raises
    ------
    ValueError
        If it is no edit.
    """
    kind, side, to_frame = asked.get("kind"), asked.get("side"), asked.get("to_frame")
    return EventEdit(
        action=EditAction(str(asked["action"])),
        frame=float(str(asked["frame"])),
        kind=EventKind(str(kind)) if kind else None,
        side=Side(str(side)) if side else None,
        to_frame=float(str(to_frame)) if to_frame is not None else None,
    )


def apply(season: SeasonService, session_id: str, edit: EventEdit) -> None:
    """Keep an edit and measure again."""
    season.edits.add(session_id, edit)
    recompute(season, session_id)


def undo(season: SeasonService, session_id: str) -> None:
    """Take back the newest edit and measure again."""
    season.edits.undo(session_id)
    _measure_again(season, session_id)


def redo(season: SeasonService, session_id: str) -> None:
    """Bring back the edit undone last and measure again."""
    season.edits.redo(session_id)
    _measure_again(season, session_id)


def _measure_again(season: SeasonService, session_id: str) -> None:
    """With no edit left the analysis before all edits is shown again."""
    before = next((row for row in season.results.all(session_id) if not row.edited), None)
    rows = season.edits.all(session_id)
    one_person = not any(isinstance(row.edit, PersonChoice) for row in rows)
    if before is not None and one_person and not season.edits.active(session_id):
        season.results.make_current(session_id, before.number)
    else:
        recompute(season, session_id)


def editing(season: SeasonService, session_id: str) -> Editing:
    """What was done to a session by hand."""
    rows = season.edits.all(session_id)
    active = season.edits.active(session_id)
    done = tuple(edit_words(stored.edit) for stored in active if stored.edit is not None)
    return Editing(done=done, can_redo=bool(rows) and rows[-1].undoes is not None)


def edit_words(edit: EventEdit | PersonChoice) -> str:
    """An edit as a line of a list."""
    if isinstance(edit, PersonChoice):
        return f"measured person {edit.person + 1}"
    if edit.action is EditAction.SWAP_LEGS:
        return f"swapped the legs in frames {edit.frame:.0f} to {edit.to_frame:.0f}"
    what = f"{EVENT_WORDS[edit.kind]} ({edit.side})" if edit.kind else "event"
    if edit.action is EditAction.MOVE:
        return f"moved {what} from frame {edit.frame:.1f} to {edit.to_frame:.1f}"
    verb = "added" if edit.action is EditAction.ADD else "removed"
    return f"{verb} {what} at frame {edit.frame:.1f}"
