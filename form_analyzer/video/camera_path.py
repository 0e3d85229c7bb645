"""How a camera moved, frame by frame, told by the background."""

import itertools
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from form_analyzer.datatypes import (
    CameraPath,
    FloatArray,
    IntArray,
    UInt8Array,
    VideoInfo,
)
from form_analyzer.video.decode import pick
from form_analyzer.video.motion import STILL, agrees, background_movement, square

_LONGEST_SIDE_PX = 960
_WANTED_HZ = 29.0
"""Hands move at up to some 4 Hz and floors under a runner at three times the step rate."""

_N_CORNERS, _FEWEST_CORNERS = 160, 16
_CORNER_QUALITY, _CORNER_DISTANCE_PX = 0.005, 9
_WINDOW, _LEVELS = (21, 21), 3
_NEAR_PX = 1.0
_ENOUGH_KEPT = 0.5
"""Of the corners of a key picture; with fewer left another picture becomes the key."""

_LARGEST_ZOOM = 0.2
_WIDEST_GAP_S = 0.25
_RUN_GAP_S = 0.5
_DIGITS = 7

Corners = NDArray[np.float32]


def follow_camera(
    info: VideoInfo,
    frame_index: IntArray,
    time_s: FloatArray,
    *,
    moving_px: FloatArray,
    reference: int,
    cut_frames: tuple[int, ...] = (),
) -> CameraPath:
    """Follow the background through frames of a clip.

    Parameters
    ----------
    info
        What :func:`form_analyzer.video.probe.probe` said of the file.
    frame_index, time_s : (n,)
        The frames, increasing, and their container seconds. Gaps may be between them.
    moving_px : (4,)
        Left, top, right and bottom of where somebody moves: no background.
    reference
        The frame whose picture the path leads back to. A stretch of frames that does not show
        the same place leads back to its own first frame.
    cut_frames
        First frames after cuts.

    Returns
    -------
    CameraPath
        For all the frames; ``nan`` where too little of the background agreed.

    Raises
    ------
    UnreadableVideoError
        If the file has become unreadable since it was probed.

    Notes
    -----
    Corners of a key picture are followed with the pyramidal Lucas-Kanade method, and the
    largest group that turns, zooms and shifts as one (RANSAC) is the background. Some thirty
    frames a second are looked at; cubic splines give those in between.
    """
    runs = _runs(frame_index, time_s, cut_frames)
    looked_at = [np.unique(np.append(run[:: _every(time_s)], run[-1])) for run in runs]
    run_of = {int(frame): k for k, rows in enumerate(looked_at) for frame in frame_index[rows]}
    side_px = _side_px(info)
    first = next(pick(info, [reference], max_side_px=side_px, grey=True), None)
    followers = [_Follower(moving_px, first.image if first else None, info) for _ in runs]
    found: dict[int, FloatArray] = {}
    for frame in pick(info, list(run_of), max_side_px=side_px, grey=True):
        to_first = followers[run_of[frame.index]].to_first(frame.image)
        if to_first is not None:
            found[frame.index] = to_first
    matrix = np.full((len(frame_index), 2, 3), np.nan)
    for run, rows in zip(runs, looked_at, strict=True):
        known = [row for row in rows if int(frame_index[row]) in found]
        at_known = [found[int(frame_index[row])] for row in known]
        matrix[run] = _between(time_s[run], time_s[known], at_known)
    return CameraPath(frame_index=frame_index.copy(), matrix=matrix.round(_DIGITS))


def _side_px(info: VideoInfo) -> int:
    """Longest side of the pictures looked at: halves of halves are cheap to make."""
    side_px = max(info.width_px, info.height_px)
    while side_px > _LONGEST_SIDE_PX:
        side_px //= 2
    return side_px


def _runs(frame_index: IntArray, time_s: FloatArray, cut_frames: tuple[int, ...]) -> list[IntArray]:
    """Rows between gaps and cuts."""
    gaps = np.flatnonzero(np.diff(time_s) > _RUN_GAP_S) + 1
    cuts = np.searchsorted(frame_index, cut_frames)
    edges = np.unique([0, *gaps, *cuts, len(frame_index)])
    return [np.arange(first, last) for first, last in itertools.pairwise(edges.tolist())]


def _every(time_s: FloatArray) -> int:
    """Every how manyth frame to look at."""
    if len(time_s) < 2:
        return 1
    return max(1, int(1.0 / (_WANTED_HZ * float(np.median(np.diff(time_s))))))


