"""Whether one track follows several people in turn, and where in the picture they are.

Frames are seen by two landmarkers in turn, plain and mirrored, and every chunk by two new ones:
each takes whom it detects best. From frame to frame a body hardly moves, so landmarkers that find
it in different places follow different people.
"""

from collections.abc import Sequence

import numpy as np

from form_analyzer.datatypes import BoolArray, FloatArray, IntArray, Joint, Side
from form_analyzer.pose.messages import ChunkRows

_ANOTHER_BODY = 0.5
"""Trunk lengths, and log ratio of sizes, between different people in neighbouring frames. One
person's frames are 0.1 apart; 0.25 where somebody walks through the picture."""
_FEWEST_ROWS = 8
"""In which somebody is followed; a landmarker that slips finds back sooner."""
_NEAR_FRAMES = 4
"""Watched frames within which two rows are neighbours."""

_HIPS, _SHOULDERS = (
    [joint.on(side).column for side in (Side.LEFT, Side.RIGHT)]
    for joint in (Joint.HIP, Joint.SHOULDER)
)


def mixed_people(
    chunks: Sequence[ChunkRows], size_px: tuple[int, int], every: int = 1
) -> list[FloatArray]:
    """Where several people were who are followed in turn.

    Parameters
    ----------
    chunks
        Rows of one track, in time order, from landmarkers that were free to take anybody.
    size_px
        The picture's width and height.
    every
        Only frames whose index is a multiple of this were watched.

    Returns
    -------
    list of array (n_rows, 4)
        The body's boxes, fractions of the picture, of each person, the one followed most
        first. Empty where landmarkers agree: a cut, or somebody lost and found elsewhere,
        makes no second person.
    """
    if not chunks:
        return []
    position = np.concatenate([chunk.position_px[0] for chunk in chunks])
    frame = np.concatenate([chunk.frame_index for chunk in chunks])
    part = np.repeat(np.arange(len(chunks)), [len(chunk.frame_index) for chunk in chunks])
    seen = np.isfinite(position[:, _HIPS[0], 0])
    position, frame, part = position[seen], frame[seen], part[seen]
    who = _tell_apart(_bodies(position))
    near = np.diff(frame) <= _NEAR_FRAMES * every
    if not _disagree(who, near, new_landmarkers=np.diff(part) > 0):
        return []
    boxes = np.concatenate([position.min(axis=1), position.max(axis=1)], axis=1) / (*size_px * 2,)
    people = [boxes[who == person] for person in np.unique(who[who >= 0])]
    return sorted(people, key=len, reverse=True)


def _bodies(position: FloatArray) -> FloatArray:
    """Middle (x, y) and length of each row's trunk, (n, 3) px."""
    hips, shoulders = (position[:, joint].mean(axis=1) for joint in (_HIPS, _SHOULDERS))
    length = np.linalg.norm(shoulders - hips, axis=1)
    return np.column_stack([(hips + shoulders) / 2.0, length])


def _tell_apart(bodies: FloatArray) -> IntArray:
    """Whose each row is, (n,), told by where everybody was last: 0, 1, ...

    -1 for people of too few rows.
    """
    who = np.zeros(len(bodies), dtype=np.intp)
    if not (_unlikeness(bodies[1:], bodies[:-1]) > _ANOTHER_BODY).any():
        return who
    last: list[FloatArray] = []
    for row, body in enumerate(bodies):
        unlike = [float(_unlikeness(body, known)) for known in last]
        who[row] = int(np.argmin([*unlike, _ANOTHER_BODY]))
        last[who[row] : who[row] + 1] = [body]
    return np.where(np.bincount(who)[who] >= _FEWEST_ROWS, who, -1)


def _unlikeness(body: FloatArray, other: FloatArray) -> FloatArray:
    """Distance of two bodies (..., 3), in trunk lengths, plus their sizes' log ratio."""
    length, other_length = (np.maximum(b[..., 2], 1.0) for b in (body, other))
    apart = np.linalg.norm(body[..., :2] - other[..., :2], axis=-1)
    return np.asarray(
        apart / np.maximum(length, other_length) + np.abs(np.log(length / other_length))
    )


def _disagree(who: IntArray, near: BoolArray, new_landmarkers: BoolArray) -> bool:
    """Whether landmarkers follow different people at one time.

    They do frame after frame, or from where new ones begin. A cut, or somebody lost and found
    elsewhere, parts two rows for good.
    """
    known = (who[1:] >= 0) & (who[:-1] >= 0)
    differ = known & near & (who[1:] != who[:-1])
    unlike_both_sides = differ[1:] & differ[:-1]
    return bool(unlike_both_sides.sum() >= _FEWEST_ROWS or (differ & new_landmarkers).any())
