"""The types that pass between the rooms of the package.

All are frozen; arrays inside them are made read-only. Until
:class:`SagittalTrack`, positions are pixels with y down. From there on, x is
the direction of travel, y is up, and lengths are fractions of leg length.
Missing samples are ``nan`` in arrays; a missing measurement carries a reason.
"""

from form_analyzer.datatypes.analysis import Analysis, CaptureInfo, SoftwareInfo
from form_analyzer.datatypes.arrays import BoolArray, FloatArray, IntArray, UInt8Array
from form_analyzer.datatypes.gait import (
    CycleCurves,
    EditAction,
    EventEdit,
    EventKind,
    EventSource,
    GaitEvent,
    GhostCycle,
)
from form_analyzer.datatypes.measurement import (
    Deviation,
    Direction,
    FootStrike,
    Measurement,
    Metric,
    Severity,
    Unit,
)
from form_analyzer.datatypes.quality import QualityCode, QualityFlag, QualitySeverity
from form_analyzer.datatypes.track import (
    PoseTrack,
    SagittalShoe,
    SagittalTrack,
    SampleState,
    ShoePath,
    TimeScale,
    TimeScaleSource,
    TrackingSummary,
    ViewInfo,
)
from form_analyzer.datatypes.video import CameraPath, Frame, SceneInfo, VideoInfo
from form_analyzer.datatypes.words import (
    N_KEYPOINTS,
    Activity,
    Facing,
    Joint,
    Keypoint,
    Plane,
    Side,
)

__all__ = [
    "N_KEYPOINTS",
    "Activity",
    "Analysis",
    "BoolArray",
    "CameraPath",
    "CaptureInfo",
    "CycleCurves",
    "Deviation",
    "Direction",
    "EditAction",
    "EventEdit",
    "EventKind",
    "EventSource",
    "Facing",
    "FloatArray",
    "FootStrike",
    "Frame",
    "GaitEvent",
    "GhostCycle",
    "IntArray",
    "Joint",
    "Keypoint",
    "Measurement",
    "Metric",
    "Plane",
    "PoseTrack",
    "QualityCode",
    "QualityFlag",
    "QualitySeverity",
    "SagittalShoe",
    "SagittalTrack",
    "SampleState",
    "SceneInfo",
    "Severity",
    "ShoePath",
    "Side",
    "SoftwareInfo",
    "TimeScale",
    "TimeScaleSource",
    "TrackingSummary",
    "UInt8Array",
    "Unit",
    "VideoInfo",
    "ViewInfo",
]
