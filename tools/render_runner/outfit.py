"""Clothes, hair and skin: painted on the body by signed distances from their hems.

Each vertex carries, for every garment, how far inside it lies (metres, + = inside). The
renderer draws the hem where that number crosses zero, so hems are sharp however coarse the mesh.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.render_runner.body import SEGMENT, SIDES, Body, moved_by
from tools.render_runner.mesh import Array, vertex_normals

Colour = tuple[float, float, float]
_FOLD_SHARE = 0.35
"""Height of a fold against the looseness of the cloth."""
_TIGHTS_FOLD_M = 0.0006
GARMENTS = ("shorts", "shirt", "socks", "hair")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outfit:
    """What the runner wears and looks like; colours are sRGB 0..1.

    Attributes
    ----------
    leg_length
        Hem of the shorts: 0 = hip joint, 1 = knee, 2 = ankle (tights).
    sleeve_length
        Hem of the sleeves: 0 = shoulder joint, 1 = elbow, 2 = wrist; below 0 a singlet.
    sock_height_m
        Above the ankle joint.
    looseness_m
        Distance of the cloth from the skin at the hems.
    long_hair
        Whether a bun is drawn at the back of the head.
    """

    skin: Colour = (0.78, 0.58, 0.46)
    hair: Colour = (0.16, 0.11, 0.08)
    shirt: Colour = (0.75, 0.16, 0.16)
    shorts: Colour = (0.12, 0.14, 0.20)
    stripe: Colour = (0.85, 0.85, 0.85)
    socks: Colour = (0.92, 0.92, 0.92)
    shoe: Colour = (0.90, 0.35, 0.15)
    sole: Colour = (0.93, 0.93, 0.91)
    laces: Colour = (0.95, 0.95, 0.95)
    leg_length: float = 0.45
    sleeve_length: float = 0.55
    sock_height_m: float = 0.06
    looseness_m: float = 0.014
    long_hair: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DressedBody:
    """The mesh that is drawn: pushed out to the cloth, feet cut off (shoes replace them).

    Attributes
    ----------
    rest : (n, 3)
        Where each vertex lay before dressing; paint patterns follow it.
    vertices, normals : (n, 3)
    faces : (m, 3)
    weights : (n, n_segments)
    inside : (n, 4)
        Signed distances inside the garments, metres.
    """

    rest: Array
    vertices: Array
    normals: Array
    faces: NDArray[np.int32]
    weights: Array
    inside: Array


def dress(body: Body, outfit: Outfit) -> DressedBody:
    """Paint and inflate the body, (n, 3) vertices and (n, 4) signed distances."""
    inside = np.stack(
        [_shorts(body, outfit), _shirt(body, outfit), _socks(body, outfit), _hair(body)], axis=1
    )
    thickness = np.array([outfit.looseness_m, 0.8 * outfit.looseness_m, 0.003, 0.016])
    if outfit.leg_length > 1.2:
        thickness[0] = 0.003
    push = np.max(thickness * np.clip(inside / 0.02, 0, 1) ** 0.5, axis=1)
    vertices = body.vertices + push[:, None] * body.normals
    faces = _without_feet(body)
    dressed = DressedBody(
        rest=body.vertices,
        vertices=vertices,
        normals=vertex_normals(vertices, body.faces),
        faces=faces,
        weights=body.weights,
        inside=inside,
    )
    dressed = _compact(dressed)
    return _with_bun(body, dressed) if outfit.long_hair else dressed


def folds_m(outfit: Outfit) -> tuple[float, float]:
    """Height of the folds of shorts and shirt, metres; tights lie close."""
    loose = _FOLD_SHARE * outfit.looseness_m
    return (_TIGHTS_FOLD_M if outfit.leg_length > 1.2 else loose), loose


def _compact(dressed: DressedBody) -> DressedBody:
    """Drop the vertices no face uses."""
    used, faces = np.unique(dressed.faces, return_inverse=True)
    return DressedBody(
        rest=dressed.rest[used],
        vertices=dressed.vertices[used],
        normals=dressed.normals[used],
        faces=faces.reshape(-1, 3).astype(np.int32),
        weights=dressed.weights[used],
        inside=dressed.inside[used],
    )


def _without_feet(body: Body) -> NDArray[np.int32]:
    """Cut the feet off where the shoe hides the edge: low, or on the instep."""
    ankle = body.middle("ankle")
    low = body.vertices[:, 1] < ankle[1] - 0.025
    instep = (body.vertices[:, 0] > ankle[0] + 0.045) & (body.vertices[:, 1] < ankle[1] + 0.02)
    foot = (moved_by(body.weights, "foot") > 0.4) & (low | instep)
    kept: NDArray[np.int32] = body.faces[~foot[body.faces].any(axis=1)]
    return kept


def _with_bun(body: Body, dressed: DressedBody) -> DressedBody:
    """Add a bun of hair at the back of the head."""
    low, high = body.head_box
    size = high - low
    centre = low + size * [-0.02, 0.62, 0.5]
    u, v = np.meshgrid(np.linspace(0, np.pi, 10), np.linspace(0, 2 * np.pi, 17), indexing="ij")
    ball = np.stack([np.sin(u) * np.cos(v), np.cos(u), np.sin(u) * np.sin(v)], -1).reshape(-1, 3)
    row, ring = np.meshgrid(np.arange(9), np.arange(16), indexing="ij")
    a = (row * 17 + ring).ravel() + len(dressed.vertices)
    faces = np.concatenate([np.stack([a, a + 1, a + 18], 1), np.stack([a, a + 18, a + 17], 1)])
    weights = np.zeros((len(ball), dressed.weights.shape[1]))
    weights[:, SEGMENT["head"]] = 1
    inside = np.tile([-0.2, -0.2, -0.2, 0.05], (len(ball), 1))
    points = centre + 0.045 * ball
    return DressedBody(
        rest=np.concatenate([dressed.rest, points]),
        vertices=np.concatenate([dressed.vertices, points]),
        normals=np.concatenate([dressed.normals, ball]),
        faces=np.concatenate([dressed.faces, faces.astype(np.int32)]),
        weights=np.concatenate([dressed.weights, weights]),
        inside=np.concatenate([dressed.inside, inside]),
    )


def _along(body: Body, first: str, second: str, third: str) -> tuple[Array, float]:
    """Distance along a limb from its first joint (nearer side), and the first part's length."""
    best = np.full(len(body.vertices), np.inf)
    distance = np.zeros(len(body.vertices))
    for side in SIDES:
        a, b, c = (body.joint(name, side) for name in (first, second, third))
        upper, lower = np.linalg.norm(b - a), np.linalg.norm(c - b)
        along_upper = (body.vertices - a) @ (b - a) / upper
        along_lower = upper + (body.vertices - b) @ (c - b) / lower
        blend = np.clip((along_upper - upper) / 0.05 + 0.5, 0, 1)
        along = (1 - blend) * along_upper + blend * along_lower
        away = np.abs(body.vertices[:, 2] - (a[2] + b[2]) / 2)
        distance = np.where(away < best, along, distance)
        best = np.minimum(best, away)
    return distance, float(upper)


