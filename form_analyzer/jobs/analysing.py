"""The work of the product: run the pipeline on a clip and keep its track."""

from collections.abc import Sequence
from dataclasses import replace

from form_analyzer.datatypes import Analysis
from form_analyzer.jobs.work import Progress, WorkOrder, WorkResult
from form_analyzer.storage.records import AttachmentRole, TargetRange


def analyze_clip(order: WorkOrder, progress: Progress) -> WorkResult:
    """Analyse a clip; see :class:`form_analyzer.jobs.work.Work`."""
    from form_analyzer.pipeline import analyze
    from form_analyzer.pose.cache import save_track

    result = analyze(
        order.clip,
        capture=order.capture,
        model=order.pose_model,
        jobs=order.n_processes,
        settings=order.settings,
        progress=progress,
    )
    files = {}
    if result.track is not None:
        files[AttachmentRole.TRACK] = order.folder / "track.npz"
        save_track(files[AttachmentRole.TRACK], result.track)
    return WorkResult(analysis=with_own_ranges(result.analysis, order.targets), files=files)


def with_own_ranges(analysis: Analysis, targets: Sequence[TargetRange]) -> Analysis:
    """The same measurements, judged by the athlete's own ranges where there are any."""
    if not targets:
        return analysis
    from form_analyzer.guide.compare import compare
    from form_analyzer.guide.load import load_guide

    overrides = {target.metric: (target.low, target.high) for target in targets}
    deviations = compare(analysis.measurements, load_guide(), overrides, analysis.view.near_side)
    return replace(analysis, deviations=deviations)
