"""The order of the stages: one clip in, one analysis out."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from form_analyzer import __version__
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
from form_analyzer.examine import Examined, examine
from form_analyzer.guide.compare import compare
from form_analyzer.guide.load import load_guide
from form_analyzer.guide.model import Guide
from form_analyzer.pose.estimate import estimate_tracks
from form_analyzer.pose.models import ModelFile, ensure_model
from form_analyzer.settings import Settings, load_settings
from form_analyzer.video.decode import pick
from form_analyzer.video.probe import probe
from form_analyzer.video.scene import look

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
    """

    analysis: Analysis
    track: PoseTrack | None
    raw_track: PoseTrack | None
    scene: SceneInfo | None


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
        Worker processes for pose estimation; one per core if not given.
    progress
        Called with the stage and the fraction of it done (0..1). An exception it raises
        stops the work and goes on to the caller.
    targets
        The athlete's own target ranges.
    edits
        Corrections by hand.

    Raises
    ------
    UnreadableVideoError, PoseModelError
        The file cannot be read, or the pose model not be had.
    """
    settings = settings or load_settings()
    watch, tell = _Watch(), progress or _silent
    tell("reading", 0.0)
    info = probe(path)
    scene = look(info)
    watch.lap("decode")
    tell("model", 0.0)
    model_file = ensure_model(model, settings, progress=partial(tell, "model"))
    watch.lap("model")
    tracks = estimate_tracks(
        info,
        model_file,
        settings,
        read_frames=partial(pick, info, threads=1),
        jobs=jobs,
        progress=partial(tell, "pose"),
    )
    watch.lap("pose")
    tell("measuring", 0.0)
    software = software_info(model_file, load_guide())
    result = analyze_track(
        info, tracks.best, scene, software, capture=capture, targets=targets, edits=edits
    )
    watch.lap("analysis")
    tell("measuring", 1.0)
    watch.seconds["output"] = 0.0
    watch.seconds["decode_in_workers"] = tracks.timing_s["decode"]
    watch.seconds["inference_in_workers"] = tracks.timing_s["inference"]
    return replace(result, analysis=replace(result.analysis, timing_s=watch.total()))


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
    guide, capture = load_guide(), capture or CaptureInfo()
    seen = examine(info, track, scene, capture, guide.foot_strike_borders_deg, edits)
    near = seen.view.near_side
    deviations = compare(seen.measurements, guide, overrides=targets or {}, near_side=near)
    return Result(_analysis(info, seen, software, capture, deviations), seen.track, track, scene)


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
