"""Every measured number as a reader sees it: with its interval, beside its ranges."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from form_analyzer.datatypes import Analysis, FootStrike, Measurement, Metric, Side, Unit
from form_analyzer.guide.judge import Range, Standing, judge
from form_analyzer.guide.model import Guide, MetricInfo, RangeSource
from form_analyzer.report.view import (
    BandLane,
    CellView,
    NumberGroup,
    NumberView,
    StripView,
    ValueLane,
)
from form_analyzer.report.words import (
    Shown,
    number_text,
    range_text,
    shown,
    side_label,
    with_unit,
)

_GROUPS: tuple[tuple[str, tuple[Metric, ...]], ...] = (
    (
        "Where and how the foot comes down",
        (
            Metric.OVERSTRIDE,
            Metric.SHANK_ANGLE,
            Metric.FOOT_STRIKE_ANGLE,
            Metric.FOOT_STRIKE_PATTERN,
            Metric.KNEE_FLEXION_CONTACT,
        ),
    ),
    (
        "Rhythm",
        (
            Metric.CADENCE,
            Metric.CONTACT_TIME,
            Metric.FLIGHT_TIME,
            Metric.DUTY_FACTOR,
            Metric.STEP_TIME_ASYMMETRY,
        ),
    ),
    (
        "Posture",
        (
            Metric.TRUNK_LEAN,
            Metric.TRUNK_LEAN_RANGE,
            Metric.FORWARD_HEAD,
            Metric.SHOULDER_ELEVATION,
            Metric.ELBOW_ANGLE,
        ),
    ),
    (
        "Through the stride",
        (
            Metric.KNEE_FLEXION_STANCE,
            Metric.HIP_EXTENSION,
            Metric.VERTICAL_OSCILLATION,
            Metric.STEP_LENGTH,
            Metric.VERTICAL_RATIO,
        ),
    ),
)

_STANDING_SIGNS = {
    Standing.INSIDE: "✓",
    Standing.OUTSIDE: "▲",
    Standing.UNCERTAIN: "?",
    Standing.NOT_JUDGED: "",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What every number needs: the analysis, the guide, and the athlete's own ranges."""

    analysis: Analysis
    guide: Guide
    own_ranges: Mapping[Metric, Range]

    @property
    def near_side(self) -> Side | None:
        """The side nearer the camera."""
        return self.analysis.view.near_side

    def rows(self, metric: Metric) -> tuple[Measurement, ...]:
        """Rows of one metric, near before far."""
        rows = [row for row in self.analysis.measurements if row.metric is metric]
        return tuple(sorted(rows, key=lambda row: row.side is not self.near_side))

    def target(self, metric: Metric) -> tuple[Range, RangeSource] | None:
        """The range a metric is compared with, and whose it is."""
        if metric in self.own_ranges:
            return self.own_ranges[metric], RangeSource.ATHLETE
        found = self.guide.recommendation(metric)
        if found is None or found.metric is not metric or found.target is None:
            return None
        return found.target, found.source


def number_groups(reading: Reading) -> tuple[NumberGroup, ...]:
    """All metrics of the analysis, by group; metrics without a row are left out."""
    groups = []
    for title, metrics in _GROUPS:
        numbers = tuple(number_view(reading, metric) for metric in metrics if reading.rows(metric))
        if numbers:
            groups.append(NumberGroup(title=title, numbers=numbers))
    return tuple(groups)


def number_view(reading: Reading, metric: Metric) -> NumberView:
    """One metric with all its sides; the analysis has at least one row of it."""
    info = reading.guide.metrics[metric]
    rows = reading.rows(metric)
    unit = rows[0].unit
    how = shown(metric, unit)
    target = reading.target(metric)
    return NumberView(
        metric=metric,
        name=info.name,
        short_name=info.short_name,
        unit=how.unit,
        definition=info.definition,
        how_to_read=info.how_to_read,
        guide_text=_target_text(reading, target, how, info),
        research_text=_research_text(reading, info, unit, how),
        research_short=_research_short(reading, info, unit, how),
        cells=tuple(_cell(reading, row, how, info) for row in rows),
        strip=strip_view(reading, rows),
    )


def value_text(row: Measurement, how: Shown, info: MetricInfo) -> str:
    """The value without its unit; the kind of a foot strike pattern; empty when missing."""
    if row.category is not None:
        return str(row.category)
    if row.value is None:
        return ""
    return number_text(row.value * how.factor, info.decimals - how.fewer_decimals)


def interval_text(row: Measurement, how: Shown, info: MetricInfo) -> str:
    """The 95 % interval without its unit; empty where there is none."""
    if row.ci95 is None:
        return ""
    decimals = info.decimals - how.fewer_decimals
    low, high = (number_text(end * how.factor, decimals) for end in row.ci95)
    return f"{low} to {high}"


def strip_view(reading: Reading, rows: Sequence[Measurement]) -> StripView | None:
    """The picture of some rows of one metric; ``None`` where no range or no number is."""
    measured = [row for row in rows if row.value is not None and row.ci95 is not None]
    if not measured:
        return None
    metric, unit = measured[0].metric, measured[0].unit
    info, how = reading.guide.metrics[metric], shown(metric, unit)
    bands = _bands(reading, info, unit, how)
    if not bands:
        return None
    lanes = tuple(_lane(reading, row, how, info) for row in measured)
    told = [f"{lane.label} {with_unit(lane.text, how.unit)}" for lane in lanes]
    told += [f"{band.label} {with_unit(band.text, how.unit)}" for band in bands]
    return StripView(
        values=lanes,
        bands=bands,
        unit=how.unit.replace("°", "degrees"),
        description=f"{info.name}: {', '.join(told)}",
    )


