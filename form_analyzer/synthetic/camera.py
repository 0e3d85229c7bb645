"""How a camera sees the synthetic runner: where in the picture, and at which instants."""

from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import (
    N_KEYPOINTS,
    Facing,
    FloatArray,
    IntArray,
    Joint,
    Keypoint,
    Side,
)
from form_analyzer.synthetic.parameters import BodyShape

# Joints lie across the body as wide as the hips, the shoulders or the head.
_AS_WIDE_AS_SHOULDERS = (Joint.SHOULDER, Joint.ELBOW, Joint.WRIST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """A fixed camera beside the treadmill.

    Attributes
    ----------
    facing
        Where the runner looks in the picture; the near side follows from it.
    width_px, height_px
        Size of the picture.
    scale_px_per_m
        Size of the runner at the middle of the belt.
    centre_ratio
        Where the point one leg length above the middle of the belt lies, as fractions of
        width and height.
    roll_deg
        + = the picture must be turned anticlockwise to stand upright.
    incline_deg
        + = the belt rises in the direction of travel.
    yaw_deg
        Rotation away from the exact side view; + = the runner comes toward the camera.
    distance_m
        From the camera to the runner; ``inf`` for no perspective.
    frame_rate_hz
        Pictures taken per real second.
    time_scale
        Real seconds per second of the file: 1, or less for slow motion.
    dropped_ratio, duplicated_ratio
        Share of frames missing from the file, and of frames that show the one before.
    time_jitter_ratio
        Spread of the spacing of frames (variable frame rate), of the mean spacing.
    """

    facing: Facing = Facing.RIGHT
    width_px: int = 1280
    height_px: int = 720
    scale_px_per_m: float = 300.0
    centre_ratio: tuple[float, float] = (0.5, 0.55)
    roll_deg: float = 0.0
    incline_deg: float = 0.0
    yaw_deg: float = 0.0
    distance_m: float = 4.0
    frame_rate_hz: float = 60.0
    time_scale: float = 1.0
    dropped_ratio: float = 0.0
    duplicated_ratio: float = 0.0
    time_jitter_ratio: float = 0.0

    @property
    def near_side(self) -> Side:
        """The runner's side next to the camera."""
        return Side.RIGHT if self.facing is Facing.RIGHT else Side.LEFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Shots:
    """The frames of a clip.

    Attributes
    ----------
    time_s : (n,)
        Time stamps in the file, container seconds, from 0.
    stamp_s : (n,)
        The same in real seconds from the first frame.
    shown : (n,)
        Which frame's picture each frame shows: itself, or an earlier one if duplicated.
    """

    time_s: FloatArray
    stamp_s: FloatArray
    shown: IntArray


def take_shots(camera: Camera, duration_s: float, rng: np.random.Generator) -> Shots:
    """The frames of ``duration_s`` real seconds.

    Raises
    ------
    ValueError
        If that is fewer than two frames.
    """
    n = round(duration_s * camera.frame_rate_hz)
    if n < 2:
        raise ValueError(f"{duration_s} s at {camera.frame_rate_hz} Hz is no clip")
    spacing = 1.0 + camera.time_jitter_ratio * np.clip(rng.standard_normal(n), -2.5, 2.5)
    stamp = np.cumsum(np.maximum(spacing, 0.2)) / camera.frame_rate_hz
    kept = rng.random(n) >= camera.dropped_ratio
    kept[[0, -1]] = True
    stamp = stamp[kept] - stamp[0]
    index = np.arange(len(stamp))
    repeats = rng.random(len(stamp)) < camera.duplicated_ratio
    repeats[0] = False
    shown = np.maximum.accumulate(np.where(repeats, 0, index))
    return Shots(time_s=stamp / camera.time_scale, stamp_s=stamp, shown=shown)


def project(
    camera: Camera, position_m: FloatArray, body: BodyShape, leg_length_m: float
) -> FloatArray:
    """Pixels (x right, y down) of joints in the runner's frame.

    Parameters
    ----------
    position_m : (n, n_keypoints, 2)
        Metres, x forward, y up from the belt.

    Returns
    -------
    (n, n_keypoints, 2)
        Pixels; not cut at the picture's edges.
    """
    depth = keypoint_depth(camera, body) * leg_length_m
    incline, yaw = np.radians(camera.incline_deg), np.radians(camera.yaw_deg)
    above = position_m[..., 1] - leg_length_m
    x = position_m[..., 0] * np.cos(incline) - above * np.sin(incline)
    y = position_m[..., 0] * np.sin(incline) + above * np.cos(incline)
    toward = depth * np.cos(yaw) + x * np.sin(yaw)
    along = x * np.cos(yaw) - depth * np.sin(yaw)
    scale = camera.scale_px_per_m / (1 - toward / camera.distance_m)
    u, v = camera.facing.sign * scale * along, -scale * y
    roll = np.radians(camera.roll_deg)
    middle = np.asarray(camera.centre_ratio) * (camera.width_px, camera.height_px)
    turned = (u * np.cos(roll) - v * np.sin(roll), u * np.sin(roll) + v * np.cos(roll))
    return np.stack(turned, axis=-1) + middle


def keypoint_depth(camera: Camera, body: BodyShape) -> FloatArray:
    """How far each keypoint lies toward the camera, leg lengths, (n_keypoints,)."""
    depth = np.zeros(N_KEYPOINTS)
    for joint in Joint:
        width = body.hip_width
        if joint in _AS_WIDE_AS_SHOULDERS:
            width = body.shoulder_width
        elif joint is Joint.EAR:
            width = body.head_width
        near = camera.near_side
        depth[joint.on(near).column] = width / 2
        depth[joint.on(near.other).column] = -width / 2
    depth[Keypoint.NOSE.column] = 0.0
    return depth
