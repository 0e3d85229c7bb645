"""A perspective camera at the side of the treadmill."""

from dataclasses import dataclass

import numpy as np

from tools.render_runner.mesh import Array

_NEAR_M, _FAR_M = 0.1, 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """Where the camera stands and how it sees.

    Attributes
    ----------
    side
        +1 = at the runner's right (who then faces right in the picture), -1 = at the left.
    distance_m, height_m
        From the belt's middle, and above the belt.
    look_at_m
        The point in the middle of the picture: (along the belt, above it).
    yaw_deg
        Turn of the camera's place about the vertical through the runner; 0 = square from the
        side, + = from the runner's front.
    roll_deg
        + = the scene leans clockwise: the picture must be turned anticlockwise to stand upright.
    view_height_m
        How much of the runner's plane fits into the picture's height.
    shake_deg
        Standard deviation of a hand's slow trembling.
    sway_m
        Standard deviation of the place of a camera held by somebody who sways, in each direction.
    width_px, height_px
        Size of the picture.
    """

    side: int = 1
    distance_m: float = 3.6
    height_m: float = 0.95
    look_at_m: tuple[float, float] = (0.08, 0.82)
    yaw_deg: float = 0.0
    roll_deg: float = 0.0
    view_height_m: float = 2.35
    shake_deg: float = 0.0
    sway_m: float = 0.0
    width_px: int = 1280
    height_px: int = 720


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The camera at one instant.

    Attributes
    ----------
    matrix : (4, 4)
        World to clip coordinates.
    eye : (3,)
        Where the camera is, metres.
    """

    matrix: Array
    eye: Array
    width_px: int
    height_px: int

    def project(self, points: Array) -> Array:
        """Pixels (..., 2), x right, y down, of world points (..., 3)."""
        full = points @ self.matrix[:, :3].T + self.matrix[:, 3]
        ndc = full[..., :2] / full[..., 3:4]
        size = np.array([self.width_px, self.height_px])
        pixel: Array = (ndc * [1, -1] * 0.5 + 0.5) * size
        return pixel

    def jittered(self, offset_px: tuple[float, float]) -> Array:
        """The matrix with the picture shifted by a fraction of a pixel (for smooth edges)."""
        shift = np.eye(4)
        shift[0, 3] = 2 * offset_px[0] / self.width_px
        shift[1, 3] = 2 * offset_px[1] / self.height_px
        return shift @ self.matrix


_NOT_MOVED = (0.0, 0.0, 0.0)


def make_view(
    camera: Camera,
    shake_deg: tuple[float, float, float] = _NOT_MOVED,
    sway_m: tuple[float, float, float] = _NOT_MOVED,
) -> View:
    """The view with this much extra (pan, tilt, roll), from this far off the camera's place."""
    target = np.array([camera.look_at_m[0], camera.look_at_m[1], 0.0])
    yaw = np.radians(camera.yaw_deg)
    away = np.array([np.sin(yaw), 0.0, camera.side * np.cos(yaw)]) * camera.distance_m
    eye = target + away + [0.0, camera.height_m - camera.look_at_m[1], 0.0]
    look = _look_at(eye + sway_m, target + sway_m)
    pan, tilt, roll = np.radians(shake_deg)
    turn = _about_z(-np.radians(camera.roll_deg) - roll) @ _about_x(tilt) @ _about_y(pan)
    depth = float(np.linalg.norm(target - eye))
    focal = 2 * depth / camera.view_height_m
    projection = _perspective(focal, camera.width_px / camera.height_px)
    return View(
        matrix=projection @ turn @ look,
        eye=eye + sway_m,
        width_px=camera.width_px,
        height_px=camera.height_px,
    )


def view_path(camera: Camera, time_s: Array, *, seed: int) -> list[View]:
    """The camera at each time; the same seed gives the same trembling and swaying."""
    if camera.shake_deg == 0 and camera.sway_m == 0:
        return [make_view(camera)] * len(time_s)
    shake_deg = camera.shake_deg * _hand_path(time_s, (0.3, 2.5), np.random.default_rng([seed, 2]))
    sway_m = camera.sway_m * _hand_path(time_s, (0.15, 1.0), np.random.default_rng([seed, 3]))
    return [
        make_view(camera, (turn[0], turn[1], turn[2]), (place[0], place[1], place[2]))
        for turn, place in zip(shake_deg.tolist(), sway_m.tolist(), strict=True)
    ]


def tilt(incline_deg: float) -> Array:
    """From the belt's frame to the room's, (4, 4)."""
    return _about_z(float(np.radians(incline_deg)))


def _hand_path(time_s: Array, band_hz: tuple[float, float], rng: np.random.Generator) -> Array:
    """Three slow random movements at each time, standard deviation about 1, (n, 3)."""
    hertz = rng.uniform(*band_hz, (3, 5))
    angle = 2 * np.pi * rng.random((3, 5))
    weight = rng.normal(0, 1, (3, 5)) / hertz**0.5
    waves = np.sin(2 * np.pi * hertz[None] * time_s[:, None, None] + angle[None])
    path: Array = (waves * weight).sum(axis=2) / np.sqrt(5)
    return path


def _look_at(eye: Array, target: Array) -> Array:
    back = (eye - target) / np.linalg.norm(eye - target)
    right = np.cross([0.0, 1.0, 0.0], back)
    right /= np.linalg.norm(right)
    matrix = np.eye(4)
    matrix[:3, :3] = np.stack([right, np.cross(back, right), back])
    matrix[:3, 3] = -matrix[:3, :3] @ eye
    return matrix


def _perspective(focal: float, aspect: float) -> Array:
    a = (_FAR_M + _NEAR_M) / (_NEAR_M - _FAR_M)
    b = 2 * _FAR_M * _NEAR_M / (_NEAR_M - _FAR_M)
    return np.array([[focal / aspect, 0, 0, 0], [0, focal, 0, 0], [0, 0, a, b], [0, 0, -1, 0]])


def _about_x(angle: float) -> Array:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[1, 0, 0, 0], [0, c, -s, 0], [0, s, c, 0], [0, 0, 0, 1]])


def _about_y(angle: float) -> Array:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, 0, s, 0], [0, 1, 0, 0], [-s, 0, c, 0], [0, 0, 0, 1]])


def _about_z(angle: float) -> Array:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, -s, 0, 0], [s, c, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
