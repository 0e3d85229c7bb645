"""The machine-readable form of an analysis: write it, and read it back.

The document is plain JSON: numbers, text, lists, and ``null`` for whatever is
missing (never ``NaN``). ``analysis.schema.json`` beside this module describes
every field. Reading a document gives back an equal
:class:`~form_analyzer.datatypes.Analysis`, number for number.

Notes
-----
The video's path is left out on purpose: a document is made to be shared, and a
path names folders and people. Whoever reads a document passes the path they know.
"""

import json
from importlib.resources import files
from pathlib import Path
from typing import cast

from form_analyzer.datatypes import (
    Analysis,
    CycleCurves,
    Deviation,
    GaitEvent,
    GhostCycle,
    Measurement,
    VideoInfo,
    ViewInfo,
)
from form_analyzer.report.contract_reader import from_document
from form_analyzer.report.document import Document, Json, array_to_json, number
from form_analyzer.whole_file import whole_file

__all__ = ["SCHEMA_VERSION", "from_document", "read_json", "schema", "to_document", "write_json"]

SCHEMA_VERSION = 1


def to_document(analysis: Analysis) -> Document:
    """Turn an analysis into a JSON document.

    Parameters
    ----------
    analysis
        Any analysis, refused ones included.

    Returns
    -------
    dict
        Only JSON types; units as in the analysis; missing numbers are ``None``.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "software": _software(analysis),
        "video": _video(analysis),
        "capture": _capture(analysis),
        "view": _view(analysis.view),
        "activity": analysis.activity.value,
        "quality": [
            {"code": flag.code.value, "severity": flag.severity.value, "message": flag.message}
            for flag in analysis.quality
        ],
        "tracking": _tracking(analysis),
        "used_s": _pair(analysis.used_s),
        "events": [_event(event) for event in analysis.events],
        "measurements": [_measurement(row) for row in analysis.measurements],
        "deviations": [_deviation(row) for row in analysis.deviations],
        "curves": [_curves(curves) for curves in analysis.curves],
        "ghost": _ghost(analysis.ghost),
        "timing_s": {name: number(seconds) for name, seconds in analysis.timing_s.items()},
    }


def write_json(analysis: Analysis, path: Path) -> None:
    """Write the document of an analysis as UTF-8; a reader never sees half a file.

    Parameters
    ----------
    path
        File to write; its folder is made where needed, an older file is replaced.
    """
    text = json.dumps(to_document(analysis), ensure_ascii=False, allow_nan=False, indent=1)
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path, durable=True) as part:
        part.write_text(text + "\n", encoding="utf-8")


def read_json(path: Path, *, video_path: Path | None = None) -> Analysis:
    """Read a document written by :func:`write_json`; errors as in :func:`from_document`."""
    document: Json = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(document, dict):
        raise ValueError("an analysis document is a JSON object")
    return from_document(document, video_path=video_path)


def schema() -> Document:
    """Give the JSON schema (draft 2020-12) that every document satisfies."""
    text = files("form_analyzer.report").joinpath("analysis.schema.json").read_text("utf-8")
    return cast(Document, json.loads(text))


def _software(analysis: Analysis) -> Document:
    software = analysis.software
    return {
        "version": software.version,
        "pose_model": software.pose_model,
        "pose_model_sha256": software.pose_model_sha256,
        "guide_version": software.guide_version,
    }


def _video(analysis: Analysis) -> Document:
    video: VideoInfo = analysis.video
    return {
        "file_name": video.file_name,
        "sha256": video.sha256,
        "width_px": video.width_px,
        "height_px": video.height_px,
        "rotation_deg": video.rotation_deg,
        "frame_rate_hz": number(video.frame_rate_hz),
        "capture_rate_hz": number(video.capture_rate_hz),
        "variable_frame_rate": video.variable_frame_rate,
        "truncated": video.truncated,
        "codec": video.codec,
        "n_frames": video.n_frames,
        "duration_s": number(video.duration_s),
        "time_scale": number(analysis.time_scale.value),
        "time_scale_source": analysis.time_scale.source.value,
    }


def _capture(analysis: Analysis) -> Document:
    capture = analysis.capture
    return {
        "height_m": number(capture.height_m),
        "speed_mps": number(capture.speed_mps),
        "capture_rate_hz": number(capture.capture_rate_hz),
    }


def _view(view: ViewInfo) -> Document:
    return {
        "plane": view.plane.value if view.plane else None,
        "facing": view.facing.value if view.facing else None,
        "near_side": view.near_side.value if view.near_side else None,
        "camera_roll_deg": number(view.camera_roll_deg),
        "incline_deg": number(view.incline_deg),
        "belt_angle_deg": number(view.belt_angle_deg),
    }


def _tracking(analysis: Analysis) -> Document:
    tracking = analysis.tracking
    return {
        "frames": tracking.frames,
        "frames_with_person": tracking.frames_with_person,
        "leg_swaps_repaired": tracking.leg_swaps_repaired,
        "samples_masked_ratio": number(tracking.samples_masked_ratio),
    }


def _event(event: GaitEvent) -> Document:
    return {
        "kind": event.kind.value,
        "side": event.side.value,
        "frame": number(event.frame),
        "time_s": number(event.time_s),
        "sd_s": number(event.sd_s),
        "source": event.source.value,
    }


def _measurement(row: Measurement) -> Document:
    probabilities: Json = None
    if row.probabilities is not None:
        probabilities = {kind.value: number(share) for kind, share in row.probabilities.items()}
    return {
        "metric": row.metric.value,
        "side": row.side.value,
        "unit": row.unit.value,
        "value": number(row.value),
        "ci95": _pair(row.ci95),
        "n_strides": row.n_strides,
        "category": row.category.value if row.category else None,
        "probabilities": probabilities,
        "reason_missing": row.reason_missing,
    }


def _deviation(row: Deviation) -> Document:
    """Open ends of a range are infinite in the types and ``None`` in the document."""
    return {
        "metric": row.measurement.metric.value,
        "side": row.measurement.side.value,
        "direction": row.direction.value,
        "severity": row.severity.value,
        "value": number(row.measurement.value),
        "target": _pair(row.target),
        "advice_key": row.advice_key,
        "source": str(row.source),
        "probability": number(row.probability),
        "priority": row.priority,
    }


def _curves(curves: CycleCurves) -> Document:
    return {
        "side": curves.side.value,
        "phase": array_to_json(curves.phase),
        "mean_deg": {name: array_to_json(curve) for name, curve in curves.mean_deg.items()},
        "sd_deg": {name: array_to_json(curve) for name, curve in curves.sd_deg.items()},
        "toe_off_phase": number(curves.toe_off_phase),
    }


def _ghost(ghost: GhostCycle | None) -> Json:
    if ghost is None:
        return None
    return {"phase": array_to_json(ghost.phase), "position": array_to_json(ghost.position)}


def _pair(pair: tuple[float, float] | None) -> Json:
    return None if pair is None else [number(pair[0]), number(pair[1])]
