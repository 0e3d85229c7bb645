"""The treadmill and the room around it."""

from dataclasses import dataclass

import numpy as np

from tools.render_runner.shapes import (
    BELT,
    FLOOR,
    FOLIAGE,
    PICTURE,
    WALL,
    WINDOW,
    Colour,
    Mesh,
)

DECK_HEIGHT_M = 0.17
BELT_LENGTH_M = (-0.86, 0.78)
BELT_HALF_WIDTH_M = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What stands around the runner; colours are sRGB 0..1.

    ``rails`` draws uprights, console and handrails; ``clutter`` counts loose things against the
    wall, drawn from ``seed``; ``wall_distance_m`` is from the belt's middle to the wall behind.
    """

    wall: Colour = (0.80, 0.79, 0.76)
    floor: Colour = (0.36, 0.35, 0.36)
    treadmill: Colour = (0.16, 0.16, 0.18)
    trim: Colour = (0.62, 0.63, 0.66)
    wall_distance_m: float = 2.2
    rails: bool = True
    window: bool = True
    door: bool = True
    plant: bool = True
    pictures: int = 1
    clutter: int = 3
    seed: int = 0


def belt() -> Mesh:
    """The moving belt, top at y = 0, in the treadmill's own (inclined) frame."""
    mesh = Mesh()
    rear, front = BELT_LENGTH_M
    half = BELT_HALF_WIDTH_M
    mesh.box((rear, -0.012, -half), (front, 0.0, half), (0.09, 0.09, 0.10), BELT)
    return mesh


def behind_runner(room: Room, camera_side: int) -> Mesh:
    """What of the treadmill the runner hides: its far side and its rear end."""
    mesh = Mesh()
    rear, half = BELT_LENGTH_M[0], BELT_HALF_WIDTH_M
    mesh.box((rear - 0.06, -0.15, -half - 0.08), (rear, -0.015, half + 0.08), room.treadmill)
    _side(mesh, room, -camera_side)
    if room.rails:
        _rail(mesh, room, -camera_side)
    return mesh


def before_runner(room: Room, camera_side: int) -> Mesh:
    """What of the treadmill hides the runner: its near side, its hood and its console."""
    mesh = Mesh()
    front, half, base = BELT_LENGTH_M[1], BELT_HALF_WIDTH_M, room.treadmill
    _side(mesh, room, camera_side)
    mesh.box((front, -0.15, -half - 0.10), (front + 0.42, 0.075, half + 0.10), base)
    mesh.box((front + 0.03, 0.075, -half), (front + 0.38, 0.10, half), base)
    if not room.rails:
        return mesh
    _rail(mesh, room, camera_side)
    mesh.box((front + 0.05, 1.05, -half - 0.10), (front + 0.17, 1.15, half + 0.10), base)
    mesh.box((front + 0.08, 1.15, -half), (front + 0.14, 1.42, half), base)
    mesh.box(
        (front + 0.074, 1.18, -half + 0.03), (front + 0.08, 1.39, half - 0.03), (0.2, 0.4, 0.6)
    )
    return mesh


def _side(mesh: Mesh, room: Room, side: int) -> None:
    """The deck beside the belt, with a strip to stand on."""
    (rear, front), half = BELT_LENGTH_M, BELT_HALF_WIDTH_M
    inner, outer = side * half, side * (half + 0.10)
    mesh.box((rear - 0.04, -0.15, inner), (front + 0.1, -0.004, outer), room.treadmill)
    strip = (side * (half + 0.015), side * (half + 0.085))
    mesh.box((rear - 0.02, -0.004, strip[0]), (front, 0.006, strip[1]), room.trim)
    line = (outer, side * (half + 0.104))
    mesh.box((rear - 0.04, -0.065, line[0]), (front + 0.1, -0.040, line[1]), room.trim)


def _rail(mesh: Mesh, room: Room, side: int) -> None:
    front, z = BELT_LENGTH_M[1], side * (BELT_HALF_WIDTH_M + 0.07)
    foot, top = (front + 0.22, 0.0, z), (front + 0.10, 1.02, z)
    mesh.tube([foot, top, (front + 0.12, 1.22, z)], 0.030, room.trim)
    mesh.tube([top, (front - 0.06, 0.95, z), (front - 0.36, 0.90, z)], 0.018, room.treadmill)


