"""What a reader is shown, in reading order, as plain frozen data.

HTML, PDF, terminal and the web pages all show these; none of them decides
what to say. Every text is ready to print, without markup.
"""

from dataclasses import dataclass
from enum import StrEnum

from form_analyzer.datatypes import Metric, QualitySeverity, Severity, Side
from form_analyzer.guide.judge import Standing
from form_analyzer.guide.model import Advice


class Check(StrEnum):
    """What is known of the runner's warning signs, which decides whether advice is given.

    Attributes
    ----------
    CLEAR
        Asked lately, and none applies.
    NOT_ASKED
        Made where nobody is asked, such as the command line: advice, with the signs named first.
    OPEN
        Kept by the app, and not answered lately: no cue and no drill until it is.
    STOPPED
        A sign was named: measurements, and no advice.
    """

    CLEAR = "clear"
    NOT_ASKED = "not_asked"
    OPEN = "open"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueLane:
    """A number on a strip: its lane's label, value, 95 % interval and the text beside it."""

    label: str
    value: float
    low: float
    high: float
    text: str
    far: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BandLane:
    """A range on a strip: its lane's label, ends (infinite = open) and the text beside it."""

    label: str
    low: float
    high: float
    text: str
    research: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StripView:
    """A number-on-range picture, in the units the reader sees."""

    values: tuple[ValueLane, ...]
    bands: tuple[BandLane, ...]
    unit: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellView:
    """One metric on one side.

    Attributes
    ----------
    side_label
        ``near (left)``, ``far (right)`` or ``both``.
    text, interval
        Such as ``262`` and ``254 to 270``; empty when missing.
    detail
        Probabilities of a foot strike pattern; otherwise empty.
    missing
        The reason, or ``None`` when there is a number.
    standing_text
        ``standing`` in words, with a sign in front that needs no colour.
    """

    side: Side
    side_label: str
    far: bool
    text: str
    interval: str
    detail: str
    n_strides: int
    missing: str | None
    standing: Standing
    standing_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberView:
    """One metric with all its sides.

    Attributes
    ----------
    guide_text
        The guide's range, or the athlete's own; empty where there is neither.
    research_text, research_short
        What research found, in a sentence and in a few letters; empty where there is nothing.
    cells
        Near before far, or the one for both.
    """

    metric: Metric
    name: str
    short_name: str
    unit: str
    definition: str
    how_to_read: str
    guide_text: str
    research_text: str
    research_short: str
    cells: tuple[CellView, ...]
    strip: StripView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberGroup:
    """Numbers that belong together under one title."""

    title: str
    numbers: tuple[NumberView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What guide and research say about one thing, each under its own name.

    Attributes
    ----------
    contradiction
        Where the two disagree, or what the guide leaves open.
    cited
        The sources in short form: ``Lieberman 2015, Heiderscheit 2011``.
    sources
        Their full citations.
    """

    section: str
    guide_says: str
    why: str
    research_says: str
    contradiction: str
    range_reason: str
    caveat: str
    cited: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """A thing to work on: the number, what it means, and what to do.

    Attributes
    ----------
    value_text, interval_text
        With unit; the interval is empty for a foot strike pattern.
    verdict
        One sentence: how far outside which range, and how sure that is.
    strip
        The number on its range; ``None`` for a foot strike pattern.
    evidence_alt
        What the evidence picture shows, for those who cannot see it.
    """

    position: int
    metric: Metric
    side: Side
    severity: Severity
    title: str
    metric_name: str
    side_label: str
    value_text: str
    interval_text: str
    range_text: str
    verdict: str
    strip: StripView | None
    evidence_alt: str
    beside: Beside | None
    advice: Advice


@dataclass(frozen=True, slots=True, kw_only=True)
class AlsoItem:
    """A deviation beyond the first three, in one line."""

    metric: Metric
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveBand:
    """Where other runners lie over the stride, behind one curve.

    Attributes
    ----------
    percent, low_deg, high_deg
        Ends of the band at each percent of the stride.
    label
        Whose band it is, with the source: ``12 men at 9 km/h (Fukuchi 2017)``.
    """

    name: str
    percent: tuple[float, ...]
    low_deg: tuple[float, ...]
    high_deg: tuple[float, ...]
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagView:
    """A quality flag with its severity in words."""

    severity: QualitySeverity
    label: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlagView:
    """When to see a clinician before anything else.

    Attributes
    ----------
    stopped
        Whether a warning sign was named, so that no coaching advice is shown.
    signs
        (question, reason) pairs.
    """

    stopped: bool
    title: str
    lead: str
    signs: tuple[tuple[str, str], ...]
    urgent: str
    closing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """The whole report.

    Attributes
    ----------
    heading, subtitle
        Title, and the line below it (athlete, day, file).
    headline
        The result in one sentence.
    facts
        (label, text) pairs for the top of the page.
    work_on
        At most three; empty when the guide is met, refused, or coaching is stopped.
    check
        What is known of warning signs; see :attr:`may_advise`.
    check_note
        What a reader has to know about that before any advice; empty where there is nothing.
    bands, bands_note
        What is drawn behind the curves over the stride, and what to make of it.
    provenance
        (label, text) pairs: what made the numbers.
    """

    heading: str
    subtitle: str
    headline: str
    refused: bool
    facts: tuple[tuple[str, str], ...]
    red_flags: RedFlagView
    check: Check
    check_note: str
    work_on: tuple[WorkItem, ...]
    ranking: str
    also: tuple[AlsoItem, ...]
    groups: tuple[NumberGroup, ...]
    bands: tuple[CurveBand, ...]
    bands_note: str
    flags: tuple[FlagView, ...]
    provenance: tuple[tuple[str, str], ...]
    disclaimer: str

    @property
    def may_advise(self) -> bool:
        """Whether cues, drills and doses may be shown."""
        return self.check in (Check.CLEAR, Check.NOT_ASKED)

    @property
    def numbers(self) -> tuple[NumberView, ...]:
        """All numbers in reading order."""
        return tuple(number for group in self.groups for number in group.numbers)

    @property
    def sources(self) -> tuple[str, ...]:
        """Full citations of everything said, each once, in alphabetical order."""
        besides = [item.beside for item in self.work_on if item.beside is not None]
        return tuple(sorted({source for beside in besides for source in beside.sources}))

    def number(self, metric: Metric) -> NumberView | None:
        """One metric, or ``None`` where it is not in the analysis."""
        return next((number for number in self.numbers if number.metric is metric), None)
