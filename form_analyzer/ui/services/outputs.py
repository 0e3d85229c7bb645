"""Files to take away: PDF, HTML, tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from form_analyzer.datatypes import Metric
from form_analyzer.report.csv import events_csv, measurements_csv
from form_analyzer.report.html import Clip, Evidence, html_report
from form_analyzer.report.pdf import pdf_report
from form_analyzer.ui.services.opening import Opened


class Kind(StrEnum):
    """A file to take away."""

    PDF = "pdf"
    HTML = "html"
    NUMBERS = "numbers"
    EVENTS = "events"


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file's content with its name and media type."""

    name: str
    mime: str
    data: bytes


def download(
    opened: Opened,
    kind: Kind,
    evidence: Mapping[Metric, Evidence],
    clip: bytes | None = None,
) -> Download:
    """Make one file.

    Parameters
    ----------
    clip
        The annotated clip, to be put into the HTML report so that it is one file.
    """
    name = file_stem(opened)
    match kind:
        case Kind.PDF:
            data = pdf_report(opened.analysis, opened.view, evidence=evidence)
            return Download(name=f"{name}.pdf", mime="application/pdf", data=data)
        case Kind.HTML:
            shown = Clip(mp4=clip) if clip else None
            text = html_report(opened.analysis, opened.view, evidence=evidence, clip=shown)
            return Download(name=f"{name}.html", mime="text/html", data=text.encode())
        case Kind.NUMBERS:
            return _table(f"{name}-numbers.csv", measurements_csv(opened.analysis))
        case Kind.EVENTS:
            return _table(f"{name}-events.csv", events_csv(opened.analysis))


def file_stem(opened: Opened) -> str:
    """A file name that says whose run it was and when: ``ada-lovelace-2026-03-01``."""
    whose = "".join(letter if letter.isalnum() else "-" for letter in opened.line.athlete_name)
    day = opened.line.session.details.recorded_at
    return f"{whose.strip('-').lower() or 'runner'}-{day:%Y-%m-%d}"


def _table(name: str, text: str) -> Download:
    # The signature lets spreadsheets know that the text is UTF-8.
    return Download(name=name, mime="text/csv", data=text.encode("utf-8-sig"))
