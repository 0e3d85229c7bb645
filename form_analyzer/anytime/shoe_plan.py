"""Which pictures to look at for a shoe, and where in them."""

from dataclasses import dataclass, replace

import numpy as np

from form_analyzer.anytime.parts import parts
from form_analyzer.datatypes import (
    EventKind,
    FloatArray,
    IntArray,
    Joint,
    PoseTrack,
    Side,
)
from form_analyzer.examine import Examined
from form_analyzer.shoe.follow import FLAT_S, size_for
from form_analyzer.signals.local import robust_line

_ABOUT_S = (-0.10, 0.14)
"""Real seconds after initial contact that are looked at."""

_WANTED_VIEWS = 130
_FEWEST_CONTACTS, _MOST_CONTACTS, _FEWEST_IN_PART = 9, 40, 4
_MOST_PARTS = 3
"""Of a clip measured in parts. Many contacts in a few parts tell more than a few in every part:
when a sole meets the belt takes five samples about that instant."""

_FEWEST_VIEWS = 10
_ALIKE_S, _ENOUGH_ALIKE = 0.012, 5
_NEIGHBOURS = 9
_ROOM_FEET = 1.5
_STRIDE_S = 0.75
_BACKGROUND_PICTURES = 31
_BACKGROUND_S = 0.4
_SMALLEST_FOOT_PX = 12.0


@dataclass(frozen=True, slots=True)
class ShoePlan:
    """Which pictures to look at for one shoe, and where in them.

    Attributes
    ----------
    frames : (n,)
        Frame indices about contacts, increasing.
    after_s : (n,)
        Real seconds of each after its contact.
    middle_px : (n, 2)
        Where the landmarks expect the middle of the foot, in pixels of the pictures looked at.
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

    def at(self, ratio: float) -> "ShoePlan":
        """The same in pictures whose size is this share of the clip's own."""
        return replace(
            self,
            middle_px=(self.middle_px + 0.5) * ratio - 0.5,
            foot_px=self.foot_px * ratio,
            ankle_above_px=self.ankle_above_px * ratio,
        )

    @property
    def corner(self) -> IntArray:
        """Where the box begins, (2,) px, x and y."""
        rows, columns = self.box
        return np.array([columns.start, rows.start])


def pictured_frames(frame_rate_hz: float) -> int:
    """Frames from the first of a part to the last that is looked at, about; 0 without a rate."""
    if not 0.0 < frame_rate_hz < np.inf:
        return 0
    per_contact = (_ABOUT_S[1] - _ABOUT_S[0]) * frame_rate_hz
    return int(np.ceil((_wanted_contacts(per_contact) + 1) * _STRIDE_S * frame_rate_hz))


def plan_shoe(track: PoseTrack, told: Examined, side: Side) -> ShoePlan | None:
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
    return ShoePlan(
        side=side,
        frames=track.frame_index[rows[known]],
        after_s=after_s[rows[known]],
        middle_px=middle_px[known],
        foot_px=foot_px,
        ankle_above_px=ankle_above_px,
        others=np.unique(track.frame_index[others]),
    )


def _contacts_s(track: PoseTrack, told: Examined, side: Side, real_s: FloatArray) -> FloatArray:
    """Contacts to look at, real s: the first of a part, or of some parts measured by themselves.

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
    wanted = _wanted_contacts(per_contact)
    each_part = _in_parts(track, frames)
    each = max(_FEWEST_CONTACTS, -(-wanted // max(1, len(each_part))))
    chosen = [np.zeros(0), *(contacts[:each] for contacts in each_part)]
    frame = np.unique(np.concatenate(chosen))
    return np.asarray(np.interp(frame, track.frame_index, real_s))


def _wanted_contacts(views_per_contact: float) -> int:
    contacts = np.ceil(_WANTED_VIEWS / views_per_contact)
    return int(np.clip(contacts, _FEWEST_CONTACTS, _MOST_CONTACTS))


def _in_parts(track: PoseTrack, frames: FloatArray) -> list[FloatArray]:
    """Contacts by part, for a few parts that hold enough and lie far from one another."""
    spans = [track.frame_index[[first, last - 1]] for first, last in parts(track)]
    within = [frames[(frames >= begin) & (frames <= end)] for begin, end in spans]
    enough = [one for one in within if len(one) >= _FEWEST_IN_PART] or within
    spread = np.linspace(0, len(enough) - 1, min(len(enough), _MOST_PARTS)).round().astype(int)
    return [enough[i] for i in spread]


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
