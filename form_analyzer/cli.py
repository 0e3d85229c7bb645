"""The command line. Heavy libraries are imported inside the commands that need them."""

import errno
import os
import sys
import time
from dataclasses import replace
from enum import IntEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from form_analyzer import __version__
from form_analyzer.cli_season import mount

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
    add_completion=True,
    pretty_exceptions_enable=False,
    # Typer's coloured help would load all of Rich for every --help.
    rich_markup_mode=None,
)
models_app = typer.Typer(help="The pose models.", no_args_is_help=False)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it and stop.")
    ] = False,
) -> None:
    """Measure running form from a side view treadmill video."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(Exit.USAGE)


@app.command()
def analyze(
    video: Annotated[Path, typer.Argument(help="A side view clip of a treadmill run.")],
    out: Annotated[Path, typer.Option("--out", file_okay=False, help="Folder for the results.")],
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
    every_frame: Annotated[
        bool,
        typer.Option("--every-frame", help="Watch all of a long clip, not only parts of it."),
    ] = False,
    json_only: Annotated[
        bool, typer.Option("--json-only", help="Write only analysis.json; print no table.")
    ] = False,
) -> None:
    """Measure one clip and write analysis.json, a report and an annotated clip."""
    _check_writable(out)
    from form_analyzer.pose.staff import Staff, available_cores

    staff = Staff(jobs or available_cores())  # they import while we do

    from form_analyzer.datatypes import CaptureInfo
    from form_analyzer.errors import FormAnalyzerError, UnreadableVideoError
    from form_analyzer.pipeline import DEFAULT_MODEL
    from form_analyzer.pipeline import analyze as run

    capture = CaptureInfo(height_m=height_m, speed_mps=speed_mps, capture_rate_hz=capture_fps)
    try:
        with _progress_bar(quiet=json_only) as bar:
            with staff:
                result = run(
                    video,
                    capture=capture,
                    model=pose_model or DEFAULT_MODEL,
                    jobs=jobs,
                    progress=bar,
                    every_frame=every_frame,
                    staff=staff,
                )
            _write(result, out, bar, json_only=json_only)
    except UnreadableVideoError as error:
        _fail(str(error), Exit.UNREADABLE)
    except FormAnalyzerError as error:
        _fail(str(error), Exit.USAGE)
    if not json_only:
        _print(result.analysis)
    if result.analysis.refused:
        _fail(_refusal(result.analysis), Exit.REFUSED)


@app.command()
def validate(
    out: Annotated[
        Path | None,
        typer.Option("--out", file_okay=False, help="Folder for accuracy.json and .md."),
    ] = None,
    clips: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Folder of labelled clips.")
    ] = None,
    mocap: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Folder of markers with force plates."),
    ] = None,
    cases: Annotated[int, typer.Option(min=0, help="Synthetic runners per condition.")] = 48,
    seed: Annotated[int, typer.Option(min=0, help="Another seed draws other runners.")] = 1,
    pose_model: Annotated[str, typer.Option(help="lite, full, heavy or a .task file.")] = "full",
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes; one per core.")] = None,
    readme: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Page whose table to renew.")
    ] = None,
) -> None:
    """Measure how true this version's numbers are, against known truth."""
    from form_analyzer.errors import FormAnalyzerError
    from form_analyzer.validation.command import JSON_NAME, run
    from form_analyzer.validation.readme import update_readme
    from form_analyzer.validation.text import markdown

    if readme is not None and out is None:
        _fail("--readme needs --out: the table is made from the report there.", Exit.USAGE)
    try:
        with _progress_bar(quiet=False) as bar:
            report = run(
                out,
                clips=clips,
                mocap=mocap,
                cases=cases,
                seed=seed,
                model=pose_model,
                jobs=jobs,
                progress=bar,
            )
        if readme is not None and out is not None:
            update_readme(readme, out / JSON_NAME)
    except (FormAnalyzerError, OSError, ValueError, KeyError) as error:
        _fail(str(error), Exit.USAGE)
    typer.echo(markdown(report))


@models_app.command()
def fetch(
    name: Annotated[str, typer.Argument(help="lite, full or heavy.")] = "full",
) -> None:
    """Download a pose model into the cache, unless it is there already."""
    from form_analyzer.errors import PoseModelError
    from form_analyzer.pose.models import ensure_model
    from form_analyzer.settings import load_settings

    try:
        with _progress_bar(quiet=False) as bar:
            model = ensure_model(name, load_settings(), progress=partial(bar, "pose model"))
    except PoseModelError as error:
        _fail(str(error), Exit.USAGE)
    typer.echo(f"{model.name}: {model.path} (SHA-256 {model.sha256})")


def _write(result: "Result", out: Path, bar: "ProgressBar", *, json_only: bool) -> None:
    """Write the results; analysis.json last, with the seconds the others took."""
    from form_analyzer.report.contract import write_json

    analysis, start = result.analysis, time.monotonic()
    try:
        out.mkdir(parents=True, exist_ok=True)
        if not json_only:
            from form_analyzer.outputs import write_outputs

            write_outputs(result, out, progress=partial(bar, "writing"))
            analysis = _timed(analysis, time.monotonic() - start)
        write_json(analysis, out / "analysis.json")
    except OSError as error:
        _cannot_write(out, error.strerror or str(error))


def _check_writable(out: Path) -> None:
    """Before minutes of work: whether the folder, or the one it is to be made in, takes files."""
    try:
        nearest = next(folder for folder in (out, *out.absolute().parents) if folder.exists())
    except OSError as error:
        _cannot_write(out, error.strerror or str(error))
    if not nearest.is_dir():
        _cannot_write(out, f"'{nearest}' is a file")
    if not os.access(nearest, os.W_OK | os.X_OK):
        _cannot_write(out, f"nothing may be written in '{nearest}'")


def _cannot_write(out: Path, why: str) -> NoReturn:
    _fail(f"The results cannot be written to '{out}' ({why}): name another --out.", Exit.USAGE)


def _timed(analysis: "Analysis", output_s: float) -> "Analysis":
    seconds = analysis.timing_s
    total = seconds["total"] + output_s
    return replace(analysis, timing_s={**seconds, "output": output_s, "total": total})


def _print(analysis: "Analysis") -> None:
    from form_analyzer.outputs import print_table

    print_table(analysis)


def _refusal(analysis: "Analysis") -> str:
    from form_analyzer.datatypes import QualitySeverity

    return next(f.message for f in analysis.quality if f.severity is QualitySeverity.REFUSAL)


def _fail(message: str, code: Exit) -> NoReturn:
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
            transient=True,
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


app.add_typer(models_app, name="models")
mount(app)


def main() -> None:
    """Run the command line; wrong usage is one line on stderr and exit code 2."""
    # The matrices are small: a second thread only waits for the first, and workers have the cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        code = app(standalone_mode=False)
    except typer.TyperException as error:
        message = error.format_message()
        is_help = "\n" in message
        typer.echo(message if is_help else f"{message} (--help shows what is possible)", err=True)
        sys.exit(error.exit_code)
    except typer.Abort:
        typer.echo("Stopped; nothing was changed. (--yes does not ask)", err=True)
        sys.exit(1)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _no_room()
    sys.exit(code if isinstance(code, int) else 0)


def _no_room() -> NoReturn:
    """Say that the disk is full; what could not be printed is not tried again at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    typer.echo("There is no room left on the disk: make some, then run again.", err=True)
    sys.exit(Exit.USAGE)
