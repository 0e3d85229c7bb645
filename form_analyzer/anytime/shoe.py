"""Watch the shoes about their contacts, in the pictures themselves."""

import hashlib
import itertools
from collections import ChainMap
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import cv2
import numpy as np

from form_analyzer.anytime.parts import parts, select
from form_analyzer.datatypes import (
    BoolArray,
    EventKind,
    Facing,
    FloatArray,
    IntArray,
    Joint,
    PoseTrack,
    ShoePath,
    Side,
    UInt8Array,
    VideoInfo,
)
from form_analyzer.examine import Examined
from form_analyzer.pose.cache import cache_key, cache_tracks, cached_tracks
from form_analyzer.pose.staff import available_cores
from form_analyzer.settings import Settings
from form_analyzer.shoe.cut_out import cut_out
from form_analyzer.shoe.follow import FLAT_S, View, follow_shoe, size_for
from form_analyzer.shoe.register import Found
from form_analyzer.signals.local import robust_line
from form_analyzer.video.decode import pick, shares

# Goes up when the same clip would give other shoes.
_VERSION = 7
_ABOUT_S = (-0.10, 0.14)
"""Real seconds after initial contact that are looked at."""

_LANDING_S = (-0.03, 0.02)
_CLEAR, _CLEARER = 0.85, 0.05
"""A shoe less like its look than the first as it lands is looked for cut out as well, which
counts where it makes it more alike by the second."""

_WANTED_VIEWS = 130
_FEWEST_CONTACTS, _MOST_CONTACTS, _FEWEST_IN_PART = 9, 40, 4
_FEWEST_VIEWS = 10
_ALIKE_S, _ENOUGH_ALIKE = 0.012, 5
_NEIGHBOURS = 9
_ROOM_FEET = 1.5
_BACKGROUND_PICTURES = 31
_BACKGROUND_S = 0.4
_SMALLEST_FOOT_PX = 12.0
_MOST_DECODERS = 4
"""At once: each holds some twenty decoded pictures, 200 MB of 4K."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which pictures to look at for one shoe, and where in them.

    Attributes
    ----------
    frames : (n,)
        Frame indices about contacts, increasing.
    after_s : (n,)
        Real seconds of each after its contact.
    middle_px : (n, 2)
        Where the landmarks expect the middle of the foot.
    foot_px, ankle_above_px
        Heel to toe, and the ankle's height over the middle of the flat foot (negative up).
    others : (m,)
        Frames spread over the strides: together they show the place without the foot.
    """

    side: Side
    frames: IntArray
    after_s: FloatArray
    middle_px: FloatArray
    foot_px: float
    ankle_above_px: float
    others: IntArray

    @property
    def pictured(self) -> IntArray:
        """All frames whose pictures are looked at, increasing."""
        return np.union1d(self.frames, self.others)

    @property
    def scale(self) -> float:
        """Size of the pictures looked at over the clip's own."""
        return size_for(self.foot_px)

    @property
    def box(self) -> tuple[slice, slice]:
        """Rows and columns of the clip's pictures in which the foot moves."""
        room = _ROOM_FEET * self.foot_px
        low = np.floor(self.middle_px.min(axis=0) - room).astype(int).clip(0)
        high = np.ceil(self.middle_px.max(axis=0) + room).astype(int).clip(1)
        return slice(low[1], high[1]), slice(low[0], high[0])


def with_shoes(
    info: VideoInfo,
    track: PoseTrack,
    settings: Settings,
    examine: Callable[[PoseTrack], Examined],
) -> PoseTrack:
    """The track with the shoes, which are looked at once and then kept beside the tracks.

    Parameters
    ----------
    examine
        What the landmarks alone tell; not asked where the shoes are in the cache.
    """
    key = cache_key(info.sha256, track.model_sha256, f"shoes {_VERSION} {_name_of(track)}")
    kept = cached_tracks(settings, key)
    if kept is not None:
        return replace(track, shoes=kept[0].shoes)
    shoes = watch_shoes(info, examine(track))
    cache_tracks(settings, key, (replace(select(track, slice(0, 0)), shoes=shoes),))
    return replace(track, shoes=shoes)


def _name_of(track: PoseTrack) -> str:
    """A name that only this track's landmarks have."""
    seen = hashlib.sha256(track.frame_index.tobytes())
    seen.update(track.position_px.tobytes())
    return seen.hexdigest()


