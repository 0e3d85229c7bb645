"""Two sessions side by side: a table with verdicts, and what the two clips need to play in step."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from form_analyzer.comparison.compare import compare_sessions
from form_analyzer.comparison.types import Change, Comparison, Verdict
from form_analyzer.comparison.words import amount
from form_analyzer.datatypes import Analysis, EventKind, GhostCycle, Measurement, Side
from form_analyzer.guide.model import Guide
from form_analyzer.report.words import capital, shown, side_label
from form_analyzer.storage.records import SessionLine
from form_analyzer.storage.service import SeasonService
from form_analyzer.ui.services.playing import Plain, bones
from form_analyzer.ui.services.roster import day_text

VERDICT_TEXTS = {
    Verdict.REAL_CHANGE: "real change",
    Verdict.WITHIN_NOISE: "≈ within the noise",
    Verdict.NOT_COMPARABLE: "✕ not comparable",
    Verdict.NOT_MEASURED: "– not measured",
}
_ORDER = list(VERDICT_TEXTS)
_OFTEN = 3
"""A reason that so many rows share is said once, above them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One line of the table, ready to print; the name holds the unit."""

    name: str
    first: str
    second: str
    difference: str
    verdict: Verdict
    verdict_text: str
    words: str

    @property
    def comparable(self) -> bool:
        """Whether something can be said of a change."""
        return self.verdict in (Verdict.REAL_CHANGE, Verdict.WITHIN_NOISE)


def compare(season: SeasonService, first_id: str, second_id: str) -> Comparison:
    """Compare the current analyses of two sessions."""
    return compare_sessions(season.results.snapshot(first_id), season.results.snapshot(second_id))


def change_rows(comparison: Comparison, guide: Guide) -> tuple[ChangeRow, ...]:
    """Every change, real ones first, otherwise in the order of the metrics."""
    ranked = sorted(comparison.changes, key=lambda change: _ORDER.index(change.verdict))
    said = _usual_reason(comparison)
    return tuple(_row(change, comparison, guide, said) for change in ranked)


def summary(comparison: Comparison) -> str:
    """How many changes are real, in one sentence."""
    real = len(comparison.with_verdict(Verdict.REAL_CHANGE))
    noise = len(comparison.with_verdict(Verdict.WITHIN_NOISE))
    what = {0: "No number has", 1: "One number has"}.get(real, f"{real} numbers have")
    apart = len(comparison.with_verdict(Verdict.NOT_COMPARABLE))
    why = _usual_reason(comparison)
    because = f": {why}" if why else "; the table says why"
    rest = f" {apart} cannot be compared{because}." if apart else ""
    if _of_two(comparison):
        what = {0: "No number really differs", 1: "One number really differs"}.get(
            real, f"{real} numbers really differ"
        )
        return f"{what} between the two athletes; {noise} by no more than chance.{rest}"
    return f"{what} really changed; {noise} differ by no more than chance.{rest}"


def _of_two(comparison: Comparison) -> bool:
    """Whether the sessions are those of two athletes: then nothing has changed, it differs."""
    return comparison.first.athlete_id != comparison.second.athlete_id


def rest_title(rows: Sequence[ChangeRow]) -> str:
    """What the rows are of which no change can be told, with how many there are of each."""
    words = {Verdict.NOT_COMPARABLE: "cannot be compared", Verdict.NOT_MEASURED: "not measured"}
    counts = Counter(row.verdict for row in rows)
    told = [f"{text} ({counts[verdict]})" for verdict, text in words.items() if counts[verdict]]
    return capital(", ".join(told))


def _usual_reason(comparison: Comparison) -> str:
    """The reason that most rows share, to be said once; empty where rows have their own."""
    apart = [_reasons(change) for change in comparison.with_verdict(Verdict.NOT_COMPARABLE)]
    reason, count = Counter(apart).most_common(1)[0] if apart else ("", 0)
    return reason if count >= _OFTEN else ""


def _row(change: Change, comparison: Comparison, guide: Guide, said: str) -> ChangeRow:
    unit = shown(change.metric, change.unit).unit
    return ChangeRow(
        name=f"{guide.metrics[change.metric].name}{_leg(change, comparison)}"
        + (f"\N{NO-BREAK SPACE}({unit})" if unit else ""),
        first=_value(change.first),
        second=_value(change.second),
        difference=_difference(change),
        verdict=change.verdict,
        verdict_text=_verdict(change, comparison, said),
        words=change.words,
    )


def _leg(change: Change, comparison: Comparison) -> str:
    """Which leg; near and far only where they are the same in both sessions."""
    if change.side is Side.BOTH:
        return ""
    near = comparison.second.set_up.near_side
    same = comparison.first.set_up.near_side is near
    return f", {side_label(change.side, near) if same else change.side}"


def _verdict(change: Change, comparison: Comparison, said: str) -> str:
    reasons = _reasons(change)
    own = "" if reasons == said else reasons
    text = ": ".join(filter(None, (VERDICT_TEXTS[change.verdict], own)))
    if change.verdict is not Verdict.REAL_CHANGE:
        return text
    return f"{_direction(change)} {'real difference' if _of_two(comparison) else text}"


def _direction(change: Change) -> str:
    """Up or down; a foot strike pattern goes neither way."""
    if not change.difference:
        return "◆"
    return "▲" if change.difference > 0 else "▼"


def _reasons(change: Change) -> str:
    return "; ".join(change.reasons)


def _value(row: Measurement | None) -> str:
    if row is None or row.is_missing:
        return "–"
    if row.category is not None:
        return row.category.value
    return "–" if row.value is None else amount(row.value, row.metric, row.unit, bare=True)


def _difference(change: Change) -> str:
    if change.difference is None or change.ci95 is None:
        return ""
    parts = [
        amount(value, change.metric, change.unit, bare=True)
        for value in (change.difference, *change.ci95)
    ]
    sign = "+" if change.difference > 0 else ""
    return f"{sign}{parts[0]} ({parts[1]} to {parts[2]})"


def names(first: SessionLine, second: SessionLine) -> tuple[str, str]:
    """What tells two sessions apart, in few words: the day, and whose or which run."""
    same = first.session.athlete_id == second.session.athlete_id
    pair = [
        f"{day_text(line.session.details.recorded_at)} · "
        f"{line.session.file_name if same else line.athlete_name}"
        for line in (first, second)
    ]
    return pair[0], pair[1]


def in_step(analysis: Analysis, label: str) -> dict[str, Plain]:
    """What a clip needs to play in step with another.

    Returns
    -------
    dict
        ``contacts``: seconds of the file, from its first frame, of the near foot's initial
        contacts; ``ghost``: points of the mean stride, phase by phase, or ``None``.
    """
    near = analysis.view.near_side or Side.LEFT
    contacts = [
        round(event.time_s / analysis.time_scale.value, 4)
        for event in analysis.events
        if event.kind is EventKind.INITIAL_CONTACT and event.side is near
    ]
    return {
        "label": label,
        "contacts": contacts,
        "scale": analysis.time_scale.value,
        "bones": bones(near),
        "ghost": _ghost(analysis.ghost),
    }


def _ghost(found: GhostCycle | None) -> list[Plain] | None:
    if found is None:
        return None
    points = np.where(np.isfinite(found.position), found.position, -99.0).round(3)
    rows: list[Plain] = [row.ravel().tolist() for row in points]
    return rows
