"""``batch``, ``work`` and ``doctor``: many clips, the background, and whether all is well."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from form_analyzer.cli_season.common import (
    INTERRUPTED,
    UNREADABLE,
    USAGE,
    check_model,
    fail,
    in_words,
    opened,
    print_table,
)

if TYPE_CHECKING:
    from form_analyzer.jobs.batch import ClipOutcome
    from form_analyzer.storage.records import Athlete, SessionDetails
    from form_analyzer.storage.service import SeasonService


def batch(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="With clips.")],
    athlete: Annotated[
        str, typer.Option(help="Whose clips they are; made if new. Default: the folder's name.")
    ] = "",
    speed_mps: Annotated[float | None, typer.Option(min=0.5, max=12.0, help="Belt speed.")] = None,
    capture_fps: Annotated[float | None, typer.Option(min=5.0, max=2000.0)] = None,
    shoes: Annotated[str, typer.Option()] = "",
    pose_model: Annotated[str, typer.Option(help="lite, full, heavy or a .task file.")] = "full",
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Clips at once; one per core by default.")
    ] = None,
) -> None:
    """Analyse every clip in a folder; goes on past bad files and lists them.

    Started again, it goes on where it stopped.
    """
    from form_analyzer.jobs.batch import BatchPlan, find_clips, run_batch
    from form_analyzer.video.probe import probe

    clips = find_clips(folder)
    if not clips:
        fail(f"There is no video file in {folder}.", USAGE)
    with opened() as (season, settings):
        check_model(pose_model, settings)
        owner = _owner(season, athlete or folder.resolve().name)

        def details(at: datetime) -> "SessionDetails":
            return _details(at, owner, speed_mps, capture_fps, shoes)

        plan = BatchPlan(
            athlete_id=owner.id,
            clips=clips,
            details=details,
            pose_model=pose_model,
            n_slots=jobs,
            check=probe,
        )
        from form_analyzer.cli import ProgressBar

        try:
            with ProgressBar(hidden=not sys.stderr.isatty()) as bar:
                outcomes = run_batch(season, settings, plan, bar)
        except KeyboardInterrupt:
            fail("Stopped; the same command goes on from here.", INTERRUPTED)
        _report(outcomes)


def _owner(season: "SeasonService", name: str) -> "Athlete":
    from form_analyzer.errors import NotFoundError
    from form_analyzer.storage.records import AthleteDetails

    try:
        return season.athletes.named(name)
    except NotFoundError:
        return season.athletes.add(AthleteDetails(name=name))


def _details(
    at: datetime,
    owner: "Athlete",
    speed_mps: float | None,
    capture_fps: float | None,
    shoes: str,
) -> "SessionDetails":
    from form_analyzer.datatypes import CaptureInfo
    from form_analyzer.storage.records import SessionDetails

    capture = CaptureInfo(
        height_m=owner.details.height_m, speed_mps=speed_mps, capture_rate_hz=capture_fps
    )
    return SessionDetails(recorded_at=at, capture=capture, shoes=shoes)


def _report(outcomes: "list[ClipOutcome]") -> None:
    from form_analyzer.jobs.batch import ClipState

    rows = [
        [outcome.path.name, outcome.state.value, outcome.session_id or "", outcome.words]
        for outcome in outcomes
    ]
    print_table("Clips", ["clip", "state", "session", "why"], rows)
    bad = [o for o in outcomes if o.state in (ClipState.FAILED, ClipState.LEFT)]
    if bad:
        names = ", ".join(outcome.path.name for outcome in bad)
        fail(f"{len(bad)} of {len(outcomes)} clips could not be analysed: {names}.", UNREADABLE)


def work(
    forever: Annotated[bool, typer.Option("--forever", help="Never end by itself.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Clips at once; one per core by default.")
    ] = None,
) -> None:
    """Work off the queue in the foreground, as the background process does."""
    with in_words():
        from form_analyzer.jobs.background import serve
        from form_analyzer.jobs.task import TaskOptions
        from form_analyzer.jobs.work import DEFAULT_WORK
        from form_analyzer.settings import load_settings

        idle_s = None if forever else 0.0
        serve(load_settings(), TaskOptions(work=DEFAULT_WORK), n_slots=workers, idle_s=idle_s)


def doctor() -> None:
    """Check the installation, the model, the database, the media and the codecs."""
    from form_analyzer.cli_season.checks import all_checks

    checks = all_checks()
    rows = [[check.name, "ok" if check.ok else "PROBLEM", check.words] for check in checks]
    print_table("Checks", ["what", "state", "more"], rows)
    if not all(check.ok for check in checks):
        raise typer.Exit(1)
