"""The work of the product: run the pipeline on a clip and keep what edits start from."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from form_analyzer.datatypes import Analysis, EventKind, Metric, PoseTrack
from form_analyzer.errors import NotFoundError
from form_analyzer.jobs.work import Progress, WorkOrder, WorkResult
from form_analyzer.storage.records import AttachmentRole, TargetRange
from form_analyzer.video.scene_file import save_scene

if TYPE_CHECKING:
    from form_analyzer.pipeline import Result

_THUMBNAIL_SIDE_PX = 480

# Where each stage begins and ends within the whole work: from the time the stages took on
# clips of 10 s at 60 Hz, for the progress bar only.
_SHARES = {
    "reading": (0.0, 0.05),
    "model": (0.05, 0.07),
    "pose": (0.07, 0.93),
    "measuring": (0.93, 0.99),
    "drawing": (0.99, 1.0),
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

    tell = of_all_work(progress)
    result = analyze(
        order.clip,
        capture=order.capture,
        model=order.pose_model,
        jobs=order.n_processes,
        settings=order.settings,
        progress=tell,
        targets=as_ranges(order.targets),
        every_frame=order.every_frame,
    )
    files = _kept_for_edits(result, order.folder)
    if order.person > 0:
        result = _of_another(result, order)
    return WorkResult(
        analysis=result.analysis,
        files=files | _thumbnail(result, order, tell),
        to_draw=result.track is not None and not result.analysis.refused,
    )


def _kept_for_edits(result: "Result", folder: Path) -> dict[AttachmentRole, Path]:
    """Write the tracks of everybody followed, and the scene."""
    from form_analyzer.pose.cache import save_tracks

    files: dict[AttachmentRole, Path] = {}
    if result.raw_track is not None:
        files[AttachmentRole.TRACK] = folder / "track.npz"
        save_tracks(files[AttachmentRole.TRACK], (result.raw_track, *result.others))
    if result.scene is not None:
        files[AttachmentRole.SCENE] = folder / "scene.json"
        save_scene(files[AttachmentRole.SCENE], result.scene)
    return files


def _of_another(result: "Result", order: WorkOrder) -> "Result":
    """The measurements of the person chosen instead of the likeliest runner.

    Raises
    ------
    NotFoundError
        If nobody was followed in that place.
    """
    from form_analyzer.pipeline import analyze_track

    followed = len(result.others) + 1
    if order.person >= followed:
        raise NotFoundError(
            f"Person {order.person + 1} was chosen, but only {followed} could be followed in "
            "this clip; choose another."
        )
    before = result.analysis
    return analyze_track(
        before.video,
        result.others[order.person - 1],
        result.scene,
        before.software,
        capture=order.capture,
        targets=as_ranges(order.targets),
    )


def _thumbnail(
    result: "Result", order: WorkOrder, progress: Progress
) -> dict[AttachmentRole, Path]:
    thumbnail = order.folder / "thumbnail.jpg"
    progress("drawing", 0.0)
    is_drawn = write_thumbnail(result.analysis, result.track, thumbnail)
    progress("drawing", 1.0)
    return {AttachmentRole.THUMBNAIL: thumbnail} if is_drawn else {}


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
