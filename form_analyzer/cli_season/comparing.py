"""``compare`` and ``trend``: is a change real?"""

from typing import TYPE_CHECKING, Annotated

import typer

from form_analyzer.cli_season.common import USAGE, fail, opened, print_table

if TYPE_CHECKING:
    from form_analyzer.datatypes import Metric, Side


def compare(
    first: Annotated[str, typer.Argument(help="Id of the earlier session.")],
    second: Annotated[str, typer.Argument(help="Id of the later session.")],
) -> None:
    """Compare two sessions: every difference with its interval and a verdict."""
    with opened() as (season, _settings):
        from form_analyzer.comparison.compare import compare_sessions

        found = compare_sessions(season.results.snapshot(first), season.results.snapshot(second))
        typer.echo(f"{found.first.label} and {found.second.label}")
        for note in found.notes:
            typer.echo(note)
        rows = [
            [change.verdict.value.replace("_", " "), change.words, " ".join(change.caveats)]
            for change in found.changes
        ]
        print_table("Changes", ["verdict", "what", "mind"], rows)


def trend(
    athlete: Annotated[str, typer.Argument(help="The athlete's name or id.")],
    metric: Annotated[
        list[str] | None,
        typer.Option(help="Such as cadence; may be given several times; all by default."),
    ] = None,
    side: Annotated[str | None, typer.Option(help="left, right or both; all by default.")] = None,
) -> None:
    """Follow metrics over an athlete's sessions."""
    metrics, sides = _metrics(metric), _sides(side)
    with opened() as (season, _settings):
        from form_analyzer.comparison.trend import trend as follow

        history = season.results.history(season.athletes.named(athlete).id, metrics)
        measured = {
            (row.metric, row.side)
            for shot in history
            for row in shot.measurements
            if row.value is not None
        }
        found = [
            follow(history, one_metric, one_side)
            for one_metric in metrics
            for one_side in sides
            if (one_metric, one_side) in measured
        ]
        if not found:
            fail("No analysed session has such a number yet.", USAGE)
        rows = [[entry.verdict.value.replace("_", " "), entry.words] for entry in found]
        print_table("Trends", ["verdict", "what"], rows)


def _metrics(names: "list[str] | None") -> "list[Metric]":
    from form_analyzer.datatypes import Metric

    unknown = set(names or ()) - set(Metric)
    if unknown:
        fail(f"Unknown metric {', '.join(sorted(unknown))}; known: {', '.join(Metric)}.", USAGE)
    return [metric for metric in Metric if not names or metric in names]


def _sides(name: str | None) -> "list[Side]":
    from form_analyzer.datatypes import Side

    if name is not None and name not in set(Side):
        fail(f"Unknown side {name}; known: {', '.join(Side)}.", USAGE)
    return [side for side in Side if name in (None, side)]
