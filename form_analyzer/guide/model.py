"""What the guide holds once it is loaded: frozen, checked, ready to show.

All texts are in the language the guide was loaded in. Numbers keep the units of
:class:`~form_analyzer.datatypes.Metric`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from form_analyzer.datatypes import Direction, Metric, Unit


class RangeSource(StrEnum):
    """Whose range a value is compared with."""

    GUIDE = "guide"
    RESEARCH = "research"
    ATHLETE = "athlete"


class Confidence(StrEnum):
    """How well one side-view camera sees a thing."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class SourceKind(StrEnum):
    """Whose voice a source is."""

    GUIDE = "guide"
    RESEARCH = "research"


class ExerciseGroup(StrEnum):
    """When an exercise of the prevention plan is done."""

    WARM_UP = "warm_up"
    STRENGTH = "strength"
    COOL_DOWN = "cool_down"


class PageKey(StrEnum):
    """The pages every guide has."""

    PSOAS = "psoas"
    CAUSES = "causes"
    SYMPTOMS = "symptoms"
    TREATMENT = "treatment"
    TECHNIQUE = "technique"
    PREVENTION = "prevention"
    SEE_A_CLINICIAN = "see_a_clinician"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A full citation; ``year`` and ``doi`` are ``None`` where not stated."""

    key: str
    kind: SourceKind
    authors: str
    title: str
    published_in: str
    year: int | None
    doi: str | None

    @property
    def short(self) -> str:
        """Short form, such as ``Lenhart 2014``; the title where no year is stated."""
        return f"{self.authors.split()[0]} {self.year}" if self.year else self.title

    @property
    def citation(self) -> str:
        """Full form on one line."""
        year = f" ({self.year})" if self.year else ""
        doi = f". doi:{self.doi}" if self.doi else ""
        return f"{self.authors}{year}. {self.title}. {self.published_in}{doi}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricInfo:
    """What a metric is called and how to read it.

    Attributes
    ----------
    averages
        Averages of studies in ``unit``, for showing beside a value; may be empty.
    research
        One sentence on those averages; may be empty.
    """

    metric: Metric
    unit: Unit
    decimals: int
    averages: tuple[float, ...]
    sources: tuple[Source, ...]
    name: str
    short_name: str
    unit_name: str
    definition: str
    how_to_read: str
    research: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """One technique recommendation, with research beside it.

    Attributes
    ----------
    judged_with
        Metrics that show the same thing and are never counted a second time.
    source
        ``guide``, or ``research`` where the guide is silent.
    order
        What to work on first within the same severity, 1 first.
    target
        Range compared with, in the metric's unit; ``None``: shown, never judged.
    major_margin
        Distance beyond the range from which a deviation is major; ``None``: never.
    advice
        Direction to advice key; a direction that is missing is no fault.
    research_range
        What people in studies do, (low, high), or ``None``.
    section
        Title of the place in the guide.
    contradiction
        Where guide and research disagree, or what the guide leaves open.
    caveat
        What limits the measurement.
    """

    metric: Metric
    judged_with: tuple[Metric, ...]
    source: RangeSource
    order: int
    target: tuple[float, float] | None
    major_margin: float | None
    advice: Mapping[Direction, str]
    confidence: Confidence
    research_range: tuple[float, float] | None
    research_range_label: str | None
    sources: tuple[Source, ...]
    section: str
    title: str
    guide_says: str
    why: str
    research_says: str
    contradiction: str
    range_reason: str
    rank_reason: str
    caveat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What to do about a deviation: a cue to keep in mind and a drill with its dose."""

    key: str
    title: str
    cue: str
    drill: str
    how: str
    dose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One exercise of the prevention plan.

    Attributes
    ----------
    always
        Whether it belongs to everybody's plan.
    opens_group
        Whether it comes first in its group, whatever else is chosen.
    chosen_for
        Advice keys that put it into a plan.
    """

    key: str
    group: ExerciseGroup
    always: bool
    opens_group: bool
    chosen_for: tuple[str, ...]
    name: str
    how: str
    why: str
    dose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupInfo:
    """A group of exercises, and how many of them a plan holds at most."""

    group: ExerciseGroup
    at_most: int
    title: str
    intro: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlag:
    """A warning sign: the question asked, and why it matters."""

    key: str
    question: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSection:
    """A part of a page: paragraphs, then points; either may be empty."""

    title: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the guide."""

    key: PageKey
    title: str
    summary: str
    sections: tuple[PageSection, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizOption:
    """One answer to choose, and why it is right or wrong."""

    key: str
    text: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizQuestion:
    """A question with its options; ``answer`` is the key of the right one."""

    key: str
    question: str
    options: tuple[QuizOption, ...]
    answer: str
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JumpRule:
    """When training jumps: ratios to a baseline (weeks or days long) and a least rise."""

    baseline: int
    notice_ratio: float
    large_ratio: float
    smallest_rise_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRules:
    """The rules for weeks (baseline in weeks) and for single runs (baseline in days)."""

    week: JumpRule
    longest_run: JumpRule
    texts: Mapping[str, str]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureTip:
    """One piece of advice on how to film."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareRules:
    """How measurements are compared with ranges; see ``guide.toml``."""

    min_probability: float
    own_range_major_widths: float
    own_range_advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveNorm:
    """How one joint moves over the stride in other runners.

    Attributes
    ----------
    percent
        Of the stride, from one initial contact (0) to the next (100).
    mean_deg, sd_deg
        Mean over the runners and standard deviation between them, at each ``percent``.
    width_sd
        How many standard deviations the band drawn reaches to either side.
    label, note
        Whose band it is in a few words, and what to make of it.
    """

    name: str
    source: Source
    width_sd: float
    percent: tuple[float, ...]
    mean_deg: tuple[float, ...]
    sd_deg: tuple[float, ...]
    label: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """The whole guide in one language.

    Attributes
    ----------
    curves
        How joints move in other runners, by the curve's name.
    labels, plan_texts, red_flag_texts, capture_texts, curve_texts
        Short texts by key; labels have dotted keys such as ``side.near``.
    """

    version: str
    language: str
    compare: CompareRules
    sources: Mapping[str, Source]
    metrics: Mapping[Metric, MetricInfo]
    recommendations: tuple[Recommendation, ...]
    advice: Mapping[str, Advice]
    exercises: tuple[Exercise, ...]
    groups: tuple[GroupInfo, ...]
    plan_texts: Mapping[str, str]
    red_flags: tuple[RedFlag, ...]
    red_flag_texts: Mapping[str, str]
    training: TrainingRules
    capture: tuple[CaptureTip, ...]
    capture_texts: Mapping[str, str]
    pages: tuple[Page, ...]
    quiz: tuple[QuizQuestion, ...]
    curves: Mapping[str, CurveNorm]
    curve_texts: Mapping[str, str]
    labels: Mapping[str, str]

    def recommendation(self, metric: Metric) -> Recommendation | None:
        """The recommendation that judges a metric, or ``None`` where there is none."""
        for found in self.recommendations:
            if metric is found.metric or metric in found.judged_with:
                return found
        return None

    def page(self, key: PageKey) -> Page:
        """One page of the guide."""
        return next(page for page in self.pages if page.key is key)

    @property
    def foot_strike_borders_deg(self) -> tuple[float, float]:
        """Foot strike angles (forefoot below, rearfoot above) in degrees, toes up = +.

        Between the two lies midfoot. A plain value, so that the metrics stage can be
        given it without knowing the guide.
        """
        found = self.recommendation(Metric.FOOT_STRIKE_ANGLE)
        if found is None or found.target is None:
            raise LookupError("a loaded guide always holds the foot strike borders")
        return found.target