def watch_shoes(info: VideoInfo, told: Examined) -> tuple[ShoePath, ...]:
    """The paths of both shoes of a measured runner, as far as they can be followed.

    Parameters
    ----------
    told
        What the landmarks told: the view, the contacts and the feet's rough paths.
    """
    track, facing = told.track, told.view.facing
    if track is None or facing is None:
        return ()
    sides = (Side.LEFT, Side.RIGHT)
    plans = [plan for side in sides if (plan := _plan(track, told, side)) is not None]
    pictures = _pictures(info, plans)
    found = (_follow(*one, facing) for one in zip(plans, pictures, strict=True))
    return tuple(itertools.chain.from_iterable(found))


def _follow(plan: _Plan, pictures: dict[int, UInt8Array], facing: Facing) -> Iterator[ShoePath]:
    """The shoe's path and, where it was hardly known again at landing, that of it cut out."""
    rows, columns = plan.box
    corner = np.array([columns.start, rows.start])
    shown = np.array([int(frame) in pictures for frame in plan.frames], dtype=bool)
    behind = [pictures[int(frame)] for frame in plan.others if int(frame) in pictures]
    if not behind or not min(behind[0].shape):
        return
    views = [
        View(pictures[int(frame)], float(after_s), float(x), float(y))
        for frame, after_s, (x, y) in zip(
            plan.frames[shown],
            plan.after_s[shown],
            (plan.middle_px[shown] - corner + 0.5) * plan.scale - 0.5,
            strict=True,
        )
    ]
    background = np.median(np.stack(behind), axis=0).astype(np.float32)
    ankle_above = plan.ankle_above_px * plan.scale
    found = follow_shoe(views, background, ankle_above)
    if not found:
        return
    yield _path(plan, shown, found, corner, facing)
    match = _match_at_landing(views, found)
    if match < _CLEAR:
        again = follow_shoe(*cut_out(views, background), ankle_above)
        if _match_at_landing(views, again) > match + _CLEARER:
            yield replace(_path(plan, shown, again, corner, facing), cut_out=True)


def _match_at_landing(views: Sequence[View], found: Sequence[Found]) -> float:
    """How well a shoe was known again just before and after contact; 1 where it was not seen."""
    landing = [
        one.match
        for view, one in zip(views, found, strict=True)
        if _LANDING_S[0] < view.after_s < _LANDING_S[1]
    ]
    return float(np.median(landing)) if landing else 1.0


def _path(
    plan: _Plan, shown: BoolArray, found: Sequence[Found], corner: IntArray, facing: Facing
) -> ShoePath:
    toes_up = -1.0 if facing is Facing.RIGHT else 1.0
    place = np.array([[one.pose.x_px, one.pose.y_px] for one in found])
    return ShoePath(
        side=plan.side,
        frame_index=plan.frames[shown],
        turn_deg=toes_up * np.degrees([one.pose.turn_rad for one in found]),
        place_px=(place + 0.5) / plan.scale - 0.5 + corner,
        match=np.array([one.match for one in found]),
    )


def _pictures(info: VideoInfo, plans: Sequence[_Plan]) -> list[dict[int, UInt8Array]]:
    """Grey pictures about each foot, by frame, in the size the patch has."""
    wanted = sorted({int(frame) for plan in plans for frame in plan.pictured})
    parts_of_clip = shares(info, wanted, min(_MOST_DECODERS, available_cores()))
    # A thread a part keeps cores busier than the decoder's own, which wait for one another.
    threads = 1 if len(parts_of_clip) > 1 else 0
    with ThreadPoolExecutor(len(parts_of_clip)) as together:
        found = list(together.map(lambda part: _seen_in(info, plans, part, threads), parts_of_clip))
    return [dict(ChainMap(*pictures)) for pictures in zip(*found, strict=True)]


def _seen_in(
    info: VideoInfo, plans: Sequence[_Plan], frames: Sequence[int], threads: int
) -> list[dict[int, UInt8Array]]:
    """The pictures of some of the frames."""
    found: list[dict[int, UInt8Array]] = [{} for _ in plans]
    indices = [set(map(int, plan.pictured)) for plan in plans]
    for frame in pick(info, frames, threads=threads, grey=True):
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


