"""The scene's directions in a picture: up, and forward along the belt."""

from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np

from form_analyzer.datatypes import Facing, FloatArray, ViewInfo


@dataclass(frozen=True, slots=True)
class Axes:
    """Unit vectors in pixels (x right, y down).

    Attributes
    ----------
    up : (2,)
        Away from the ground, the camera's roll taken into account where known.
    forward : (2,)
        Where the runner runs, along the belt.
    """

    up: FloatArray
    forward: FloatArray

    @classmethod
    def of(cls, view: ViewInfo) -> "Axes":
        """Directions of a view; an unknown roll or slope counts as none.

        A roll of +r means that the picture has to be turned anticlockwise by r to
        stand upright, so what is up in the scene leans clockwise in the picture.
        """
        roll = radians(view.camera_roll_deg or 0.0)
        belt = radians(view.belt_angle_deg or 0.0)
        sign = -1.0 if view.facing is Facing.LEFT else 1.0
        return cls(
            up=np.array([sin(roll), -cos(roll)]),
            forward=np.array([sign * cos(belt), -sin(belt)]),
        )
