"""The report in a terminal: a table, what to work on, and what to know about the clip."""

from collections.abc import Iterator
from math import isfinite

from rich.box import ASCII2, SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from form_analyzer.datatypes import QualitySeverity
from form_analyzer.guide.judge import Standing
from form_analyzer.report.view import (
    CellView,
    FlagView,
    NumberView,
    ReportView,
    StripView,
    WorkItem,
)

_PICTURE_FROM_COLUMNS = 104
_PICTURE_WIDTH = 24

_STANDING_STYLES = {
    Standing.INSIDE: "green",
    Standing.OUTSIDE: "bold yellow",
    Standing.UNCERTAIN: "yellow",
    Standing.NOT_JUDGED: "",
}
_STANDING_WORDS = {
    Standing.INSIDE: "ok",
    Standing.OUTSIDE: "out",
    Standing.UNCERTAIN: "?",
    Standing.NOT_JUDGED: "",
}
_PLAIN = {"°": " deg", "\u2212": "-", "“": '"', "”": '"', "·": "-", "×": "x"}
_FLAG_STYLES = {
    QualitySeverity.INFO: "cyan",
    QualitySeverity.WARNING: "yellow",
    QualitySeverity.REFUSAL: "bold red",
}


def print_report(view: ReportView, console: Console) -> None:
    """Print a report; plain text without colour where the console is no terminal.

    Parameters
    ----------
    console
        Its width decides how much is drawn; 80 columns are enough.
    """
    parts = list(_parts(view, console))
    if _speaks_unicode(console):
        console.print(*parts, sep="\n")
        return
    with console.capture() as captured:
        console.print(*parts, sep="\n")
    console.file.write(_spelled(captured.get(), console.encoding))


def _spelled(text: str, encoding: str) -> str:
    """Text in letters that a terminal without Unicode can show."""
    for sign, plain in _PLAIN.items():
        text = text.replace(sign, plain)
    return text.encode(encoding, "replace").decode(encoding)


def _parts(view: ReportView, console: Console) -> Iterator[RenderableType]:
    yield Text(f"{view.heading}: {view.subtitle}", style="bold")
    yield Text(view.headline)
    yield Text("")
    if view.red_flags.stopped:
        yield _stop(view)
    if view.flags:
        yield from (_flag(flag) for flag in view.flags)
        yield Text("")
    if view.numbers:
        yield _table(view, console)
        yield from _missing(view)
    for item in view.work_on:
        yield _work_item(item, with_advice=view.may_advise)
    if view.work_on and view.may_advise:
        yield Text("Pain, numbness or weakness? See a clinician before trying any of this.")
    elif view.check_note:
        yield Text(view.check_note)
    yield Text(f"{view.disclaimer} This software is not a medical device.", style="dim")


def _stop(view: ReportView) -> RenderableType:
    return Group(Text(view.red_flags.title, style="bold"), Text(view.red_flags.lead), Text(""))


def _flag(flag: FlagView) -> RenderableType:
    return Text.assemble((f"{flag.label}: ", _FLAG_STYLES[flag.severity]), flag.message)


def _table(view: ReportView, console: Console) -> Table:
    picture = console.width >= _PICTURE_FROM_COLUMNS and _speaks_unicode(console)
    box = SIMPLE_HEAD if _speaks_unicode(console) else ASCII2
    table = Table(box=box, pad_edge=False, show_edge=False, padding=(0, 1), collapse_padding=True)
    table.add_column("Measure", no_wrap=False, min_width=14)
    table.add_column("Leg", no_wrap=True)
    table.add_column("Value", justify="right", no_wrap=True)
    table.add_column("95 % interval", justify="right", no_wrap=True)
    table.add_column("Unit", max_width=13)
    if picture:
        table.add_column("on its range", width=_PICTURE_WIDTH, no_wrap=True)
    table.add_column("Guide", justify="right")
    table.add_column("")
    for group in view.groups:
        for number in group.numbers:
            _add_rows(table, number, picture=picture)
        table.add_section()
    return table


def _add_rows(table: Table, number: NumberView, *, picture: bool) -> None:
    unit = number.unit.replace("°", "deg")
    for place, cell in enumerate(number.cells):
        name = number.short_name if place == 0 else ""
        row: list[RenderableType] = [name, cell.side_label.split(" ")[0]]
        if cell.missing:
            row += [Text("missing", style="dim"), "", unit]
        else:
            row += [cell.text, cell.interval, unit]
        if picture:
            row.append(_picture(number.strip, place) if number.strip and not cell.missing else "")
        row += [number.guide_text if place == 0 else "", _standing(cell)]
        table.add_row(*row)


def _standing(cell: CellView) -> Text:
    if cell.missing:
        return Text("")
    return Text(_STANDING_WORDS[cell.standing], style=_STANDING_STYLES[cell.standing])


def _picture(strip: StripView, place: int) -> Text:
    """A line with the range as blocks and the value as a dot; its interval as a rule."""
    value, band = strip.values[min(place, len(strip.values) - 1)], strip.bands[0]
    ends = [end for lane in strip.values for end in (lane.low, lane.high)]
    ends += [end for end in (band.low, band.high) if isfinite(end)]
    low, span = min(ends), (max(ends) - min(ends)) or 1.0

    def column(end: float) -> int:
        share = min(1.0, max(0.0, (end - low) / span))
        return round(share * (_PICTURE_WIDTH - 1))

    text = Text("·" * _PICTURE_WIDTH, style="dim")
    cells = list(text.plain)
    cells[column(band.low) : column(band.high) + 1] = "░" * (
        column(band.high) - column(band.low) + 1
    )
    for at in range(column(value.low), column(value.high) + 1):
        cells[at] = "━"
    cells[column(value.value)] = "◆" if value.far else "●"
    return Text("".join(cells))


def _missing(view: ReportView) -> Iterator[RenderableType]:
    """Reasons for what is missing, each once, with the numbers it costs."""
    by_reason: dict[str, list[str]] = {}
    for number in view.numbers:
        for cell in number.cells:
            if cell.missing:
                side = "" if cell.side_label == "both" else f" ({cell.side_label.split(' ')[0]})"
                by_reason.setdefault(cell.missing, []).append(f"{number.short_name}{side}")
    for reason, names in by_reason.items():
        yield Text.assemble(("Missing: ", "bold"), f"{', '.join(names)}. {reason}")
    if by_reason:
        yield Text("")


def _work_item(item: WorkItem, *, with_advice: bool) -> RenderableType:
    lines = [
        Text(f"{item.position}. {item.title}", style="bold"),
        Text(f"{item.metric_name}: {item.value_text}. {item.verdict}"),
    ]
    if with_advice:
        lines += [
            Text(f"Cue: {item.advice.cue}", style="italic"),
            Text(f"Drill: {item.advice.drill}. {item.advice.how} {item.advice.dose}"),
        ]
    return Group(lines[0], Padding(Group(*lines[1:]), (0, 0, 1, 3)))


def _speaks_unicode(console: Console) -> bool:
    return console.encoding.lower().replace("-", "").startswith("utf")
