"""What the scene says before anybody looks at the runner: roll, movement, cuts, repeats."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import reduce
from itertools import pairwise

import cv2
import numpy as np

from form_analyzer.datatypes import BoolArray, FloatArray, SceneInfo, UInt8Array, VideoInfo
from form_analyzer.video.decode import pick
from form_analyzer.video.motion import (
    STILL,
    Movement,
    background_movement,
    corner_paths,
    undone,
)
from form_analyzer.video.roll import Roll, camera_roll
from form_analyzer.video.table import frame_table

_SIDE_PX = 640
_N_ANCHORS = 24
_ENOUGH_KEYS = 12
# Decoding is what costs: about this many frames in all.
_FRAME_BUDGET = 160
_N_RUNS = 3
_RUN_LENGTH = 10
# Handheld sway stays below; a pan or a walk with the camera goes beyond.
_MOVES_RATIO = 0.04
# Beyond this, pictures show too little of the same place to judge the roll in all of them.
_JUDGED_RATIO = 0.15
_CHANGED_LEVEL = 18
_REPEAT_RATIO = 0.12
_LEAST_CHANGE_LEVEL = 2.0
_CLOSER = 17
_MOST_FRAMES = 400
_STILL_PX = 0.5


def look(info: VideoInfo, *, threads: int = 0) -> SceneInfo:
    """Look at a few dozen small frames spread over the clip.

    Parameters
    ----------
    info
        What :func:`form_analyzer.video.probe.probe` said of the file.
    threads
        Threads of the decoder, and of OpenCV for as long as this takes; 0 lets them choose.

    Returns
    -------
    SceneInfo
        Pixels are those of the shown picture in full size.

    Raises
    ------
    UnreadableVideoError
        If the file has become unreadable since it was probed.
    """
    with _opencv_threads(threads):
        return _look(info, threads)


def _look(info: VideoInfo, threads: int) -> SceneInfo:
    album = _Album(info, threads)
    anchors, runs = _plan(info)
    album.fetch([*anchors, *(index for run in runs for index in run)])
    shots, cuts = _shots(album, [index for index in anchors if index in album.grey])
    shift_px, sway_px = _travel(shots, info)
    moves = shift_px > _MOVES_RATIO * max(info.width_px, info.height_px)
    longest = max(shots, key=len)
    roll = _roll(album, longest, shift_px <= _JUDGED_RATIO * max(info.width_px, info.height_px))
    return SceneInfo(
        camera_roll_deg=roll.roll_deg,
        camera_roll_sd_deg=roll.sd_deg,
        roll_reason_missing=roll.reason_missing,
        camera_shift_px=shift_px,
        camera_sway_px=sway_px,
        camera_moves=moves,
        cut_frames=tuple(cuts),
        repeated_frames_ratio=_repeated_ratio(album, runs),
        camera_convergence_deg=roll.convergence_deg,
        camera_roll_place=roll.place,
        camera_roll_frame=longest[0][0],
    )


@contextmanager
def _opencv_threads(threads: int) -> Iterator[None]:
    before = cv2.getNumThreads()
    cv2.setNumThreads(threads or before)
    try:
        yield
    finally:
        cv2.setNumThreads(before)


@dataclass(slots=True)
class _Album:
    """Small grey pictures of frames, decoded when asked for and then kept."""

    info: VideoInfo
    threads: int
    grey: dict[int, UInt8Array] = field(default_factory=dict)

    def fetch(self, indices: Iterable[int]) -> None:
        wanted = sorted(set(indices) - self.grey.keys())
        for frame in pick(self.info, wanted, max_side_px=_SIDE_PX, threads=self.threads):
            grey = cv2.cvtColor(frame.image, cv2.COLOR_RGB2GRAY)
            self.grey[frame.index] = np.asarray(grey, dtype=np.uint8)


def _plan(info: VideoInfo) -> tuple[list[int], list[list[int]]]:
    """Frames spread over the clip, and a few stretches without a gap.

    Decoding starts at key frames, so both are pulled towards them: all the way where there are
    enough of them, as phones write one a second, and elsewhere until the frames to be decoded
    stay within a budget.
    """
    last = info.n_frames - 1
    targets = np.unique(np.linspace(0, last, _N_ANCHORS).astype(np.intp))
    table = frame_table(info.path)
    if table.seekable and len(table.key_pts):
        keys = np.clip(np.searchsorted(table.pts, np.sort(table.key_pts)), 0, last)
        before = keys[np.maximum(np.searchsorted(keys, targets, side="right") - 1, 0)]
        n_keys = len(np.unique(before))
        reach = _FRAME_BUDGET // n_keys if n_keys < _ENOUGH_KEYS else 0
        targets = np.unique(np.minimum(targets, before + reach))
        starts = np.unique(before)
    else:
        starts = targets
    chosen = starts[np.linspace(0, len(starts) - 1, min(_N_RUNS, len(starts))).astype(int)]
    runs = [list(range(int(at), min(int(at) + _RUN_LENGTH, last + 1))) for at in chosen]
    return [int(target) for target in targets], runs


_Shot = list[tuple[int, Movement]]


def _shots(album: _Album, anchors: list[int]) -> tuple[list[_Shot], list[int]]:
    """Anchors with their movement since the shot's first one, and the first frames after cuts."""
    shots: list[_Shot] = [[(anchors[0], STILL)]]
    cuts: list[int] = []
    for before, after in pairwise(anchors):
        movement = _link(album, before, after, cuts)
        if movement is None:
            shots.append([(after, STILL)])
        else:
            shots[-1].append((after, shots[-1][-1][1].then(movement)))
    return shots, cuts


