"""What the season's commands share: opening the storage, errors as one line, tables."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from form_analyzer.settings import Settings
    from form_analyzer.storage.service import SeasonService

USAGE = 2
UNREADABLE = 3
INTERRUPTED = 130


def fail(message: str, code: int) -> NoReturn:
    """One line on stderr, and out."""
    typer.echo(" ".join(message.split()), err=True)
    raise typer.Exit(code)


@contextmanager
def in_words() -> Iterator[None]:
    """Errors of the package become one line on stderr and an exit code."""
    from form_analyzer.errors import FormAnalyzerError, UnreadableVideoError

    try:
        yield
    except UnreadableVideoError as error:
        fail(str(error), UNREADABLE)
    except FormAnalyzerError as error:
        fail(str(error), USAGE)


@contextmanager
def opened() -> Iterator["tuple[SeasonService, Settings]"]:
    """The season of the settings in force, closed afterwards; errors in words."""
    with in_words():
        from form_analyzer.settings import load_settings
        from form_analyzer.storage.service import open_season

        settings = load_settings()
        season = open_season(settings)
        try:
            yield season, settings
        finally:
            season.close()


def check_model(name: str, settings: "Settings") -> None:
    """Refuse a pose model that is not there before anything is stored for it.

    Raises
    ------
    PoseModelError
        The name is unknown, or a file of that path is no pose model.
    """
    from form_analyzer.pose.models import MODEL_NAMES, ensure_model

    if name not in MODEL_NAMES:
        ensure_model(name, settings)


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table for a terminal; plain tab-separated lines where the output goes elsewhere."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    if not console.is_terminal:
        for row in (columns, *rows):
            typer.echo("\t".join(" ".join(cell.split()) for cell in row))
        return
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def counted(count: int, one: str, many: str | None = None) -> str:
    """A number of things: ``1 file``, ``2 files``."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def size_text(size_bytes: float) -> str:
    """A size as people say it: ``12.3 MB``, ``1.50 GB``."""
    return f"{size_bytes / 1e9:.2f} GB" if size_bytes >= 1e9 else f"{size_bytes / 1e6:.1f} MB"


def confirm(question: str, *, yes: bool) -> None:
    """Ask before something that cannot be taken back; leaves the program on a no."""
    if not yes:
        typer.confirm(question, abort=True)
