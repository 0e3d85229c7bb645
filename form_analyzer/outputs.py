"""What the command line hands over: the table in the terminal and the folder of results."""

from collections.abc import Callable, Set
from pathlib import Path

from rich.console import Console

from form_analyzer.datatypes import Analysis, Metric
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
        Made where needed; files of the same name are replaced, and pictures of an earlier
        analysis removed that this one has none for.
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
    written = bundle.write_outputs(
        analysis, result.track, analysis.video, out, load_guide(), progress=progress
    )
    _remove_old_pictures(out, keep={written.clip, *written.evidence.values()})
    return written


def _remove_old_pictures(out: Path, keep: Set[Path | None]) -> None:
    """Pictures and the clip of an earlier analysis in this folder, which show another run."""
    names = (bundle.CLIP_NAME, *map(bundle.evidence_name, Metric))
    for path in (out / name for name in names):
        if path not in keep:
            path.unlink(missing_ok=True)
