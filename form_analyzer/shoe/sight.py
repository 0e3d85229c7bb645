"""All that is seen of one shoe, and the shoe found in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from form_analyzer.shoe.cut_out import cut_out
from form_analyzer.shoe.follow import View, follow_shoe
from form_analyzer.shoe.look import Picture
from form_analyzer.shoe.register import Found

_LANDING_S = (-0.03, 0.02)
_CLEAR, _FAINTER = 0.9, 0.15
"""A shoe less like its look than the first as it lands is looked for cut out as well, which counts
unless it is less alike by more than the second. What is hardly known again is often held by an edge
of belt or deck that the flat shoe's look took with it, and told flat, as if that were sure."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What :func:`form_analyzer.shoe.follow.follow_shoe` is given."""

    views: tuple[View, ...]
    background: Picture
    ankle_above: float


@dataclass(frozen=True, slots=True)
class Followed:
    """Where a shoe was found in each view; ``cut_out`` where its background was taken away."""

    found: tuple[Found, ...]
    cut_out: bool


def follow_sight(sight: Sight) -> tuple[Followed, ...]:
    """The shoe followed and, where it was hardly known again at landing, that of it cut out."""
    found = follow_shoe(sight.views, sight.background, sight.ankle_above)
    if not found:
        return ()
    plain = Followed(found, cut_out=False)
    match = _match_at_landing(sight.views, found)
    if match >= _CLEAR:
        return (plain,)
    again = follow_shoe(*cut_out(sight.views, sight.background), sight.ankle_above)
    if not again or _match_at_landing(sight.views, again) < match - _FAINTER:
        return (plain,)
    return plain, Followed(again, cut_out=True)


def _match_at_landing(views: Sequence[View], found: Sequence[Found]) -> float:
    """How well a shoe was known again just before and after contact; 1 where it was not seen."""
    landing = [
        one.match
        for view, one in zip(views, found, strict=True)
        if _LANDING_S[0] < view.after_s < _LANDING_S[1]
    ]
    return float(np.median(landing)) if landing else 1.0