def _hem(limb_fraction: float, upper: float, lower: float) -> float:
    return upper * min(limb_fraction, 1) + lower * max(limb_fraction - 1, 0)


def _shorts(body: Body, outfit: Outfit) -> Array:
    along, upper = _along(body, "hip", "knee", "ankle")
    hem = _hem(outfit.leg_length, upper, body.length("knee", "ankle"))
    hip, shoulder = body.middle("hip")[1], body.middle("shoulder")[1]
    waist = hip + 0.24 * (shoulder - hip)
    inside = np.minimum(waist - body.vertices[:, 1], hem - along)
    return np.where(moved_by(body.weights, "upper_arm", "forearm", "hand") > 0.3, -0.2, inside)


def _shirt(body: Body, outfit: Outfit) -> Array:
    along, upper = _along(body, "shoulder", "elbow", "wrist")
    hem = _hem(outfit.sleeve_length, upper, body.length("elbow", "wrist"))
    hip, shoulder = body.middle("hip")[1], body.middle("shoulder")[1]
    y, x, z = body.vertices[:, 1], body.vertices[:, 0], body.vertices[:, 2]
    arm = moved_by(body.weights, "upper_arm", "forearm", "hand")
    below_neck = shoulder + 0.053 - 0.25 * (x - body.middle("shoulder")[0]) - y
    wide = np.clip((np.abs(z) - 0.07) * 3, 0, None)
    inside = np.minimum(y - (hip + 0.06 * (shoulder - hip)), below_neck + wide)
    inside = np.minimum(inside, np.where(arm > 0.12, hem - along, 0.2))
    beyond: Array = np.where((arm > 0.3) & (along > hem + 0.05), inside - 0.3, inside)
    return beyond


def _socks(body: Body, outfit: Outfit) -> Array:
    ankle = body.middle("ankle")[1]
    below = ankle + outfit.sock_height_m - body.vertices[:, 1]
    return np.where(moved_by(body.weights, "shank", "foot") > 0.5, below, -0.2)


def _hair(body: Body) -> Array:
    low, high = body.head_box
    size = high - low
    at = (body.vertices - low) / size
    # Above a line from the forehead's hairline past the ears to the nape.
    line = np.interp(
        at[:, 0],
        [0.0, 0.25, 0.42, 0.52, 0.60, 0.75, 1.0],
        [0.18, 0.22, 0.42, 0.60, 0.66, 0.80, 0.95],
    )
    inside = (at[:, 1] - line) * size[1]
    ear = (np.abs(at[:, 2] - 0.5) > 0.43) & (at[:, 0] > 0.33) & (at[:, 1] < 0.60)
    head = body.weights[:, SEGMENT["head"]] > 0.5
    return np.where(head & ~ear, inside, -0.2)
