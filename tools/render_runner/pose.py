"""From joint positions to one affine transform per body segment and frame.

Every segment is turned and, by a few per cent, stretched so that the mesh's joint centres lie
exactly on the wanted joints: what is drawn is what the truth says.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.render_runner.body import NECK, SEGMENT, SEGMENTS, SIDES, SPINE, Body
from tools.render_runner.mesh import Array

_ACROSS = np.array([0.0, 0.0, 1.0])
_CHAIN_ROUNDS = 4
_HEAD_YAW_SHARE = 0.15
_NECK_BLEND = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True, kw_only=True)
class JointPaths:
    """Where the joints shall be, metres, x forward, y up, z to the runner's right.

    Attributes
    ----------
    hip, knee, ankle, shoulder, elbow, wrist : (n_frames, 2, 3)
        Left, right.
    ear : (n_frames, 3)
        Midpoint of the ears.
    head_pitch_rad : (n_frames,)
        Nose up, from looking straight ahead.
    foot_pitch_rad : (n_frames, 2)
        Toes up, from standing flat.
    kyphosis_rad
        Extra rounding of the back, spread over the spine.
    toe_out_rad
        How far both feet point outwards.
    """

    hip: Array
    knee: Array
    ankle: Array
    shoulder: Array
    elbow: Array
    wrist: Array
    ear: Array
    head_pitch_rad: Array
    foot_pitch_rad: Array
    kyphosis_rad: float = 0.0
    toe_out_rad: float = 0.0


@dataclass(slots=True)
class _Transforms:
    """Affine transforms in the making: x -> matrix @ x + shift."""

    matrix: Array
    shift: Array

    def set(self, name: str, matrix: Array, rest: Array, target: Array) -> None:
        number = SEGMENT[name]
        self.matrix[:, number] = matrix
        self.shift[:, number] = target - matrix @ rest

    def apply(self, name: str, point: Array) -> Array:
        number = SEGMENT[name]
        return self.matrix[:, number] @ point + self.shift[:, number]


def segment_transforms(body: Body, joints: JointPaths) -> tuple[Array, Array]:
    """Matrices (n_frames, n_segments, 3, 3) and shifts (n_frames, n_segments, 3)."""
    n = len(joints.ear)
    out = _Transforms(np.zeros((n, len(SEGMENTS), 3, 3)), np.zeros((n, len(SEGMENTS), 3)))
    _place_trunk(body, joints, out)
    _place_head(body, joints, out)
    for column, side in enumerate(SIDES):
        _place_arm(body, joints, out, column, side)
        _place_leg(body, joints, out, column, side)
    return out.matrix, out.shift


def _place_trunk(body: Body, joints: JointPaths, out: _Transforms) -> None:
    """Bend and stretch the spine so that hips and shoulders are where they shall be."""
    hips, shoulders = joints.hip.mean(axis=1), joints.shoulder.mean(axis=1)
    want = shoulders - hips
    pelvis_yaw, thorax_yaw = _yaw(joints.hip), _yaw(joints.shoulder)
    rest = body.middle("shoulder") - body.middle("hip")
    pitch = np.arctan2(want[:, 0], want[:, 1]) - np.arctan2(rest[0], rest[1])
    stretch = np.ones(len(want))
    for _ in range(_CHAIN_ROUNDS):
        _chain(body, joints.kyphosis_rad, out, hips, pitch, stretch, pelvis_yaw, thorax_yaw)
        got = out.apply(SPINE[-1], body.middle("shoulder")) - hips
        pitch = pitch + np.arctan2(want[:, 0], want[:, 1]) - np.arctan2(got[:, 0], got[:, 1])
        stretch = stretch * np.linalg.norm(want, axis=1) / np.linalg.norm(got, axis=1)
    _chain(body, joints.kyphosis_rad, out, hips, pitch, stretch, pelvis_yaw, thorax_yaw)


def _chain(
    body: Body,
    kyphosis: float,
    out: _Transforms,
    hips: Array,
    pitch: Array,
    stretch: Array,
    pelvis_yaw: Array,
    thorax_yaw: Array,
) -> None:
    scale = np.eye(3) * [1.0, 0.0, 1.0] + stretch[:, None, None] * (np.eye(3) * [0.0, 1.0, 0.0])
    turn = _turn(pelvis_yaw, pitch - kyphosis / 2)
    out.set("pelvis", turn @ scale, body.middle("hip"), hips)
    before = "pelvis"
    for step, name in enumerate(SPINE, start=1):
        share = step / len(SPINE)
        yaw = pelvis_yaw + share * (thorax_yaw - pelvis_yaw)
        turn = _turn(yaw, pitch + kyphosis * (share - 0.5))
        head = body.heads[SEGMENT[name]]
        out.set(name, turn @ scale, head, out.apply(before, head))
        before = name


def _place_head(body: Body, joints: JointPaths, out: _Transforms) -> None:
    yaw = _HEAD_YAW_SHARE * _yaw(joints.shoulder)
    turn = _turn(yaw, -joints.head_pitch_rad)
    out.set("head", turn, body.ear, joints.ear)
    top = out.apply("head", body.heads[SEGMENT["head"]])
    root = body.heads[SEGMENT[NECK[0]]]
    bottom = out.apply(SPINE[-1], root)
    rest = body.heads[SEGMENT["head"]] - root
    matrix = _aim(rest, _ACROSS, top - bottom, np.broadcast_to(_ACROSS, top.shape))
    for name in NECK:
        out.set(name, matrix, root, bottom)


def _place_arm(body: Body, joints: JointPaths, out: _Transforms, column: int, side: str) -> None:
    shoulder, elbow, wrist = (body.joint(name, side) for name in ("shoulder", "elbow", "wrist"))
    to_shoulder, to_elbow = joints.shoulder[:, column], joints.elbow[:, column]
    to_wrist = joints.wrist[:, column]
    clavicle = body.heads[SEGMENT[f"clavicle_{side}"]]
    root = out.apply(SPINE[-1], clavicle)
    spine = out.matrix[:, SEGMENT[SPINE[-1]]]
    up = spine @ np.array([0.0, 1.0, 0.0])
    matrix = _aim(shoulder - clavicle, np.array([0.0, 1.0, 0.0]), to_shoulder - root, up)
    out.set(f"clavicle_{side}", matrix, clavicle, root)
    rest_hinge = np.cross(elbow - shoulder, wrist - elbow)
    hinge = np.cross(to_elbow - to_shoulder, to_wrist - to_elbow)
    matrix = _aim(elbow - shoulder, rest_hinge, to_elbow - to_shoulder, hinge)
    out.set(f"upper_arm_{side}", matrix, shoulder, to_shoulder)
    matrix = _aim(wrist - elbow, rest_hinge, to_wrist - to_elbow, hinge)
    out.set(f"forearm_{side}", matrix, elbow, to_elbow)
    out.set(
        f"hand_{side}",
        _aim(
            wrist - elbow,
            rest_hinge,
            _unit(to_wrist - to_elbow) * np.linalg.norm(wrist - elbow),
            hinge,
        ),
        wrist,
        to_wrist,
    )


def _place_leg(body: Body, joints: JointPaths, out: _Transforms, column: int, side: str) -> None:
    hip, knee, ankle = (body.joint(name, side) for name in ("hip", "knee", "ankle"))
    to_hip, to_knee = joints.hip[:, column], joints.knee[:, column]
    to_ankle = joints.ankle[:, column]
    across = np.broadcast_to(_ACROSS, to_hip.shape)
    matrix = _aim(knee - hip, _ACROSS, to_knee - to_hip, across)
    out.set(f"thigh_{side}", matrix, hip, to_hip)
    matrix = _aim(ankle - knee, _ACROSS, to_ankle - to_knee, across)
    out.set(f"shank_{side}", matrix, knee, to_knee)
    out_rad = np.full(len(to_hip), (1, -1)[column] * joints.toe_out_rad)
    turn = _turn(out_rad, -joints.foot_pitch_rad[:, column])
    out.set(f"foot_{side}", turn, ankle, to_ankle)


def _yaw(pair: Array) -> Array:
    """Turn about the vertical that brings the right one back, radians, (n,)."""
    span = pair[:, 1] - pair[:, 0]
    return np.arctan2(span[:, 0], span[:, 2])


def _turn(yaw: Array, lean: Array) -> Array:
    """Rotation by a forward lean, then a yaw about the vertical, (n, 3, 3)."""
    c, s = np.cos(lean), np.sin(lean)
    o, z = np.ones_like(c), np.zeros_like(c)
    pitch = np.stack([c, s, z, -s, c, z, z, z, o], axis=-1).reshape(-1, 3, 3)
    c, s = np.cos(yaw), np.sin(yaw)
    turn = np.stack([c, z, s, z, o, z, -s, z, c], axis=-1).reshape(-1, 3, 3)
    both: Array = turn @ pitch
    return both


def _aim(rest: Array, rest_side: Array, target: Array, target_side: Array) -> Array:
    """Turn and stretch a rest direction onto targets, keeping a side direction, (n, 3, 3)."""
    before = _frame(rest[None], rest_side[None])
    after = _frame(target, target_side)
    stretch = np.ones((len(target), 3))
    stretch[:, 0] = np.linalg.norm(target, axis=1) / np.linalg.norm(rest)
    return (after * stretch[:, None, :]) @ np.swapaxes(before, 1, 2)


def _frame(along: Array, side: Array) -> Array:
    """Columns: along, side made perpendicular to it, their cross product; (n, 3, 3)."""
    a = _unit(along)
    s = _unit(side - np.sum(side * a, axis=1, keepdims=True) * a)
    return np.stack([a, s, np.cross(a, s)], axis=-1)


def _unit(vectors: Array) -> Array:
    unit: Array = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return unit


Real = NDArray[np.floating[Any]]
"""Single precision is enough for drawing, and quicker."""


def skin(
    vertices: Real, normals: Real, weights: Real, matrix: Array, shift: Array
) -> tuple[Real, Real]:
    """Blend one frame's transforms: posed vertices and normals, (n, 3) each."""
    n = len(matrix)
    table = np.concatenate([matrix.reshape(n, 9), shift], axis=1).astype(weights.dtype)
    m = (weights @ table).T
    x, y, z = vertices.T
    moved = np.stack([m[k] * x + m[k + 1] * y + m[k + 2] * z + m[9 + k // 3] for k in (0, 3, 6)], 1)
    x, y, z = normals.T
    turned = np.stack([m[k] * x + m[k + 1] * y + m[k + 2] * z for k in (0, 3, 6)], 1)
    return moved, turned
