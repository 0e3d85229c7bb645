"""What is exactly true of a rendered clip, written beside it as JSON."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np

from form_analyzer.datatypes import EventKind, Joint, Keypoint, Metric, Side
from form_analyzer.synthetic.truth import Truth, find_truth
from tools.render_runner.athlete import Athlete
from tools.render_runner.camera import tilt, view_path
from tools.render_runner.mesh import Array

_REARFOOT_ABOVE_DEG, _FOREFOOT_BELOW_DEG = 8.0, -1.6
"""Only names for the labels (MEASUREMENT: Mo 2021; Altman & Davis 2012)."""
_EAR_WIDTH_SHARE = 0.88


def write_truth(athlete: Athlete, clip: Path) -> Path:
    """Write NAME.json beside the clip and return its path."""
    path = clip.with_suffix(".json")
    label = label_of(athlete, clip.name)
    bulky = {"joints_px", "events", "parameters"}
    lines = [
        f" {json.dumps(k)}: {json.dumps(v, indent=2)}" for k, v in label.items() if k not in bulky
    ]
    lines += [f" {json.dumps(k)}: {_compact(label[k])}" for k in sorted(bulky & set(label))]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    return path


def label_of(athlete: Athlete, file_name: str) -> dict[str, object]:
    """The clip's label: what an analysis is compared with, and everything behind it."""
    recipe, picture = athlete.recipe, athlete.recipe.picture
    time_s = np.arange(picture.n_frames) / picture.capture_fps
    truth = find_truth(athlete.runner, time_s)
    slow = picture.container_fps / picture.capture_fps
    label: dict[str, object] = {
        "file": file_name,
        "title": recipe.title,
        "source": "rendered by tools/render_runner",
        "exact": True,
        "labelled": "rendered: exact truth",
        "container_fps": picture.container_fps,
        "n_frames": picture.n_frames,
        "width": recipe.camera.width_px,
        "height": recipe.camera.height_px,
        "facing": "right" if recipe.camera.side > 0 else "left",
        "cadence_spm_container_time": truth.value(Metric.CADENCE) * slow,
        "camera_roll_deg": recipe.camera.roll_deg,
        "incline_deg": recipe.incline_deg,
        "speed_mps": athlete.runner.parameters.speed_mps,
        "stature_m": recipe.stature_m,
        "leg_length_m": truth.leg_length_m,
    }
    if picture.capture_fps != picture.container_fps:
        label["slow_motion_factor"] = picture.capture_fps / picture.container_fps
    if athlete.runner.parameters.walking:
        label |= {"expected_exit": 4, "expected_activity": "walking"}
    else:
        label |= _running_label(athlete, truth)
    label["metrics"] = {
        f"{metric.value}.{side.value}": round(value, 6)
        for (metric, side), value in sorted(truth.metrics.items())
    }
    label["events"] = [
        [event.kind.value, event.side.value, round(event.frame, 4), round(event.time_s, 6)]
        for event in truth.events
    ]
    label["parameters"] = asdict(recipe) | {"fitted_runner": asdict(athlete.runner.parameters)}
    label["joints_px"] = {
        point.value: np.round(path, 1).ravel().tolist()
        for point, path in joints_px(athlete, time_s).items()
    }
    return label


def near_side(athlete: Athlete) -> Side:
    """The runner's side towards the camera."""
    return Side.RIGHT if athlete.recipe.camera.side > 0 else Side.LEFT


def joints_px(athlete: Athlete, time_s: Array) -> dict[Keypoint, Array]:
    """Where every joint centre lies in the picture, (n_frames, 2) each, x right, y down."""
    views = view_path(athlete.recipe.camera, time_s, seed=athlete.recipe.seed)
    frame = tilt(athlete.recipe.incline_deg)[:3, :3]
    points = {name: path @ frame.T for name, path in _joints_m(athlete, time_s).items()}
    return {
        name: np.array([view.project(p) for view, p in zip(views, path, strict=True)])
        for name, path in points.items()
    }


