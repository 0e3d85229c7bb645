"""Real treadmill runners with markers and a force plate, as a camera would see them.

A folder holds ``NAME_markers.csv`` (``time_s`` and ``left_heel_x_mm``-like columns, x forward,
y up) with ``NAME_events.csv`` (``side``, ``initial_contact_s``, ``toe_off_s``). Nothing of it
belongs to the package.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from form_analyzer.datatypes import (
    N_KEYPOINTS,
    CaptureInfo,
    EventKind,
    FloatArray,
    Joint,
    Keypoint,
    PoseTrack,
    SceneInfo,
    Side,
)
from form_analyzer.examine import Examined, examine
from form_analyzer.guide.load import load_guide
from form_analyzer.synthetic.noise import NoiseParameters, add_noise
from form_analyzer.validation.match import match_times
from form_analyzer.validation.outcome import video_of
from form_analyzer.validation.report import MarkerResult

RATES_HZ = (30.0, 60.0, 120.0)
_LENGTH_S = 10.0
_PX_PER_MM = 0.25
_WIDTH_PX, _HEIGHT_PX = 1280, 720
_MARKED = (Joint.HEEL, Joint.TOE, Joint.ANKLE, Joint.KNEE)
# Joints without a marker, forward of and above the pelvis marker, mm: they ride with it.
_RIDING = {
    Joint.HIP: (0, -100),
    Joint.SHOULDER: (30, 450),
    Joint.ELBOW: (30, 300),
    Joint.WRIST: (30, 250),
    Joint.EAR: (60, 700),
}
_NOSE_MM = (120, 690)
_HEIGHT_MM = 1750.0
_HALF_WIDTH_M = 0.15

Columns = dict[str, FloatArray]
TrueEvents = dict[tuple[EventKind, Side], FloatArray]


def run_markers(folder: Path) -> tuple[MarkerResult, ...]:
    """Measure every recording of a folder at each rate, plain and with a model's noise.

    Raises
    ------
    OSError, KeyError, ValueError
        A file cannot be read, or lacks a column.
    """
    return tuple(
        result for markers in sorted(folder.glob("*_markers.csv")) for result in _recording(markers)
    )


def _recording(path: Path) -> Iterator[MarkerResult]:
    columns = read_markers(path)
    events = read_events(path.with_name(path.name.replace("_markers", "_events")))
    for rate_hz in RATES_HZ:
        for noisy in (False, True):
            parts = list(_parts(columns, events, rate_hz, noisy))
            if parts:
                yield _summary(rate_hz, noisy, parts)


def read_markers(path: Path) -> Columns:
    """Columns of a recording, each (n,), ``nan`` where a cell is empty."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        name: np.array([float(row[name]) if row[name] else np.nan for row in rows])
        for name in rows[0]
    }


def read_events(path: Path) -> TrueEvents:
    """Contacts and toe-offs by kind and side, seconds of the recording, increasing."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        (kind, side): np.array(
            sorted(float(r[f"{kind}_s"]) for r in rows if r["side"] == side and r[f"{kind}_s"])
        )
        for kind in EventKind
        for side in (Side.LEFT, Side.RIGHT)
    }


Part = tuple[dict[EventKind, FloatArray], int, float]


def _parts(columns: Columns, events: TrueEvents, rate_hz: float, noisy: bool) -> Iterator[Part]:
    """Ten-second pieces, each as a clip of its own."""
    last_s = float(columns["time_s"][-1])
    for number in range(int(last_s // _LENGTH_S)):
        start_s = number * _LENGTH_S
        track = marker_track(columns, rate_hz, start_s, _LENGTH_S, seed=number if noisy else None)
        found = _examined(track)
        if found.used_s is not None:
            yield _compare(found, events, start_s)


def marker_track(
    columns: Columns, rate_hz: float, start_s: float, duration_s: float, seed: int | None
) -> PoseTrack:
    """A stretch of markers as the track of a camera on the runner's right; noise by ``seed``."""
    time_s = np.arange(0.0, duration_s, 1.0 / rate_hz)
    position = _project(columns, start_s + time_s)
    confidence = np.ones(position.shape[:2])
    if seed is not None:
        pose = add_noise(
            position,
            time_s,
            near=Side.RIGHT,
            height_px=_HEIGHT_MM * _PX_PER_MM,
            noise=NoiseParameters(offset_scale=0.0),
            rng=np.random.default_rng(seed),
        )
        position, confidence = pose.position_px, pose.confidence
    world = np.zeros((*position.shape[:2], 3))
    for joint in (Joint.SHOULDER, Joint.HIP):
        world[:, joint.on(Side.LEFT).column, 2] = _HALF_WIDTH_M
        world[:, joint.on(Side.RIGHT).column, 2] = -_HALF_WIDTH_M
    return PoseTrack(
        time_s=time_s,
        frame_index=np.arange(len(time_s)),
        position_px=position,
        confidence=confidence,
        world_m=world,
        width_px=_WIDTH_PX,
        height_px=_HEIGHT_PX,
        model_name="markers",
        model_sha256="",
    )


