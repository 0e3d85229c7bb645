"""Follow one runner through a clip: rhythm, steady part, legs."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from form_analyzer.datatypes import EditAction, EventEdit, FloatArray, Joint, PoseTrack, Side
from form_analyzer.tracks.flicker import without_flicker
from form_analyzer.tracks.identity import LegIdentity, repair_legs
from form_analyzer.tracks.pace import settled
from form_analyzer.tracks.rhythm import Rhythm, find_rhythm
from form_analyzer.tracks.steady import best_window, cut, steady_run

_RAMP_RATIO = 1.5
_RAMP_STRENGTH = 0.6
_RAMP_SHORTEST_S = 1.5


@dataclass(frozen=True, slots=True)
class Followed:
    """A runner's steady part with the legs put right.

    Attributes
    ----------
    first, last
        Frames of the clip used, last exclusive; all other fields cover just these.
    rhythm
        Stride rate in container hertz and phase per frame.
    legs
        The repaired track and what was done to it.
    other_rate_hz
        Stride rate of the longest part left out, where that part has a clear
        rhythm of its own; ``None`` otherwise.
    """

    first: int
    last: int
    rhythm: Rhythm
    legs: LegIdentity
    other_rate_hz: float | None

    @property
    def track(self) -> PoseTrack:
        """The repaired track of the used frames."""
        return self.legs.track

    @property
    def ramp(self) -> bool:
        """Whether another part of the clip moves at a clearly different speed."""
        if self.other_rate_hz is None:
            return False
        ratio = self.other_rate_hz / self.rhythm.stride_hz
        return not 1.0 / _RAMP_RATIO < ratio < _RAMP_RATIO


def leg_length_px(track: PoseTrack, side: Side) -> float:
    """Thigh plus shank of one side, upper quartile over frames, pixels; ``nan`` if unseen.

    The quartile, not the mean: out-of-plane movement and errors shorten a leg
    in the picture far more often than they lengthen it.
    """
    hip, knee, ankle = (track.of(j.on(side)) for j in (Joint.HIP, Joint.KNEE, Joint.ANKLE))
    length = np.linalg.norm(knee - hip, axis=1) + np.linalg.norm(ankle - knee, axis=1)
    known = length[np.isfinite(length)]
    return float(np.percentile(known, 75)) if len(known) else float("nan")


def follow(track: PoseTrack, near_side: Side) -> Followed | None:
    """Find the steady part and repair the legs; ``None`` where nothing repeats."""
    window = best_window(track)
    if window is None:
        return None
    first, last, rhythm = window
    for _ in range(2):
        part = cut(track, first, last)
        legs = repair_legs(part, rhythm.phase, leg_length_px(part, near_side))
        begin, end = steady_run(legs.misfit, _stride_frames(part, rhythm))
        if end - begin > 0.93 * (last - first) or end - begin < 16:
            break
        found = find_rhythm(cut(track, first + begin, first + end))
        if found is None:
            break
        first, last, rhythm = first + begin, first + end, found
    else:
        part = cut(track, first, last)
        legs = repair_legs(part, rhythm.phase, leg_length_px(part, near_side))
    rhythm = settled(legs.track, rhythm)
    return Followed(first, last, rhythm, legs, _other_rate(track, first, last))


def _stride_frames(track: PoseTrack, rhythm: Rhythm) -> float:
    return 1.0 / rhythm.stride_hz / float(np.median(np.diff(track.time_s)))


def _other_rate(track: PoseTrack, first: int, last: int) -> float | None:
    rest = max((0, first), (last, len(track.time_s)), key=lambda part: part[1] - part[0])
    if rest[1] - rest[0] < 16:
        return None
    if track.time_s[rest[1] - 1] - track.time_s[rest[0]] < _RAMP_SHORTEST_S:
        return None
    found = find_rhythm(cut(track, *rest))
    if found is None or found.legs_strength < _RAMP_STRENGTH:
        return None
    return found.stride_hz


def exchange_legs(track: PoseTrack, ranges: tuple[tuple[int, int], ...]) -> PoseTrack:
    """Exchange left and right legs in ranges of frame indices (first, last inclusive)."""
    position, confidence = track.position_px.copy(), track.confidence.copy()
    rows = np.zeros(len(track.time_s), dtype=bool)
    for begin, end in ranges:
        rows ^= (track.frame_index >= begin) & (track.frame_index <= end)
    for joint in (Joint.HIP, Joint.KNEE, Joint.ANKLE, Joint.HEEL, Joint.TOE):
        a, b = joint.on(Side.LEFT).column, joint.on(Side.RIGHT).column
        position[rows, a], position[rows, b] = position[rows, b], position[rows, a]
        confidence[rows, a], confidence[rows, b] = confidence[rows, b], confidence[rows, a]
    return replace(track, position_px=position, confidence=confidence)


def swapped_by_hand(track: PoseTrack, edits: Iterable[EventEdit]) -> PoseTrack:
    """The track with the legs exchanged where a correction by hand says so."""
    ranges = tuple(
        (int(edit.frame), int(edit.to_frame))
        for edit in edits
        if edit.action is EditAction.SWAP_LEGS and edit.to_frame is not None
    )
    return exchange_legs(track, ranges) if ranges else track


def with_shoes_of(track: PoseTrack, followed: Followed) -> Followed:
    """A followed runner with the shoes that the whole track holds by now."""
    legs = followed.legs
    return replace(followed, legs=replace(legs, track=replace(legs.track, shoes=track.shoes)))


def whole_repaired(track: PoseTrack, followed: Followed) -> PoseTrack:
    """The whole clip's track with the used part put right and steadied, for drawing."""
    position, confidence = track.position_px.copy(), track.confidence.copy()
    rows = np.searchsorted(track.frame_index, followed.track.frame_index)
    position[rows], confidence[rows] = followed.track.position_px, followed.track.confidence
    return without_flicker(replace(track, position_px=position, confidence=confidence))


def upright_signal(track: PoseTrack) -> FloatArray:
    """Height of the trunk, mean of hips and shoulders, (n,) px, y up."""
    joints = [j.on(s) for j in (Joint.HIP, Joint.SHOULDER) for s in (Side.LEFT, Side.RIGHT)]
    return np.asarray(-np.mean([track.of(j)[:, 1] for j in joints], axis=0))
