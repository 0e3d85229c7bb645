"""A running shoe: a lofted shell with a visible sole that bends at the ball of the foot.

It is drawn in the foot's own frame of the synthetic runner: x forward from the rear end of the
sole that carries load, y up from the ground, z to the runner's right.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.render_runner.mesh import Array, vertex_normals

_RING = 28
# Stations along the shoe, metres for a leg of 0.86 m with a sole of 0.202 m: place, bottom,
# top, half width. The sole carries load from 0 to 0.202 and curls up at both ends.
_STATIONS = np.array(
    [
        [-0.026, 0.026, 0.046, 0.010],
        [-0.024, 0.018, 0.060, 0.020],
        [-0.018, 0.009, 0.080, 0.028],
        [-0.008, 0.002, 0.092, 0.032],
        [0.005, 0.000, 0.094, 0.034],
        [0.030, 0.000, 0.088, 0.036],
        [0.055, 0.000, 0.087, 0.036],
        [0.075, 0.000, 0.098, 0.037],
        [0.090, 0.000, 0.106, 0.038],
        [0.104, 0.000, 0.104, 0.039],
        [0.120, 0.000, 0.090, 0.040],
        [0.145, 0.000, 0.073, 0.043],
        [0.175, 0.000, 0.062, 0.047],
        [0.202, 0.001, 0.056, 0.049],
        [0.225, 0.005, 0.053, 0.047],
        [0.245, 0.011, 0.050, 0.040],
        [0.258, 0.017, 0.045, 0.028],
        [0.264, 0.024, 0.038, 0.012],
    ]
)
_STATION_SOLE_M, _STATION_LEG_M = 0.202, 0.86
_TOE_SPRING_RAD = np.radians(9.0)
_BEND_HALF_WIDTH_M = 0.020
_BEND_FADES_ABOVE_M = 0.05
_LARGEST_BEND_RAD = np.radians(50.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shoe:
    """The shoe standing flat.

    Attributes
    ----------
    vertices, normals : (n, 3)
        Metres in the foot's frame.
    faces : (m, 3)
    inside : (n, 4)
        Signed distances painted as (sole, stripe, laces, lining), + = inside.
    ball_x_m
        Where it bends.
    """

    vertices: Array
    normals: Array
    faces: NDArray[np.int32]
    inside: Array
    ball_x_m: float


def make_shoe(sole_length_m: float, leg_length_m: float, *, stack_m: float, outward: int) -> Shoe:
    """A shoe of this size; ``stack_m`` is the sole's thickness, ``outward`` +-1 its outer side."""
    along = np.linspace(0, 1, 60)
    rows = np.stack(
        [np.interp(along, np.linspace(0, 1, len(_STATIONS)), column) for column in _STATIONS.T], 1
    )
    rows[:, 0] *= sole_length_m / _STATION_SOLE_M
    rows[:, 1:] *= leg_length_m / _STATION_LEG_M
    angle = np.linspace(0, 2 * np.pi, _RING, endpoint=False)
    across = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** 0.55
    upward = np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** np.where(
        np.sin(angle) < 0, 0.35, 0.8
    )
    middle, half = (rows[:, 1] + rows[:, 2]) / 2, (rows[:, 2] - rows[:, 1]) / 2
    # The upper narrows towards its top: widest at the sole.
    narrow = 1 - 0.32 * np.clip(upward, 0, 1) ** 2
    x = np.repeat(rows[:, :1], _RING, axis=1)
    y = middle[:, None] + half[:, None] * upward
    z = rows[:, 3:4] * across * narrow
    z = z + outward * 0.006 * np.clip(x / sole_length_m, 0, 1)
    vertices = np.stack([x, y, z], axis=-1).reshape(-1, 3)
    inside = _paint(x, y, z, rows, stack_m, sole_length_m, outward)
    faces = _loft(len(rows), _RING)
    return Shoe(
        vertices=vertices,
        normals=vertex_normals(vertices, faces),
        faces=faces,
        inside=inside.reshape(-1, 4),
        ball_x_m=sole_length_m - 0.012,
    )


def _paint(
    x: Array, y: Array, z: Array, rows: Array, stack_m: float, sole_m: float, outward: int
) -> Array:
    taper = np.clip(1.0 - 0.35 * x / sole_m, 0.6, 1.0)
    sole = rows[:, 1:2] + stack_m * taper - y
    stripe = 0.009 - np.abs((x - 0.52 * sole_m) - 0.55 * (y - 0.045))
    stripe = np.minimum(stripe, np.abs(z) - 0.012)
    laces = np.minimum(0.013 - np.abs(z), 0.035 - np.abs(x - 0.62 * sole_m))
    laces = np.minimum(laces, y - rows[:, 1:2] - 0.045)
    lining = np.minimum(y - 0.072, 0.030 - np.abs(x - 0.25 * sole_m))
    return np.stack([sole, stripe, laces, lining], axis=-1)


def _loft(n_rows: int, n_ring: int) -> NDArray[np.int32]:
    row, ring = np.meshgrid(np.arange(n_rows - 1), np.arange(n_ring), indexing="ij")
    a = row * n_ring + ring
    b = row * n_ring + (ring + 1) % n_ring
    c, d = a + n_ring, b + n_ring
    sides = np.concatenate([np.stack([a, d, b], -1), np.stack([a, c, d], -1)]).reshape(-1, 3)
    k = np.arange(1, n_ring - 1)
    last = (n_rows - 1) * n_ring
    rear = np.stack([0 * k, k, k + 1], -1)
    front = np.stack([last + 0 * k, last + k + 1, last + k], -1)
    return np.concatenate([sides, rear, front]).astype(np.int32)


def place_shoe(shoe: Shoe, origin: Array, pitch_rad: float) -> tuple[Array, Array]:
    """Vertices and normals of the shoe with its sole's rear end at ``origin`` (3,)."""
    ball_height = origin[1] + shoe.ball_x_m * np.sin(pitch_rad)
    near = np.clip(1 - ball_height / _BEND_FADES_ABOVE_M, 0, 1)
    bend = (
        np.clip(-pitch_rad - _TOE_SPRING_RAD, 0, _LARGEST_BEND_RAD) * near * near * (3 - 2 * near)
    )
    ramp = np.clip((shoe.vertices[:, 0] - shoe.ball_x_m) / (2 * _BEND_HALF_WIDTH_M) + 0.5, 0, 1)
    ball = np.array([shoe.ball_x_m, 0.0, 0.0])
    bent = _roll(shoe.vertices - ball, bend * ramp) + ball
    placed = _roll(bent, pitch_rad) + origin
    return placed, _roll(shoe.normals, pitch_rad + bend * ramp)


def turn_out(points: Array, ankle: Array, out_rad: float) -> Array:
    """Turn placed vertices (n, 3) about the vertical through the ankle (3,), + = to the right.

    The shoe grows by 1 / cos: its middle line keeps its place in the sagittal plane, and nothing
    changes height, so heel, toe, strike angle and contact stay what the planar runner says.
    """
    tan = np.tan(out_rad)
    x, y, z = (points - ankle).T
    turned: Array = np.stack([x - tan * z, y, z + tan * x], axis=-1) + ankle
    return turned


def _roll(points: Array, angle_rad: Array | float) -> Array:
    """Turn points (n, 3) toes up in the sagittal plane."""
    cos, sin = np.cos(angle_rad), np.sin(angle_rad)
    x, y, z = points.T
    return np.stack([x * cos - y * sin, x * sin + y * cos, z], axis=-1)
