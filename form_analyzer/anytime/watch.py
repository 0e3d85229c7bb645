"""Watch a long clip window by window until its numbers are as good as they get."""

from collections.abc import Callable, Sequence

import numpy as np

from form_analyzer.anytime.examiner import Examiner, Looked
from form_analyzer.anytime.parts import from_first_frame, join
from form_analyzer.anytime.plan import Plan, Span
from form_analyzer.anytime.pool import systematic_of
from form_analyzer.datatypes import Metric, PoseTrack, QualityCode, Side
from form_analyzer.quality.runner import FEW_STRIDES

BUDGET_S = 45.0
"""Seconds of a clip watched at most, where they can be measured."""

SEARCH_S = 240.0
"""Seconds watched at most to find anybody running, or enough strides of slow motion."""

WIDER_RATIO = 1.1
"""How much wider an interval may be than the same with the systematic error alone."""

HIGH_RATE_HZ = 130.0
"""Clips with more frames a second are thinned."""

_ENOUGH_HZ = 115.0
_MAIN = (
    Metric.CADENCE,
    Metric.CONTACT_TIME,
    Metric.FOOT_STRIKE_ANGLE,
    Metric.OVERSTRIDE,
    Metric.SHANK_ANGLE,
    Metric.TRUNK_LEAN,
)
_MORE_MIGHT_HELP = frozenset(
    {QualityCode.NO_PERSON, QualityCode.NOT_RUNNING, QualityCode.FEW_STRIDES}
)

Watch = Callable[[Sequence[Span]], PoseTrack]
"""The track of these frame ranges: one runner, frames numbered as in the whole clip."""


def thinning(frame_rate_hz: float) -> int:
    """Every how manyth frame to watch: all up to 130 a second, some 120 a second above.

    It goes by the container's own rate: only after the landmarks are known can the clock
    tell slow motion, and a slow-motion file needs all of its frames.
    """
    if not frame_rate_hz > HIGH_RATE_HZ:
        return 1
    return max(1, int(frame_rate_hz / _ENOUGH_HZ))


def watch_enough(
    plan: Plan, watch: Watch, examiner: Examiner, *, first_time_s: float = 0.0
) -> PoseTrack:
    """The rows of a clip that its measurements need.

    Three windows first; then more in between, until every interval of the main metrics is
    within a tenth of what the systematic error alone makes it, or ``BUDGET_S`` is spent,
    or the clip ends. Where the windows show nobody running, or slow motion leaves too few
    strides in them, they are made wider, up to ``SEARCH_S``.

    Parameters
    ----------
    plan
        The clip's chunks; tells afterwards what was watched.
    watch
        Called with frame ranges not asked for before.
    first_time_s
        Time stamp of the clip's first frame.
    """
    track = from_first_frame(watch(plan.first()), first_time_s)
    while spans := _next(plan, examiner.look(track)):
        track = join((track, watch(spans)))
    return track


def _next(plan: Plan, looked: Looked) -> tuple[Span, ...]:
    """What to watch next; nothing when it is enough."""
    if plan.all_watched:
        return ()
    if _too_narrow(looked):
        return plan.wider() if plan.watched_s < SEARCH_S else ()
    affordable = int((BUDGET_S - plan.watched_s) / plan.window_s)
    missing = int(np.ceil(plan.n_windows * (_shortfall(looked) - 1.0)))
    wanted = min(affordable, missing)
    return plan.between(wanted) if wanted > 0 else ()


def _too_narrow(looked: Looked) -> bool:
    """Whether the windows hold nobody running yet, or too few strides each."""
    if looked.told.refusal is not None:
        return looked.told.refusal in _MORE_MIGHT_HELP
    strides = [
        max((row.n_strides for row in part.told.measurements), default=0) for part in looked.used
    ]
    return float(np.median(strides)) < FEW_STRIDES


def _shortfall(looked: Looked) -> float:
    """Times as many windows as now that the least certain main metric asks for; <= 1: enough."""
    near = looked.told.view.near_side
    rows = [
        row
        for row in looked.told.measurements
        if row.metric in _MAIN and row.side in (near, Side.BOTH) and row.value is not None
    ]
    allowed = WIDER_RATIO**2 - 1.0
    return max(
        (
            (row.sampling_sd or 0.0) ** 2 / (allowed * max(systematic_of(row), 1e-9) ** 2)
            for row in rows
        ),
        default=0.0,
    )
