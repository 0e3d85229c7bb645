"""Small pure geometry on positions with x forward and y up."""

import numpy as np

from form_analyzer.datatypes import FloatArray


def turn_deg(first: FloatArray, second: FloatArray) -> FloatArray:
    """Angle by which ``second`` is turned clockwise from ``first``, -180..180, (n,).

    For thigh (hip to knee) and shank (knee to ankle) with the runner going
    towards +x this is knee flexion: 0 for a straight leg, + when bent.
    """
    cross = first[..., 0] * second[..., 1] - first[..., 1] * second[..., 0]
    dot = (first * second).sum(axis=-1)
    return np.asarray(np.degrees(np.arctan2(-cross, dot)))


def lean_deg(line: FloatArray) -> FloatArray:
    """Angle of an upward line against vertical, + = leaning forward, degrees."""
    return np.asarray(np.degrees(np.arctan2(line[..., 0], line[..., 1])))


def slope_deg(line: FloatArray) -> FloatArray:
    """Angle of a forward line against the horizontal, + = its end higher, degrees."""
    return np.asarray(np.degrees(np.arctan2(line[..., 1], line[..., 0])))


def length(line: FloatArray) -> FloatArray:
    """Length of each line, (n,)."""
    return np.asarray(np.linalg.norm(line, axis=-1))


def wrap_cycle(phase: FloatArray | float) -> FloatArray:
    """Phase difference brought to -0.5..0.5 cycles."""
    return np.asarray(np.mod(np.asarray(phase) + 0.5, 1.0) - 0.5)
