"""The order of the stages: one clip in, one analysis out."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from form_analyzer import __version__
from form_analyzer.anytime.camera import with_camera_path
from form_analyzer.anytime.examiner import Examiner
from form_analyzer.anytime.eye import Eye
from form_analyzer.anytime.parts import LONG_S
from form_analyzer.anytime.plan import Plan, Span, chunks_of
from form_analyzer.anytime.shoe import with_shoes
from form_analyzer.anytime.watch import thinning, watch_enough
from form_analyzer.datatypes import (
    Analysis,
    CaptureInfo,
    Deviation,
    EventEdit,
    Metric,
    PoseTrack,
    SceneInfo,
    SoftwareInfo,
    VideoInfo,
)
from form_analyzer.examine import Examined
from form_analyzer.guide.compare import compare
from form_analyzer.guide.load import load_guide
from form_analyzer.guide.model import Guide
from form_analyzer.pose.model_file import ModelFile
from form_analyzer.pose.models import ensure_model
from form_analyzer.pose.staff import Staff
from form_analyzer.settings import Settings, load_settings
from form_analyzer.video.probe import probe
from form_analyzer.video.scene_file import look_once

DEFAULT_MODEL = "full"
Progress = Callable[[str, float], None]
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Result:
    """An analysis with the tracks behind it.

    Attributes
    ----------
    analysis
        What the clip told.
    track
        The measured person's landmarks with the legs put right where they were
        followed; ``None`` if nobody was found.
    raw_track
        The same as the pose model gave it: what edits start from.
    scene
        What the frames say of the camera.
    others
        Further people seen, the likeliest runner first, as the pose model gave them; one of
        them can be measured instead.
    """

    analysis: Analysis
    track: PoseTrack | None
    raw_track: PoseTrack | None
    scene: SceneInfo | None
    others: tuple[PoseTrack, ...] = ()


@dataclass(slots=True)
class _Watch:
    """Seconds spent per stage."""

    seconds: dict[str, float] = field(default_factory=dict)
    _start: float = field(default_factory=time.monotonic)
    _last: float = field(default_factory=time.monotonic)

    def lap(self, name: str) -> None:
        now = time.monotonic()
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self._last
        self._last = now

    def total(self) -> dict[str, float]:
        return {**self.seconds, "total": time.monotonic() - self._start}


def analyze(
    path: Path,
    *,
    capture: CaptureInfo | None = None,
    model: str = DEFAULT_MODEL,
    jobs: int | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
    targets: Mapping[Metric, Range] | None = None,
    edits: Sequence[EventEdit] = (),
    every_frame: bool = False,
    staff: Staff | None = None,
) -> Result:
    """Analyse a clip.

    Parameters
    ----------
    path
        The video file.
    capture
        What the user said about the recording.
    model
        ``lite``, ``full``, ``heavy`` or the path of a ``.task`` file.
    jobs
        Worker processes; one per core if not given.
    progress
        Called with the stage and the fraction of it done (0..1). An exception it raises
        stops the work and goes on to the caller.
    targets
        The athlete's own target ranges.
    edits
        Corrections by hand.
    every_frame
        Watch all of a long clip, not only parts spread over it, and every frame of a clip
        with a high frame rate.
    staff
        Workers for pose estimation that may be waiting already.

    Raises
    ------
    UnreadableVideoError, PoseModelError
        The file cannot be read, or the pose model not be had.
    """
    settings = settings or load_settings()
    watch, tell = _Watch(), progress or _silent
    tell("reading", 0.0)
    info = probe(path)
    watch.lap("decode")
    tell("model", 0.0)
    model_file = ensure_model(model, settings, progress=partial(tell, "model"))
    watch.lap("model")
    eye = Eye(
        info,
        model_file,
        settings,
        every=1 if every_frame else thinning(info.frame_rate_hz),
        jobs=jobs,
        tell=partial(tell, "pose"),
        lap=watch.lap,
        staff=staff,
    )
    # Nothing but a long clip's plan waits for the scene: it is looked at beside the pose model.
    scene: SceneInfo | None
    with ThreadPoolExecutor(max_workers=1) as beside:
        looking = beside.submit(look_once, info, settings)
        if every_frame or not info.duration_s > LONG_S:
            track = eye.whole()
            watch.lap("pose")
            scene = with_camera_path(info, looking.result(), track, settings)
            watch.lap("decode")
            examiner = _examiner(info, scene, capture, edits)
        else:
            scene = looking.result()
            watch.lap("decode")
            examiner = _examiner(info, scene, capture, edits)
            plan = Plan(chunks_of(info.n_frames, eye.every, scene.cut_frames), info.frame_rate_hz)
            steady = partial(_watched_steady, info, settings, eye, examiner, watch)
            track = watch_enough(plan, steady, examiner, first_time_s=eye.first_time_s())
            scene = examiner.scene
    tell("measuring", 0.0)
    unedited = _examiner(info, scene, capture, ()) if edits else examiner
    watch.lap("analysis")
    track = with_shoes(
        info,
        track,
        settings,
        unedited.at_a_glance,
        feet=eye.feet,
        camera=scene.camera_path if scene else None,
        jobs=jobs,
    )
    watch.lap("shoes")
    software = software_info(model_file, load_guide())
    result = _result(info, track, scene, software, capture, targets, examiner(track))
    watch.lap("analysis")
    tell("measuring", 1.0)
    watch.seconds["output"] = 0.0
    watch.seconds["decode_in_workers"] = eye.timing_s["decode"]
    watch.seconds["inference_in_workers"] = eye.timing_s["inference"]
    timed = replace(result.analysis, timing_s=watch.total())
    return replace(result, analysis=timed, others=eye.others())


def _watched_steady(
    info: VideoInfo,
    settings: Settings,
    eye: Eye,
    examiner: Examiner,
    watch: _Watch,
    spans: Sequence[Span],
) -> PoseTrack:
    """What is seen in these spans, for an examiner who knows how the camera moved in them."""
    track = eye.spans(spans)
    if examiner.scene is not None:
        examiner.scene = with_camera_path(info, examiner.scene, track, settings)
        watch.lap("decode")
    return track


def _silent(_stage: str, _fraction: float) -> None:
    """Report progress to nobody."""


def software_info(model_file: ModelFile, guide: Guide) -> SoftwareInfo:
    """Versions that go into an analysis."""
    return SoftwareInfo(
        version=__version__,
        pose_model=model_file.name,
        pose_model_sha256=model_file.sha256,
        guide_version=guide.version,
    )


def analyze_track(
    info: VideoInfo,
    track: PoseTrack,
    scene: SceneInfo | None,
    software: SoftwareInfo,
    *,
    capture: CaptureInfo | None = None,
    targets: Mapping[Metric, Range] | None = None,
    edits: Sequence[EventEdit] = (),
) -> Result:
    """Everything after pose estimation: no file is read, so edits recompute at once."""
    seen = _examiner(info, scene, capture, edits)(track)
    return _result(info, track, scene, software, capture, targets, seen)


def _examiner(
    info: VideoInfo,
    scene: SceneInfo | None,
    capture: CaptureInfo | None,
    edits: Sequence[EventEdit],
) -> Examiner:
    borders = load_guide().foot_strike_borders_deg
    return Examiner(info, scene, capture or CaptureInfo(), borders, tuple(edits))


def _result(
    info: VideoInfo,
    track: PoseTrack,
    scene: SceneInfo | None,
    software: SoftwareInfo,
    capture: CaptureInfo | None,
    targets: Mapping[Metric, Range] | None,
    seen: Examined,
) -> Result:
    """What was seen, compared with the guide."""
    near = seen.view.near_side
    deviations = compare(seen.measurements, load_guide(), overrides=targets or {}, near_side=near)
    analysis = _analysis(info, seen, software, capture or CaptureInfo(), deviations)
    return Result(analysis, seen.track, track, scene)


def _analysis(
    info: VideoInfo,
    seen: Examined,
    software: SoftwareInfo,
    capture: CaptureInfo,
    deviations: tuple[Deviation, ...],
) -> Analysis:
    return Analysis(
        software=software,
        video=info,
        capture=capture,
        time_scale=seen.time_scale,
        view=seen.view,
        activity=seen.activity,
        quality=seen.quality,
        tracking=seen.tracking,
        events=seen.events,
        measurements=seen.measurements,
        deviations=deviations,
        curves=seen.curves,
        ghost=seen.ghost,
        used_s=seen.used_s,
    )