def surroundings(room: Room, camera_side: int) -> Mesh:
    """Floor, wall and what stands there; ``camera_side`` +1 = the camera at the runner's right."""
    mesh, far = Mesh(), -camera_side * room.wall_distance_m
    floor = -DECK_HEIGHT_M
    mesh.box((-9, floor - 0.05, -9), (9, floor, 9), room.floor, FLOOR)
    mesh.box((-9, floor, far), (9, 3.2, far - camera_side * 0.1), room.wall, WALL)
    red, green, blue = room.wall
    skirting: Colour = (0.6 * red, 0.6 * green, 0.6 * blue)
    mesh.box((-9, floor, far), (9, floor + 0.10, far + camera_side * 0.015), skirting)
    mesh.box((-9, 3.1, -9), (9, 3.2, 9), (0.85, 0.85, 0.84))
    rng = np.random.default_rng(room.seed)
    if room.window:
        _window(mesh, far, camera_side, rng.uniform(-2.6, -1.4))
    if room.door:
        _door(mesh, far, camera_side, rng.uniform(1.5, 2.4))
    for number in range(room.pictures):
        _picture(mesh, far, camera_side, rng, number)
    if room.plant:
        _plant(mesh, (rng.uniform(-1.9, -1.2), floor, far + camera_side * 0.45), rng)
    for _ in range(room.clutter):
        _clutter(mesh, far, camera_side, rng)
    return mesh


def _window(mesh: Mesh, far: float, side: int, x: float) -> None:
    frame: Colour = (0.93, 0.93, 0.92)
    mesh.box((x - 0.62, 0.62, far), (x + 0.62, 2.12, far + side * 0.02), (0.75, 0.85, 0.95), WINDOW)
    for edge in (-0.65, -0.03, 0.59):
        mesh.box((x + edge, 0.55, far), (x + edge + 0.06, 2.18, far + side * 0.05), frame)
    for height in (0.55, 1.35, 2.12):
        mesh.box((x - 0.65, height, far), (x + 0.65, height + 0.06, far + side * 0.05), frame)
    mesh.box((x - 0.72, 0.50, far), (x + 0.72, 0.55, far + side * 0.14), frame)


def _door(mesh: Mesh, far: float, side: int, x: float) -> None:
    floor, leaf, frame = -DECK_HEIGHT_M, (0.55, 0.42, 0.30), (0.90, 0.89, 0.86)
    mesh.box((x - 0.42, floor, far), (x + 0.42, floor + 2.02, far + side * 0.02), leaf)
    for edge in (-0.50, 0.42):
        mesh.box((x + edge, floor, far), (x + edge + 0.08, floor + 2.10, far + side * 0.045), frame)
    mesh.box((x - 0.50, floor + 2.02, far), (x + 0.50, floor + 2.10, far + side * 0.045), frame)
    mesh.blob((x + 0.34, floor + 1.0, far + side * 0.06), (0.03, 0.03, 0.03), (0.7, 0.7, 0.7))


def _picture(mesh: Mesh, far: float, side: int, rng: np.random.Generator, number: int) -> None:
    x, y = rng.uniform(-0.7, 0.6) + 0.5 * number, rng.uniform(1.3, 1.7)
    w, h = rng.uniform(0.25, 0.5), rng.uniform(0.2, 0.35)
    mesh.box((x - w, y - h, far), (x + w, y + h, far + side * 0.03), (0.1, 0.1, 0.1))
    tint = tuple(rng.uniform(0.2, 0.9, 3))
    mesh.box(
        (x - w + 0.03, y - h + 0.03, far),
        (x + w - 0.03, y + h - 0.03, far + side * 0.035),
        tint,
        PICTURE,
    )


def _plant(mesh: Mesh, at: tuple[float, float, float], rng: np.random.Generator) -> None:
    x, y, z = at
    mesh.tube([(x, y, z), (x, y + 0.32, z)], 0.15, (0.75, 0.72, 0.68))
    mesh.tube([(x, y + 0.3, z), (x, y + 0.9, z)], 0.02, (0.35, 0.25, 0.15))
    for _ in range(26):
        offset = rng.normal(0, [0.17, 0.20, 0.14])
        radii = tuple(rng.uniform(0.05, 0.12, 3))
        green = (rng.uniform(0.12, 0.3), rng.uniform(0.32, 0.5), rng.uniform(0.1, 0.2))
        centre = (x + offset[0], y + 1.0 + offset[1], z + offset[2])
        mesh.blob(centre, radii, green, FOLIAGE)


def _clutter(mesh: Mesh, far: float, side: int, rng: np.random.Generator) -> None:
    floor, x = -DECK_HEIGHT_M, rng.uniform(-2.5, 2.5)
    z = far + side * rng.uniform(0.2, 0.5)
    tint: Colour = tuple(rng.uniform(0.1, 0.8, 3))
    kind = rng.integers(3)
    if kind == 0:
        w, h, d = rng.uniform(0.15, 0.35), rng.uniform(0.25, 0.8), rng.uniform(0.1, 0.2)
        mesh.box((x - w, floor, z - d), (x + w, floor + h, z + d), tint)
    elif kind == 1:
        r = rng.uniform(0.18, 0.33)
        mesh.blob((x, floor + r, z), (r, r, r), tint)
    else:
        mesh.tube([(x, floor, z), (x, floor + 1.5, z)], 0.02, (0.5, 0.5, 0.5))
        mesh.box((x - 0.25, floor + 0.7, z - 0.1), (x + 0.25, floor + 0.74, z + 0.1), tint)
        mesh.box((x - 0.25, floor + 0.2, z - 0.1), (x + 0.25, floor + 0.24, z + 0.1), tint)
