"""Initial contact and toe-off on the mean stride, and in every stride of the clip."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import (
    EventKind,
    FloatArray,
    GaitEvent,
    Joint,
    SagittalTrack,
    Side,
)
from form_analyzer.gait.cycle import CycleData, MeanCycle, without_wander
from form_analyzer.gait.features import (
    SideCurves,
    contact_features,
    side_curves,
    toe_off_features,
    trunk_wave,
)
from form_analyzer.gait.model import event_model
from form_analyzer.geometry import wrap_cycle

# Scatter of single contacts about the runner's rhythm, known from force plates.
_STRIDE_JITTER_S = 0.006
_WINDOW_S = 0.09
_LEG = (Joint.KNEE, Joint.ANKLE, Joint.HEEL, Joint.TOE)


@dataclass(frozen=True, slots=True)
class SideEvents:
    """Phases (0..1) of one side's events on the mean stride, with the curves used.

    ``contact_sd_s`` and ``toe_off_sd_s`` are the errors to expect of the method.
    """

    side: Side
    contact: float
    toe_off: float
    contact_sd_s: float
    toe_off_sd_s: float
    curves: SideCurves

    @property
    def stance(self) -> float:
        """Share of the stride on the ground, 0..1 (the duty factor)."""
        return float((self.toe_off - self.contact) % 1.0)

    def phase_of(self, kind: EventKind) -> float:
        """Phase of one kind of event."""
        return self.contact if kind is EventKind.INITIAL_CONTACT else self.toe_off


Events = Mapping[Side, SideEvents]


def find_events(cycle: MeanCycle) -> dict[Side, SideEvents]:
    """Events of both sides on the mean stride."""
    _, trunk = trunk_wave(cycle)
    return {side: _side_events(cycle, side, trunk) for side in (Side.LEFT, Side.RIGHT)}


def _side_events(cycle: MeanCycle, side: Side, trunk: FloatArray) -> SideEvents:
    curves = side_curves(cycle, side, trunk)
    contact_model = event_model(EventKind.INITIAL_CONTACT, cycle.model_name)
    toe_off_model = event_model(EventKind.TOE_OFF, cycle.model_name)
    contact_s = contact_model.predict(contact_features(curves))
    toe_off_s = curves.push_s + toe_off_model.predict(toe_off_features(curves))
    return SideEvents(
        side=side,
        contact=float((curves.anchor + contact_s / cycle.stride_s) % 1.0),
        toe_off=float((curves.anchor + toe_off_s / cycle.stride_s) % 1.0),
        contact_sd_s=contact_model.sd,
        toe_off_sd_s=toe_off_model.sd,
        curves=curves,
    )


def list_events(track: SagittalTrack, data: CycleData, events: Events) -> tuple[GaitEvent, ...]:
    """Every event between the first and last used frame, in time order.

    Each event is placed by the mean stride and then moved by as much as this
    stride's own samples ask for, in proportion to how well they tell it.
    """
    still = without_wander(track)
    found = [
        _place(track, data.mean, still, events[side], kind, float(phase))
        for side in events
        for kind in EventKind
        for phase in _occurrences(track.phase, events[side].phase_of(kind))
    ]
    return tuple(sorted(found, key=lambda event: event.time_s))


def _occurrences(phase: FloatArray, event: float) -> FloatArray:
    first = np.ceil(phase[0] - event)
    last = np.floor(phase[-1] - event)
    return np.arange(first, last + 1) + event


def _place(
    track: SagittalTrack,
    cycle: MeanCycle,
    still: FloatArray,
    events: SideEvents,
    kind: EventKind,
    phase: float,
) -> GaitEvent:
    time_s = float(np.interp(phase, track.phase, track.time_s))
    shift_s, shift_sd_s = _own_shift(track, cycle, still, events.side, time_s)
    time_s = float(np.clip(time_s + shift_s, track.time_s[0], track.time_s[-1]))
    method_sd_s = events.contact_sd_s if kind is EventKind.INITIAL_CONTACT else events.toe_off_sd_s
    return GaitEvent(
        kind=kind,
        side=events.side,
        frame=float(np.interp(time_s, track.time_s, track.frame_index)),
        time_s=time_s,
        sd_s=float(np.hypot(method_sd_s, shift_sd_s)),
    )


def _own_shift(
    track: SagittalTrack, cycle: MeanCycle, still: FloatArray, side: Side, time_s: float
) -> tuple[float, float]:
    """Delay (s) of one stride against the mean stride about an event, and its sd."""
    rows = np.flatnonzero(np.abs(track.time_s - time_s) <= _WINDOW_S)
    along, across = 0.0, 0.0
    for joint in _LEG:
        point = joint.on(side)
        spread = cycle.paths[point].spread
        if len(rows) == 0 or not np.isfinite(spread).all():
            continue
        residual = still[rows, point.column] - cycle.at(point, track.phase[rows])
        speed = cycle.at(point, track.phase[rows], 1)
        good = np.isfinite(residual).all(axis=1) & (
            np.linalg.norm(residual, axis=1) < 4.0 * np.linalg.norm(spread)
        )
        noise = np.maximum(spread, 1e-4) ** 2
        along -= float((residual[good] * speed[good] / noise).sum())
        across += float((speed[good] ** 2 / noise).sum())
    # Errors of neighbouring frames and joints go together: count them as a third.
    information = across / 3.0 + 1.0 / _STRIDE_JITTER_S**2
    return along / 3.0 / information, float(information**-0.5)


def phase_distance_s(a: float, b: float, stride_s: float) -> float:
    """Signed time from phase ``b`` to phase ``a``, within half a stride."""
    return float(wrap_cycle(a - b) * stride_s)
