"""``sessions``: stored clips on the command line."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from form_analyzer.cli_season.common import check_model, confirm, counted, opened, print_table

if TYPE_CHECKING:
    from form_analyzer.storage.records import SessionLine

app = typer.Typer(help="Sessions: list, add, show, analyse again, delete.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(help="The session's id.")]
Model = Annotated[str, typer.Option(help="lite, full, heavy, or the path of a .task file.")]


@app.command("list")
def list_(
    athlete: Annotated[str | None, typer.Option(help="Only of this athlete.")] = None,
    text: Annotated[str, typer.Option(help="Words in name, notes, shoes or tags.")] = "",
    tag: Annotated[str | None, typer.Option(help="Only with this tag.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, newest first.")] = 50,
) -> None:
    """List sessions, newest first."""
    from form_analyzer.storage.records import SessionQuery

    with opened() as (season, _settings):
        athlete_id = season.athletes.named(athlete).id if athlete else None
        query = SessionQuery(athlete_id=athlete_id, text=text, tag=tag, limit=limit)
        print_sessions(season.sessions.find(query))


def print_sessions(lines: Sequence["SessionLine"]) -> None:
    """Print sessions as a table."""
    from form_analyzer.cli_season.text import state_text

    rows = [
        [
            line.session.id,
            f"{line.session.details.recorded_at:%Y-%m-%d %H:%M}",
            line.athlete_name,
            line.session.file_name,
            state_text(line),
        ]
        for line in lines
    ]
    print_table("Sessions", ["id", "recorded (UTC)", "athlete", "clip", "state"], rows)
    if not rows:
        typer.echo("No session found; 'sessions add CLIP --athlete NAME' makes one.", err=True)


@app.command()
def add(
    clip: Annotated[Path, typer.Argument(help="A side view clip of a treadmill run.")],
    athlete: Annotated[str, typer.Option(help="Name or id.")],
    speed_mps: Annotated[float | None, typer.Option(min=0.5, max=12.0, help="Belt speed.")] = None,
    capture_fps: Annotated[float | None, typer.Option(min=5.0, max=2000.0)] = None,
    incline_percent: Annotated[float | None, typer.Option(min=-20.0, max=40.0)] = None,
    effort: Annotated[int | None, typer.Option(min=0, max=10, help="0 rest .. 10 all out.")] = None,
    shoes: Annotated[str, typer.Option()] = "",
    notes: Annotated[str, typer.Option()] = "",
    tag: Annotated[list[str] | None, typer.Option(help="May be given several times.")] = None,
    pose_model: Model = "full",
) -> None:
    """Store a clip and start its analysis in the background; prints the session's id."""
    from form_analyzer.datatypes import CaptureInfo
    from form_analyzer.jobs.background import ensure_runner
    from form_analyzer.storage.records import SessionDetails
    from form_analyzer.video.probe import probe

    with opened() as (season, settings):
        probe(clip)
        check_model(pose_model, settings)
        owner = season.athletes.named(athlete)
        details = SessionDetails(
            recorded_at=datetime.fromtimestamp(clip.stat().st_mtime, UTC),
            capture=CaptureInfo(
                height_m=owner.details.height_m, speed_mps=speed_mps, capture_rate_hz=capture_fps
            ),
            incline_percent=incline_percent,
            effort=effort,
            shoes=shoes,
            notes=notes,
            tags=tuple(tag or ()),
        )
        stored = season.sessions.add(owner.id, clip, clip.name, details, pose_model=pose_model)
        ensure_runner(settings)
        typer.echo(stored.id)


@app.command()
def show(session_id: Id) -> None:
    """Show a session: what was said about it, and what was measured."""
    from rich.console import Console

    from form_analyzer.cli_season.text import details_text
    from form_analyzer.guide.load import load_guide
    from form_analyzer.report.content import report_view
    from form_analyzer.report.terminal import print_report
    from form_analyzer.ui.services.symptoms import standing

    with opened() as (season, _settings):
        line = season.sessions.line(session_id)
        print_sessions([line])
        for said in details_text(line.session.details):
            typer.echo(said)
        for record in season.results.all(session_id):
            mark = "*" if record.is_current else " "
            typer.echo(
                f"{mark} analysis {record.number}, {record.created_at:%Y-%m-%d}: software "
                f"{record.software_version}, model {record.pose_model}, guide "
                f"{record.guide_version}{', edited' if record.edited else ''}"
            )
        if line.analysis is not None:
            analysis, guide = season.results.load(session_id), load_guide()
            check = standing(season, guide, line.session.athlete_id).check
            print_report(report_view(analysis, guide, check=check), Console())


@app.command("analyze")
def analyze_again(session_id: Id, pose_model: Model = "full") -> None:
    """Analyse a stored clip again in the background; the old result is kept."""
    from form_analyzer.jobs.background import ensure_runner

    with opened() as (season, settings):
        check_model(pose_model, settings)
        season.jobs.start(session_id, pose_model)
        ensure_runner(settings)
        typer.echo("queued")


@app.command("runner")
def choose_runner(
    session_id: Id,
    person: Annotated[int, typer.Argument(min=1, help="1 is the likeliest runner, then 2, 3, ...")],
) -> None:
    """Measure another of several people in the clip."""
    from form_analyzer.jobs.background import ensure_runner
    from form_analyzer.jobs.recompute import choose_person

    with opened() as (season, settings):
        typer.echo(choose_person(season, session_id, person - 1))
        if season.queue().n_open():
            ensure_runner(settings)


@app.command()
def cancel(session_id: Id) -> None:
    """Cancel a session's analysis."""
    with opened() as (season, _settings):
        typer.echo(season.jobs.cancel(session_id).state.value)


@app.command()
def delete(
    session_id: Id, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False
) -> None:
    """Delete a session with its results and, if nobody else uses it, its clip."""
    with opened() as (season, _settings):
        line = season.sessions.line(session_id)
        confirm(f"Delete {line.session.file_name} of {line.athlete_name}, for good?", yes=yes)
        removed = season.sessions.delete(session_id)
        typer.echo(f"Deleted; {counted(len(removed), 'file')} removed.")
