"""From where the camera sees the runner."""

from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import (
    Facing,
    FloatArray,
    Joint,
    Keypoint,
    Plane,
    PoseTrack,
    Side,
)

# Yaw of the body line against the line of sight that still counts as a side
# view. The model's own depth is rough (about 10 degrees on real side views), so the
# limits stand well outside the 20 degrees at which angles start to suffer.
OBLIQUE_DEG = 36.0
FRONTAL_DEG = 62.0
DOUBTFUL_DEG = 24.0


@dataclass(frozen=True, slots=True)
class View:
    """Plane of view, facing and near side; ``yaw_deg`` 0 = exactly from the side."""

    plane: Plane
    facing: Facing
    near_side: Side
    yaw_deg: float


def judge_view(track: PoseTrack) -> View | None:
    """Plane, facing and near side, or ``None`` if too little was seen.

    Facing follows from where toes lie from heels, nose from ears and knees
    from the line hip to ankle; the near side from the model's depth, checked
    against facing: a runner facing right shows the right side.
    """
    if track.seen.sum() < 8:
        return None
    yaw = _yaw_deg(track)
    plane = Plane.SAGITTAL
    if yaw > FRONTAL_DEG:
        plane = Plane.FRONTAL
    elif yaw > OBLIQUE_DEG:
        plane = Plane.OBLIQUE
    facing = Facing.RIGHT if _forwardness(track) > 0 else Facing.LEFT
    near = Side.RIGHT if facing is Facing.RIGHT else Side.LEFT
    return View(plane, facing, near, yaw)


def _yaw_deg(track: PoseTrack) -> float:
    """Angle of the left-right body line against the line of sight, 0..90."""
    angles = []
    for joint in (Joint.SHOULDER, Joint.HIP):
        left, right = joint.on(Side.LEFT).column, joint.on(Side.RIGHT).column
        line = track.world_m[:, left] - track.world_m[:, right]
        x, z = np.nanmedian(line[:, 0]), np.nanmedian(line[:, 2])
        angles.append(np.degrees(np.arctan2(abs(x), abs(z))))
    return float(np.mean(angles))


def _forwardness(track: PoseTrack) -> float:
    """Pixels by which toes, nose and knees lie to the right of heels, ears, hips."""
    parts: list[FloatArray] = []
    for side in (Side.LEFT, Side.RIGHT):
        parts.append(_offset(track, Joint.TOE.on(side), Joint.HEEL.on(side)))
        parts.append(_offset(track, Keypoint.NOSE, Joint.EAR.on(side)))
    medians = [float(np.nanmedian(part)) for part in parts if np.isfinite(part).any()]
    return float(np.sum(medians))


def _offset(track: PoseTrack, a: Keypoint, b: Keypoint) -> FloatArray:
    return np.asarray(track.of(a)[:, 0] - track.of(b)[:, 0])