def _project(columns: Columns, at_s: FloatArray) -> FloatArray:
    position = np.full((len(at_s), N_KEYPOINTS, 2), np.nan)

    def put(point: Keypoint, marker: str, add: tuple[float, float]) -> None:
        x, y = (np.interp(at_s, columns["time_s"], columns[f"{marker}_{a}_mm"]) for a in "xy")
        position[:, point.column, 0] = 200 + _PX_PER_MM * (x + add[0])
        position[:, point.column, 1] = _HEIGHT_PX - 20 - _PX_PER_MM * (y + add[1])

    for side in (Side.LEFT, Side.RIGHT):
        for joint in _MARKED:
            put(joint.on(side), f"{side}_{joint}", (0, 0))
        for joint, add in _RIDING.items():
            put(joint.on(side), "pelvis", add)
    put(Keypoint.NOSE, "pelvis", _NOSE_MM)
    return position


def _examined(track: PoseTrack) -> Examined:
    scene = SceneInfo(
        camera_roll_deg=0.0,
        camera_roll_sd_deg=0.1,
        roll_reason_missing=None,
        camera_shift_px=0.0,
        camera_sway_px=0.0,
        camera_moves=False,
        cut_frames=(),
        repeated_frames_ratio=0.0,
    )
    borders = load_guide().foot_strike_borders_deg
    return examine(video_of(track), track, scene, CaptureInfo(), borders)


def _compare(found: Examined, events: TrueEvents, start_s: float) -> Part:
    used = found.used_s or (0.0, 0.0)
    errors: dict[EventKind, list[FloatArray]] = {kind: [] for kind in EventKind}
    missed = 0
    for (kind, side), times in events.items():
        inside = times[(times >= start_s) & (times < start_s + _LENGTH_S)] - start_s
        own = np.array([e.time_s for e in found.events if e.kind is kind and e.side is side])
        pairs = match_times(own, inside, (used[0] + 0.05, used[1] - 0.05), 0.17)
        errors[kind].append(pairs.error_s)
        missed += pairs.missed
    together = {kind: np.concatenate(parts) for kind, parts in errors.items()}
    return together, missed, _cadence_error(found, events, start_s)


def _cadence_error(found: Examined, events: TrueEvents, start_s: float) -> float:
    contacts = [t for (kind, _), t in events.items() if kind is EventKind.INITIAL_CONTACT]
    times = np.sort(np.concatenate(contacts))
    times = times[(times >= start_s) & (times < start_s + _LENGTH_S)]
    true = 60.0 * (len(times) - 1) / float(times[-1] - times[0])
    cadence = next(row.value for row in found.measurements if row.metric == "cadence")
    return float("nan") if cadence is None else cadence - true


def _summary(rate_hz: float, noisy: bool, parts: list[Part]) -> MarkerResult:
    contact, toe_off = (
        1000.0 * np.concatenate([part[0][kind] for part in parts])
        for kind in (EventKind.INITIAL_CONTACT, EventKind.TOE_OFF)
    )
    return MarkerResult(
        frame_rate_hz=rate_hz,
        noisy=noisy,
        events=len(contact) + len(toe_off),
        contact_mae_ms=float(np.abs(contact).mean()),
        contact_bias_ms=float(contact.mean()),
        toe_off_mae_ms=float(np.abs(toe_off).mean()),
        toe_off_bias_ms=float(toe_off.mean()),
        missed=sum(part[1] for part in parts),
        cadence_error_spm=float(np.mean([abs(part[2]) for part in parts])),
    )
