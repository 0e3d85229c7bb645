"""Measure a track part by part where it is long or broken, as a whole otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from form_analyzer.anytime.parts import filled, parts, select
from form_analyzer.anytime.plan import longest_shot
from form_analyzer.anytime.say import sampling_flags
from form_analyzer.anytime.together import Part, agreeing, combine
from form_analyzer.datatypes import (
    CaptureInfo,
    EventEdit,
    PoseTrack,
    SceneInfo,
    ShoePath,
    VideoInfo,
)
from form_analyzer.examine import RESAMPLES, Examined, examine

# Sampling errors of many parts are averaged, so each may be known less well.
_RESAMPLES_PER_PART = 24


@dataclass(frozen=True, slots=True)
class Looked:
    """What was told by a track so far, and by the parts that were used."""

    told: Examined
    used: tuple[Part, ...]


_Rows = tuple[int, int, int]


@dataclass(slots=True)
class Examiner:
    """Measures tracks of one clip; parts it has seen before are not measured again.

    A track whose shoes have been looked at since is measured again, but neither followed nor
    folded again.
    """

    video: VideoInfo
    scene: SceneInfo | None
    capture: CaptureInfo
    strike_borders_deg: tuple[float, float]
    edits: tuple[EventEdit, ...] = ()
    _known: dict[tuple[_Rows, bool], Part] = field(init=False, default_factory=dict)
    _before: dict[_Rows, Examined] = field(init=False, default_factory=dict)

    def __call__(self, track: PoseTrack) -> Examined:
        """Everything the track tells; times count from its first row.

        A track of up to 45 s without gaps goes through :func:`form_analyzer.examine.examine`
        as it is.
        """
        return self.look(track).told

    def at_a_glance(self, track: PoseTrack) -> Examined:
        """As a call, but intervals may be missing the scatter of strides."""
        if parts(track) == ((0, len(track.time_s)),):
            return self._examine(track, self.edits, 1)
        return self.look(track).told

    def look(self, track: PoseTrack) -> Looked:
        """The same, with the parts behind it."""
        if parts(track) == ((0, len(track.time_s)),):
            told = self._examine(track, self.edits, RESAMPLES)
            return Looked(self._said(told, track), (Part(track, told),))
        shot = self._longest_shot(track)
        found = [self._part(select(shot, slice(*rows))) for rows in parts(shot)]
        told = combine(found, track, self.video, self.strike_borders_deg, len(self.edits))
        return Looked(self._said(told, track), agreeing(found))

    def _longest_shot(self, track: PoseTrack) -> PoseTrack:
        cuts = self.scene.cut_frames if self.scene else ()
        if not cuts:
            return track
        first, last = longest_shot(self.video.n_frames, cuts)
        inside = (track.frame_index >= first) & (track.frame_index < last)
        return select(track, np.flatnonzero(inside)) if inside.any() else track

    def _part(self, track: PoseTrack) -> Part:
        rows = _rows(track)
        shown = any(_inside(shoe, rows) for shoe in track.shoes)
        key = (rows, shown)
        if key not in self._known:
            edits = [e for e in self.edits if _concerns(e, rows[0], rows[1])]
            bare = self._part(replace(track, shoes=())).told.measurements if shown else None
            told = self._examine(track, edits, _RESAMPLES_PER_PART)
            self._known[key] = Part(track, told, bare)
        return self._known[key]

    def _examine(self, track: PoseTrack, edits: Sequence[EventEdit], resamples: int) -> Examined:
        told = examine(
            self.video,
            track,
            self.scene,
            self.capture,
            self.strike_borders_deg,
            edits,
            resamples=resamples,
            before=self._before.get(_rows(track)),
        )
        self._before[_rows(track)] = told
        return told

    def _said(self, told: Examined, track: PoseTrack) -> Examined:
        """With what was not watched, which a whole clip has nothing of."""
        flags = tuple(sampling_flags(track, self.video))
        if not flags:
            return told
        frames = told.tracking.frames if track.frame_step == 1 else len(track.time_s)
        tracking = replace(told.tracking, frames=frames)
        drawn = filled(told.track) if told.track is not None else None
        return replace(told, quality=(*told.quality, *flags), tracking=tracking, track=drawn)


def _rows(track: PoseTrack) -> _Rows:
    """Which of the clip's rows a track holds: first and last frame, and how many."""
    return int(track.frame_index[0]), int(track.frame_index[-1]), len(track.frame_index)


def _inside(shoe: ShoePath, rows: _Rows) -> bool:
    """Whether a shoe was looked at in any of a part's frames."""
    return bool(((shoe.frame_index >= rows[0]) & (shoe.frame_index <= rows[1])).any())


def _concerns(edit: EventEdit, first: int, last: int) -> bool:
    """Whether an edit touches these frames."""
    end = edit.frame if edit.to_frame is None else edit.to_frame
    return min(edit.frame, end) <= last and max(edit.frame, end) >= first
