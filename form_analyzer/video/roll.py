"""The camera's roll, from the long verticals of a scene."""

from dataclasses import dataclass

import cv2
import numpy as np

from form_analyzer.datatypes import BoolArray, FloatArray, UInt8Array

# Steeper than this no phone is held by mistake; less steep edges are roofs, ramps, handrails.
_LARGEST_ROLL_DEG = 15.0
_LARGEST_CONVERGENCE_DEG = 8.0
_SEARCH_DEG = _LARGEST_ROLL_DEG + _LARGEST_CONVERGENCE_DEG
_SHORTEST_RATIO = 0.06
_WIDTH_DEG = 0.8
_N_COLUMNS = 24
# One post has two or four edges: it must not outvote a room.
_COLUMN_CAP_RATIO = 0.35
_USUAL_ROLL_DEG = 6.0
_NEEDED_LENGTH_RATIO = 0.7
_NEEDED_COLUMNS = 3
_RIVAL_RATIO = 0.75
_RIVAL_DISTANCE_DEG = 3.0
_FLOOR_SD_DEG = 0.4
_DOUBTFUL_DEG = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """Camera roll, or why it is unknown.

    Attributes
    ----------
    roll_deg
        + = the picture must be turned anticlockwise to stand upright; ``None`` unknown.
    sd_deg
        Its standard deviation.
    convergence_deg
        How much more verticals lean to the right at the right edge than in the middle.
    reason_missing
        One sentence, set exactly when ``roll_deg`` is ``None``.
    """

    roll_deg: float | None = None
    sd_deg: float | None = None
    convergence_deg: float = 0.0
    reason_missing: str | None = None


@dataclass(frozen=True, slots=True)
class _Edges:
    """Steep segments: lean (deg, + = top to the right), length (heights), place (-1..1)."""

    lean_deg: FloatArray
    length: FloatArray
    place: FloatArray

    @property
    def column(self) -> FloatArray:
        return np.clip((self.place + 1) / 2 * _N_COLUMNS, 0, _N_COLUMNS - 1)


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
        At the middle of the picture. ``None`` with a reason if there are too few verticals
        or they contradict each other.

    Notes
    -----
    A camera that looks up or down sees verticals converge, so lean is a straight line over
    the place across the picture: its value in the middle is the roll. The line is found as the
    one that most edge length lies close to (each column's share limited), then refined by
    weighted least squares.
    """
    edges = _steep_edges(background, moving)
    if len(edges.length) < _NEEDED_COLUMNS:
        return Roll(reason_missing="The scene shows no long vertical edges.")
    roll, slope, best, rival = _search(edges)
    if rival > _RIVAL_RATIO * best:
        return Roll(reason_missing="The long edges of the scene do not agree on one vertical.")
    return _refined(edges, roll, slope)


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
    return _Edges(lean[steep], length[steep], place[steep])


def _on_mask(ends: FloatArray, mask: BoolArray) -> BoolArray:
    """Whether a third or more of a segment lies on the mask."""
    along = np.linspace(0.05, 0.95, 9)[:, None]
    x = np.rint(ends[:, 0] + along * (ends[:, 2] - ends[:, 0])).astype(int)
    y = np.rint(ends[:, 1] + along * (ends[:, 3] - ends[:, 1])).astype(int)
    inside = mask[np.clip(y, 0, mask.shape[0] - 1), np.clip(x, 0, mask.shape[1] - 1)]
    on: BoolArray = inside.mean(axis=0) >= 1 / 3
    return on


def _search(edges: _Edges) -> tuple[float, float, float, float]:
    """Best roll and convergence on a grid, its support, and the best support elsewhere."""
    rolls = np.arange(-_LARGEST_ROLL_DEG, _LARGEST_ROLL_DEG + 0.1, 0.25)
    slopes = np.arange(-_LARGEST_CONVERGENCE_DEG, _LARGEST_CONVERGENCE_DEG + 0.1, 1.0)
    support = np.stack([[_support(edges, r, s) for r in rolls] for s in slopes])
    # Most cameras are held about level and about upright.
    support *= np.exp(-0.5 * (rolls / _USUAL_ROLL_DEG) ** 2)
    support *= np.exp(-0.5 * (slopes[:, None] / _LARGEST_CONVERGENCE_DEG) ** 2)
    row, column = np.unravel_index(int(support.argmax()), support.shape)
    far = np.abs(rolls - rolls[column]) > _RIVAL_DISTANCE_DEG
    rival = float(support[:, far].max())
    return float(rolls[column]), float(slopes[row]), float(support.max()), rival


def _support(edges: _Edges, roll: float, slope: float) -> float:
    off = (edges.lean_deg - roll - slope * edges.place) / _WIDTH_DEG
    share = edges.length * np.exp(-0.5 * off**2)
    in_column = np.bincount(edges.column.astype(int), weights=share, minlength=_N_COLUMNS)
    return float(np.minimum(in_column, _COLUMN_CAP_RATIO).sum())


def _refined(edges: _Edges, roll: float, slope: float) -> Roll:
    design = np.stack([np.ones_like(edges.place), edges.place], axis=1)
    line = np.array([roll, slope])
    weight = edges.length
    for _ in range(10):
        off = (edges.lean_deg - design @ line) / (3 * _WIDTH_DEG)
        weight = edges.length * np.clip(1 - off**2, 0, None) ** 2
        # A weak pull towards "no convergence" keeps the slope calm when edges stand together.
        normal = (design.T * weight) @ design + np.diag([0.0, 0.05])
        line = np.linalg.solve(normal + np.eye(2) * 1e-9, (design.T * weight) @ edges.lean_deg)
    used = weight > 0.25 * edges.length
    n_columns = len(np.unique(edges.column[used].astype(int)))
    if edges.length[used].sum() < _NEEDED_LENGTH_RATIO or n_columns < _NEEDED_COLUMNS:
        return Roll(reason_missing="The scene shows too few vertical edges to judge the camera by.")
    off = edges.lean_deg - design @ line
    scatter = float(np.average(off[used] ** 2, weights=weight[used]))
    spread = max(float(np.average(edges.place[used] ** 2, weights=weight[used])), 1e-3)
    centre = float(np.average(edges.place[used], weights=weight[used]))
    # Standing to one side of the middle, edges must be extrapolated to it.
    # Neighbouring columns often see the same door: half of them count as independent.
    variance = 2 * scatter / n_columns * (1 + centre**2 / max(spread - centre**2, 0.01))
    # Edges left out although they are nearly as steep speak against the line.
    doubtful = float(edges.length[np.abs(off) < _DOUBTFUL_DEG].sum())
    variance *= doubtful / float(edges.length[used].sum())
    sd_deg = float(np.hypot(_FLOOR_SD_DEG, variance**0.5))
    return Roll(roll_deg=float(line[0]), sd_deg=sd_deg, convergence_deg=float(line[1]))