def _lane(reading: Reading, row: Measurement, how: Shown, info: MetricInfo) -> ValueLane:
    if row.value is None or row.ci95 is None:
        raise ValueError(f"{row.metric} ({row.side}) has no number to draw")
    label = side_label(row.side, reading.near_side)
    return ValueLane(
        label="you" if row.side is Side.BOTH else label,
        value=row.value * how.factor,
        low=row.ci95[0] * how.factor,
        high=row.ci95[1] * how.factor,
        text=value_text(row, how, info),
        far=_is_far(row.side, reading.near_side),
    )


def _bands(reading: Reading, info: MetricInfo, unit: Unit, how: Shown) -> tuple[BandLane, ...]:
    bands = []
    target = reading.target(info.metric)
    if target is not None:
        label = {RangeSource.GUIDE: "the guide", RangeSource.ATHLETE: "your target"}
        bands.append(_band(label.get(target[1], "usual range"), target[0], how, info))
    research = _research_range(reading, info, unit)
    if research is not None and (target is None or research != target[0]):
        bands.append(_band("research", research, how, info, research=True))
    return tuple(bands)


def _band(
    label: str, ends: Range, how: Shown, info: MetricInfo, *, research: bool = False
) -> BandLane:
    return BandLane(
        label=label,
        low=ends[0] * how.factor,
        high=ends[1] * how.factor,
        text=_range(ends, how, info),
        research=research,
    )


def _range(ends: Range, how: Shown, info: MetricInfo) -> str:
    low, high = ends[0] * how.factor, ends[1] * how.factor
    return range_text(low, high, info.decimals - how.fewer_decimals)


def _research_range(reading: Reading, info: MetricInfo, unit: Unit) -> Range | None:
    """What people in studies do, where the row has the unit the range is in."""
    found = reading.guide.recommendation(info.metric)
    if unit is not info.unit or found is None or found.metric is not info.metric:
        return None
    return found.research_range


def _target_text(
    reading: Reading, target: tuple[Range, RangeSource] | None, how: Shown, info: MetricInfo
) -> str:
    """The guide's range or the athlete's own; a range known from research is not the guide's."""
    if info.metric is Metric.FOOT_STRIKE_PATTERN:
        angle = reading.target(Metric.FOOT_STRIKE_ANGLE)
        asked = angle is not None and angle[1] is RangeSource.GUIDE
        return str(FootStrike.MIDFOOT) if asked else ""
    if target is None or target[1] is RangeSource.RESEARCH:
        return ""
    text = _range(target[0], how, info)
    return f"{text} (your target)" if target[1] is RangeSource.ATHLETE else text


def _research_text(reading: Reading, info: MetricInfo, unit: Unit, how: Shown) -> str:
    if unit is not info.unit:
        return ""  # millimetres beside leg lengths tell nobody anything
    ends = _research_range(reading, info, unit)
    if ends is None:
        return info.research
    found = reading.guide.recommendation(info.metric)
    label = found.research_range_label if found is not None else None
    text = with_unit(_range(ends, how, info), how.unit)
    return f"{text} ({label})" if label else text


def _research_short(reading: Reading, info: MetricInfo, unit: Unit, how: Shown) -> str:
    """A range, or averages of studies: ``160 to 210``, ``mean 283 / 299``."""
    ends = _research_range(reading, info, unit)
    if ends is not None:
        return _range(ends, how, info)
    if unit is not info.unit or not info.averages:
        return ""
    decimals = info.decimals - how.fewer_decimals
    means = (number_text(mean * how.factor, decimals) for mean in info.averages)
    return f"mean {' / '.join(means)}"


def _cell(reading: Reading, row: Measurement, how: Shown, info: MetricInfo) -> CellView:
    standing = judge(row, reading.guide, reading.own_ranges).standing
    words = reading.guide.labels[f"standing.{standing}"]
    return CellView(
        side=row.side,
        side_label=side_label(row.side, reading.near_side),
        far=_is_far(row.side, reading.near_side),
        text=value_text(row, how, info),
        interval=interval_text(row, how, info),
        detail=_chances(row.probabilities),
        n_strides=row.n_strides,
        missing=row.reason_missing,
        standing=standing,
        standing_text="" if row.is_missing else f"{_STANDING_SIGNS[standing]} {words}".strip(),
    )


def _is_far(side: Side, near_side: Side | None) -> bool:
    return near_side is not None and side is near_side.other


def _chances(probabilities: Mapping[FootStrike, float] | None) -> str:
    """Probabilities of a pattern, largest first: ``rearfoot 97 %, midfoot 3 %``."""
    if not probabilities:
        return ""
    ranked = sorted(probabilities.items(), key=lambda item: -item[1])
    told = [f"{kind} {round(100 * share)} %" for kind, share in ranked if round(100 * share) > 0]
    return ", ".join(told)
