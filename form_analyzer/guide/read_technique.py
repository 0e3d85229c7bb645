"""Reading of metrics, recommendations and advice; no checks across files here."""

from collections.abc import Mapping

from form_analyzer.datatypes import Direction, Metric, Unit
from form_analyzer.guide.model import (
    Advice,
    CompareRules,
    Confidence,
    MetricInfo,
    RangeSource,
    Recommendation,
    Source,
    SourceKind,
)
from form_analyzer.guide.tables import Table, filled, paired

Sources = Mapping[str, Source]


def read_sources(file: Table) -> dict[str, Source]:
    """The citations of ``sources.toml`` by key."""
    return {key: _source(key, table) for key, table in file.tables()}


def _source(key: str, table: Table) -> Source:
    source = Source(
        key=key,
        kind=table.choice("kind", SourceKind),
        authors=table.text("authors"),
        title=table.text("title"),
        published_in=table.text("published_in"),
        year=table.whole("year", least=1900) if table.has("year") else None,
        doi=table.text("doi") if table.has("doi") else None,
    )
    table.finish()
    return source


def cited(table: Table, sources: Sources) -> tuple[Source, ...]:
    """The sources a table names.

    Raises
    ------
    GuideError
        If one of them is not in ``sources.toml``.
    """
    for key in table.texts("sources"):
        if key not in sources:
            raise table.error("sources", f"names '{key}', which sources.toml does not hold")
    return tuple(sources[key] for key in table.texts("sources"))


def read_compare_rules(file: Table) -> CompareRules:
    """How values are compared, from ``guide.toml``."""
    table = file.table("compare")
    rules = CompareRules(
        min_probability=table.number("min_probability"),
        own_range_major_widths=table.positive("own_range_major_widths"),
        own_range_advice=table.text("own_range_advice"),
    )
    if not 0.5 <= rules.min_probability < 1:
        raise table.error("min_probability", "must be at least 0.5 and below 1")
    table.finish()
    return rules


def read_metrics(numbers: Table, words: Table, sources: Sources) -> dict[Metric, MetricInfo]:
    """What each metric is called and how to read it.

    Raises
    ------
    GuideError
        If a metric has no entry.
    """
    found = {}
    for key, table, text in paired(numbers, words):
        metric = numbers.member(key, key, Metric)
        found[metric] = _metric(metric, table, text, sources)
    for metric in Metric:
        if metric not in found:
            raise numbers.error(metric, "is missing")
    return found


def _metric(metric: Metric, table: Table, text: Table, sources: Sources) -> MetricInfo:
    info = MetricInfo(
        metric=metric,
        unit=table.choice("unit", Unit),
        decimals=table.whole("decimals", least=0),
        averages=table.numbers("averages") if table.has("averages") else (),
        sources=cited(table, sources),
        name=text.text("name"),
        short_name=text.text("short_name"),
        unit_name=text.text("unit_name"),
        definition=text.text("definition"),
        how_to_read=text.text("how_to_read"),
        research=text.text_or_empty("research"),
    )
    table.finish()
    text.finish()
    return info


def read_recommendations(
    numbers: Table, words: Table, sources: Sources
) -> tuple[Recommendation, ...]:
    """Every technique recommendation, in the order of what to work on first."""
    found = [
        _recommendation(numbers.member(key, key, Metric), table, text, sources)
        for key, table, text in paired(numbers, words)
    ]
    return tuple(sorted(found, key=lambda item: item.order))


def _recommendation(metric: Metric, table: Table, text: Table, sources: Sources) -> Recommendation:
    ranged = table.has("research_range")
    found = Recommendation(
        metric=metric,
        judged_with=_judged_with(table),
        source=table.choice("source", RangeSource),
        order=table.whole("order"),
        target=table.range("target") if table.has("target") else None,
        major_margin=table.positive("major_margin") if table.has("major_margin") else None,
        advice={side: table.text(side) for side in Direction if table.has(side)},
        confidence=table.choice("confidence", Confidence),
        research_range=table.range("research_range") if ranged else None,
        research_range_label=text.text("research_range_label") if ranged else None,
        sources=cited(table, sources),
        **_recommendation_words(text),
    )
    table.finish()
    text.finish()
    _check_recommendation(found, table)
    return found


def _judged_with(table: Table) -> tuple[Metric, ...]:
    keys = table.texts_or_none("judged_with")
    return tuple(table.member("judged_with", key, Metric) for key in keys)


def _recommendation_words(text: Table) -> dict[str, str]:
    names = (
        *("section", "title", "guide_says", "why", "research_says", "contradiction"),
        *("range_reason", "rank_reason", "caveat"),
    )
    return {name: text.text(name) for name in names}


def _check_recommendation(found: Recommendation, table: Table) -> None:
    if found.source is RangeSource.ATHLETE:
        raise table.error("source", "must be 'guide' or 'research'")
    if found.target is None and found.advice:
        raise table.error("target", "is missing although there is advice for leaving it")
    if found.target is not None and not found.advice:
        raise table.error("low", "or 'high' must name the advice for leaving the target")
    if found.target is None and found.major_margin is not None:
        raise table.error("major_margin", "needs a target")


def read_advice(numbers: Table, words: Table) -> dict[str, Advice]:
    """Cues and drills by key, doses filled with their numbers."""
    return {key: _advice(key, table, text) for key, table, text in paired(numbers, words)}


def _advice(key: str, table: Table, text: Table) -> Advice:
    doses = read_doses(table)
    advice = Advice(
        key=key,
        title=text.text("title"),
        cue=text.text("cue"),
        drill=text.text("drill"),
        how=filled(text, "how", doses),
        dose=filled(text, "dose", doses),
    )
    table.finish()
    text.finish()
    return advice


_DOSES = ("sets", "repeats", "seconds", "minutes", "days_per_week", "percent")


def read_doses(table: Table) -> dict[str, float]:
    """The numbers of a dose.

    Raises
    ------
    GuideError
        If there is none, or one is not a whole number above zero.
    """
    doses = {name: float(table.whole(name)) for name in _DOSES if table.has(name)}
    if not doses:
        raise table.error("sets", "or another number of the dose is missing")
    return doses