def _between(time_s: FloatArray, known_s: FloatArray, known: list[FloatArray]) -> FloatArray:
    """Matrices (n, 2, 3) at all times from those at some; ``nan`` far from any of them."""
    matrix = np.full((len(time_s), 2, 3), np.nan)
    if len(known) < 2:
        return matrix
    after = np.searchsorted(known_s, time_s, side="left").clip(1, len(known_s) - 1)
    near = known_s[after] - known_s[after - 1] <= _WIDEST_GAP_S
    near &= (time_s >= known_s[0]) & (time_s <= known_s[-1])
    from scipy.interpolate import CubicSpline  # 42 MB and 0.6 s that no tripod needs

    matrix[near] = CubicSpline(known_s, np.stack(known))(time_s[near])
    return matrix


@dataclass(frozen=True, slots=True)
class _Key:
    """A picture whose corners are followed through others."""

    picture: UInt8Array
    corners: Corners
    from_first: FloatArray


class _Follower:
    """Follows the background through pictures that come one after the other."""

    def __init__(self, moving_px: FloatArray, first: UInt8Array | None, info: VideoInfo) -> None:
        self._moving_px, self._first = moving_px, first
        self._longest_px = max(info.width_px, info.height_px)
        self._key: _Key | None = None
        self._last: tuple[UInt8Array, FloatArray] | None = None

    def to_first(self, picture: UInt8Array) -> FloatArray | None:
        """Where a point of the picture lies in the first one, (2, 3), full-size pixels."""
        from_first = self._from_first(picture)
        if from_first is None:
            return None
        back = np.asarray(np.linalg.inv(from_first)[:2], dtype=np.float64)
        back[:, 2] *= self._longest_px / max(picture.shape)
        return back

    def _from_first(self, picture: UInt8Array) -> FloatArray | None:
        """The picture's movement since the first one, (3, 3); ``None`` where it is lost."""
        if self._key is None or self._last is None:
            return self._begin_with(picture, self._since_first(picture))
        last_picture, last_from_first = self._last
        found, kept_ratio = _movement(self._key, last_from_first, picture)
        if found is None and last_picture is not self._key.picture:
            self._key = self._keyed(last_picture, last_from_first)
            found, kept_ratio = _movement(self._key, last_from_first, picture)
        if found is None:
            return None
        if kept_ratio < _ENOUGH_KEPT:
            return self._begin_with(picture, found)
        self._last = picture, found
        return found

    def _begin_with(self, picture: UInt8Array, from_first: FloatArray) -> FloatArray:
        """Follow the corners of this picture from now on."""
        self._key, self._last = self._keyed(picture, from_first), (picture, from_first)
        return from_first

    def _since_first(self, picture: UInt8Array) -> FloatArray:
        """Movement since the first picture; none where that shows another place."""
        movement = None if self._first is None else background_movement(self._first, picture)
        return square(movement.matrix if movement and movement.sure else STILL.matrix)

    def _keyed(self, picture: UInt8Array, from_first: FloatArray) -> _Key:
        scale = max(picture.shape) / self._longest_px
        left, top, right, bottom = (self._moving_px * scale).astype(int).clip(0)
        background = np.full(picture.shape, 255, dtype=np.uint8)
        background[top:bottom, left:right] = 0
        corners = _corners(picture, background)
        if len(corners) < _FEWEST_CORNERS:
            corners = _corners(picture, None)
        return _Key(picture, corners, from_first)


def _corners(picture: UInt8Array, mask: UInt8Array | None) -> Corners:
    found = cv2.goodFeaturesToTrack(
        picture, _N_CORNERS, _CORNER_QUALITY, _CORNER_DISTANCE_PX, mask=mask
    )
    return np.zeros((0, 1, 2), np.float32) if found is None else np.asarray(found, np.float32)


def _movement(
    key: _Key, last_from_first: FloatArray, picture: UInt8Array
) -> tuple[FloatArray | None, float]:
    """Movement since the first picture, (3, 3), and the share of the corners that go with it."""
    if len(key.corners) < _FEWEST_CORNERS:
        return None, 0.0
    guess = last_from_first @ np.linalg.inv(key.from_first)
    expected = cv2.transform(key.corners, guess[:2]).astype(np.float32)
    moved, found, _ = cv2.calcOpticalFlowPyrLK(
        key.picture,
        picture,
        key.corners,
        expected,
        winSize=_WINDOW,
        maxLevel=_LEVELS,
        flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
    )
    good = found.ravel() > 0
    before, after = key.corners[good].reshape(-1, 2), moved[good].reshape(-1, 2)
    if len(before) < _FEWEST_CORNERS:
        return None, 0.0
    matrix, inside = cv2.estimateAffinePartial2D(
        before, after, method=cv2.RANSAC, ransacReprojThreshold=_NEAR_PX
    )
    if matrix is None or not agrees(before, inside.ravel() > 0, picture.shape):
        return None, 0.0
    if abs(np.linalg.det(matrix[:, :2]) - 1.0) > _LARGEST_ZOOM:
        return None, 0.0
    return square(matrix) @ key.from_first, float(inside.sum()) / len(key.corners)
