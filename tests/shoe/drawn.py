"""Drawn shoes: pictures in which a shoe's place and turn are known exactly."""

import cv2
import numpy as np

_SHARP = 4
_OUTLINE = np.array([(-30, 12), (33, 12), (35, 4), (18, -2), (4, -12), (-26, -14), (-31, 2)], float)
_STRIPES = ((-12, -10, -4, 10), (-2, -8, 6, 10), (8, -4, 15, 10))
_LEG = np.array([(-24, -60), (-4, -60), (0, -10), (-24, -10)], float)


def background(width=320, height=160, seed=0):
    """A wall with soft blotches over a dark belt."""
    rng = np.random.default_rng(seed)
    wall = cv2.resize(rng.uniform(90, 150, (6, 10)).astype(np.float32), (width, height))
    wall[height * 2 // 3 :] = 45.0
    return wall


def shoe(picture, x_px, y_px, turn_rad, scale=1.0, levels=(215.0, 120.0)):
    """The picture with a shoe whose middle lies there, turned clockwise as seen.

    ``levels`` are the grey levels of the shoe and of its stripes.
    """
    big = cv2.resize(picture, None, fx=_SHARP, fy=_SHARP, interpolation=cv2.INTER_LINEAR)
    cos, sin = np.cos(turn_rad), np.sin(turn_rad)
    turn = scale * np.array([[cos, sin], [-sin, cos]])

    def fill(points, grey, matrix):
        placed = (points @ matrix + (x_px, y_px) + 0.5) * _SHARP - 0.5
        cv2.fillPoly(big, [np.round(placed * 16).astype(np.int32)], grey, cv2.LINE_AA, 4)

    fill(_LEG, 70.0, scale * np.eye(2))
    fill(_OUTLINE, levels[0], turn)
    for x0, y0, x1, y1 in _STRIPES:
        stripe = np.array([(x0, y0), (x0 + 3, y0), (x1 + 3, y1), (x1, y1)], float)
        fill(stripe, levels[1], turn)
    return cv2.resize(big, None, fx=1 / _SHARP, fy=1 / _SHARP, interpolation=cv2.INTER_AREA)
