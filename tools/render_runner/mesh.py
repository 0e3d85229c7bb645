"""Geometry of triangle meshes: splitting, turning, cutting, normals."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def triangles(faces: NDArray[np.int32]) -> NDArray[np.int32]:
    """Split the mesh's quads."""
    if faces.shape[1] == 3:
        return faces
    return np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])


def middle_depth(vertices: Array, edges: NDArray[np.int32], levels_m: Array) -> float:
    """Halfway between front and back of level cuts through the mesh, mean of the cuts, metres."""
    x, y = vertices[edges, 0], vertices[edges, 1]
    middles = []
    for level in levels_m:
        cut = (y[:, 0] < level) != (y[:, 1] < level)
        share = (level - y[cut, 0]) / (y[cut, 1] - y[cut, 0])
        at = x[cut, 0] + share * (x[cut, 1] - x[cut, 0])
        middles.append((at.min() + at.max()) / 2)
    return float(np.mean(middles))


def rotate(points: Array, axis: Array, angle_rad: float) -> Array:
    """Turn points (n, 3) about an axis through the origin (right-hand rule)."""
    k = axis / np.linalg.norm(axis)
    cos, sin = np.cos(angle_rad), np.sin(angle_rad)
    along = np.outer(points @ k, k)
    turned: Array = along + (points - along) * cos + np.cross(k, points) * sin
    return turned


def vertex_normals(vertices: Array, faces: NDArray[np.int32]) -> Array:
    """Area-weighted unit normals, (n, 3)."""
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    face = np.cross(b - a, c - a)
    total = np.zeros_like(vertices)
    for k in range(3):
        np.add.at(total, faces[:, k], face)
    length = np.linalg.norm(total, axis=1, keepdims=True)
    normals: Array = total / np.maximum(length, 1e-12)
    return normals
