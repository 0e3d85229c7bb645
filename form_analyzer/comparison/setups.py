"""Whether two sessions were set up alike, aspect by aspect, in words."""

from collections.abc import Callable

from form_analyzer.comparison.repeatability import Aspect, Tolerances
from form_analyzer.comparison.types import SetUp
from form_analyzer.datatypes import Side


def difference(
    aspect: Aspect, first: SetUp, second: SetUp, side: Side, tolerances: Tolerances
) -> str | None:
    """What differs in one aspect, in words; ``None`` if alike or not known of both."""
    if aspect is Aspect.NEAR_SIDE and side is Side.BOTH:
        return None
    return _CHECKS[aspect](first, second, tolerances)


def unknown(aspect: Aspect, first: SetUp, second: SetUp) -> str | None:
    """A caveat where an aspect was said of one session only, so that it cannot be checked.

    Belt speed matters so much that it is a caveat as well when it was never said.
    """
    if aspect is Aspect.SPEED:
        return _said_once("belt speed", first.speed_mps, second.speed_mps, always=True)
    if aspect is Aspect.INCLINE:
        return _said_once("incline", first.incline_percent, second.incline_percent)
    return None


def _said_once(
    name: str, first: float | None, second: float | None, *, always: bool = False
) -> str | None:
    said = [value is not None for value in (first, second)]
    if all(said) or not (any(said) or always):
        return None
    only = "for one session only" if any(said) else "for neither session"
    return f"The {name} was given {only}."


def _speed(first: SetUp, second: SetUp, tolerances: Tolerances) -> str | None:
    a, b = first.speed_mps, second.speed_mps
    if a is None or b is None or abs(a - b) <= tolerances.speed_mps:
        return None
    return f"the belt ran at {a * 3.6:.1f} and {b * 3.6:.1f} km/h"


def _incline(first: SetUp, second: SetUp, tolerances: Tolerances) -> str | None:
    a, b = first.incline_percent, second.incline_percent
    if a is None or b is None or abs(a - b) <= tolerances.incline_percent:
        return None
    return f"the belt was inclined by {a:.1f} and {b:.1f} %"


def _view(first: SetUp, second: SetUp, _tolerances: Tolerances) -> str | None:
    a, b = first.plane, second.plane
    return None if a is b or a is None or b is None else "the camera stood elsewhere"


def _near_side(first: SetUp, second: SetUp, _tolerances: Tolerances) -> str | None:
    a, b = first.near_side, second.near_side
    if a is b or a is None or b is None:
        return None
    return f"the {a} side faced the camera once, the {b} side the other time"


def _frame_rate(first: SetUp, second: SetUp, tolerances: Tolerances) -> str | None:
    a, b = first.frame_rate_hz, second.frame_rate_hz
    if a is None or b is None or max(a, b) <= tolerances.frame_rate_ratio * min(a, b):
        return None
    return f"the clips have {a:.0f} and {b:.0f} pictures a second"


def _clock(first: SetUp, second: SetUp, _tolerances: Tolerances) -> str | None:
    if (first.time_scale < 1) == (second.time_scale < 1):
        return None
    return "only one of the clips is slow motion"


def _pose_model(first: SetUp, second: SetUp, _tolerances: Tolerances) -> str | None:
    a, b = first.pose_model, second.pose_model
    return None if a == b else f"the pose models differ ({a} and {b})"


_CHECKS: dict[Aspect, Callable[[SetUp, SetUp, Tolerances], str | None]] = {
    Aspect.SPEED: _speed,
    Aspect.INCLINE: _incline,
    Aspect.VIEW: _view,
    Aspect.NEAR_SIDE: _near_side,
    Aspect.FRAME_RATE: _frame_rate,
    Aspect.CLOCK: _clock,
    Aspect.POSE_MODEL: _pose_model,
}
