"""The annotated clip of a stored analysis: drawn after it, from what was kept beside it."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from form_analyzer.datatypes import EditAction, EventEdit, PoseTrack, Side
from form_analyzer.jobs.work import DrawingOrder, Progress


def draw_clip(order: DrawingOrder, progress: Progress) -> Path:
    """Draw the clip; see :class:`form_analyzer.jobs.work.Drawing`."""
    from form_analyzer.pose.cache import load_tracks
    from form_analyzer.report.bundle import write_clip

    tracks, path = load_tracks(order.track), order.folder / "annotated.mp4"
    raw = tracks[order.person if order.person < len(tracks) else 0]
    track = with_legs_right(raw, order.analysis.view.near_side)
    video = replace(order.analysis.video, path=order.clip)
    write_clip(order.analysis, track, video, path, progress=partial(progress, "annotating"))
    return path


def with_legs_right(
    raw: PoseTrack, near: Side | None, edits: Iterable[EventEdit] = ()
) -> PoseTrack:
    """The landmarks as they were measured: legs told apart, ranges swapped by hand.

    Only the following of the runner is done again, none of the measuring.

    Parameters
    ----------
    near
        The leg near the camera; ``None`` where it could not be told, and the track is left.
    """
    from form_analyzer.tracks.follow import follow

    track = _with_legs_swapped(raw, edits)
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
