"""Reading of the guide's pages, its quiz and the short labels."""

from form_analyzer.datatypes import Direction, FootStrike, Severity, Side
from form_analyzer.guide.model import (
    Confidence,
    Page,
    PageKey,
    PageSection,
    QuizOption,
    QuizQuestion,
    RangeSource,
)
from form_analyzer.guide.read_technique import Sources, cited
from form_analyzer.guide.tables import Table, ordered


def read_pages(numbers: Table, words: Table, sources: Sources) -> tuple[Page, ...]:
    """The pages in reading order.

    Raises
    ------
    GuideError
        If one of the pages every guide has is missing.
    """
    pages = []
    for key, text in ordered(numbers, words):
        page = numbers.member("order", key, PageKey)
        pages.append(_page(page, numbers.table(key), text, sources))
    numbers.finish()
    for known in PageKey:
        if known not in {page.key for page in pages}:
            raise numbers.error("order", f"must list the page '{known}'")
    return tuple(pages)


def _page(key: PageKey, table: Table, text: Table, sources: Sources) -> Page:
    page = Page(
        key=key,
        title=text.text("title"),
        summary=text.text("summary"),
        sections=tuple(_section(part) for part in text.list_of_tables("sections")),
        sources=cited(table, sources),
    )
    table.finish()
    text.finish()
    return page


def _section(text: Table) -> PageSection:
    section = PageSection(
        title=text.text("title"),
        paragraphs=text.texts_or_none("paragraphs"),
        points=text.texts_or_none("points"),
    )
    text.finish()
    if not section.paragraphs and not section.points:
        raise text.error("paragraphs", "or 'points' must hold something")
    return section


def read_quiz(numbers: Table, words: Table) -> tuple[QuizQuestion, ...]:
    """The quiz in the order it is asked."""
    questions = tuple(
        _question(key, numbers.table(key), text) for key, text in ordered(numbers, words)
    )
    numbers.finish()
    return questions


def _question(key: str, table: Table, text: Table) -> QuizQuestion:
    options, because = text.table("options"), text.table("because")
    keys, answer = table.texts("options"), table.text("answer")
    if answer not in keys:
        raise table.error("answer", f"is '{answer}', which is none of the options")
    if len(keys) < 2:
        raise table.error("options", "must list at least two")
    question = QuizQuestion(
        key=key,
        question=text.text("question"),
        options=tuple(
            QuizOption(key=option, text=options.text(option), because=because.text(option))
            for option in keys
        ),
        answer=answer,
        explanation=text.text("explanation"),
    )
    for part in (options, because, text, table):
        part.finish()
    return question


LABELS: dict[str, tuple[str, ...]] = {
    "side": (*Side, "near", "far"),
    "foot_strike": tuple(FootStrike),
    "severity": tuple(Severity),
    "direction": tuple(Direction),
    "source": tuple(RangeSource),
    "confidence": tuple(Confidence),
    "standing": ("inside", "outside", "uncertain", "not_judged"),
    "ranking": ("explained", "major", "minor"),
    "disclaimer": ("text",),
}


def read_labels(words: Table) -> dict[str, str]:
    """The short labels by dotted key, such as ``side.near``."""
    labels = {}
    for group, names in LABELS.items():
        table = words.table(group)
        labels.update({f"{group}.{name}": table.text(name) for name in names})
        table.finish()
    words.finish()
    return labels
