"""Training rows: what a clip shows, beside what is true."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NotRequired, TypedDict

import numpy as np

from form_analyzer.datatypes import (
    EventKind,
    FloatArray,
    GaitEvent,
    Metric,
    PoseTrack,
    SagittalTrack,
    Side,
)
from form_analyzer.examine import sagittal_track
from form_analyzer.gait.cycle import MeanCycle, fold
from form_analyzer.gait.features import SideCurves, side_curves
from form_analyzer.geometry import wrap_cycle
from form_analyzer.pose.estimate import estimate_tracks
from form_analyzer.pose.models import ensure_model
from form_analyzer.settings import load_settings
from form_analyzer.synthetic.grid import draw_cases
from form_analyzer.synthetic.make import make_track
from form_analyzer.validation.markers import TrueEvents, marker_track, read_events, read_markers
from form_analyzer.video.decode import pick
from form_analyzer.video.probe import probe

SIDES = (Side.LEFT, Side.RIGHT)


class _Contact(TypedDict):
    side_runner: str
    ic_frame: float | None
    to_frame: float | None


class _Point(TypedDict):
    side_camera: str
    foot_strike_angle_deg: float | None
    frame_minus_ic: NotRequired[float | None]


class _Label(TypedDict):
    file: str
    facing: str
    exact: bool
    contacts: list[_Contact]
    points: list[_Point]


@dataclass(frozen=True, slots=True)
class Truth:
    """True event times (real s from the first frame) and foot strike angles by side."""

    events: tuple[GaitEvent, ...]
    strike_deg: Mapping[Side, float]


@dataclass(frozen=True, slots=True)
class Row:
    """One side of one clip.

    Attributes
    ----------
    domain
        The kind of runner: all rows of a domain are left out together in testing.
    contact_s, toe_off_s
        True events in seconds from the anchor.
    strike_deg
        True foot strike angle; ``nan`` where the clip does not say.
    """

    domain: str
    near: bool
    curves: SideCurves
    contact_s: float
    toe_off_s: float
    strike_deg: float
    stride_s: float


def synthetic_rows(n: int, seed: int, frame_rate_hz: float) -> Iterator[Row]:
    """Rows of ``n`` random two-dimensional runners."""
    for case in draw_cases(n, seed=seed, frame_rate_hz=frame_rate_hz):
        clip = make_track(
            case.runner, case.camera, case.noise, duration_s=case.duration_s, seed=case.seed
        )
        metric = Metric.FOOT_STRIKE_ANGLE
        strike = {s: clip.truth.metrics.get((metric, s), float("nan")) for s in SIDES}
        truth = Truth(clip.truth.events, strike)
        rate = float(1.0 / np.median(np.diff(clip.track.time_s)))
        yield from _rows("synthetic", clip.track, truth, rate)


def labelled_rows(folder: Path, model: str) -> Iterator[Row]:
    """Rows of clips in a folder, each with ``NAME.json``: exact (rendered) or by eye."""
    settings = load_settings()
    model_file = ensure_model(model, settings)
    for path in sorted(folder.glob("*.json")):
        label: _Label = json.loads(path.read_text("utf-8"))
        clip = folder / label["file"]
        if not label.get("contacts") or not clip.exists():
            continue
        info = probe(clip)
        reader = partial(pick, info, threads=1)
        found = estimate_tracks(info, model_file, settings, read_frames=reader)
        truth = _label_truth(label, found.best)
        kind = "rendered" if label.get("exact") else "filmed"
        yield from _rows(f"{kind} {folder.name}", found.best, truth, info.frame_rate_hz)


def marker_rows(folder: Path) -> Iterator[Row]:
    """Rows of treadmill markers with force-plate events, as the accuracy report reads them."""
    for path in sorted(folder.glob("*_markers.csv")):
        columns = read_markers(path)
        instants = read_events(path.with_name(path.name.replace("_markers", "_events")))
        for frame_rate_hz in (60.0, 30.0):
            track = marker_track(columns, frame_rate_hz, 0.0, float(columns["time_s"][-1]), None)
            truth = Truth(_marker_events(instants, frame_rate_hz), dict.fromkeys(SIDES, np.nan))
            yield from _rows("force plate", track, truth, frame_rate_hz)


def _marker_events(instants: TrueEvents, frame_rate_hz: float) -> tuple[GaitEvent, ...]:
    return tuple(
        GaitEvent(kind=kind, side=side, frame=when * frame_rate_hz, time_s=when, sd_s=0.0)
        for (kind, side), times_s in instants.items()
        for when in times_s.tolist()
    )


def _label_truth(label: _Label, track: PoseTrack) -> Truth:
    near = Side(label["facing"])
    kinds = {"ic_frame": EventKind.INITIAL_CONTACT, "to_frame": EventKind.TOE_OFF}
    events = [
        _event(kind, Side(contact["side_runner"]), contact.get(key), track)
        for contact in label["contacts"]
        for key, kind in kinds.items()
    ]
    return Truth(tuple(event for event in events if event is not None), _mean_strike(label, near))


def _mean_strike(label: _Label, near: Side) -> dict[Side, float]:
    """Mean of the labelled strike angles of each side, without frames after the contact.

    The foot turns by 5 to 8 degrees from one frame to the next.
    """
    angles: dict[Side, list[float]] = {side: [] for side in SIDES}
    for point in label["points"]:
        late = (point.get("frame_minus_ic") or 0.0) > 0.0
        if point["foot_strike_angle_deg"] is not None and not late:
            side = near if point["side_camera"] == "near" else near.other
            angles[side].append(point["foot_strike_angle_deg"])
    return {
        side: float(np.mean(found)) if found else float("nan") for side, found in angles.items()
    }


def _event(kind: EventKind, side: Side, frame: object, track: PoseTrack) -> GaitEvent | None:
    if not isinstance(frame, int | float) or not 0 <= frame <= track.frame_index[-1]:
        return None
    when = float(np.interp(frame, track.frame_index, track.time_s - track.time_s[0]))
    return GaitEvent(kind=kind, side=side, frame=float(frame), time_s=when, sd_s=0.0)


def _rows(domain: str, track: PoseTrack, truth: Truth, frame_rate_hz: float) -> Iterator[Row]:
    sagittal = sagittal_track(track, frame_rate_hz)
    if sagittal is None:
        return
    cycle = fold(sagittal).mean
    for side in SIDES:
        contact = _mean_phase(sagittal, truth, side, EventKind.INITIAL_CONTACT)
        toe_off = _mean_phase(sagittal, truth, side, EventKind.TOE_OFF)
        if contact is None or toe_off is None:
            continue
        curves = side_curves(cycle, side)
        yield Row(
            domain=domain,
            near=side is sagittal.near_side,
            curves=curves,
            contact_s=_from_anchor(contact, curves, cycle),
            toe_off_s=_from_anchor(toe_off, curves, cycle),
            strike_deg=truth.strike_deg.get(side, float("nan")),
            stride_s=cycle.stride_s,
        )


def _from_anchor(phase: float, curves: SideCurves, cycle: MeanCycle) -> float:
    return float(wrap_cycle(phase - curves.anchor) * cycle.stride_s)


def _mean_phase(sagittal: SagittalTrack, truth: Truth, side: Side, kind: EventKind) -> float | None:
    """Circular mean of the stride phase at the true events inside the used part."""
    scale = sagittal.time_scale.value
    times: FloatArray = np.array(
        [e.time_s * scale for e in truth.events if e.kind is kind and e.side is side]
    )
    inside = (times > sagittal.time_s[0]) & (times < sagittal.time_s[-1])
    if not inside.any():
        return None
    phase = np.interp(times[inside], sagittal.time_s, sagittal.phase)
    return float(np.angle(np.exp(2j * np.pi * phase).mean()) / (2.0 * np.pi) % 1.0)
