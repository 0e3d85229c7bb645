"""Both shoes about their contacts, as following them in the pictures finds them.

A shoe is found almost exactly where it stands flat, the way its look was learned, and errs in
the air, where it looks a little otherwise: by an error of the clip's own that dies out while
the shoe lands, and a little scatter. The amplitudes are measured ones (``pose_noise.toml``).
"""

import numpy as np

from form_analyzer.datatypes import (
    EventKind,
    FloatArray,
    IntArray,
    Joint,
    ShoePath,
    Side,
)
from form_analyzer.synthetic.camera import Camera, Shots
from form_analyzer.synthetic.noise import noise_table
from form_analyzer.synthetic.truth import Truth

_ABOUT_S = (-0.10, 0.14)
_FLAT_S = (0.06, 0.11)
_LANDS_S = 0.04
_CONTACTS = 9
_MATCH_FLAT = 0.99


def follow_shoe(
    side: Side,
    position_px: FloatArray,
    shots: Shots,
    truth: Truth,
    camera: Camera,
    scale: float,
    rng: np.random.Generator,
) -> ShoePath:
    """The shoe of one side about its first contacts.

    Parameters
    ----------
    position_px : (n, n_keypoints, 2)
        True pixels.
    scale
        Multiplies the errors.
    """
    rows, after_s = _about(truth.event_times_s(EventKind.INITIAL_CONTACT, side), shots)
    heel, toe = (position_px[rows, j.on(side).column] for j in (Joint.HEEL, Joint.TOE))
    foot = toe - heel
    turn_deg = np.degrees(np.arctan2(-foot[:, 1], camera.facing.sign * foot[:, 0]))
    flat = (after_s > _FLAT_S[0]) & (after_s < _FLAT_S[1])
    turn_deg -= np.median(turn_deg[flat]) if flat.any() else 0.0
    foot_px = float(np.median(np.linalg.norm(foot, axis=1))) if len(foot) else 0.0
    sd, in_air = noise_table()["shoe"], np.clip(1.0 - after_s / _LANDS_S, 0.0, 1.0)

    def error(name: str) -> FloatArray:
        own = sd[f"{name}_own"] * rng.standard_normal() * in_air
        return np.asarray(scale * (own + sd[name] * rng.standard_normal(len(rows))))

    away = foot_px * np.stack([camera.facing.sign * error("along"), -error("up")], axis=1)
    unlike = np.clip(sd["unlike"] * np.exp(0.5 * rng.standard_normal()), 0.0, 0.3)
    return ShoePath(
        side=side,
        frame_index=rows,
        turn_deg=turn_deg + error("turn_deg"),
        place_px=0.5 * (heel + toe) + away,
        match=_MATCH_FLAT - scale * unlike * in_air,
    )


def _about(contact_s: FloatArray, shots: Shots) -> tuple[IntArray, FloatArray]:
    """Frames about the first contacts, and the real s of each after its own, (n,) each."""
    time_s = shots.stamp_s[shots.shown]
    if not len(contact_s):
        return np.zeros(0, dtype=np.intp), np.zeros(0)
    from_each = time_s[:, None] - contact_s[None, :_CONTACTS]
    nearest = np.argmin(np.abs(from_each), axis=1)
    after_s = from_each[np.arange(len(time_s)), nearest]
    rows = np.flatnonzero((after_s >= _ABOUT_S[0]) & (after_s <= _ABOUT_S[1]))
    return rows, after_s[rows]
