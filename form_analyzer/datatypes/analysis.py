"""Everything that is said of one clip."""

from dataclasses import dataclass, field

from form_analyzer.datatypes.gait import CycleCurves, GaitEvent, GhostCycle
from form_analyzer.datatypes.measurement import Deviation, Measurement, Metric
from form_analyzer.datatypes.quality import QualityFlag, QualitySeverity
from form_analyzer.datatypes.track import TimeScale, TrackingSummary, ViewInfo
from form_analyzer.datatypes.video import VideoInfo
from form_analyzer.datatypes.words import Activity, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftwareInfo:
    """Versions that made an analysis."""

    version: str
    pose_model: str
    pose_model_sha256: str
    guide_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureInfo:
    """What the user said about the recording; ``None`` = not said."""

    height_m: float | None = None
    speed_mps: float | None = None
    capture_rate_hz: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Everything one clip told, with the versions that told it."""

    software: SoftwareInfo
    video: VideoInfo
    capture: CaptureInfo
    time_scale: TimeScale
    view: ViewInfo
    activity: Activity
    quality: tuple[QualityFlag, ...]
    tracking: TrackingSummary
    events: tuple[GaitEvent, ...]
    measurements: tuple[Measurement, ...]
    deviations: tuple[Deviation, ...]
    curves: tuple[CycleCurves, ...] = ()
    ghost: GhostCycle | None = None
    used_s: tuple[float, float] | None = None
    timing_s: dict[str, float] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        """Whether nothing could be measured."""
        return any(flag.severity is QualitySeverity.REFUSAL for flag in self.quality)

    def measurement(self, metric: Metric, side: Side) -> Measurement | None:
        """The row of one metric and side, or ``None`` if there is no such row."""
        for row in self.measurements:
            if row.metric is metric and row.side is side:
                return row
        return None
