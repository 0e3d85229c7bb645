"""When the near sole meets the belt, from the shoe in the pictures.

A shoe that is followed tells the height of its lowest point: that of its middle, less what its
turn lets heel or toe hang down. It falls at half a metre a second or more until the belt stops
it, which marks initial contact whatever part of the foot lands first.

Only the near shoe is asked. A foot often lands on its outer edge: of the near foot that edge is
seen, of the far foot the inner one, which comes down tens of milliseconds later.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from form_analyzer.datatypes import FloatArray
from form_analyzer.gait.shoe import ShoeSamples
from form_analyzer.geometry import wrap_cycle
from form_analyzer.signals.local import local_line, robust_line

# How far behind and before the middle a shoe touches a flat belt when it is turned, foot
# lengths: at the heel's lower edge, and under the ball, for the toe of a shoe is bent up.
_HEEL, _BALL = 0.6, 0.3
# What the sole still gives after it touched, foot lengths: some five millimetres.
_GIVES = 0.02
_GRID_S = np.arange(-0.06, 0.1, 0.001)
_WIDTH_S = 0.006
_SEARCH_S = (-0.045, 0.035)
_LEVEL_BEGINS_S, _LEVEL_ENDS_S = 0.005, (0.03, 0.045)
_OWN_LEVEL_S = (0.02, 0.1)
_ALONG_S, _APART = (0.045, 0.11), 0.025
_ROUNDS = 3
_FEWEST, _FEWEST_LEVEL = 10, 3
# Share of the speed it came down with, and scatter of its height in stance (foot lengths), above
# which a sole cannot be said to stand: 0.002 to 0.014 on 30 rendered runners and one filmed at 300
# frames a second, 0.02 to 0.03 where a dark and blurred shoe was followed badly.
_SETTLED, _UNEVEN = 0.5, 0.017
_STANCE_S = (0.005, 0.1)
# Fewer samples than this about the contact are smoothed over so widely that it seems late.
_FEWEST_ABOUT, _ABOUT_S = 5, 0.015
_RESAMPLES, _FEWEST_DRAWN = 24, 6
# Error left (sd) on 35 rendered runners of two renderers. The measures of a shoe above are round
# ones: heels of 0.55 to 0.65, balls of 0.2 to 0.4 and soles that give 0.015 to 0.03 change this by
# less than 1 ms and the mean error by up to 5.
_SD_S = 0.005


@dataclass(frozen=True, slots=True)
class SoleContact:
    """Stride phase (0..1) at which the sole meets the belt, and the error to expect, s."""

    phase: float
    sd_s: float


def sole_contact(shoe: ShoeSamples, contact: float, stride_s: float) -> SoleContact | None:
    """When the sole meets the belt; ``None`` where the pictures do not tell.

    Parameters
    ----------
    contact
        Stride phase of initial contact as the landmarks tell it.
    """
    cycles = shoe.phase - contact
    after_s = wrap_cycle(cycles) * stride_s
    landings = _levelled(
        _Landings(
            after_s=after_s,
            lowest=_over_belt(_lowest(shoe), shoe.along, after_s),
            weight=shoe.weight,
            number=np.round(cycles),
        )
    )
    met_s = _met_s(landings)
    if met_s is None or not _well_seen(landings, met_s):
        return None
    rng = np.random.default_rng(len(cycles))
    again = [_met_s(_resampled(landings, rng)) for _ in range(_RESAMPLES)]
    drawn = [one for one in again if one is not None]
    if len(drawn) < _FEWEST_DRAWN:
        return None
    # Where half of the samples do not tell, the other half is twice as doubtful.
    scatter_s = float(np.std(drawn)) * _RESAMPLES / len(drawn)
    sd_s = math.hypot(_SD_S, scatter_s)
    return SoleContact((contact + met_s / stride_s) % 1.0, sd_s)


@dataclass(frozen=True, slots=True)
class _Landings:
    """Heights (foot lengths) of a shoe's lowest point over real s after contact, (n,) each.

    ``number`` is that of the contact a sample belongs to.
    """

    after_s: FloatArray
    lowest: FloatArray
    weight: FloatArray
    number: FloatArray


def _lowest(shoe: ShoeSamples) -> FloatArray:
    """Height of the shoe's lowest point, foot lengths, (n,)."""
    toes_up = np.sin(np.radians(shoe.turn_deg))
    return np.asarray(shoe.above - np.where(toes_up > 0.0, _HEEL, -_BALL) * toes_up)


