"""How much later one foot lands than the other, from both shoes in the pictures.

Where a landing foot takes on the speed of the belt differs between runners by tens of
milliseconds from contact, so it tells no contact by itself. But it differs alike on both
sides: the time from one shoe's landing to the other's is known to a few milliseconds, where the
landmarks of the two legs, one of them half hidden, err each in its own way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from form_analyzer.datatypes import FloatArray, Side
from form_analyzer.gait.events import Events, SideEvents
from form_analyzer.gait.shoe import ShoeSamples
from form_analyzer.geometry import wrap_cycle
from form_analyzer.signals.local import local_line

_GRID_S = np.arange(-0.09, 0.115, 0.002)
_WIDTH_S = 0.006
_BELT_S = (0.05, 0.11)
_SEARCH_S = -0.06
_SHARES = (0.4, 0.5, 0.6, 0.7, 0.8)
"""Of the belt's speed, which the shoe reaches one after the other as it lands."""

_MOST_SPREAD_S = 0.006
_MOST_UNLIKE = 3.0
_LEAST_MATCH = 0.75
_FEWEST = 30
_NEAR_SHARE = 0.85
"""What the near foot's contact counts for in placing both; the far foot's landmarks err more."""


@dataclass(frozen=True, slots=True)
class Touchdowns:
    """Stride phases at which each shoe takes on shares of the belt's speed, (n,) by side."""

    near_side: Side
    phases: Mapping[Side, FloatArray]

    @property
    def alike(self) -> bool:
        """Whether both shoes take on the belt's speed about as fast as each other.

        Where one takes three times as long, the asymmetry of 14 rendered runners was off by
        0.050 (rms), of 118 others by 0.019.
        """
        spans = [float(np.ptp(phases)) for phases in self.phases.values()]
        return max(spans) <= _MOST_UNLIKE * min(spans)


def touchdowns(
    events: Events, shoes: Mapping[Side, ShoeSamples], stride_s: float, near_side: Side
) -> Touchdowns | None:
    """How both shoes land; ``None`` where one of them is not seen well enough to tell."""
    phases = {
        side: event.contact + landing_s / stride_s
        for side, event in events.items()
        if side in shoes
        and (landing_s := _landing_s(shoes[side], event.contact, stride_s)) is not None
    }
    if len(phases) < len(events):
        return None
    apart = phases[near_side] - phases[near_side.other]
    spread_s = float(np.median(np.abs(apart - np.median(apart)))) * stride_s
    return Touchdowns(near_side, phases) if spread_s <= _MOST_SPREAD_S else None


def tied(events: Events, landed: Touchdowns | None) -> Events:
    """Events with the contacts as far apart as the shoes landed; as they are without shoes."""
    if landed is None:
        return events
    near, far = landed.near_side, landed.near_side.other
    late = {side: landed.phases[side] - events[side].contact for side in (near, far)}
    apart = float(np.median(wrap_cycle(late[near] - late[far])))
    return {
        near: _moved(events[near], (1.0 - _NEAR_SHARE) * apart),
        far: _moved(events[far], -_NEAR_SHARE * apart),
    }


def _moved(event: SideEvents, by: float) -> SideEvents:
    return replace(event, contact=(event.contact + by) % 1.0)


def _landing_s(shoe: ShoeSamples, contact: float, stride_s: float) -> FloatArray | None:
    """When the shoe reaches shares of the belt's speed, real s after contact; ``None`` unclear."""
    after_s = wrap_cycle(shoe.phase - contact) * stride_s
    landing = np.abs(after_s) < 0.03
    if len(after_s) < _FEWEST or not landing.any():
        return None
    if float(np.median(shoe.match[landing])) < _LEAST_MATCH:
        return None
    _, speed = local_line(_GRID_S, after_s, shoe.along, shoe.weight, _WIDTH_S)
    belt = -float(np.median(speed[(_BELT_S[0] < _GRID_S) & (_BELT_S[1] > _GRID_S)]))
    if belt <= 0.0:
        return None
    later = _GRID_S > _SEARCH_S
    share, time_s = -speed[later] / belt, _GRID_S[later]
    reached = [_first(time_s, share, level) for level in _SHARES]
    return None if None in reached else np.array(reached, dtype=np.float64)


def _first(time_s: FloatArray, values: FloatArray, level: float) -> float | None:
    """Where the values first rise to a level from below it; ``None`` if they never do."""
    rises = np.flatnonzero((values[:-1] < level) & (values[1:] >= level))
    if not len(rises):
        return None
    i = int(rises[0])
    share = (level - values[i]) / (values[i + 1] - values[i])
    return float(time_s[i] + share * (time_s[i + 1] - time_s[i]))
