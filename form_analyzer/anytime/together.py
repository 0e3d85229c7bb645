"""What the parts of a clip told, as one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from form_analyzer.anytime.drift import drift_flags
from form_analyzer.anytime.level import on_one_level
from form_analyzer.anytime.parts import middle_s
from form_analyzer.anytime.pool import pool
from form_analyzer.anytime.say import spans_text, watched_ratio
from form_analyzer.datatypes import (
    CycleCurves,
    FloatArray,
    GaitEvent,
    GhostCycle,
    Measurement,
    PoseTrack,
    QualityCode,
    QualityFlag,
    TrackingSummary,
    VideoInfo,
    ViewInfo,
)
from form_analyzer.examine import Examined
from form_analyzer.quality.messages import info as info_flag
from form_analyzer.quality.messages import warning
from form_analyzer.quality.runner import FEW_STRIDES

_SAME_EVENT_S = 0.15
# Said anew for the whole, or only true of a part.
_OF_PARTS = frozenset(
    {
        QualityCode.FEW_STRIDES,
        QualityCode.CADENCE_DRIFT,
        QualityCode.STEADY_PART,
        QualityCode.SPEED_RAMP,
        QualityCode.EVENTS_EDITED,
    }
)
_SAID_IF_ANYWHERE = frozenset({QualityCode.RAILS_HELD})


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A part of a track with what it told; its times count from its own first row.

    ``bare`` is what its landmarks alone measure, where its shoes were looked at as well.
    """

    track: PoseTrack
    told: Examined
    bare: tuple[Measurement, ...] | None = None

    @property
    def rows(self) -> int:
        """Frames watched."""
        return len(self.track.time_s)

    @property
    def measured(self) -> bool:
        """Whether it was not refused."""
        return self.told.refusal is None

    @property
    def middle_s(self) -> float:
        """Container time half-way."""
        return middle_s(self.track)

    @property
    def span_s(self) -> tuple[float, float]:
        """Container time of the first and the last row."""
        return float(self.track.time_s[0]), float(self.track.time_s[-1])


