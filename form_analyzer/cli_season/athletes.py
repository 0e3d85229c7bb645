"""``athletes``: the roster on the command line."""

from typing import TYPE_CHECKING, Annotated

import typer

from form_analyzer.cli_season.common import (
    USAGE,
    confirm,
    counted,
    fail,
    opened,
    print_table,
)

if TYPE_CHECKING:
    from form_analyzer.storage.records import DeletionReport, RosterEntry

app = typer.Typer(help="Athletes: list, add, show, delete.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The athlete's name or id.")]


@app.command("list")
def list_(
    text: Annotated[str, typer.Option(help="Words in name, tags or notes.")] = "",
    tag: Annotated[str | None, typer.Option(help="Only with this tag.")] = None,
) -> None:
    """List athletes with their newest session and main finding."""
    with opened() as (season, _settings):
        rows = [_row(entry) for entry in season.athletes.roster(text=text, tag=tag)]
        print_table(
            "Athletes", ["id", "name", "sessions", "last", "work on first", "pain", "tags"], rows
        )
        if not rows:
            typer.echo("No athlete found; 'athletes add NAME' makes one.", err=True)


def _row(entry: "RosterEntry") -> list[str]:
    from form_analyzer.cli_season.text import finding_text, pain_text

    return [
        entry.athlete.id,
        entry.athlete.name,
        str(entry.n_sessions),
        f"{entry.last_recorded_at:%Y-%m-%d}" if entry.last_recorded_at else "",
        finding_text(entry.main_finding),
        pain_text(entry),
        ", ".join(entry.athlete.details.tags),
    ]


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="The athlete's name.")],
    height_m: Annotated[float | None, typer.Option(min=0.9, max=2.5, help="Metres.")] = None,
    leg_length_m: Annotated[
        float | None, typer.Option(min=0.3, max=1.5, help="Hip to ankle, metres.")
    ] = None,
    tag: Annotated[list[str] | None, typer.Option(help="May be given several times.")] = None,
    notes: Annotated[str, typer.Option(help="Anything worth remembering.")] = "",
) -> None:
    """Add an athlete; prints the id."""
    from form_analyzer.storage.records import AthleteDetails

    with opened() as (season, _settings):
        details = AthleteDetails(
            name=name,
            height_m=height_m,
            leg_length_m=leg_length_m,
            tags=tuple(tag or ()),
            notes=notes,
        )
        added = season.athletes.add(details)
        typer.echo(added.id)
        same = [entry for entry in season.athletes.find() if entry.name == added.name]
        if len(same) > 1:
            typer.echo(
                f"{len(same)} athletes are called {added.name} now; use their ids.", err=True
            )


@app.command()
def show(name: Name) -> None:
    """Show an athlete with their own ranges and sessions."""
    from form_analyzer.cli_season.sessions import print_sessions
    from form_analyzer.storage.records import SessionQuery

    with opened() as (season, _settings):
        athlete = season.athletes.named(name)
        typer.echo(f"{athlete.name} ({athlete.id})")
        details = athlete.details
        if details.height_m:
            typer.echo(f"height {details.height_m:.2f} m")
        if details.leg_length_m:
            typer.echo(f"leg length {details.leg_length_m:.2f} m")
        if details.tags:
            typer.echo(f"tags {', '.join(details.tags)}")
        if details.notes:
            typer.echo(details.notes)
        for target in season.athletes.target_ranges(athlete.id):
            typer.echo(f"own range: {target.metric} {target.low:g} to {target.high:g}")
        print_sessions(season.sessions.find(SessionQuery(athlete_id=athlete.id)))


@app.command()
def delete(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete an athlete and everything of theirs, for good."""
    with opened() as (season, _settings):
        athlete = season.athletes.named(name)
        confirm(f"Delete {athlete.name} with all sessions and clips, for good?", yes=yes)
        _tell_deleted(athlete.name, season.athletes.delete(athlete.id))


def _tell_deleted(name: str, report: "DeletionReport") -> None:
    typer.echo(
        f"Deleted {name}: {counted(sum(report.rows.values()), 'row')}, "
        f"{counted(len(report.media_removed), 'file')}, "
        f"{counted(report.cached_removed, 'cached copy', 'cached copies')}."
    )
    if report.media_kept:
        kept = counted(len(report.media_kept), "file")
        typer.echo(f"Kept because another athlete has the same clip: {kept}.")
    if report.left:
        fail(f"Still to be found, remove it by hand: {'; '.join(report.left)}.", USAGE)
    typer.echo("Looked again afterwards: nothing of theirs is left.")
