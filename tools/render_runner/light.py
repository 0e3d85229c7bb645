"""The room's light."""

from dataclasses import dataclass

import numpy as np

from tools.render_runner.mesh import Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """The main light and what the room gives back.

    ``elevation_deg`` above the horizon; ``azimuth_deg`` 0 = from behind the camera, + = from the
    runner's front; ``strength`` of the main light, ``ambient`` of the rest; ``warmth`` -1..1.
    """

    elevation_deg: float = 60.0
    azimuth_deg: float = 20.0
    strength: float = 0.75
    ambient: float = 0.55
    warmth: float = 0.0

    def direction(self, camera_side: int) -> Array:
        """Unit vector towards the light, (3,)."""
        up, turn = np.radians(self.elevation_deg), np.radians(self.azimuth_deg)
        flat = np.cos(up)
        return np.array([flat * np.sin(turn), np.sin(up), camera_side * flat * np.cos(turn)])