def _link(album: _Album, before: int, after: int, cuts: list[int]) -> Movement | None:
    """Movement between two frames; ``None``, and cuts noted, if there is a cut in between."""
    movement = background_movement(album.grey[before], album.grey[after])
    if movement is not None:
        return movement
    if after - before == 1 or len(album.grey) > _MOST_FRAMES:
        cuts.append(after)
        return None
    # Too far apart to recognise: look closer, at several frames in one go.
    steps = np.unique(np.linspace(before, after, _CLOSER).astype(int))
    album.fetch(int(step) for step in steps)
    seen = [int(step) for step in steps if int(step) in album.grey]
    if len(seen) == 2:
        cuts.append(after)
        return None
    links = [_link(album, a, b, cuts) for a, b in pairwise(seen)]
    known = [link for link in links if link is not None]
    return reduce(Movement.then, known) if len(known) == len(links) else None


def _travel(shots: list[_Shot], info: VideoInfo) -> tuple[float, float]:
    """Largest distance between two camera positions of a shot, and the rms about their mean."""
    scale = max(info.width_px, info.height_px) / min(_SIDE_PX, max(info.width_px, info.height_px))
    shift_px = sway_px = 0.0
    for shot in shots:
        size = info.width_px / scale, info.height_px / scale
        paths = scale * corner_paths([movement for _, movement in shot], *size)
        apart = np.linalg.norm(paths[:, None] - paths[None], axis=-1)
        shift_px = max(shift_px, float(apart.max()))
        off = np.linalg.norm(paths - paths.mean(axis=0), axis=-1)
        sway_px = max(sway_px, float(np.sqrt((off**2).mean())))
    return shift_px, sway_px


def _roll(album: _Album, shot: _Shot, one_place: bool) -> Roll:
    if not one_place:
        return Roll(reason_missing="The camera moves, so its roll is not one number.")
    aligned = np.stack([_aligned(album.grey[index], movement) for index, movement in shot])
    background = np.median(aligned, axis=0).astype(np.uint8)
    away = np.abs(aligned.astype(np.int16) - background)
    changing: BoolArray = (away > _CHANGED_LEVEL).mean(axis=0) > 0.15
    return camera_roll(background, changing)


def _aligned(grey: UInt8Array, movement: Movement) -> UInt8Array:
    size = grey.shape[1], grey.shape[0]
    away = corner_paths([movement], *size) - corner_paths([STILL], *size)
    return grey if np.abs(away).max() < _STILL_PX else undone(grey, movement)


def _repeated_ratio(album: _Album, runs: list[list[int]]) -> float:
    """Share of frames that show the same picture as the one before.

    Only a standstill beside a clear change counts: 30 Hz stored as 60 looks like that, a
    person who pauses does not.
    """
    repeated, n_judged = 0, 0
    for change in (_change(album, run) for run in runs):
        usual = float(np.quantile(change, 0.8)) if len(change) >= 4 else 0.0
        if usual < _LEAST_CHANGE_LEVEL:
            continue
        padded = np.pad(change, 1)
        beside = np.maximum(padded[:-2], padded[2:])
        repeated += int(((change < _REPEAT_RATIO * usual) & (beside > usual / 2)).sum())
        n_judged += len(change)
    return repeated / n_judged if n_judged else 0.0


def _change(album: _Album, run: list[int]) -> FloatArray:
    """How much the most changing part of the picture changes, frame to frame, grey levels."""
    present = [index for index in run if index in album.grey]
    small = [
        cv2.resize(album.grey[index], None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        for index in present
    ]
    pairs = pairwise(small)
    return np.array([np.quantile(np.abs(b.astype(float) - a), 0.98) for a, b in pairs])
