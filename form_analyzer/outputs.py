"""What the command line hands over: the table in the terminal and the folder of results."""

from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from form_analyzer.datatypes import Analysis
from form_analyzer.guide.load import load_guide
from form_analyzer.pipeline import Result
from form_analyzer.report import bundle
from form_analyzer.report.content import report_view
from form_analyzer.report.terminal import print_report


def print_table(analysis: Analysis, console: Console | None = None) -> None:
    """Print what an analysis says; to standard output unless a console is given."""
    print_report(report_view(analysis, load_guide()), console or Console())


def write_outputs(
    result: Result, out: Path, *, progress: Callable[[float], None] | None = None
) -> bundle.Outputs:
    """Write the reports, tables, evidence pictures and the annotated clip of one analysis.

    Parameters
    ----------
    out
        Made where needed; files of the same name are replaced.
    progress
        Called with the share of the annotated clip that is done, 0..1.

    Raises
    ------
    UnreadableVideoError
        The clip has become unreadable since it was analysed.
    OSError
        The folder cannot be written.
    """
    analysis = result.analysis
    return bundle.write_outputs(
        analysis, result.track, analysis.video, out, load_guide(), progress=progress
    )
