"""From single outcomes to figures per condition and per metric."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from form_analyzer.datatypes import EventKind, FloatArray, Metric
from form_analyzer.metrics.measure import unit_of
from form_analyzer.validation.grid import Condition
from form_analyzer.validation.outcome import BOTH, FAR, NEAR, EventErrors, MetricError, Outcome
from form_analyzer.validation.report import ConditionResult, Figure

_PLACES = (NEAR, FAR, BOTH)


def condition_result(condition: Condition, outcomes: Sequence[Outcome]) -> ConditionResult:
    """Figures of all clips of one condition; errors only of clips on the right clock."""
    seen = [o for o in outcomes if o.refusal is None and o.clock_right]
    events = [errors for o in seen for errors in o.events]
    true = sum(len(e.error_s) + e.missed for e in events)
    return ConditionResult(
        name=condition.name,
        frame_rate_hz=condition.frame_rate_hz,
        slow_motion=1.0 / condition.time_scale,
        clips=len(outcomes),
        refused=dict(Counter(o.refusal for o in outcomes if o.refusal is not None)),
        clock_right=_share(sum(o.clock_right for o in outcomes), len(outcomes)),
        missed_events=_share(sum(e.missed for e in events), true),
        invented_events=_share(sum(e.invented for e in events), true),
        residual_swaps=_share(sum(o.wrong_legs for o in seen), sum(o.frames for o in seen)),
        figures=(*_event_figures(events), *metric_figures(m for o in seen for m in o.metrics)),
    )


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _event_figures(events: Iterable[EventErrors]) -> Iterator[Figure]:
    groups: dict[tuple[EventKind, str], list[EventErrors]] = defaultdict(list)
    for one in events:
        groups[one.kind, one.place].append(one)
    for kind in EventKind:
        for place in (NEAR, FAR):
            errors = _joined([e.error_s for e in groups[kind, place]])
            widths = 1.96 * _joined([e.sd_s for e in groups[kind, place]])
            if len(errors):
                yield _figure(str(kind), place, "ms", 1000.0 * errors, 1000.0 * widths)


def _joined(parts: Sequence[FloatArray]) -> FloatArray:
    return np.concatenate(parts) if parts else np.zeros(0)


def metric_figures(errors: Iterable[MetricError]) -> Iterator[Figure]:
    """Figures per metric and place, in the order of the metrics."""
    groups: dict[tuple[Metric, str], list[MetricError]] = defaultdict(list)
    for one in errors:
        groups[one.metric, one.place].append(one)
    for metric in Metric:
        for place in _PLACES:
            found = groups[metric, place]
            if found:
                off = np.array([e.error for e in found])
                widths = np.array([e.half_width for e in found])
                yield _figure(str(metric), place, str(unit_of(metric)), off, widths)


def _figure(name: str, place: str, unit: str, errors: FloatArray, widths: FloatArray) -> Figure:
    return Figure(
        name=name,
        place=place,
        unit=unit,
        n=len(errors),
        mae=float(np.abs(errors).mean()),
        bias=float(errors.mean()),
        rms=float(np.sqrt((errors**2).mean())),
        coverage=float((np.abs(errors) <= widths).mean()),
        half_width=float(np.median(widths)),
    )


def coverage(outcomes: Iterable[Outcome]) -> tuple[Figure, ...]:
    """Figures per metric and place over all clips measured on the right clock."""
    seen = (o for o in outcomes if o.refusal is None and o.clock_right)
    return tuple(metric_figures(m for o in seen for m in o.metrics))
