"""The annotated clip of a stored analysis: drawn after it, from what was kept beside it."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from form_analyzer.datatypes import EventEdit, PoseTrack, Side
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
    from form_analyzer.tracks.follow import follow, swapped_by_hand, whole_repaired

    track = swapped_by_hand(raw, edits)
    followed = follow(track, near) if near is not None else None
    return track if followed is None else whole_repaired(track, followed)
