"""``export``, ``import``, ``backup``, ``restore``, ``clean``: what is kept, and where."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from form_analyzer.cli_season.common import USAGE, confirm, counted, fail, opened, size_text

if TYPE_CHECKING:
    from form_analyzer.storage.archive import ArchiveReport


def export(
    path: Annotated[Path, typer.Argument(help="File ending in .csv, .parquet, .json or .zip.")],
    athlete: Annotated[
        str | None, typer.Option(help="Only this athlete; needed for a .zip with everything.")
    ] = None,
) -> None:
    """Write all measurements as a table, or one athlete's everything as a zip."""
    kind = path.suffix.lower().removeprefix(".")
    if kind not in ("csv", "parquet", "json", "zip"):
        fail("Name a file ending in .csv, .parquet, .json or .zip.", USAGE)
    if kind == "zip" and athlete is None:
        fail("A zip holds one athlete: name them with --athlete; 'backup' holds all.", USAGE)
    with opened() as (season, _settings):
        from form_analyzer.storage.export import TableFormat

        athlete_id = season.athletes.named(athlete).id if athlete else None
        if kind == "zip" and athlete_id is not None:
            report = season.transfer.export_athlete(athlete_id, path)
            typer.echo(f"{path}: {_archived(report)}")
            return
        n_rows = season.export.write(path, TableFormat(kind), athlete_id)
        typer.echo(f"{path}: {counted(n_rows, 'row')}")


def _archived(report: "ArchiveReport") -> str:
    rows = counted(sum(report.rows.values()), "row")
    return f"{rows}, {counted(report.n_media, 'file')}"


def import_(
    path: Annotated[Path, typer.Argument(help="A zip written by 'export --athlete'.")],
    copy: Annotated[
        bool, typer.Option("--copy", help="As a copy, if the athlete is here already.")
    ] = False,
) -> None:
    """Bring an exported athlete in; prints the athlete's id."""
    with opened() as (season, _settings):
        typer.echo(season.transfer.import_athlete(path, as_copy=copy))


def backup(path: Annotated[Path, typer.Argument(help="The zip to write.")]) -> None:
    """Write everything, database and media, into one file."""
    with opened() as (season, _settings):
        report = season.transfer.backup(path)
        typer.echo(f"{path}: {_archived(report)}")
        if report.media_missing:
            fail(
                f"{counted(len(report.media_missing), 'file')} missing from the media store and "
                "so from the backup; 'doctor' says more.",
                USAGE,
            )


def restore(path: Annotated[Path, typer.Argument(help="A zip written by 'backup'.")]) -> None:
    """Bring a backup back into an empty data folder or database."""
    with opened() as (season, _settings):
        report = season.transfer.restore(path)
        typer.echo(f"Brought back: {_archived(report)}.")


def clean(
    quota_gb: Annotated[
        float | None,
        typer.Option(min=0.0, max=1e6, help="Limit for all media, kept from now on; 0 lifts it."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove files nobody uses; over the quota also annotated clips, oldest first."""
    with opened() as (season, _settings):
        use = season.preferences.media_use()
        quota = use.quota_bytes if quota_gb is None else int(quota_gb * 1e9) or None
        limit = f", limit {size_text(quota)}" if quota else ""
        typer.echo(f"{counted(use.n_files, 'file')}, {size_text(use.size_bytes)}{limit}")
        confirm("Clean up?", yes=yes)
        if quota_gb is not None:
            season.preferences.set_media_quota(quota)
        done = season.preferences.clean_up_media()
        typer.echo(
            f"{counted(done.files_removed, 'file')} removed "
            f"({counted(done.annotated_dropped, 'annotated clip')}), "
            f"{size_text(done.bytes_freed)} freed."
        )
