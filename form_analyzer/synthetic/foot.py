"""Geometry of one foot on the belt and of the two segments above it."""

import numpy as np

from form_analyzer.datatypes import FloatArray
from form_analyzer.synthetic.parameters import RunnerParameters


def foot_arm(
    parameters: RunnerParameters,
    point: tuple[float, float],
    origin: tuple[float, float],
    pitch: FloatArray,
) -> FloatArray:
    """From one place of the foot to another, metres, (..., 2), for the foot's pitch."""
    x = (point[0] - origin[0]) * parameters.leg_length_m
    y = (point[1] - origin[1]) * parameters.leg_length_m
    cos, sin = np.cos(pitch), np.sin(pitch)
    return np.stack([x * cos - y * sin, x * sin + y * cos], axis=-1)


def over_belt(parameters: RunnerParameters, pitch: FloatArray) -> FloatArray:
    """Ankle over the pinned sole for a foot's pitch, (n, 2).

    Toes up, the foot turns about the rear end of its sole. Heel up, it rolls over the
    rounded front of the sole without slipping. Metres from where the rear end of the sole
    stands when flat.
    """
    foot, leg = parameters.body.foot, parameters.leg_length_m
    centre = (foot.sole_length, foot.rocker_radius)
    from_rear = foot_arm(parameters, foot.ankle, (0.0, 0.0), pitch)
    from_centre = foot_arm(parameters, foot.ankle, centre, pitch) + np.asarray(centre) * leg
    from_centre[:, 0] -= pitch * foot.rocker_radius * leg
    return np.where((pitch > 0)[:, None], from_rear, from_centre)


def lowest_sole(parameters: RunnerParameters, pitch: FloatArray) -> FloatArray:
    """Height of the sole's lowest point over the ankle (negative), metres."""
    foot, leg = parameters.body.foot, parameters.leg_length_m
    centre = (foot.sole_length, foot.rocker_radius)
    rear = foot_arm(parameters, (0.0, 0.0), foot.ankle, pitch)[..., 1]
    front = foot_arm(parameters, centre, foot.ankle, pitch)[..., 1] - foot.rocker_radius * leg
    lowest: FloatArray = np.minimum(rear, front)
    return lowest


def cushion(parameters: RunnerParameters, since_s: FloatArray) -> FloatArray:
    """How far shoe and heel pad have given way, metres, (n, 2); dies out after contact.

    It starts with the difference between the foot's speed just before contact and the
    belt's, like a critically damped spring.
    """
    give = since_s * np.exp(-since_s / parameters.cushion_s)
    forward = (1 - parameters.contact_speed_ratio) * parameters.speed_mps
    return np.stack([forward * give, -parameters.contact_descent_mps * give], axis=-1)


def solve_leg(parameters: RunnerParameters, reach_m: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Thigh angle and knee flexion that bring the ankle ``reach_m`` (..., 2) from the hip.

    Raises
    ------
    ValueError
        If the distance is longer than the leg or too short to fold to.
    """
    a, b = parameters.thigh_m, parameters.shank_m
    cosine = (np.sum(reach_m**2, axis=-1) - a**2 - b**2) / (2 * a * b)
    if cosine.size and not (np.nanmax(cosine) <= 1 and np.nanmin(cosine) >= -1):
        raise ValueError("the leg cannot reach from hip to belt; choose other parameters")
    knee = np.arccos(cosine)
    line = np.arctan2(reach_m[..., 0], -reach_m[..., 1])
    return line + np.arctan2(b * np.sin(knee), a + b * np.cos(knee)), knee


def down(angle: FloatArray) -> FloatArray:
    """Unit vector from a joint down a segment at this angle against vertical."""
    return np.stack([np.sin(angle), -np.cos(angle)], axis=-1)
