"""The things to work on: each number with its meaning, and what to do about it."""

from collections.abc import Mapping

from form_analyzer.datatypes import Deviation, Direction, Metric, Severity, Unit
from form_analyzer.guide.compare import work_on_first
from form_analyzer.guide.model import Guide, RangeSource
from form_analyzer.report.numbers import Reading, interval_text, strip_view, value_text
from form_analyzer.report.view import AlsoItem, Beside, WorkItem
from form_analyzer.report.words import range_text, shown, side_label, with_unit

_OWNERS: Mapping[str, str] = {
    RangeSource.GUIDE: "the guide's range",
    RangeSource.ATHLETE: "your own target",
}


def work_item(reading: Reading, deviation: Deviation, position: int) -> WorkItem:
    """One of the things to work on first, with everything said about it.

    Parameters
    ----------
    position
        Its place in the list, 1 first.
    """
    row, guide = deviation.measurement, reading.guide
    info, how = guide.metrics[row.metric], shown(row.metric, row.unit)
    found = guide.recommendation(row.metric)
    value = with_unit(value_text(row, how, info), how.unit)
    interval = with_unit(interval_text(row, how, info), how.unit)
    return WorkItem(
        position=position,
        metric=row.metric,
        side=row.side,
        severity=deviation.severity,
        title=info.name if found is None else found.title,
        metric_name=info.name,
        side_label=side_label(row.side, reading.near_side),
        value_text=value,
        interval_text=f"95 % interval {interval}" if interval else "",
        range_text=_target_text(reading, deviation),
        verdict=_verdict(reading, deviation),
        strip=strip_view(reading, reading.rows(row.metric)),
        evidence_alt=f"{info.name}: {value}, drawn on the very frame it is about",
        beside=_beside(guide, deviation),
        advice=guide.advice[deviation.advice_key],
    )


def also_item(reading: Reading, deviation: Deviation) -> AlsoItem:
    """A deviation that is not among the first, in one line."""
    row, guide = deviation.measurement, reading.guide
    info, how = guide.metrics[row.metric], shown(row.metric, row.unit)
    advice = guide.advice[deviation.advice_key]
    value = with_unit(value_text(row, how, info), how.unit)
    first = {found.advice_key for found in work_on_first(reading.analysis.deviations)}
    drill = (
        "The drill above works on this too."
        if deviation.advice_key in first
        else f"When you come to it: {advice.drill.lower()}. “{advice.cue}”"
    )
    return AlsoItem(
        metric=row.metric,
        title=info.name,
        text=f"{value}. {_verdict(reading, deviation)} {drill}",
    )


def _beside(guide: Guide, deviation: Deviation) -> Beside | None:
    found = guide.recommendation(deviation.measurement.metric)
    if found is None:
        return None
    return Beside(
        section=found.section,
        guide_says=found.guide_says,
        why=found.why,
        research_says=found.research_says,
        contradiction=found.contradiction,
        range_reason=found.range_reason,
        caveat=found.caveat,
        cited=", ".join(source.short for source in found.sources),
        sources=tuple(source.citation for source in found.sources),
    )


def _target_text(reading: Reading, deviation: Deviation) -> str:
    """The range in words with its owner: ``the guide's range of 170 to 190 steps/min``."""
    row = deviation.measurement
    # A pattern is judged by the borders of its angle.
    metric, unit = row.metric, row.unit
    if row.value is None:
        metric, unit = Metric.FOOT_STRIKE_ANGLE, Unit.DEGREE
    info, how = reading.guide.metrics[metric], shown(metric, unit)
    low, high = (end * how.factor for end in deviation.target)
    text = with_unit(range_text(low, high, info.decimals - how.fewer_decimals), how.unit)
    return f"{_OWNERS.get(deviation.source, 'the usual range')} of {text}"


def _verdict(reading: Reading, deviation: Deviation) -> str:
    """How far outside which range, and how sure that is, in one sentence."""
    side = "below" if deviation.direction is Direction.LOW else "above"
    where = f"Clearly {side}" if deviation.severity is Severity.MAJOR else side.capitalize()
    percent = int(100 * deviation.probability)
    sure = "that is as good as certain" if percent >= 99 else f"{percent} % certain"
    return f"{where} {_target_text(reading, deviation)}; {sure}."
