"""``compare`` and ``trend``: is a change real?"""

from typing import TYPE_CHECKING, Annotated

import typer

from form_analyzer.cli_season.common import USAGE, fail, opened, print_table

if TYPE_CHECKING:
    from form_analyzer.comparison.trend import Trend
    from form_analyzer.comparison.types import Verdict
    from form_analyzer.datatypes import Metric, Side


def compare(
    first: Annotated[str, typer.Argument(help="Id of the earlier session.")],
    second: Annotated[str, typer.Argument(help="Id of the later session.")],
) -> None:
    """Compare two sessions: every difference with its interval and a verdict."""
    if first == second:
        fail("That is the same session twice; name two.", USAGE)
    with opened() as (season, _settings):
        from form_analyzer.comparison.compare import compare_sessions
        from form_analyzer.comparison.types import Verdict

        found = compare_sessions(season.results.snapshot(first), season.results.snapshot(second))
        by_verdict = {verdict: found.with_verdict(verdict) for verdict in Verdict}
        typer.echo(f"{found.first.label} and {found.second.label}")
        counts = (f"{_said(verdict)}: {len(rows)}" for verdict, rows in by_verdict.items() if rows)
        typer.echo(", ".join(counts))
        for note in found.notes:
            typer.echo(note)
        rows = [
            [_said(verdict), change.words, " ".join(change.caveats)]
            for verdict, changes in by_verdict.items()
            for change in changes
        ]
        print_table("Changes", ["verdict", "what", "mind"], rows)


def _said(verdict: "Verdict") -> str:
    return verdict.value.replace("_", " ")


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
        rows = [[_said(entry.verdict), entry.words, _left_out(entry)] for entry in found]
        print_table("Trends", ["verdict", "what", "not counted because"], rows)


def _left_out(found: "Trend") -> str:
    """Why sessions do not count, each reason once."""
    reasons = (reason for entry in found.entries for reason in entry.reasons)
    return "; ".join(dict.fromkeys(reasons))


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
