"""Pieces of HTML for the report page: text in, markup out, everything escaped."""

import re
from base64 import b64encode
from collections.abc import Iterable
from html import escape

from form_analyzer.report.html import Evidence
from form_analyzer.report.spark import spark
from form_analyzer.report.view import (
    AlsoItem,
    Beside,
    CellView,
    FlagView,
    NumberGroup,
    NumberView,
    WorkItem,
)
from form_analyzer.ui.components.svg import as_image
from form_analyzer.ui.services.capture import CheckLine, Level
from form_analyzer.ui.services.roster import AthleteRow

_SIGNS = {"refusal": "✕ ", "warning": "▲ ", "info": ""}
_UNIT = re.compile(r"(?<=\d) (?=(?:%|ms|mm)(?!\w))")
_LEVEL_SIGNS = {Level.GOOD: "✓", Level.CARE: "▲", Level.STOP: "✕"}


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Label and text pairs as a row of small facts."""
    rows = (f"<div><dt>{escape(label)}</dt><dd>{escape(text)}</dd></div>" for label, text in pairs)
    return f'<dl class="fa-facts">{"".join(rows)}</dl>'


def flags(found: Iterable[FlagView]) -> str:
    """Quality flags: sign, word, message."""
    rows = (
        f'<li class="fa-{flag.severity}"><b><span aria-hidden="true">{_SIGNS[flag.severity]}</span>'
        f"{escape(flag.label)}</b><span>{escape(flag.message)}</span></li>"
        for flag in found
    )
    return f'<ul class="fa-flags">{"".join(rows)}</ul>'


def checks(lines: Iterable[CheckLine]) -> str:
    """What a look at a file told."""
    rows = (
        f'<li class="fa-{line.level}"><b><span aria-hidden="true">{_LEVEL_SIGNS[line.level]}</span>'
        f" {escape(line.label)}</b><span>{escape(line.text)}</span></li>"
        for line in lines
    )
    return f'<ul class="fa-flags">{"".join(rows)}</ul>'


def picture(found: Evidence, alt: str) -> str:
    """An evidence frame with its caption."""
    data = b64encode(found.jpeg).decode("ascii")
    return (
        f'<figure class="fa-evidence"><img src="data:image/jpeg;base64,{data}" alt="{escape(alt)}">'
        f"<figcaption>{escape(found.caption)}</figcaption></figure>"
    )


def roster(rows: Iterable[AthleteRow]) -> str:
    """Athletes with ways to their page and their newest report.

    One element with plain links: a page of Streamlit elements takes the browser twice as long.
    """
    titles = ("Athlete", "Last session", "Main finding", "Pain")
    head = "".join(f'<th scope="col">{title}</th>' for title in titles)
    body = "".join(_athlete(row, titles) for row in rows)
    return f'<table class="fa-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _athlete(row: AthleteRow, titles: tuple[str, ...]) -> str:
    name = _way("athletes", "athlete", row.athlete_id, row.name)
    tags = f'<div class="fa-note">{escape(" · ".join(row.tags))}</div>' if row.tags else ""
    last = escape(row.last_session)
    if row.last_session_id:
        last = _way("report", "session", row.last_session_id, row.last_session)
    told = (last, escape(row.finding), escape(row.pain))
    cells = "".join(
        f'<td data-label="{title}">{cell}</td>'
        for title, cell in zip(titles[1:], told, strict=True)
    )
    return f'<tr><th scope="row">{name}{tags}</th>{cells}</tr>'


def _way(page: str, about: str, row_id: str, words: str) -> str:
    """A link to another page of the app, from any of its pages."""
    return f'<a href="{page}?{about}={row_id}" target="_self">{escape(words)}</a>'


def found(finding: str, about: str) -> str:
    """A session's finding, with its file and tags below."""
    return f'<div>{escape(finding)}<div class="fa-note">{escape(about)}</div></div>'


def people(jpeg: bytes, labels: Iterable[str]) -> str:
    """A frame with everybody in a numbered box."""
    data, alt = b64encode(jpeg).decode("ascii"), f"In numbered boxes: {'; '.join(labels)}"
    source = f"data:image/jpeg;base64,{data}"
    return f'<div class="fa-people"><img src="{source}" alt="{escape(alt)}"></div>'


def work_number(item: WorkItem, strip_svg: str) -> str:
    """The number of a thing to work on, on its range, with the verdict."""
    leg = f", {escape(item.side_label)} leg" if item.side_label != "both" else ""
    return (
        f'<div class="fa-number"><h4>{escape(item.metric_name)}{leg}</h4>'
        f'<p class="fa-value">{escape(item.value_text)}</p>'
        f'<p class="fa-interval">{escape(item.interval_text)}</p>'
        f'<div class="fa-strip">{strip_svg}</div>'
        f'<p class="fa-verdict">{escape(item.verdict)}</p></div>'
    )


