"""What is given to the measuring stages, and what they tell."""

from dataclasses import dataclass

from form_analyzer.datatypes import (
    Activity,
    CaptureInfo,
    CycleCurves,
    EventEdit,
    GaitEvent,
    GhostCycle,
    Measurement,
    PoseTrack,
    QualityCode,
    QualityFlag,
    QualitySeverity,
    SceneInfo,
    TimeScale,
    TrackingSummary,
    VideoInfo,
    ViewInfo,
)
from form_analyzer.gait.cycle import CycleData
from form_analyzer.quality import clip as clip_quality
from form_analyzer.quality import runner as runner_quality
from form_analyzer.tracks.clock import ClockReading
from form_analyzer.tracks.follow import Followed
from form_analyzer.tracks.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What one person's track told; see :class:`form_analyzer.datatypes.Analysis`.

    ``followed`` and ``folded`` spare following and folding the same landmarks again.
    """

    time_scale: TimeScale
    view: ViewInfo
    activity: Activity
    quality: tuple[QualityFlag, ...]
    tracking: TrackingSummary
    measurements: tuple[Measurement, ...]
    track: PoseTrack | None = None
    events: tuple[GaitEvent, ...] = ()
    curves: tuple[CycleCurves, ...] = ()
    ghost: GhostCycle | None = None
    used_s: tuple[float, float] | None = None
    followed: Followed | None = None
    folded: CycleData | None = None

    @property
    def refusal(self) -> QualityCode | None:
        """Why nothing was measured; ``None`` where something was."""
        flags = (f.code for f in self.quality if f.severity is QualitySeverity.REFUSAL)
        return next(flags, None)


@dataclass(frozen=True, slots=True)
class Clip:
    """What is given: the file, the whole track, the scene, the user's words."""

    info: VideoInfo
    track: PoseTrack
    scene: SceneInfo | None
    capture: CaptureInfo
    strike_borders_deg: tuple[float, float]
    edits: tuple[EventEdit, ...]
    resamples: int
    followed: Followed | None = None
    folded: CycleData | None = None


def cadence_spm(followed: Followed, clock: ClockReading) -> float:
    """Steps a minute of real time."""
    return 120.0 * followed.rhythm.stride_hz / clock.scale.value


@dataclass(frozen=True, slots=True)
class Runner:
    """Somebody followed through the clip.

    ``roll_deg`` is the camera's where the runner is seen, ``None`` unknown; ``sway_ratio`` how far
    the camera strays (rms), of leg length.
    """

    view: View
    followed: Followed
    clock: ClockReading
    leg_px: float
    activity: Activity
    movement: runner_quality.Movement
    roll_deg: float | None
    sway_ratio: float

    @property
    def clock_lost(self) -> bool:
        """Whether nothing can be said in seconds."""
        return clip_quality.clock_lost(self.clock.scale, self.clock.fit)

    @property
    def cadence_spm(self) -> float:
        """Steps a minute of real time."""
        return cadence_spm(self.followed, self.clock)
