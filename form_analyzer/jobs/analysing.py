"""The work of the product: run the pipeline on a clip and keep what edits start from."""

from collections.abc import Sequence
from pathlib import Path

from form_analyzer.datatypes import Analysis, EventKind, Metric, PoseTrack
from form_analyzer.jobs.work import Progress, WorkOrder, WorkResult
from form_analyzer.storage.records import AttachmentRole, TargetRange
from form_analyzer.video.scene_file import save_scene

_THUMBNAIL_SIDE_PX = 480

# Where each stage of the pipeline begins and ends within the whole work: from the time
# the stages took on clips of 10 s at 60 Hz, for the progress bar only.
_SHARES = {
    "reading": (0.0, 0.05),
    "model": (0.05, 0.07),
    "pose": (0.07, 0.95),
    "measuring": (0.95, 1.0),
}


def of_all_work(progress: Progress) -> Progress:
    """Turn the pipeline's fractions of each stage into fractions of all work."""
    reached = 0.0

    def tell(stage: str, fraction: float) -> None:
        nonlocal reached
        begin, end = _SHARES.get(stage, (reached, reached))
        reached = max(reached, begin + (end - begin) * fraction)
        progress(stage, reached)

    return tell


def analyze_clip(order: WorkOrder, progress: Progress) -> WorkResult:
    """Analyse a clip; see :class:`form_analyzer.jobs.work.Work`."""
    from form_analyzer.pipeline import analyze
    from form_analyzer.pose.cache import save_tracks

    result = analyze(
        order.clip,
        capture=order.capture,
        model=order.pose_model,
        jobs=order.n_processes,
        settings=order.settings,
        progress=of_all_work(progress),
        targets=as_ranges(order.targets),
        every_frame=order.every_frame,
    )
    files: dict[AttachmentRole, Path] = {}
    if result.raw_track is not None:
        files[AttachmentRole.TRACK] = order.folder / "track.npz"
        save_tracks(files[AttachmentRole.TRACK], (result.raw_track, *result.others))
    if result.scene is not None:
        files[AttachmentRole.SCENE] = order.folder / "scene.json"
        save_scene(files[AttachmentRole.SCENE], result.scene)
    picture = order.folder / "thumbnail.jpg"
    if write_thumbnail(result.analysis, result.track, picture):
        files[AttachmentRole.THUMBNAIL] = picture
    return WorkResult(analysis=result.analysis, files=files)


def write_thumbnail(analysis: Analysis, track: PoseTrack | None, path: Path) -> bool:
    """Draw the frame of the first initial contact (else the middle one), small.

    Returns
    -------
    bool
        False, and nothing written, if the clip gives no picture.
    """
    from form_analyzer.overlay import annotated_frames
    from form_analyzer.report.bundle import to_jpeg
    from form_analyzer.video.decode import pick

    info = analysis.video
    contacts = (e.frame for e in analysis.events if e.kind is EventKind.INITIAL_CONTACT)
    index = min(max(round(next(contacts, info.n_frames / 2)), 0), info.n_frames - 1)
    frames = pick(info, [index], max_side_px=_THUMBNAIL_SIDE_PX)
    if track is None:
        images = (frame.image for frame in frames)
    else:
        images = (image for image in annotated_frames(frames, track, analysis))
    image = next(images, None)
    if image is None:
        return False
    path.write_bytes(to_jpeg(image))
    return True


def as_ranges(targets: Sequence[TargetRange]) -> dict[Metric, tuple[float, float]]:
    """The athlete's own ranges as the pipeline takes them."""
    return {target.metric: (target.low, target.high) for target in targets}