def work_title(item: WorkItem) -> str:
    """Place and title of a thing to work on."""
    return (
        f'<div class="fa-title"><span aria-hidden="true">{item.position}</span>'
        f"<h3>{escape(item.title)}</h3></div>"
    )


def advice(item: WorkItem) -> str:
    """Cue, drill and dose."""
    what = item.advice
    return (
        f'<div class="fa-todo"><p class="fa-cue">“{escape(what.cue)}”</p>'
        f"<p><b>Drill: {escape(what.drill)}.</b> {escape(what.how)}</p>"
        f"<p><b>How much:</b> {escape(what.dose)}</p></div>"
    )


def beside(found: Beside) -> str:
    """Why it matters, what the guide says, what research says, each under its own name."""
    cited = f' <span class="fa-note">({escape(found.cited)})</span>' if found.cited else ""
    range_used = f'<br><span class="fa-note">The range used: {_held(found.range_reason)}</span>'
    parts = (
        ("Why it matters for your hip flexor", _held(found.why)),
        ("The guide says", _held(found.guide_says) + range_used),
        ("Research says", _held(found.research_says) + cited),
        ("How much to make of it", _held(found.contradiction)),
    )
    cells = "".join(f"<div><h4>{title}</h4><p>{text}</p></div>" for title, text in parts)
    return f'<div class="fa-beside">{cells}</div><p class="fa-note">{escape(found.caveat)}</p>'


def also(items: Iterable[AlsoItem]) -> str:
    """Deviations beyond the first three."""
    rows = (f"<li><b>{escape(item.title)}:</b> {escape(item.text)}</li>" for item in items)
    return f'<ul class="fa-list">{"".join(rows)}</ul>'


_KEY = (
    ('<circle cx="7" cy="6" r="4.2" fill="var(--near)"/>', "near leg"),
    (
        '<path d="M7 1.5l4.5 4.5l-4.5 4.5l-4.5 -4.5z" fill="var(--page)" stroke="var(--far)" '
        'stroke-width="1.6"/>',
        "far leg",
    ),
    (
        '<rect x="1" y="1" width="12" height="10" rx="2" fill="var(--guide-fill)" '
        'stroke="var(--guide)"/>',
        "range it is compared with",
    ),
)


def numbers_key(*, dark: bool) -> str:
    """What the table of numbers shows, and the signs in its pictures."""
    frame = '<svg width="14" height="12" viewBox="0 0 14 12">'
    signs = "".join(
        f"<span>{as_image(f'{frame}{drawn}</svg>', '', dark=dark)} {words}</span>"
        for drawn, words in _KEY
    )
    lead = "Each with its 95 % interval: where the true value very likely lies."
    return f'<p class="fa-note fa-key"><span>{lead}</span>{signs}</p>'


def numbers(groups: Iterable[NumberGroup], *, dark: bool) -> str:
    """Every number, near and far side, with interval, range and research; reasons if missing."""
    head = "".join(
        f'<th scope="col">{title}</th>'
        for title in ("Measure", "Near leg", "Far leg", "On its range", "Guide", "Research")
    )
    bodies = "".join(_group(group, dark) for group in groups)
    return f'<table class="fa-numbers"><thead><tr>{head}</tr></thead>{bodies}</table>'


def _group(group: NumberGroup, dark: bool) -> str:
    rows = "".join(_number(number, dark) for number in group.numbers)
    title = f'<tr class="fa-group"><th colspan="6" scope="rowgroup">{escape(group.title)}</th></tr>'
    return f"<tbody>{title}{rows}</tbody>"


def _number(number: NumberView, dark: bool) -> str:
    unit = f' <span class="fa-note">({escape(number.unit)})</span>' if number.unit else ""
    if len(number.cells) == 1:
        cells = f'<td colspan="2">{_cell(number.cells[0])}</td>'
    else:
        cells = "".join(
            f'<td data-label="{escape(cell.side_label)}">{_cell(cell)}</td>'
            for cell in number.cells
        )
    strip = number.strip
    sketch = as_image(spark(strip), strip.description, dark=dark) if strip else ""
    return (
        f'<tr id="{number.metric}"><th scope="row">{escape(number.name)}{unit}'
        f"<small>{escape(number.definition)}</small></th>{cells}<td>{sketch}</td>"
        f'<td data-label="Guide">{escape(number.guide_text)}</td>'
        f'<td data-label="Research">{_held(number.research_text)}</td></tr>'
    )


def _held(text: str) -> str:
    """The text, escaped, with no line broken between a number and its unit."""
    return _UNIT.sub("\N{NO-BREAK SPACE}", escape(text))


def _cell(cell: CellView) -> str:
    if cell.missing:
        return f'<span class="fa-missing">{escape(cell.missing)}</span>'
    small = [cell.interval, cell.detail]
    if cell.standing != "not_judged":
        small.append(cell.standing_text)
    rest = "".join(f"<small>{_held(text)}</small>" for text in small if text)
    return f"<b>{escape(cell.text)}</b>{rest}"
