"""Pictures about a runner's feet, decoded before it is known which of them will be looked at.

While one core examines the landmarks the others have nothing to do, and the shoes will be looked
at in the first strides.
"""

import threading
from contextlib import suppress
from typing import Self

import numpy as np

from form_analyzer.anytime.parts import parts, select
from form_analyzer.datatypes import Joint, PoseTrack, Side, UInt8Array, VideoInfo
from form_analyzer.errors import UnreadableVideoError
from form_analyzer.video.decode import pick

Box = tuple[slice, slice]
"""Rows and columns of a picture; they may end beyond it."""

_MOST_BYTES = 120_000_000
_ROOM_FEET, _ABOVE_FEET = 2.2, 3.5
"""Room in lengths of a foot: at the sides and below; above the belt."""

_USUAL = (0.005, 0.995)


class Ahead:
    """Decodes grey pictures in a thread until they are asked for.

    Parameters
    ----------
    track
        Tells where the feet usually are; the pictures are those of its first part.
    wanted
        Without it, nothing is decoded.
    """

    def __init__(self, info: VideoInfo, track: PoseTrack, *, wanted: bool) -> None:
        self._size = info.height_px, info.width_px
        self._pictures: dict[int, UInt8Array] = {}
        self._enough = threading.Event()
        self._thread: threading.Thread | None = None
        if wanted:
            self._start(info, select(track, slice(*parts(track)[0])))

    def _start(self, info: VideoInfo, track: PoseTrack) -> None:
        box = _about_feet(track, self._size)
        if box is not None:
            self._corner = box[0].start, box[1].start
            given = (info, track.frame_index.tolist(), box)
            self._thread = threading.Thread(target=self._decode, args=given, daemon=True)
            self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.stop()
        self._pictures.clear()

    @property
    def n_pictures(self) -> int:
        """Frames decoded so far."""
        return len(self._pictures)

    def stop(self) -> None:
        """Decode no more; what there is stays until the end of the ``with``."""
        self._enough.set()
        if self._thread is not None:
            self._thread.join()

    def picture(self, frame: int, box: Box) -> UInt8Array | None:
        """Grey levels of a frame in a box; ``None`` if they are not there, or not all of them."""
        picture = self._pictures.get(frame)
        if picture is None:
            return None
        cut: list[slice] = []
        for side, size, corner, have in zip(
            box, self._size, self._corner, picture.shape, strict=True
        ):
            first, last = side.start - corner, min(side.stop, size) - corner
            if first < 0 or last > have:
                return None
            cut.append(slice(first, max(first, last)))
        return picture[tuple(cut)]

    def _decode(self, info: VideoInfo, frames: list[int], box: Box) -> None:
        """Fill the pictures; a file that has changed is for whoever decodes the rest to tell."""
        room = _MOST_BYTES
        with suppress(UnreadableVideoError):
            for frame in pick(info, frames, threads=1, grey=True):
                picture = frame.image[box].copy()
                room -= picture.nbytes
                if room < 0 or self._enough.is_set():
                    return
                self._pictures[frame.index] = picture


def _about_feet(track: PoseTrack, size: tuple[int, int]) -> Box | None:
    """Where the feet are about their contacts, with room; ``None`` if they are not seen."""
    feet = [
        [track.of(joint.on(side)) for joint in (Joint.HEEL, Joint.TOE)]
        for side in (Side.LEFT, Side.RIGHT)
    ]
    points = np.concatenate([end for foot in feet for end in foot])
    points = points[np.isfinite(points).all(axis=1)]
    lengths = np.concatenate([np.linalg.norm(toe - heel, axis=1) for heel, toe in feet])
    if not len(points) or not np.isfinite(lengths).any():
        return None
    foot_px = float(np.nanmedian(lengths))
    low, high = np.quantile(points, _USUAL, axis=0)
    left, right = low[0] - _ROOM_FEET * foot_px, high[0] + _ROOM_FEET * foot_px
    top, bottom = high[1] - _ABOVE_FEET * foot_px, high[1] + _ROOM_FEET * foot_px
    box = _within(top, bottom, size[0]), _within(left, right, size[1])
    return box if all(side.start < side.stop for side in box) else None


def _within(first: float, last: float, size: int) -> slice:
    return slice(max(0, int(first)), min(size, int(np.ceil(last))))