def agreeing(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The measured parts that see the same runner from the same side on the same clock.

    Where parts contradict each other, those that hold more frames are believed. Empty if
    no part was measured.
    """
    votes: Counter[tuple[object, ...]] = Counter()
    for part in parts:
        if part.measured:
            votes[_setting(part.told)] += part.rows
    if not votes:
        return ()
    chosen = votes.most_common(1)[0][0]
    return tuple(p for p in parts if p.measured and _setting(p.told) == chosen)


def _setting(told: Examined) -> tuple[object, ...]:
    return round(told.time_scale.value, 3), told.view.near_side, told.view.facing


def combine(
    parts: Sequence[Part],
    track: PoseTrack,
    video: VideoInfo,
    strike_borders_deg: tuple[float, float],
    n_edits: int,
) -> Examined:
    """One account of a clip from those of its parts.

    Parameters
    ----------
    parts
        In time order, at least one.
    track
        All rows watched; its first row is the clip's first frame.
    n_edits
        Corrections by hand, in all parts together.

    Notes
    -----
    A flag of the parts is said where at least half of them carry it. If no part was
    measured, the refusal of most frames stands for all.
    """
    used = agreeing(parts)
    if not used:
        return _refused(parts, track)
    start_s = float(track.time_s[0])
    first = used[0].told
    middles = np.array([part.middle_s for part in used])
    rows = on_one_level(
        [part.told.measurements for part in used],
        [part.told.measurements if part.bare is None else part.bare for part in used],
    )
    return Examined(
        time_scale=first.time_scale,
        view=_view([part.told.view for part in used]),
        activity=first.activity,
        quality=(
            *_common_flags(used),
            *_left_out(parts, used, start_s),
            *_stride_flags(used),
            *([info_flag(QualityCode.EVENTS_EDITED, count=n_edits)] if n_edits else []),
            *drift_flags(rows, middles, first.view.near_side),
        ),
        tracking=_tracking(parts),
        measurements=pool(
            rows,
            middles,
            watched_ratio=watched_ratio(track, video),
            strike_borders_deg=strike_borders_deg,
        ),
        track=_repaired(parts, track),
        events=_events(used, start_s),
        curves=_curves(used),
        ghost=_ghost([part.told.ghost for part in used if part.told.ghost is not None]),
        used_s=_used_s(used, start_s),
    )


def _refused(parts: Sequence[Part], track: PoseTrack) -> Examined:
    votes: Counter[QualityCode] = Counter()
    for part in parts:
        if part.told.refusal is not None:
            votes[part.told.refusal] += part.rows
    chosen = votes.most_common(1)[0][0]
    told = next(part.told for part in parts if part.told.refusal is chosen)
    return replace(told, tracking=_tracking(parts), track=_repaired(parts, track))


def _view(views: Sequence[ViewInfo]) -> ViewInfo:
    return replace(
        views[0],
        incline_deg=_mean(view.incline_deg for view in views),
        belt_angle_deg=_mean(view.belt_angle_deg for view in views),
    )


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None


def _common_flags(used: Sequence[Part]) -> list[QualityFlag]:
    """One flag for each code that half of the parts carry, as the first of them words it."""
    said: dict[QualityCode, list[QualityFlag]] = {}
    for part in used:
        for flag in {flag.code: flag for flag in part.told.quality}.values():
            said.setdefault(flag.code, []).append(flag)
    return [
        flags[0]
        for code, flags in said.items()
        if code not in _OF_PARTS and (2 * len(flags) >= len(used) or code in _SAID_IF_ANYWHERE)
    ]


def _left_out(parts: Sequence[Part], used: Sequence[Part], start_s: float) -> list[QualityFlag]:
    """Say which parts were not used; another clock in one of them is a speed ramp."""
    out = [part for part in parts if part not in used]
    if not out:
        return []
    scale = used[0].told.time_scale.value
    if any(part.measured and abs(part.told.time_scale.value / scale - 1) > 0.01 for part in out):
        first, last = used[0].span_s[0] - start_s, used[-1].span_s[1] - start_s
        return [warning(QualityCode.SPEED_RAMP, first=first, last=last)]
    spans = spans_text([part.span_s for part in out], start_s)
    return [info_flag(QualityCode.STEADY_PART, "parts_left_out", spans=spans)]


def _stride_flags(used: Sequence[Part]) -> list[QualityFlag]:
    strides = sum(max((row.n_strides for row in p.told.measurements), default=0) for p in used)
    return [warning(QualityCode.FEW_STRIDES, strides=strides)] if strides < FEW_STRIDES else []


def _tracking(parts: Sequence[Part]) -> TrackingSummary:
    frames = sum(part.rows for part in parts)
    masked = sum(part.rows * part.told.tracking.samples_masked_ratio for part in parts)
    return TrackingSummary(
        frames=frames,
        frames_with_person=sum(part.told.tracking.frames_with_person for part in parts),
        leg_swaps_repaired=sum(part.told.tracking.leg_swaps_repaired for part in parts),
        samples_masked_ratio=masked / max(frames, 1),
    )


def _repaired(parts: Sequence[Part], track: PoseTrack) -> PoseTrack:
    """The whole track with the parts put right."""
    position, confidence = track.position_px.copy(), track.confidence.copy()
    for part in parts:
        if part.told.track is not None:
            rows = np.searchsorted(track.frame_index, part.told.track.frame_index)
            position[rows] = part.told.track.position_px
            confidence[rows] = part.told.track.confidence
    return replace(track, position_px=position, confidence=confidence)


def _events(used: Sequence[Part], start_s: float) -> tuple[GaitEvent, ...]:
    """All events on the clip's clock; one at a border that two parts saw is listed once."""
    listed: list[GaitEvent] = []
    for part in used:
        shift_s = _shift_s(part, start_s)
        own = [replace(e, time_s=e.time_s + shift_s) for e in part.told.events]
        earlier = listed[-8:]
        listed += [event for event in own if not any(_same(event, e) for e in earlier)]
    return tuple(sorted(listed, key=lambda event: event.time_s))


def _same(a: GaitEvent, b: GaitEvent) -> bool:
    return a.kind is b.kind and a.side is b.side and abs(a.time_s - b.time_s) < _SAME_EVENT_S


def _shift_s(part: Part, start_s: float) -> float:
    """Real seconds from the clip's first frame to the part's."""
    return (part.span_s[0] - start_s) * part.told.time_scale.value


def _used_s(used: Sequence[Part], start_s: float) -> tuple[float, float] | None:
    spans = [
        (part.told.used_s[0] + shift, part.told.used_s[1] + shift)
        for part in used
        if part.told.used_s is not None
        for shift in (_shift_s(part, start_s),)
    ]
    return (spans[0][0], spans[-1][1]) if spans else None


def _curves(used: Sequence[Part]) -> tuple[CycleCurves, ...]:
    """Mean curves of each side over the parts; their spread holds that between parts."""
    return tuple(
        _mean_curves([c for part in used for c in part.told.curves if c.side is side])
        for side in (curves.side for curves in used[0].told.curves)
    )


def _mean_curves(curves: Sequence[CycleCurves]) -> CycleCurves:
    first = curves[0]
    return CycleCurves(
        side=first.side,
        phase=first.phase.copy(),
        mean_deg={k: np.mean([c.mean_deg[k] for c in curves], axis=0) for k in first.mean_deg},
        sd_deg={name: _whole_spread(curves, name) for name in first.sd_deg},
        toe_off_phase=_mean(c.toe_off_phase for c in curves),
    )


def _whole_spread(curves: Sequence[CycleCurves], name: str) -> FloatArray:
    within = np.mean([np.square(c.sd_deg[name]) for c in curves], axis=0)
    return np.asarray(np.sqrt(within + np.var([c.mean_deg[name] for c in curves], axis=0)))


def _ghost(ghosts: Sequence[GhostCycle]) -> GhostCycle | None:
    if not ghosts:
        return None
    position = np.mean([ghost.position for ghost in ghosts], axis=0)
    return GhostCycle(phase=ghosts[0].phase.copy(), position=position)
