"""One call that finds out how true this version's numbers are."""

import os
from collections.abc import Sequence
from pathlib import Path

from form_analyzer import __version__
from form_analyzer.pipeline import DEFAULT_MODEL
from form_analyzer.validation.clips import run_clips
from form_analyzer.validation.figures import condition_result, coverage
from form_analyzer.validation.grid import Condition, all_conditions
from form_analyzer.validation.markers import run_markers
from form_analyzer.validation.report import ClipResult, Report
from form_analyzer.validation.store import to_json
from form_analyzer.validation.targets import check_targets
from form_analyzer.validation.text import markdown
from form_analyzer.validation.workers import Progress, run_grid

DEFAULT_CASES = 48
JSON_NAME, MARKDOWN_NAME = "accuracy.json", "accuracy.md"
SAMPLES = Path("sample_videos")


def run(
    out: Path | None,
    *,
    clips: Path | None = None,
    mocap: Path | None = None,
    cases: int = DEFAULT_CASES,
    seed: int = 1,
    model: str = DEFAULT_MODEL,
    samples: Path | None = SAMPLES,
    conditions: Sequence[Condition] | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
    json_only: bool = False,
) -> Report:
    """Validate this version.

    Parameters
    ----------
    out
        Folder for ``accuracy.json`` and ``accuracy.md``, made if needed; ``None`` writes
        nothing.
    clips, mocap
        Folders of labelled clips, and of markers with force-plate events; left out if
        ``None``.
    cases
        Synthetic runners under each condition; 0 leaves the synthetic grid out.
    seed
        Another seed draws other runners.
    model
        Pose model for the clips.
    samples
        Folder of the rendered sample clips; passed over where there is none.
    conditions
        Conditions to try; all by default.
    jobs
        Processes; one per core by default.
    progress
        Called with what is being tried and the fraction of it done.

    Raises
    ------
    OSError, ValueError, KeyError
        A folder given cannot be read or written, or holds something else than it should.
    """
    _check(out, clips, mocap)
    chosen = tuple(all_conditions() if conditions is None else conditions) if cases > 0 else ()
    outcomes = run_grid(chosen, cases, seed, jobs=jobs or os.cpu_count(), progress=progress)
    results = tuple(
        condition_result(c, [o for o in outcomes if o.condition == c.name]) for c in chosen
    )
    held = coverage(outcomes)
    markers = run_markers(mocap) if mocap is not None else ()
    report = Report(
        version=__version__,
        seed=seed,
        cases=cases,
        pose_model=model,
        conditions=results,
        coverage=held,
        markers=markers,
        clips=_clips((samples, clips), model, progress),
        targets=check_targets(results, held, markers),
    )
    if out is not None:
        write(report, out, json_only=json_only)
    return report


def _check(out: Path | None, clips: Path | None, mocap: Path | None) -> None:
    """Before long work: whether it can be written, and the folders hold what they should."""
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    if clips is not None and not any(clips.glob("*.json")):
        raise ValueError(f"{clips} holds no labels: each clip needs a NAME.json beside it.")
    if mocap is not None and not any(mocap.glob("*_markers.csv")):
        raise ValueError(f"{mocap} holds no markers: they are read from NAME_markers.csv.")


def _clips(
    folders: Sequence[Path | None], model: str, progress: Progress | None
) -> tuple[ClipResult, ...]:
    found = [folder for folder in folders if folder is not None and folder.is_dir()]
    return tuple(r for folder in found for r in run_clips(folder, model=model, progress=progress))


def write(report: Report, out: Path, *, json_only: bool = False) -> None:
    """Write the report into a folder as JSON and, unless not wanted, Markdown."""
    out.mkdir(parents=True, exist_ok=True)
    (out / JSON_NAME).write_text(to_json(report), "utf-8")
    if not json_only:
        (out / MARKDOWN_NAME).write_text(markdown(report), "utf-8")
