"""A shoe cut out of its background.

A shoe that looks much like what is behind it is known by little but its outline, and that
changes with what is behind: belt in stance, wall before it. Before an even grey it does not.
"""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from form_analyzer.datatypes import FloatArray, UInt8Array
from form_analyzer.shoe.follow import FLAT_S, View
from form_analyzer.shoe.look import FOOT, Picture

_BLUR_PX = 1.0
# What differs from the background by less than this (times its usual noise, and grey levels) is
# background; by twice as much and a few levels more, it is not.
_NOISES, _LEAST, _SURELY = 3.0, 4.0, 6.0
_DARK = 128.0
_SHOE_PX = (int(0.14 * FOOT), int(0.27 * FOOT))


def cut_out(views: Sequence[View], background: Picture) -> tuple[list[View], Picture]:
    """Views with nothing behind what moves, and the background that belongs to them.

    Parameters
    ----------
    views
        Some of them in flat stance.
    background : (h, w)
        The pictures' median: what is there without the runner.
    """
    apart = [
        cv2.GaussianBlur(np.abs(view.picture - background), (0, 0), _BLUR_PX) for view in views
    ]
    least = _NOISES * float(np.median(np.stack(apart))) + _LEAST
    grey = 255.0 if _shoe_level(views) < _DARK else 0.0
    shown = [
        replace(view, picture=_before(view.picture, grey, (one - least) / (least + _SURELY)))
        for view, one in zip(views, apart, strict=True)
    ]
    return shown, np.full_like(background, grey)


def _shoe_level(views: Sequence[View]) -> float:
    """The grey level of the shoe's middle in flat stance."""
    high, wide = _SHOE_PX
    levels = [
        view.picture[max(0, y - high) : y + high, max(0, x - wide) : x + wide].ravel()
        for view in views
        if FLAT_S[0] < view.after_s < FLAT_S[1]
        for x, y in [(int(view.x_px), int(view.y_px))]
    ]
    return float(np.median(np.concatenate(levels)))


def _before(picture: UInt8Array, grey: float, share: FloatArray) -> UInt8Array:
    """A picture where the share is 1, an even grey where it is 0."""
    shown = np.clip(share, 0.0, 1.0)
    return np.asarray(shown * picture + (1.0 - shown) * grey, dtype=np.uint8)
