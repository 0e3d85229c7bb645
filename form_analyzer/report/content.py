"""What a report says, and in which order.

One place turns an analysis and the guide into a
:class:`~form_analyzer.report.view.ReportView`; whatever shows it only draws.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from form_analyzer.datatypes import Analysis, Metric, QualitySeverity
from form_analyzer.guide.compare import work_on_first
from form_analyzer.guide.judge import NO_OVERRIDES, Range, Standing
from form_analyzer.guide.model import CurveNorm, Guide
from form_analyzer.report.advice import also_item, work_item
from form_analyzer.report.facts import facts, provenance
from form_analyzer.report.numbers import Reading, number_groups
from form_analyzer.report.view import (
    CellView,
    Check,
    CurveBand,
    FlagView,
    NumberGroup,
    RedFlagView,
    ReportView,
    WorkItem,
)
from form_analyzer.report.words import flag_label

_RED_FLAG_LEAD = (
    "If one of these is true for you, please set the advice aside and have it looked at first."
)

_NOTES = {Check.NOT_ASKED: "not_asked", Check.OPEN: "open"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Whose run it was and when, for the top of the page; all may be left out."""

    athlete: str | None = None
    day: date | None = None
    note: str | None = None


def report_view(
    analysis: Analysis,
    guide: Guide,
    *,
    occasion: Occasion | None = None,
    own_ranges: Mapping[Metric, Range] = NO_OVERRIDES,
    check: Check = Check.NOT_ASKED,
) -> ReportView:
    """Decide what to say about an analysis, and in which order.

    Parameters
    ----------
    analysis
        With its deviations already ranked.
    own_ranges
        The athlete's own ranges, the same that the deviations were found with.
    check
        What is known of warning signs: with one named numbers stay and advice goes; with the
        check open, advice waits for it.
    """
    reading = Reading(analysis, guide, own_ranges)
    first = work_on_first(analysis.deviations)
    items = tuple(work_item(reading, row, place) for place, row in enumerate(first, start=1))
    stopped, held = check is Check.STOPPED, check in (Check.STOPPED, Check.OPEN)
    later = [] if held else [row for row in analysis.deviations if row not in first]
    shown, groups = () if stopped else items, number_groups(reading)
    return ReportView(
        heading="Running form report",
        subtitle=_subtitle(analysis, occasion or Occasion()),
        headline=_headline(analysis, items, groups, stopped=stopped),
        refused=analysis.refused,
        facts=facts(analysis, guide),
        red_flags=_red_flags(guide, stopped=stopped),
        check=check,
        check_note=_check_note(guide, check) if shown else "",
        work_on=shown,
        ranking=guide.labels["ranking.explained"] if len(shown) > 1 else "",
        also=tuple(also_item(reading, row) for row in later),
        groups=groups,
        bands=tuple(_band(norm) for norm in guide.curves.values()),
        bands_note=_bands_note(guide),
        flags=_flags(analysis),
        provenance=provenance(analysis),
        disclaimer=guide.labels["disclaimer.text"],
    )


def _subtitle(analysis: Analysis, occasion: Occasion) -> str:
    day = f"{occasion.day:%A}, {occasion.day.day} {occasion.day:%B %Y}" if occasion.day else None
    parts = (occasion.athlete, day, analysis.video.file_name, occasion.note)
    return " · ".join(part for part in parts if part)


def _headline(
    analysis: Analysis,
    items: tuple[WorkItem, ...],
    groups: tuple[NumberGroup, ...],
    *,
    stopped: bool,
) -> str:
    if analysis.refused:
        return "This clip could not be measured. Below is why, and what to do about it."
    if stopped:
        return "You named a warning sign, so this report holds measurements but no advice."
    if not items and _far_leg_outside(groups):
        return (
            "Nothing to work on: on the leg near the camera nothing is outside its range. The "
            "far leg, seen less well, has numbers marked ▲ below; film it from its own side."
        )
    if not items:
        said = "Nothing that was measured is clearly outside the guide's ranges."
        close = " What is marked ? is too close to a border to say."
        return said + close if _any_uncertain(groups) else said
    count = {1: "One thing", 2: "Two things", 3: "Three things"}[len(items)]
    return f"{count} to work on, starting with: {items[0].title.lower()}."


def _far_leg_outside(groups: tuple[NumberGroup, ...]) -> bool:
    return any(cell.far and cell.standing is Standing.OUTSIDE for cell in _cells(groups))


def _any_uncertain(groups: tuple[NumberGroup, ...]) -> bool:
    return any(cell.standing is Standing.UNCERTAIN for cell in _cells(groups))


def _cells(groups: tuple[NumberGroup, ...]) -> Iterator[CellView]:
    return (cell for group in groups for number in group.numbers for cell in number.cells)


def _red_flags(guide: Guide, *, stopped: bool) -> RedFlagView:
    texts = guide.red_flag_texts
    lead = texts["stop"] if stopped else _RED_FLAG_LEAD
    return RedFlagView(
        stopped=stopped,
        title=texts["stop_title"] if stopped else "When to see a clinician instead",
        lead=lead,
        signs=tuple((flag.question, flag.reason) for flag in guide.red_flags),
        urgent=texts["urgent"],
        closing=texts["not_a_diagnosis"],
    )


def _check_note(guide: Guide, check: Check) -> str:
    return guide.red_flag_texts[_NOTES[check]] if check in _NOTES else ""


def _band(norm: CurveNorm) -> CurveBand:
    pairs = tuple(zip(norm.mean_deg, norm.sd_deg, strict=True))
    return CurveBand(
        name=norm.name,
        percent=norm.percent,
        low_deg=tuple(mean - norm.width_sd * sd for mean, sd in pairs),
        high_deg=tuple(mean + norm.width_sd * sd for mean, sd in pairs),
        label=f"{norm.label} ({norm.source.short})",
    )


def _bands_note(guide: Guide) -> str:
    notes = [f"{norm.note} ({norm.source.short})" for norm in guide.curves.values()]
    return " ".join([*notes, guide.curve_texts["none"]])


def _flags(analysis: Analysis) -> tuple[FlagView, ...]:
    """Refusals first, then warnings, then what is good to know."""
    order = [QualitySeverity.REFUSAL, QualitySeverity.WARNING, QualitySeverity.INFO]
    ranked = sorted(analysis.quality, key=lambda flag: order.index(flag.severity))
    return tuple(
        FlagView(severity=flag.severity, label=flag_label(flag.severity), message=flag.message)
        for flag in ranked
    )