def _joints_m(athlete: Athlete, time_s: Array) -> dict[Keypoint, Array]:
    """Every joint centre in the belt's frame, metres, (n_frames, 3) each."""
    joints, planar = athlete.joints(time_s), athlete.planar(time_s)
    named = {
        Joint.HIP: joints.hip,
        Joint.KNEE: joints.knee,
        Joint.ANKLE: joints.ankle,
        Joint.SHOULDER: joints.shoulder,
        Joint.ELBOW: joints.elbow,
        Joint.WRIST: joints.wrist,
    }
    low, high = athlete.body.head_box
    ear = _EAR_WIDTH_SHARE * (high[2] - low[2]) / 2
    points = {Keypoint.NOSE: _place(planar, Keypoint.NOSE, np.zeros(len(time_s)))}
    for column, side in enumerate((Side.LEFT, Side.RIGHT)):
        for joint, path in named.items():
            points[joint.on(side)] = path[:, column]
        tan_out = (-1, 1)[column] * np.tan(joints.toe_out_rad)
        for joint in (Joint.HEEL, Joint.TOE):
            ahead = planar[:, joint.on(side).column, 0] - joints.ankle[:, column, 0]
            across = joints.ankle[:, column, 2] + tan_out * ahead
            points[joint.on(side)] = _place(planar, joint.on(side), across)
        wide = np.full(len(time_s), (-ear, ear)[column])
        points[Joint.EAR.on(side)] = _place(planar, Joint.EAR.on(side), wide)
    return {point: points[point] for point in Keypoint}


def _place(planar: Array, point: Keypoint, across: Array) -> Array:
    return np.column_stack([planar[:, point.column], across])


def _running_label(athlete: Athlete, truth: Truth) -> dict[str, object]:
    near = near_side(athlete)
    points = [
        {
            "side_camera": "near" if side is near else "far",
            "foot_strike_angle_deg": truth.value(Metric.FOOT_STRIKE_ANGLE, side),
            "overstride_ratio": truth.value(Metric.OVERSTRIDE, side),
            "knee_flexion_deg": truth.value(Metric.KNEE_FLEXION_CONTACT, side),
            "shank_angle_deg": truth.value(Metric.SHANK_ANGLE, side),
        }
        for side in (near, near.other)
    ]
    return {
        "contacts": _contacts(athlete, truth, near),
        "points": points,
        "trunk_lean_mean_deg": truth.value(Metric.TRUNK_LEAN),
    }


def _contacts(athlete: Athlete, truth: Truth, near: Side) -> list[dict[str, object]]:
    """Each contact with its toe-off; ``None`` for one that lies outside the clip."""
    frames = {(e.kind, e.side, round(e.time_s, 9)): e.frame for e in truth.events}
    timeline = athlete.runner.timeline
    rows: list[dict[str, object]] = []
    for contact, toe_off, number, strike in zip(
        timeline.contact_s, timeline.toe_off_s, timeline.side, timeline.strike_deg, strict=True
    ):
        side = Side.RIGHT if number else Side.LEFT
        first = frames.get((EventKind.INITIAL_CONTACT, side, round(float(contact), 9)))
        last = frames.get((EventKind.TOE_OFF, side, round(float(toe_off), 9)))
        if first is None and last is None:
            continue
        rows.append(
            {
                "side_camera": "near" if side is near else "far",
                "side_runner": side.value,
                "ic_frame": first,
                "to_frame": last,
                "strike": _pattern(float(strike)),
            }
        )
    return rows


def _pattern(strike_deg: float) -> str:
    if strike_deg > _REARFOOT_ABOVE_DEG:
        return "rearfoot"
    return "forefoot" if strike_deg < _FOREFOOT_BELOW_DEG else "midfoot"


def _compact(value: object) -> str:
    """One line, or one line per entry of a mapping."""
    if isinstance(value, dict):
        rows = (
            f"  {json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in value.items()
        )
        return "{\n" + ",\n".join(rows) + "\n }"
    return json.dumps(value, separators=(",", ":"))
