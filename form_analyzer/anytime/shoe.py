"""Watch the shoes about their contacts, in the pictures themselves."""

import hashlib
from collections import ChainMap
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import cv2
import numpy as np

from form_analyzer.anytime.beside import Beside
from form_analyzer.anytime.parts import select
from form_analyzer.anytime.shoe_plan import ShoePlan, plan_shoe
from form_analyzer.datatypes import (
    BoolArray,
    Facing,
    Frame,
    PoseTrack,
    ShoePath,
    Side,
    UInt8Array,
    VideoInfo,
)
from form_analyzer.examine import Examined
from form_analyzer.pose.cache import cache_key, cache_tracks, cached_tracks
from form_analyzer.pose.feet import FeetPictures
from form_analyzer.pose.source import working_ratio
from form_analyzer.pose.staff import available_cores
from form_analyzer.settings import Settings
from form_analyzer.shoe.follow import View
from form_analyzer.shoe.sight import Followed, Sight, follow_sight
from form_analyzer.video.decode import pick, shares

# Goes up when the same clip would give other shoes.
_VERSION = 10
_MOST_DECODERS = 4
"""At once: each holds some twenty decoded pictures, 200 MB of 4K."""


def with_shoes(
    info: VideoInfo,
    track: PoseTrack,
    settings: Settings,
    examine: Callable[[PoseTrack], Examined],
    *,
    feet: FeetPictures | None = None,
    jobs: int | None = None,
) -> PoseTrack:
    """The track with the shoes, which are looked at once and then kept beside the tracks.

    Parameters
    ----------
    examine
        What the landmarks alone tell; not asked where the shoes are in the cache.
    feet
        Pictures kept while the runner was followed; what is not among them is decoded.
    jobs
        Processes; two at most are of use. One per core if ``None``.
    """
    key = cache_key(info.sha256, track.model_sha256, f"shoes {_VERSION} {_name_of(track)}")
    kept = cached_tracks(settings, key)
    if kept is not None:
        return replace(track, shoes=kept[0].shoes)
    several = (jobs or available_cores()) > 1
    with Beside(follow_sight.__module__, wanted=several) as beside:
        shoes = watch_shoes(info, examine(track), beside, feet or {})
    cache_tracks(settings, key, (replace(select(track, slice(0, 0)), shoes=shoes),))
    return replace(track, shoes=shoes)


def _name_of(track: PoseTrack) -> str:
    """A name that only this track's landmarks have."""
    seen = hashlib.sha256(track.frame_index.tobytes())
    seen.update(track.position_px.tobytes())
    return seen.hexdigest()


def watch_shoes(
    info: VideoInfo, told: Examined, beside: Beside, feet: FeetPictures
) -> tuple[ShoePath, ...]:
    """The paths of both shoes of a measured runner, as far as they can be followed.

    Parameters
    ----------
    told
        What the landmarks told: the view, the contacts and the feet's rough paths.
    beside
        Follows one of the shoes.
    feet
        Some of the pictures.
    """
    track, facing = told.track, told.view.facing
    if track is None or facing is None:
        return ()
    sides = (Side.LEFT, Side.RIGHT)
    whole = [plan for side in sides if (plan := plan_shoe(track, told, side)) is not None]
    ratio = _ratio(info, whole)
    side_px = round(ratio * max(info.width_px, info.height_px))
    plans = [plan.at(ratio) for plan in whole]
    pictures = _pictures(info, plans, side_px, feet)
    shown = [
        np.array([int(frame) in found for frame in plan.frames], dtype=bool)
        for plan, found in zip(plans, pictures, strict=True)
    ]
    seen = [
        (plan, mask, sight)
        for plan, found, mask in zip(plans, pictures, shown, strict=True)
        if (sight := _sight(plan, found, mask)) is not None
    ]
    followed = beside.each(follow_sight, [sight for *_, sight in seen])
    return tuple(
        _path(plan, mask, one, facing, ratio)
        for (plan, mask, _), found in zip(seen, followed, strict=True)
        for one in found
    )


def _sight(plan: ShoePlan, pictures: dict[int, UInt8Array], shown: BoolArray) -> Sight | None:
    """What the pictures show of a shoe; ``None`` where they show nothing."""
    behind = [pictures[int(frame)] for frame in plan.others if int(frame) in pictures]
    if not behind or not min(behind[0].shape):
        return None
    views = (
        View(pictures[int(frame)], float(after_s), float(x), float(y))
        for frame, after_s, (x, y) in zip(
            plan.frames[shown],
            plan.after_s[shown],
            (plan.middle_px[shown] - plan.corner + 0.5) * plan.scale - 0.5,
            strict=True,
        )
    )
    background = np.median(np.stack(behind), axis=0).astype(np.float32)
    return Sight(tuple(views), background, plan.ankle_above_px * plan.scale)


def _path(
    plan: ShoePlan, shown: BoolArray, followed: Followed, facing: Facing, ratio: float
) -> ShoePath:
    toes_up = -1.0 if facing is Facing.RIGHT else 1.0
    place = np.array([[one.pose.x_px, one.pose.y_px] for one in followed.found])
    return ShoePath(
        side=plan.side,
        frame_index=plan.frames[shown],
        turn_deg=toes_up * np.degrees([one.pose.turn_rad for one in followed.found]),
        place_px=((place + 0.5) / plan.scale + plan.corner) / ratio - 0.5,
        match=np.array([one.match for one in followed.found]),
        cut_out=followed.cut_out,
    )


def _ratio(info: VideoInfo, plans: Sequence[ShoePlan]) -> float:
    """Size of the pictures looked at over the clip's: the pose model's, if feet are large there."""
    ratio = working_ratio(info)
    return ratio if all(plan.at(ratio).scale <= 1.0 for plan in plans) else 1.0


def _pictures(
    info: VideoInfo, plans: Sequence[ShoePlan], side_px: int, feet: FeetPictures
) -> list[dict[int, UInt8Array]]:
    """Grey pictures about each foot, by frame, in the size the patch has."""
    known = [_known(plan, feet, side_px) for plan in plans]
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
        return _seen_in(plans, shown)

    with ThreadPoolExecutor(len(parts_of_clip)) as together:
        found = list(together.map(look, parts_of_clip))
    return [dict(ChainMap(*pictures)) for pictures in zip(known, *found, strict=True)]


def _known(plan: ShoePlan, feet: FeetPictures, side_px: int) -> dict[int, UInt8Array]:
    """Which of a foot's pictures were kept, of those in the size that is looked at."""
    kept = ((frame, feet[frame]) for frame in map(int, plan.pictured) if frame in feet)
    shown = ((frame, one.cut(plan.box)) for frame, one in kept if max(one.whole) == side_px)
    return {frame: _scaled(grey, plan.scale) for frame, grey in shown if grey is not None}


def _seen_in(plans: Sequence[ShoePlan], frames: Iterable[Frame]) -> list[dict[int, UInt8Array]]:
    """The pictures of each foot in frames as grey levels."""
    found: list[dict[int, UInt8Array]] = [{} for _ in plans]
    indices = [set(map(int, plan.pictured)) for plan in plans]
    for frame in frames:
        for plan, wanted, pictures in zip(plans, indices, found, strict=True):
            if frame.index in wanted:
                pictures[frame.index] = _scaled(frame.image[plan.box], plan.scale)
    return found


def _scaled(grey: UInt8Array, scale: float) -> UInt8Array:
    if not grey.size:
        return np.zeros((0, 0), dtype=np.uint8)
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    how = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(grey, size, interpolation=how), dtype=np.uint8)
