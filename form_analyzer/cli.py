"""The command line. Heavy libraries are imported inside the commands that need them."""

import sys
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from form_analyzer import __version__

if TYPE_CHECKING:
    from form_analyzer.datatypes import Analysis
    from form_analyzer.pipeline import Result


class Exit(IntEnum):
    """Exit codes others rely on."""

    ANALYSED = 0
    USAGE = 2
    UNREADABLE = 3
    REFUSED = 4


app = typer.Typer(
    name="form-analyzer",
    help="Measure running form from a side view treadmill video.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it and stop.")
    ] = False,
) -> None:
    """Measure running form from a side view treadmill video."""


@app.command()
def analyze(
    video: Annotated[Path, typer.Argument(help="A side view clip of a treadmill run.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the results.")],
    height_m: Annotated[
        float | None, typer.Option(min=0.9, max=2.5, help="The runner's height in metres.")
    ] = None,
    speed_mps: Annotated[
        float | None, typer.Option(min=0.5, max=12.0, help="Belt speed in metres per second.")
    ] = None,
    capture_fps: Annotated[
        float | None,
        typer.Option(min=5.0, max=2000.0, help="Frames per second the camera recorded at."),
    ] = None,
    pose_model: Annotated[
        str, typer.Option(help="lite, full, heavy, or the path of a .task file.")
    ] = "",
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Worker processes; one per core if not given.")
    ] = None,
    json_only: Annotated[
        bool, typer.Option("--json-only", help="Write only analysis.json; print no table.")
    ] = False,
) -> None:
    """Measure one clip and write analysis.json, a report and an annotated clip."""
    from form_analyzer.datatypes import CaptureInfo
    from form_analyzer.errors import FormAnalyzerError, UnreadableVideoError
    from form_analyzer.pipeline import DEFAULT_MODEL
    from form_analyzer.pipeline import analyze as run
    from form_analyzer.report.contract import write_json

    capture = CaptureInfo(height_m=height_m, speed_mps=speed_mps, capture_rate_hz=capture_fps)
    try:
        with _progress_bar(quiet=json_only) as progress:
            result = run(
                video,
                capture=capture,
                model=pose_model or DEFAULT_MODEL,
                jobs=jobs,
                progress=progress,
            )
        out.mkdir(parents=True, exist_ok=True)
        write_json(result.analysis, out / "analysis.json")
        if not json_only:
            _write_all(result, out)
    except UnreadableVideoError as error:
        _fail(str(error), Exit.UNREADABLE)
    except (FormAnalyzerError, OSError) as error:
        _fail(str(error), Exit.USAGE)
    if result.analysis.refused:
        _fail(_refusal(result.analysis), Exit.REFUSED)


def _write_all(result: "Result", out: Path) -> None:
    from form_analyzer.outputs import print_table, write_outputs

    print_table(result.analysis)
    write_outputs(result, out)


def _refusal(analysis: "Analysis") -> str:
    from form_analyzer.datatypes import QualitySeverity

    return next(f.message for f in analysis.quality if f.severity is QualitySeverity.REFUSAL)


def _fail(message: str, code: Exit) -> None:
    typer.echo(" ".join(message.split()), err=True)
    raise typer.Exit(int(code))


def _progress_bar(*, quiet: bool) -> "ProgressBar":
    return ProgressBar(hidden=quiet or not sys.stderr.isatty())


class ProgressBar:
    """A bar on stderr with the time left; hidden where nobody would see it."""

    def __init__(self, *, hidden: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=hidden,
        )
        self._task = self._bar.add_task("reading", total=1.0)

    def __enter__(self) -> "ProgressBar":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, stage: str, fraction: float) -> None:
        """Show a stage and how much of it is done."""
        self._bar.update(self._task, description=stage, completed=fraction)


def main() -> None:
    """Run the command line."""
    app()
