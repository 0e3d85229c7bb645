"""Labelled clips: files whose truth lies beside them as JSON.

A label names its clip (``file``) and gives, where known, ``container_fps``, ``facing``,
``cadence_spm_container_time``, ``slow_motion_factor``, ``trunk_lean_mean_deg``, ``contacts``
(``side_camera``, ``ic_frame``, ``to_frame``, ``strike``), ``points`` at contact, all ``metrics``
where the truth is exact (``"contact_time.left": 0.226``), or what is expected of a clip that
cannot be measured (``expected_exit``, ``expected_activity``).
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from form_analyzer.datatypes import Analysis, EventKind, Metric, Side
from form_analyzer.errors import FormAnalyzerError
from form_analyzer.pipeline import analyze
from form_analyzer.validation.match import match_times
from form_analyzer.validation.report import ClipError, ClipResult

Json = Mapping[str, object]
_REFUSED_EXIT = 4
_POINTS = (
    (Metric.FOOT_STRIKE_ANGLE, "foot_strike_angle_deg"),
    (Metric.SHANK_ANGLE, "shank_angle_deg"),
    (Metric.OVERSTRIDE, "overstride_ratio"),
    (Metric.KNEE_FLEXION_CONTACT, "knee_flexion_deg"),
)


@dataclass(frozen=True, slots=True)
class Contact:
    """One labelled stance: frames of contact and toe-off, ``None`` where not labelled."""

    near: bool
    contact: float | None
    toe_off: float | None


def run_clips(
    folder: Path, *, model: str, progress: Callable[[str, float], None] | None = None
) -> tuple[ClipResult, ...]:
    """Analyse every labelled clip of a folder and compare.

    A clip that cannot be analysed (no pose model, unreadable file) is reported with the
    reason; a label that is no JSON raises ``ValueError``.
    """
    labels = sorted(folder.glob("*.json"))
    results = []
    for number, path in enumerate(labels, start=1):
        label = json.loads(path.read_text("utf-8"))
        if isinstance(label, dict) and "file" in label:
            results.append(_try_clip(path.stem, folder / str(label["file"]), label, model))
        if progress is not None:
            progress("labelled clips", number / len(labels))
    return tuple(results)


def _try_clip(name: str, clip: Path, label: Json, model: str) -> ClipResult:
    exact = bool(label.get("exact"))
    try:
        analysis = analyze(clip, model=model).analysis
    except (FormAnalyzerError, OSError) as error:
        return ClipResult(name=name, exact=exact, as_expected=False, said=str(error), errors=())
    return compare_clip(name, label, analysis)


def compare_clip(name: str, label: Json, analysis: Analysis) -> ClipResult:
    """One analysis against its label."""
    exit_code = _REFUSED_EXIT if analysis.refused else 0
    activity = label.get("expected_activity")
    expected = _among(exit_code, label.get("expected_exit", 0))
    if activity is not None:
        expected = expected and _among(str(analysis.activity), activity)
    errors: tuple[ClipError, ...] = ()
    if "contacts" in label and not analysis.refused:
        errors = tuple(_errors(label, analysis))
    return ClipResult(
        name=name,
        exact=bool(label.get("exact")),
        as_expected=expected,
        said=", ".join(sorted({str(flag.code) for flag in analysis.quality})),
        errors=errors,
    )


def _among(found: object, wanted: object) -> bool:
    return found in wanted if isinstance(wanted, list) else found == wanted


def _errors(label: Json, analysis: Analysis) -> Iterator[ClipError]:
    factor = _number(label.get("slow_motion_factor")) or 1.0
    fps = _number(label["container_fps"]) or 1.0
    if factor != 1.0:
        found = 1.0 / analysis.time_scale.value
        yield ClipError(name="slow-motion factor", unit="ratio", error=found - factor)
    cadence = _number(label.get("cadence_spm_container_time"))
    if cadence is not None:
        yield _metric(analysis, Metric.CADENCE, Side.BOTH, cadence * factor)
    near = analysis.view.near_side
    if near is None:
        return
    contacts = list(_contacts(label))
    step_frames = 60.0 * fps / cadence if cadence else fps / 3.0
    for place, side in (("near", near), ("far", near.other)):
        own = [c for c in contacts if c.near == (place == "near")]
        yield from _event_errors(own, analysis, side, place, step_frames, fps * factor)
        if "metrics" not in label:
            yield from _contact_time(own, analysis, side, place, fps * factor)
    known = _exact(label, analysis, near) if "metrics" in label else _points(label, analysis, near)
    yield from known


def _contacts(label: Json) -> Iterator[Contact]:
    listed = label["contacts"]
    for one in listed if isinstance(listed, list) else ():
        near = one["side_camera"] == "near"
        yield Contact(near, _number(one.get("ic_frame")), _number(one.get("to_frame")))


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _event_errors(
    contacts: list[Contact],
    analysis: Analysis,
    side: Side,
    place: str,
    step_frames: float,
    rate_hz: float,
) -> Iterator[ClipError]:
    for kind in EventKind:
        first = kind is EventKind.INITIAL_CONTACT
        frames = [f for c in contacts if (f := c.contact if first else c.toe_off) is not None]
        if not frames:
            continue
        found = [e.frame for e in analysis.events if e.kind is kind and e.side is side]
        true = np.array(sorted(frames))
        pairs = match_times(np.array(found), true, (true[0], true[-1]), step_frames / 2.0)
        off = 1000.0 * pairs.error_s / rate_hz
        mae = float(np.abs(off).mean()) if len(off) else None
        yield ClipError(name=f"{kind}, {place}: mean absolute error", unit="ms", error=mae)
        yield ClipError(name=f"{kind}, {place}: missed", unit="", error=float(pairs.missed))


def _contact_time(
    contacts: list[Contact], analysis: Analysis, side: Side, place: str, rate_hz: float
) -> Iterator[ClipError]:
    whole = [c.toe_off - c.contact for c in contacts if c.contact and c.toe_off]
    if whole:
        true = float(np.mean(whole)) / rate_hz
        yield _metric(analysis, Metric.CONTACT_TIME, side, true, place)


def _exact(label: Json, analysis: Analysis, near: Side) -> Iterator[ClipError]:
    """Every metric whose truth is known exactly, in the order of the analysis."""
    listed = label["metrics"]
    truth = listed if isinstance(listed, dict) else {}
    for row in analysis.measurements:
        true = _number(truth.get(f"{row.metric}.{row.side}"))
        if true is None or row.value is None or row.metric is Metric.CADENCE:
            continue
        if row.metric is Metric.VERTICAL_OSCILLATION and row.unit == "ratio":
            leg_m = _number(label.get("leg_length_m"))
            if leg_m is None:
                continue
            true /= leg_m
        place = {near: "near", near.other: "far"}.get(row.side, "")
        yield _metric(analysis, row.metric, row.side, true, place)


def _points(label: Json, analysis: Analysis, near: Side) -> Iterator[ClipError]:
    listed = label.get("points")
    points = listed if isinstance(listed, list) else []
    near_points = [p for p in points if p.get("side_camera") == "near"]
    for metric, key in _POINTS:
        known = [v for p in near_points if (v := labelled(p, key)) is not None]
        if known:
            yield _metric(analysis, metric, near, float(np.mean(known)), "near")
    lean = labelled(label, "trunk_lean_mean_deg")
    if lean is not None:
        yield _metric(analysis, Metric.TRUNK_LEAN, Side.BOTH, lean)


def labelled(record: Json, key: str) -> float | None:
    """A label, with the camera's roll taken out where the labeller gave both."""
    stem, _, unit = key.rpartition("_")
    for name in (f"{stem}_roll_corrected_{unit}", f"{key}_roll_corrected", key):
        value = _number(record.get(name))
        if value is not None:
            return value
    return None


def _metric(
    analysis: Analysis, metric: Metric, side: Side, true: float, place: str = ""
) -> ClipError:
    row = analysis.measurement(metric, side)
    name = f"{metric}, {place}" if place else str(metric)
    if row is None or row.value is None or row.ci95 is None:
        return ClipError(name=name, unit="", error=None)
    inside = row.ci95[0] <= true <= row.ci95[1]
    return ClipError(name=name, unit=str(row.unit), error=row.value - true, inside=inside)
