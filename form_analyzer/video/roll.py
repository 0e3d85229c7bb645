"""The camera's roll, from the long verticals of a scene."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from form_analyzer.datatypes import BoolArray, FloatArray, UInt8Array

# Steeper than this no phone is held by mistake; less steep edges are roofs, ramps, handrails.
_LARGEST_ROLL_DEG = 15.0
_LARGEST_CONVERGENCE_DEG = 10.0
_SEARCH_DEG = _LARGEST_ROLL_DEG + _LARGEST_CONVERGENCE_DEG
_ROLLS_DEG = np.arange(-_LARGEST_ROLL_DEG, _LARGEST_ROLL_DEG + 0.1, 0.25)
_CONVERGENCES_DEG = np.arange(-_LARGEST_CONVERGENCE_DEG, _LARGEST_CONVERGENCE_DEG + 0.1, 0.5)
_SHORTEST_RATIO = 0.06
_WIDTH_DEG = 0.5
_N_COLUMNS = 24
# One post has two or four edges: it must not outvote a room.
_COLUMN_CAP_RATIO = 0.35
# How much likelier a roll is by a picture's height of edges that stand upright with it, log.
_EVIDENCE = 12.0
# Phones are held about level (with long tails: Student's t), and look a little up or down.
_USUAL_ROLL_DEG, _TAILS = 2.0, 4.0
_USUAL_CONVERGENCE_DEG = 4.0
# The posts of a treadmill lean: edges that stand beside the runner's legs count less.
_POST_SHARE = 0.3
_POST_REACH, _POST_LOWEST, _POST_TOP = 0.75, (0.5, 1.1), 0.1
_JOINED_PX = 9
_LARGEST_SD_DEG = 1.5
# Lenses bend lines, and not everything that stands is upright.
_LEAST_SD_DEG = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """Camera roll, or why it is unknown.

    Attributes
    ----------
    roll_deg
        + = the picture must be turned anticlockwise to stand upright; ``None`` unknown.
    sd_deg
        Its standard deviation.
    place
        Where across the picture it holds, -1 left to 1 right: where somebody moves.
    convergence_deg
        How much more verticals lean to the right there than a half picture's width to the left.
    reason_missing
        One sentence, set exactly when ``roll_deg`` is ``None``.
    """

    roll_deg: float | None = None
    sd_deg: float | None = None
    place: float = 0.0
    convergence_deg: float = 0.0
    reason_missing: str | None = None


@dataclass(frozen=True, slots=True)
class _Edges:
    """Steep segments.

    ``ends``: x, y of both, px; ``lean_deg``: + = top to the right; ``length``: heights of the
    picture; ``place``: across it, -1..1.
    """

    ends: FloatArray
    lean_deg: FloatArray
    length: FloatArray
    place: FloatArray

    @property
    def column(self) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
        across = (self.place + 1) / 2 * _N_COLUMNS
        return np.clip(across, 0, _N_COLUMNS - 1).astype(np.intp)


@dataclass(frozen=True, slots=True)
class _Mover:
    """What moves most in the scene, px: middle, top and height."""

    middle: float
    top: float
    height: float


def camera_roll(background: UInt8Array, moving: BoolArray) -> Roll:
    """Roll of the camera from the edges of walls, posts and door frames.

    Parameters
    ----------
    background : (h, w)
        Grey picture of the scene without the runner.
    moving : (h, w)
        Where the picture changes; edges there are the runner's and do not count.

    Returns
    -------
    Roll
        Where somebody moves, else at the middle of the picture. ``None`` with a reason if
        there are too few verticals or they contradict each other.

    Notes
    -----
    A camera that looks up or down sees verticals converge, so lean is a straight line over
    the place across the picture. How likely each roll and convergence are is worked out on a
    grid: from the edge length that lies close to that line (each column's share limited) and
    from how people hold a phone. The mean over the grid is the answer, its spread the doubt,
    so edges that stand together on one side say less of the roll than a room all around.
    """
    edges = _steep_edges(background, moving)
    if not len(edges.length):
        return Roll(reason_missing="The scene shows no long vertical edges.")
    mover = _mover(moving)
    place = 2 * mover.middle / background.shape[1] - 1 if mover else 0.0
    likely = _likelihood(edges, place, _weights(edges, mover))
    roll_deg, sd_deg = _mean_sd(likely.sum(axis=1), _ROLLS_DEG)
    if sd_deg > _LARGEST_SD_DEG:
        return Roll(
            reason_missing="The scene shows too few long vertical edges, or they do not agree."
        )
    convergence_deg, _ = _mean_sd(likely.sum(axis=0), _CONVERGENCES_DEG)
    return Roll(
        roll_deg=roll_deg,
        sd_deg=math.hypot(sd_deg, _LEAST_SD_DEG),
        place=place,
        convergence_deg=convergence_deg,
    )


def _steep_edges(background: UInt8Array, moving: BoolArray) -> _Edges:
    found = cv2.createLineSegmentDetector().detect(background)[0]
    ends = np.zeros((0, 4)) if found is None else np.asarray(found, dtype=float).reshape(-1, 4)
    height, width = background.shape
    up = np.where(ends[:, 3] > ends[:, 1], -1.0, 1.0)
    right, rise = up * (ends[:, 2] - ends[:, 0]), up * (ends[:, 1] - ends[:, 3])
    lean = np.degrees(np.arctan2(right, rise))
    length = np.hypot(right, rise) / height
    steep = (np.abs(lean) <= _SEARCH_DEG) & (length >= _SHORTEST_RATIO)
    steep &= ~_on_mask(ends, moving)
    place = (ends[:, 0] + ends[:, 2]) / width - 1
    return _Edges(ends[steep], lean[steep], length[steep], place[steep])


def _on_mask(ends: FloatArray, mask: BoolArray) -> BoolArray:
    """Whether a third or more of a segment lies on the mask."""
    along = np.linspace(0.05, 0.95, 9)[:, None]
    x = np.rint(ends[:, 0] + along * (ends[:, 2] - ends[:, 0])).astype(int)
    y = np.rint(ends[:, 1] + along * (ends[:, 3] - ends[:, 1])).astype(int)
    inside = mask[np.clip(y, 0, mask.shape[0] - 1), np.clip(x, 0, mask.shape[1] - 1)]
    on: BoolArray = inside.mean(axis=0) >= 1 / 3
    return on


def _mover(moving: BoolArray) -> _Mover | None:
    """The largest thing that moves; ``None`` where nothing does."""
    joined = cv2.morphologyEx(
        moving.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((_JOINED_PX, _JOINED_PX), np.uint8)
    )
    n, _, boxes, _ = cv2.connectedComponentsWithStats(joined)
    if n < 2:
        return None
    left, top, width, height, _ = boxes[1 + int(np.argmax(boxes[1:, cv2.CC_STAT_AREA]))]
    return _Mover(middle=left + width / 2, top=float(top), height=float(height))


def _weights(edges: _Edges, mover: _Mover | None) -> FloatArray:
    """What each edge counts, heights of the picture, (n,)."""
    if mover is None:
        return edges.length
    x0, y0, x1, y1 = edges.ends.T
    lowest = (np.maximum(y0, y1) - mover.top) / mover.height
    top = (np.minimum(y0, y1) - mover.top) / mover.height
    beside = np.abs((x0 + x1) / 2 - mover.middle) < _POST_REACH * mover.height
    post = beside & (lowest > _POST_LOWEST[0]) & (lowest < _POST_LOWEST[1]) & (top > _POST_TOP)
    return np.asarray(np.where(post, _POST_SHARE, 1.0) * edges.length)


def _likelihood(edges: _Edges, place: float, weight: FloatArray) -> FloatArray:
    """How likely each roll (at a place) and convergence are, (n_rolls, n_convergences)."""
    leans = _ROLLS_DEG[:, None, None] + _CONVERGENCES_DEG[:, None] * (edges.place - place)
    upright = weight * np.exp(-0.5 * ((edges.lean_deg - leans) / _WIDTH_DEG) ** 2)
    by_column = upright @ np.eye(_N_COLUMNS)[edges.column]
    log = _EVIDENCE * np.minimum(by_column, _COLUMN_CAP_RATIO).sum(axis=-1)
    unusual = _ROLLS_DEG[:, None] / _USUAL_ROLL_DEG
    log -= 0.5 * (_TAILS + 1) * np.log1p(unusual**2 / _TAILS)
    log -= 0.5 * (_CONVERGENCES_DEG / _USUAL_CONVERGENCE_DEG) ** 2
    likely = np.exp(log - log.max())
    return np.asarray(likely / likely.sum())


def _mean_sd(likely: FloatArray, values: FloatArray) -> tuple[float, float]:
    mean = float(likely @ values)
    return mean, float(likely @ (values - mean) ** 2) ** 0.5
