"""Watch the shoes about their contacts, in the pictures themselves."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from form_analyzer.anytime.beside import Beside
from form_analyzer.anytime.parts import select
from form_analyzer.anytime.shoe_pictures import Steady, shoe_pictures
from form_analyzer.anytime.shoe_plan import ShoePlan, plan_shoe
from form_analyzer.datatypes import (
    BoolArray,
    CameraPath,
    Facing,
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
from form_analyzer.tracks.steadied import steadied

# Goes up when the same clip would give other shoes.
_VERSION = 11


def with_shoes(
    info: VideoInfo,
    track: PoseTrack,
    settings: Settings,
    examine: Callable[[PoseTrack], Examined],
    *,
    feet: FeetPictures | None = None,
    camera: CameraPath | None = None,
    jobs: int | None = None,
) -> PoseTrack:
    """The track with the shoes, which are looked at once and then kept beside the tracks.

    Parameters
    ----------
    examine
        What the landmarks alone tell; not asked where the shoes are in the cache.
    feet
        Pictures kept while the runner was followed; what is not among them is decoded.
    camera
        How the camera moved; pictures are looked at as if it had not.
    jobs
        Processes; two at most are of use. One per core if ``None``.
    """
    key = cache_key(info.sha256, track.model_sha256, f"shoes {_VERSION} {_name_of(track, camera)}")
    kept = cached_tracks(settings, key)
    if kept is not None:
        return replace(track, shoes=kept[0].shoes)
    several = (jobs or available_cores()) > 1
    with Beside(follow_sight.__module__, wanted=several) as beside:
        shoes = watch_shoes(info, examine(track), beside, feet or {}, camera)
    cache_tracks(settings, key, (replace(select(track, slice(0, 0)), shoes=shoes),))
    return replace(track, shoes=shoes)


def _name_of(track: PoseTrack, camera: CameraPath | None) -> str:
    """A name that only this track's landmarks, seen by this camera, have."""
    seen = hashlib.sha256(track.frame_index.tobytes())
    seen.update(track.position_px.tobytes())
    if camera is not None:
        seen.update(camera.matrix.tobytes())
    return seen.hexdigest()


def watch_shoes(
    info: VideoInfo,
    told: Examined,
    beside: Beside,
    feet: FeetPictures,
    camera: CameraPath | None = None,
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
    camera
        How the camera moved. Paths are in the pixels of the steady picture.
    """
    facing = told.view.facing
    if told.track is None or facing is None:
        return ()
    track = steadied(told.track, camera)
    sides = (Side.LEFT, Side.RIGHT)
    whole = [plan for side in sides if (plan := plan_shoe(track, told, side)) is not None]
    ratio = _ratio(info, whole)
    side_px = round(ratio * max(info.width_px, info.height_px))
    plans = [plan.at(ratio) for plan in whole]
    pictures = shoe_pictures(info, plans, Steady(camera, ratio), side_px, feet)
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
    place = np.array([[one.pose.x_px, one.pose.y_px] for one in followed.found])
    return ShoePath(
        side=plan.side,
        frame_index=plan.frames[shown],
        turn_deg=-facing.sign * np.degrees([one.pose.turn_rad for one in followed.found]),
        place_px=((place + 0.5) / plan.scale + plan.corner) / ratio - 0.5,
        match=np.array([one.match for one in followed.found]),
        cut_out=followed.cut_out,
    )


def _ratio(info: VideoInfo, plans: Sequence[ShoePlan]) -> float:
    """Size of the pictures looked at over the clip's: the pose model's, if feet are large there."""
    ratio = working_ratio(info)
    return ratio if all(plan.at(ratio).scale <= 1.0 for plan in plans) else 1.0
