"""The scene's directions in a picture: up, and forward along the belt."""

from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np

from form_analyzer.datatypes import Facing, FloatArray, ViewInfo

_SURE_SLOPE_DEG = 6.0
"""Twice the error of a belt's slope as the toe's path tells it."""


@dataclass(frozen=True, slots=True)
class Axes:
    """Unit vectors in pixels (x right, y down).

    Attributes
    ----------
    up : (2,)
        Away from the ground, the camera's roll taken into account where known.
    forward : (2,)
        Where the runner runs, along the belt.
    level : (2,)
        The same way, square to ``up``: distances ahead of the body are measured along it.
    """

    up: FloatArray
    forward: FloatArray
    level: FloatArray

    @classmethod
    def of(cls, view: ViewInfo) -> "Axes":
        """Directions of a view; an unknown roll or slope counts as none.

        A roll of +r means that the picture has to be turned anticlockwise by r to
        stand upright, so what is up in the scene leans clockwise in the picture. A slope
        within twice the error of its estimate is drawn as none: most belts are level, and a
        tilted line on a level belt says that the picture is wrong.
        """
        roll = radians(view.camera_roll_deg or 0.0)
        slope_deg = view.belt_angle_deg or 0.0
        belt = radians(slope_deg)
        sign = (view.facing or Facing.RIGHT).sign
        level = np.array([sign * cos(roll), sign * sin(roll)])
        sloping = np.array([sign * cos(belt), -sin(belt)])
        return cls(
            up=np.array([sin(roll), -cos(roll)]),
            forward=sloping if abs(slope_deg) > _SURE_SLOPE_DEG else level,
            level=level,
        )
