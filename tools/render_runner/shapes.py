"""Boxes, tubes and other plain solids the room and the treadmill are made of."""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tools.render_runner.mesh import Array

Colour = tuple[float, float, float]

PLAIN, BELT, FLOOR, WALL, PICTURE, WINDOW, FOLIAGE = range(7)
FLOATS_PER_VERTEX = 10


@dataclass(slots=True)
class Mesh:
    """Triangles with flat normals: rows of (position, normal, colour, material)."""

    parts: list[Array] = field(default_factory=list)

    def add(self, triangles: Array, colour: Colour, material: int = PLAIN) -> None:
        """Add triangles (n, 3, 3) with outward (anticlockwise) order."""
        normal = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
        normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
        n = len(triangles) * 3
        rows = np.empty((n, FLOATS_PER_VERTEX))
        rows[:, 0:3] = triangles.reshape(-1, 3)
        rows[:, 3:6] = np.repeat(normal, 3, axis=0)
        rows[:, 6:9], rows[:, 9] = colour, material
        self.parts.append(rows)

    def smooth(
        self,
        points: Array,
        normals: Array,
        faces: NDArray[np.int32],
        colour: Colour,
        material: int = PLAIN,
    ) -> None:
        """Add a mesh with its own normals."""
        rows = np.empty((faces.size, FLOATS_PER_VERTEX))
        rows[:, 0:3] = points[faces.ravel()]
        rows[:, 3:6] = normals[faces.ravel()]
        rows[:, 6:9], rows[:, 9] = colour, material
        self.parts.append(rows)

    def box(
        self,
        low: Array | tuple[float, ...],
        high: Array | tuple[float, ...],
        colour: Colour,
        material: int = PLAIN,
    ) -> None:
        """An upright box between two corners (in any order)."""
        a, b = np.minimum(low, high), np.maximum(low, high)
        corner = np.array([[(a, b)[(k >> j) & 1][j] for j in range(3)] for k in range(8)])
        quads = [(0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5)]
        self.add(_quads(corner, quads), colour, material)

    def tube(self, path: list[tuple[float, float, float]], radius_m: float, colour: Colour) -> None:
        """A round bar along a path of points."""
        for start, stop in pairwise(path):
            self._bar(np.array(start), np.array(stop), radius_m, colour)

    def _bar(self, start: Array, stop: Array, radius_m: float, colour: Colour) -> None:
        along = (stop - start) / np.linalg.norm(stop - start)
        side = np.cross(along, [0.0, 1.0, 0.0] if abs(along[1]) < 0.9 else [1.0, 0.0, 0.0])
        side /= np.linalg.norm(side)
        other = np.cross(along, side)
        angle = np.linspace(0, 2 * np.pi, 11)[:-1]
        spoke = np.outer(np.cos(angle), side) + np.outer(np.sin(angle), other)
        overlap = 0.5 * radius_m * along
        points = np.concatenate(
            [start - overlap + radius_m * spoke, stop + overlap + radius_m * spoke]
        )
        k = np.arange(10)
        j = (k + 1) % 10
        faces = np.concatenate([np.stack([k, j, j + 10], 1), np.stack([k, j + 10, k + 10], 1)])
        self.smooth(points, np.concatenate([spoke, spoke]), faces.astype(np.int32), colour)

    def blob(
        self,
        centre: tuple[float, float, float],
        radii: tuple[float, float, float],
        colour: Colour,
        material: int = PLAIN,
    ) -> None:
        """An ellipsoid."""
        u, v = np.meshgrid(np.linspace(0, np.pi, 10), np.linspace(0, 2 * np.pi, 17), indexing="ij")
        ball = np.stack([np.sin(u) * np.cos(v), np.cos(u), np.sin(u) * np.sin(v)], -1).reshape(
            -1, 3
        )
        row, ring = np.meshgrid(np.arange(9), np.arange(16), indexing="ij")
        a = (row * 17 + ring).ravel()
        faces = np.concatenate([np.stack([a, a + 1, a + 18], 1), np.stack([a, a + 18, a + 17], 1)])
        normals = ball / radii
        normals /= np.linalg.norm(normals, axis=1, keepdims=True)
        self.smooth(ball * radii + centre, normals, faces.astype(np.int32), colour, material)

    def rows(self) -> NDArray[np.float32]:
        """All vertices, (n, 10)."""
        return np.concatenate(self.parts).astype(np.float32)


def _quads(corner: Array, quads: list[tuple[int, int, int, int]]) -> Array:
    triangles = [(q[0], q[1], q[2]) for q in quads] + [(q[0], q[2], q[3]) for q in quads]
    corners: Array = corner[np.array(triangles)]
    return corners
