"""The pictures about each foot, as a camera that stays in its place shows them."""

from collections import ChainMap
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np

from form_analyzer.anytime.shoe_plan import ShoePlan
from form_analyzer.datatypes import CameraPath, Frame, UInt8Array, VideoInfo
from form_analyzer.pose.feet import Box, FeetPicture, FeetPictures
from form_analyzer.pose.staff import available_cores
from form_analyzer.video.decode import pick, shares

_MOST_DECODERS = 4
"""At once: each holds some twenty decoded pictures, 200 MB of 4K."""

_SHARES = 32
"""Of a pixel, in which OpenCV looks between pixels."""


@dataclass(frozen=True, slots=True)
class Steady:
    """Cuts parts out of pictures as if the camera had not moved.

    Attributes
    ----------
    camera
        How it moved; ``None`` where it did not.
    ratio
        Size of the pictures over the clip's own.
    """

    camera: CameraPath | None
    ratio: float

    def cut(self, picture: FeetPicture, box: Box, frame: int) -> UInt8Array | None:
        """What the steady picture shows in a box.

        ``None`` if not all of that is at hand, or the camera was not followed in the frame.
        """
        if self.camera is None:
            return picture.cut(box)
        [to_steady] = self.camera.at(np.array([frame]))
        if not np.isfinite(to_steady).all():
            return None
        to_steady[:, 2] *= self.ratio
        from_steady = np.asarray(cv2.invertAffineTransform(to_steady), dtype=np.float64)
        rows, columns = (
            np.arange(side.start, max(side.start, min(side.stop, size)))
            for side, size in zip(box, picture.whole, strict=True)
        )
        if not len(rows) or not len(columns):
            return np.zeros((len(rows), len(columns)), dtype=np.uint8)
        place = from_steady[:, :1, None] * columns + from_steady[:, 1:2, None] * rows[:, None]
        # Exact shares of a pixel: wherever a kept part begins, its levels come out the same.
        place = np.round(_SHARES * (place + from_steady[:, 2:, None])) / _SHARES
        if not picture.holds(place):
            return None
        x, y = (place - np.reshape([picture.left, picture.top], (2, 1, 1))).astype(np.float32)
        border = cv2.BORDER_REPLICATE
        moved = cv2.remap(picture.grey, x, y, cv2.INTER_LINEAR, borderMode=border)
        return np.asarray(moved, dtype=np.uint8)


def shoe_pictures(
    info: VideoInfo,
    plans: Sequence[ShoePlan],
    steady: Steady,
    side_px: int,
    feet: FeetPictures,
) -> list[dict[int, UInt8Array]]:
    """Grey pictures about each foot, by frame, in the size the patch has."""
    known = [_known(plan, steady, feet, side_px) for plan in plans]
    wanted = sorted(
        {
            frame
            for plan, have in zip(plans, known, strict=True)
            for frame in map(int, plan.pictured)
            if frame not in have
        }
    )
    parts_of_clip = shares(info, wanted, min(_MOST_DECODERS, available_cores()))
    # A thread a part keeps cores busier than the decoder's own, which wait for one another.
    threads = 1 if len(parts_of_clip) > 1 else 0

    def look(frames: list[int]) -> list[dict[int, UInt8Array]]:
        shown = pick(info, frames, max_side_px=side_px, threads=threads, grey=True)
        return _seen_in(plans, steady, shown)

    with ThreadPoolExecutor(len(parts_of_clip)) as together:
        found = list(together.map(look, parts_of_clip))
    return [dict(ChainMap(*pictures)) for pictures in zip(known, *found, strict=True)]


def _known(
    plan: ShoePlan, steady: Steady, feet: FeetPictures, side_px: int
) -> dict[int, UInt8Array]:
    """Which of a foot's pictures were kept, of those in the size that is looked at."""
    kept = ((frame, feet[frame]) for frame in map(int, plan.pictured) if frame in feet)
    shown = (
        (frame, steady.cut(one, plan.box, frame))
        for frame, one in kept
        if max(one.whole) == side_px
    )
    return {frame: _scaled(grey, plan.scale) for frame, grey in shown if grey is not None}


def _seen_in(
    plans: Sequence[ShoePlan], steady: Steady, frames: Iterable[Frame]
) -> list[dict[int, UInt8Array]]:
    """The pictures of each foot in frames as grey levels."""
    found: list[dict[int, UInt8Array]] = [{} for _ in plans]
    indices = [set(map(int, plan.pictured)) for plan in plans]
    for frame in frames:
        whole = FeetPicture(0, 0, frame.image, frame.image.shape)
        for plan, wanted, pictures in zip(plans, indices, found, strict=True):
            if (
                frame.index in wanted
                and (grey := steady.cut(whole, plan.box, frame.index)) is not None
            ):
                pictures[frame.index] = _scaled(grey, plan.scale)
    return found


def _scaled(grey: UInt8Array, scale: float) -> UInt8Array:
    if not grey.size:
        return np.zeros((0, 0), dtype=np.uint8)
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    how = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(grey, size, interpolation=how), dtype=np.uint8)
