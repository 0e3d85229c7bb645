"""Everybody seen in a clip, in numbered boxes on one frame, so that one can be chosen."""

from collections.abc import Sequence

import numpy as np

from form_analyzer.datatypes import FloatArray, PoseTrack, UInt8Array
from form_analyzer.overlay.canvas import PALETTE, Canvas

_MARGIN = 0.06
"""Room around a body, of its height."""


def frame_with_most(tracks: Sequence[PoseTrack]) -> int:
    """Index of the frame that shows the most people, in the middle of all that do."""
    frames = np.concatenate([track.frame_index[track.seen] for track in tracks])
    if not len(frames):
        return int(tracks[0].frame_index[0])
    indices, counts = np.unique(frames, return_counts=True)
    best = indices[counts == counts.max()]
    return int(best[len(best) // 2])


def people_picture(
    image: UInt8Array, tracks: Sequence[PoseTrack], frame_index: int, chosen: int
) -> UInt8Array:
    """The frame with a numbered box around everybody; the chosen one's is drawn thick.

    Parameters
    ----------
    image
        RGB (h, w, 3); it may be smaller than the tracks' pixels, and stays as it is.
    tracks
        In the order of their numbers, which begin with 1.
    chosen
        Place of the measured person among them.
    """
    picture = image.copy()
    canvas = Canvas(picture, boost=1.4)
    for place, track in sorted(enumerate(tracks), key=lambda pair: pair[0] == chosen):
        box = _box(track, frame_index)
        if box is None:
            continue
        corners = box * (picture.shape[1] / track.width_px)
        _draw(canvas, corners, place + 1, chosen=place == chosen)
    return picture


def _box(track: PoseTrack, frame_index: int) -> FloatArray | None:
    """Left, top, right, bottom in the track's pixels; ``None`` if not seen in the frame."""
    rows = np.flatnonzero(track.frame_index == frame_index)
    if not len(rows) or not track.seen[rows[0]]:
        return None
    points = track.position_px[rows[0]]
    low, high = np.nanmin(points, axis=0), np.nanmax(points, axis=0)
    room = _MARGIN * (high[1] - low[1])
    return np.array([*(low - room), *(high + room)])


def _draw(canvas: Canvas, box: FloatArray, number: int, *, chosen: bool) -> None:
    left, top, right, bottom = box
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom], [left, top]])
    color = PALETTE.angle if chosen else PALETTE.body
    canvas.path(corners, color, 1.6 if chosen else 0.8)
    words = f"{number} · measured" if chosen else str(number)
    canvas.text(words, np.array([left, top]), color=color, size=1.2, anchor=(0.0, 1.0))
