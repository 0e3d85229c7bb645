"""Corrections of events by hand, carried over to the mean stride."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from form_analyzer.datatypes import (
    EditAction,
    EventEdit,
    EventKind,
    EventSource,
    GaitEvent,
    SagittalTrack,
    Side,
)
from form_analyzer.gait.events import Events, SideEvents
from form_analyzer.geometry import wrap_cycle

# A correction names the event it means by its frame; further off is another event.
_REACH_S = 0.12
_BY_HAND_SD_FRAMES = 0.5


def apply_edits(
    events: Sequence[GaitEvent], edits: Sequence[EventEdit], track: SagittalTrack
) -> tuple[GaitEvent, ...]:
    """The events after all corrections, in time order.

    An edit of an event that is not there is left out; leg swaps belong to the track and
    are passed over.
    """
    current = list(events)
    for edit in edits:
        if edit.kind is None or edit.side is None:
            continue
        if edit.action is EditAction.ADD:
            current.append(_by_hand(edit.kind, edit.side, edit.frame, track))
            continue
        nearest = _nearest(current, edit, track)
        if nearest is None:
            continue
        current.remove(nearest)
        if edit.action is EditAction.MOVE and edit.to_frame is not None:
            current.append(_by_hand(edit.kind, edit.side, edit.to_frame, track))
    return tuple(sorted(current, key=lambda event: event.time_s))


def _by_hand(kind: EventKind, side: Side, frame: float, track: SagittalTrack) -> GaitEvent:
    return GaitEvent(
        kind=kind,
        side=side,
        frame=frame,
        time_s=float(np.interp(frame, track.frame_index, track.time_s)),
        sd_s=_BY_HAND_SD_FRAMES / track.frame_rate_hz,
        source=EventSource.EDITED,
    )


def _nearest(
    events: Sequence[GaitEvent], edit: EventEdit, track: SagittalTrack
) -> GaitEvent | None:
    same = [e for e in events if e.kind is edit.kind and e.side is edit.side]
    best = min(same, key=lambda e: abs(e.frame - edit.frame), default=None)
    if best is None or abs(best.frame - edit.frame) > _REACH_S * track.frame_rate_hz:
        return None
    return best


def edited_phases(
    events: Events, before: Sequence[GaitEvent], after: Sequence[GaitEvent], track: SagittalTrack
) -> dict[Side, SideEvents]:
    """Events of the mean stride moved by as much as the listed events moved on average."""
    return {side: _moved(one, before, after, track) for side, one in events.items()}


def _moved(
    one: SideEvents,
    before: Sequence[GaitEvent],
    after: Sequence[GaitEvent],
    track: SagittalTrack,
) -> SideEvents:
    contact = _mean_shift(EventKind.INITIAL_CONTACT, one, before, after, track)
    toe_off = _mean_shift(EventKind.TOE_OFF, one, before, after, track)
    return replace(
        one, contact=(one.contact + contact) % 1.0, toe_off=(one.toe_off + toe_off) % 1.0
    )


def _mean_shift(
    kind: EventKind,
    one: SideEvents,
    before: Sequence[GaitEvent],
    after: Sequence[GaitEvent],
    track: SagittalTrack,
) -> float:
    """Change of the mean phase of one kind of event, cycles."""
    means = []
    for events in (before, after):
        times = [e.time_s for e in events if e.kind is kind and e.side is one.side]
        if not times:
            return 0.0
        phase = np.interp(times, track.time_s, track.phase)
        means.append(float(np.mean(wrap_cycle(phase - one.phase_of(kind)))))
    return means[1] - means[0]
