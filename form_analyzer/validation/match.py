"""Pairs of found and true instants."""

from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Pairs:
    """Found and true instants paired.

    Attributes
    ----------
    error_s : (n,)
        Found minus true, in the order of the true instants.
    found_index : (n,)
        Which found instant belongs to each.
    missed, invented
        True instants with nothing near, and found instants with nothing true near.
    """

    error_s: FloatArray
    found_index: IntArray
    missed: int
    invented: int


def match_times(
    found_s: FloatArray, true_s: FloatArray, used_s: tuple[float, float], reach_s: float
) -> Pairs:
    """Pair each true instant with the nearest found one no further than ``reach_s`` away.

    True instants outside ``used_s`` need not be found; found ones there are no inventions
    as long as any true instant is near.
    """
    if len(found_s) == 0 or len(true_s) == 0:
        wanted = int(_inside(true_s, used_s).sum())
        return Pairs(np.zeros(0), np.zeros(0, dtype=np.intp), wanted, len(found_s))
    away = np.abs(found_s[:, None] - true_s[None, :])
    nearest = away.argmin(axis=0)
    paired = away.min(axis=0) <= reach_s
    missed = int((_inside(true_s, used_s) & ~paired).sum())
    # Before the first and after the last known instant nothing is known to be invented.
    known = _inside(found_s, (float(true_s[0]), float(true_s[-1])))
    invented = int((known & (away.min(axis=1) > reach_s)).sum())
    invented += len(nearest[paired]) - len(np.unique(nearest[paired]))
    index = nearest[paired].astype(np.intp)
    return Pairs(found_s[index] - true_s[paired], index, missed, invented)


def _inside(time_s: FloatArray, span_s: tuple[float, float]) -> np.ndarray:
    return np.asarray((time_s >= span_s[0]) & (time_s <= span_s[1]))