def _plan(track: PoseTrack, told: Examined, side: Side) -> _Plan | None:
    """What to look at for one side; ``None`` where there is too little to see."""
    real_s = track.time_s * told.time_scale.value
    contact_s = _contacts_s(track, told, side, real_s)
    if len(contact_s) < 2:
        return None
    from_each = real_s[:, None] - contact_s[None, :]
    nearest = np.argmin(np.abs(from_each), axis=1)
    after_s = from_each[np.arange(len(real_s)), nearest]
    seen = np.isfinite(track.of(Joint.HIP.on(side))).all(axis=1)
    rows = np.flatnonzero(seen & (after_s >= _ABOUT_S[0]) & (after_s <= _ABOUT_S[1]))
    middle_px, foot_px, ankle_above_px = _rough_path(track, side, rows, after_s[rows])
    known = np.isfinite(middle_px).all(axis=1)
    if known.sum() < _FEWEST_VIEWS or not foot_px >= _SMALLEST_FOOT_PX:
        return None
    about = np.flatnonzero(np.abs(after_s) <= _BACKGROUND_S)
    others = about[np.linspace(0, len(about) - 1, _BACKGROUND_PICTURES).astype(int)]
    return _Plan(
        side=side,
        frames=track.frame_index[rows[known]],
        after_s=after_s[rows[known]],
        middle_px=middle_px[known],
        foot_px=foot_px,
        ankle_above_px=ankle_above_px,
        others=np.unique(track.frame_index[others]),
    )


def _contacts_s(track: PoseTrack, told: Examined, side: Side, real_s: FloatArray) -> FloatArray:
    """Contacts to look at, real s: the first few of every part measured by itself.

    The first ones, for whatever lies before them since a key frame is decoded for nothing.
    """
    frames = np.array(
        [
            event.frame
            for event in told.events
            if event.kind is EventKind.INITIAL_CONTACT and event.side is side
        ]
    )
    per_contact = (_ABOUT_S[1] - _ABOUT_S[0]) / float(np.median(np.diff(real_s)))
    wanted = int(np.clip(np.ceil(_WANTED_VIEWS / per_contact), _FEWEST_CONTACTS, _MOST_CONTACTS))
    blocks = parts(track)
    each = max(_FEWEST_IN_PART, -(-wanted // len(blocks)))
    chosen: list[FloatArray] = []
    for first, last in blocks:
        begin, end = track.frame_index[first], track.frame_index[last - 1]
        chosen.append(frames[(frames >= begin) & (frames <= end)][:each])
    return np.interp(np.unique(np.concatenate(chosen)), track.frame_index, real_s)


def _rough_path(
    track: PoseTrack, side: Side, rows: IntArray, after_s: FloatArray
) -> tuple[FloatArray, float, float]:
    """Middle of the foot (n, 2) px, its length and the ankle's height over it in flat stance.

    What is usual over strides at like times after contact, relative to the hips.
    """
    hips = np.mean([track.of(Joint.HIP.on(s))[rows] for s in (Side.LEFT, Side.RIGHT)], axis=0)
    heel, toe, ankle = (
        track.of(joint.on(side))[rows] - hips for joint in (Joint.HEEL, Joint.TOE, Joint.ANKLE)
    )
    middle = 0.5 * (heel + toe)
    known = np.isfinite(middle[:, 0])
    if not known.any():
        return np.full_like(hips, np.nan), float("nan"), float("nan")
    flat = known & (after_s > FLAT_S[0]) & (after_s < FLAT_S[1])
    flat = flat if flat.any() else known
    usual = np.stack([_usual(middle, after_s - at_s) for at_s in after_s])
    foot_px = float(np.median(np.linalg.norm(toe - heel, axis=1)[flat]))
    return usual + hips, foot_px, float(np.median((ankle - middle)[flat, 1]))


def _usual(points: FloatArray, offset_s: FloatArray) -> FloatArray:
    """Usual place (2,) at offset 0 of points (n, 2) known at offsets (n,); ``nan`` if none is.

    Where few strides show it at the same time, the line through its neighbours in time.
    """
    known = np.isfinite(points[:, 0])
    points, offset_s = points[known], offset_s[known]
    alike = np.abs(offset_s) < _ALIKE_S
    if alike.sum() >= _ENOUGH_ALIKE:
        return np.median(points[alike], axis=0)
    nearest = np.argsort(np.abs(offset_s))[:_NEIGHBOURS]
    if not len(nearest):
        return np.full(2, np.nan)
    return np.array([robust_line(offset_s[nearest], one[nearest])[0] for one in points.T])