def _over_belt(lowest: FloatArray, along: FloatArray, after_s: FloatArray) -> FloatArray:
    """Heights over the line that the standing shoe moves along: a belt may climb in the picture."""
    stands = (after_s > _ALONG_S[0]) & (after_s < _ALONG_S[1])
    if not stands.any():
        return lowest
    _, slope = robust_line(along[stands], lowest[stands], _APART)
    return np.asarray(lowest - slope * along)


def _levelled(all_of: _Landings) -> _Landings:
    """With every contact's stance on one level, for a camera that sways."""
    after_s, lowest = all_of.after_s, all_of.lowest
    usual, _ = local_line(_GRID_S, after_s, lowest, all_of.weight, _WIDTH_S)
    apart = lowest - np.interp(after_s, _GRID_S, usual)
    stands = (after_s > _OWN_LEVEL_S[0]) & (after_s < _OWN_LEVEL_S[1])
    levelled = lowest.copy()
    for one in np.unique(all_of.number[stands]):
        mine = all_of.number == one
        levelled[mine] -= np.median(apart[stands & mine])
    return replace(all_of, lowest=levelled)


def _resampled(all_of: _Landings, rng: np.random.Generator) -> _Landings:
    """A bootstrap sample of whole contacts."""
    numbers, which = np.unique(all_of.number, return_inverse=True)
    times = np.bincount(rng.integers(0, len(numbers), len(numbers)), minlength=len(numbers))
    return replace(all_of, weight=all_of.weight * times[which])


def _met_s(landings: _Landings) -> float | None:
    """When the sole meets the belt, real s after contact; ``None`` if it isn't seen to."""
    after_s, weight = landings.after_s, landings.weight
    if np.count_nonzero(weight) < _FEWEST:
        return None
    height, speed = local_line(_GRID_S, after_s, landings.lowest, weight, _WIDTH_S)
    # All of stance shows where the sole stands even if the landmarks tell contact too early; just
    # after contact it is shown better where the sole goes on sinking.
    for level in (_level(landings, (_OWN_LEVEL_S,)), _level(landings, _just_after(0.0))):
        met_s = _level_met_s(landings, height, level)
        if met_s is None:
            continue
        begin_s, end_s = _just_after(met_s)[0]
        standing = speed[(begin_s < _GRID_S) & (end_s > _GRID_S)]
        falls = -float(np.interp(met_s, _GRID_S, speed))
        if float(np.median(np.abs(standing))) < _SETTLED * falls:
            return met_s
    return None


def _level_met_s(landings: _Landings, height: FloatArray, level: float | None) -> float | None:
    """When the height comes down to where the sole stands just after, s.

    ``level`` is a first guess of that; ``None`` where it isn't seen to come down.
    """
    met_s = None
    for _ in range(_ROUNDS):
        met_s = _comes_down(height - level) if level is not None else None
        if met_s is None:
            return None
        level = _level(landings, _just_after(met_s))
    return met_s


def _well_seen(landings: _Landings, met_s: float) -> bool:
    """Whether there are enough samples about contact, and the sole stands on one level after."""
    counts = landings.weight > 0.0
    later_s = landings.after_s[counts] - met_s
    stance = (later_s > _STANCE_S[0]) & (later_s < _STANCE_S[1])
    if not stance.any() or np.count_nonzero(np.abs(later_s) < _ABOUT_S) < _FEWEST_ABOUT:
        return False
    return float(np.std(landings.lowest[counts][stance])) < _UNEVEN


def _just_after(met_s: float) -> list[tuple[float, float]]:
    """Spans in which a sole stands that met the belt at ``met_s``, the better first, s."""
    return [(met_s + _LEVEL_BEGINS_S, met_s + end_s) for end_s in _LEVEL_ENDS_S]


def _level(landings: _Landings, spans_s: Sequence[tuple[float, float]]) -> float | None:
    """Height of the standing sole in the first span that shows it; ``None`` if none does."""
    for begin_s, end_s in spans_s:
        stands = (landings.after_s > begin_s) & (landings.after_s < end_s) & (landings.weight > 0.0)
        if stands.sum() >= _FEWEST_LEVEL:
            return float(np.median(landings.lowest[stands]))
    return None


def _comes_down(height: FloatArray) -> float | None:
    """When the height over the belt last passes what the sole gives, s; ``None`` if it doesn't."""
    high = np.flatnonzero((height > _GIVES) & (_SEARCH_S[0] < _GRID_S) & (_SEARCH_S[1] > _GRID_S))
    if not len(high) or _GRID_S[high[-1] + 1] >= _SEARCH_S[1]:
        return None
    last = int(high[-1])
    share = (height[last] - _GIVES) / (height[last] - height[last + 1])
    return float(_GRID_S[last] + share * (_GRID_S[last + 1] - _GRID_S[last]))
