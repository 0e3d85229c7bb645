"""The types that pass between the rooms of the package.

All are frozen; arrays inside them are made read-only. Until
:class:`SagittalTrack`, positions are pixels with y down. From there on, x is
the direction of travel, y is up, and lengths are fractions of leg length.
Missing samples are ``nan`` in arrays; a missing measurement carries a reason.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]
UInt8Array = NDArray[np.uint8]


class Side(StrEnum):
    """A side of the runner's own body, or both taken together."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"

    @property
    def other(self) -> "Side":
        """The opposite side; ``BOTH`` is its own opposite."""
        return {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}.get(self, Side.BOTH)


class Facing(StrEnum):
    """Where the runner looks in the picture."""

    LEFT = "left"
    RIGHT = "right"


class Plane(StrEnum):
    """From where the camera sees the runner."""

    SAGITTAL = "sagittal"
    FRONTAL = "frontal"
    OBLIQUE = "oblique"


class Activity(StrEnum):
    """What the person in the clip does."""

    RUNNING = "running"
    WALKING = "walking"
    OTHER = "other"
    NONE = "none"


class Keypoint(StrEnum):
    """Body points used, in the order of their columns in every track."""

    NOSE = "nose"
    LEFT_EAR = "left_ear"
    RIGHT_EAR = "right_ear"
    LEFT_SHOULDER = "left_shoulder"
    RIGHT_SHOULDER = "right_shoulder"
    LEFT_ELBOW = "left_elbow"
    RIGHT_ELBOW = "right_elbow"
    LEFT_WRIST = "left_wrist"
    RIGHT_WRIST = "right_wrist"
    LEFT_HIP = "left_hip"
    RIGHT_HIP = "right_hip"
    LEFT_KNEE = "left_knee"
    RIGHT_KNEE = "right_knee"
    LEFT_ANKLE = "left_ankle"
    RIGHT_ANKLE = "right_ankle"
    LEFT_HEEL = "left_heel"
    RIGHT_HEEL = "right_heel"
    LEFT_TOE = "left_toe"
    RIGHT_TOE = "right_toe"

    @property
    def column(self) -> int:
        """Column of this point in arrays of shape (..., n_keypoints, ...)."""
        return _COLUMN[self]


_COLUMN: dict[Keypoint, int] = {point: column for column, point in enumerate(Keypoint)}
N_KEYPOINTS = len(_COLUMN)


class Joint(StrEnum):
    """A body point that exists once on each side."""

    EAR = "ear"
    SHOULDER = "shoulder"
    ELBOW = "elbow"
    WRIST = "wrist"
    HIP = "hip"
    KNEE = "knee"
    ANKLE = "ankle"
    HEEL = "heel"
    TOE = "toe"

    def on(self, side: Side) -> Keypoint:
        """The keypoint of this joint on one side (not ``BOTH``)."""
        if side is Side.BOTH:
            raise ValueError(f"{self} exists once on each side; name a side")
        return Keypoint(f"{side}_{self}")


def _freeze(*arrays: NDArray[np.generic] | None) -> None:
    for array in arrays:
        if array is not None:
            array.flags.writeable = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoInfo:
    """What a video file says of itself, after looking at every packet.

    Attributes
    ----------
    path, file_name, sha256
        Where it lies, what it is called, and the hash of its content.
    width_px, height_px
        Size of the picture as shown (rotation applied).
    rotation_deg
        Clockwise rotation applied for display: 0, 90, 180 or 270.
    n_frames
        Number of frames that can be decoded.
    frame_rate_hz
        1 / usual spacing of the time stamps (the mean of those that differ from the
        median by no more than a timer's rounding); ``nan`` for a single frame.
    duration_s
        First to last time stamp plus one usual spacing, container seconds.
    capture_rate_hz
        The rate a phone wrote down for slow motion, or ``None``.
    variable_frame_rate
        Whether time stamp spacings differ by more than a timer's rounding.
    truncated
        Whether the file ends before its own index says so.
    codec
        Short codec name, such as ``h264``.
    repaired_time_stamps
        Time stamps that were missing or did not increase, and were interpolated.
    """

    path: Path
    file_name: str
    sha256: str
    width_px: int
    height_px: int
    rotation_deg: int
    n_frames: int
    frame_rate_hz: float
    duration_s: float
    capture_rate_hz: float | None
    variable_frame_rate: bool
    truncated: bool
    codec: str
    repaired_time_stamps: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneInfo:
    """What a few dozen frames say of the scene and the camera.

    Attributes
    ----------
    camera_roll_deg
        From the scene's long verticals; + = the picture must be turned anticlockwise to
        stand upright, at the middle of the picture; ``None`` where it cannot be told.
    camera_roll_sd_deg
        Standard deviation of the roll; ``None`` with it.
    roll_reason_missing
        One sentence for the user; set exactly when the roll is ``None``.
    camera_shift_px
        Largest distance between two places of the background (middle or corners of the
        picture) over an uncut stretch, full-size pixels; 0 for a tripod.
    camera_sway_px
        Root mean square of the background's distance from its mean place, full-size pixels.
    camera_moves
        Whether the camera pans, zooms or is carried: more than handheld sway.
    cut_frames
        Index of the first frame after each cut.
    repeated_frames_ratio
        Share of frames that only repeat the one before (0.5: 30 Hz stored as 60).
    camera_convergence_deg
        How much more verticals lean to the right at the right edge of the picture than in
        its middle: a camera that looks up or down shows them converge. 0 with no roll.
    """

    camera_roll_deg: float | None
    camera_roll_sd_deg: float | None
    roll_reason_missing: str | None
    camera_shift_px: float
    camera_sway_px: float
    camera_moves: bool
    cut_frames: tuple[int, ...]
    repeated_frames_ratio: float
    camera_convergence_deg: float = 0.0

    def roll_at(self, place: float) -> float | None:
        """Lean of the vertical at a place across the picture, -1 left to 1 right, deg.

        Signed as the camera's roll, which it is in the middle; ``None`` with it.
        """
        if self.camera_roll_deg is None:
            return None
        return self.camera_roll_deg + place * self.camera_convergence_deg

    def __post_init__(self) -> None:
        known = self.camera_roll_deg is not None and self.camera_roll_sd_deg is not None
        if known == bool(self.roll_reason_missing):
            raise ValueError("give the camera's roll with its spread, or why it is missing")


@dataclass(frozen=True, slots=True)
class Frame:
    """One decoded picture: decode order index, container time, RGB (h, w, 3) uint8."""

    index: int
    time_s: float
    image: UInt8Array


@dataclass(frozen=True, slots=True, kw_only=True)
class PoseTrack:
    """One person's landmarks, frame by frame, as the pose model gave them.

    Attributes
    ----------
    time_s : (n_frames,)
        Presentation time stamps in container seconds, strictly increasing.
    frame_index : (n_frames,)
        Position of each row in decode order.
    position_px : (n_frames, n_keypoints, 2)
        Pixels of the shown picture, x right, y down; ``nan`` where no person was found.
    confidence : (n_frames, n_keypoints)
        Visibility reported by the model, 0..1; 0 where no person was found.
    world_m : (n_frames, n_keypoints, 3)
        The model's own 3-D guess in metres around the hips (x right, y down,
        z away from the camera); only good for judging the view. ``nan`` where missing.
    width_px, height_px
        Size of the picture the pixels belong to.
    model_name, model_sha256
        The pose model that made the track.
    n_people
        People seen at once in the clip (the track follows one of them).
    """

    time_s: FloatArray
    frame_index: IntArray
    position_px: FloatArray
    confidence: FloatArray
    world_m: FloatArray
    width_px: int
    height_px: int
    model_name: str
    model_sha256: str
    n_people: int = 1

    def __post_init__(self) -> None:
        n = len(self.time_s)
        shapes = (
            (self.frame_index.shape, (n,)),
            (self.position_px.shape, (n, N_KEYPOINTS, 2)),
            (self.confidence.shape, (n, N_KEYPOINTS)),
            (self.world_m.shape, (n, N_KEYPOINTS, 3)),
        )
        for found, wanted in shapes:
            if found != wanted:
                raise ValueError(f"pose track array has shape {found}, expected {wanted}")
        if n > 1 and not np.all(np.diff(self.time_s) > 0):
            raise ValueError("pose track time stamps must increase")
        _freeze(self.time_s, self.frame_index, self.position_px, self.confidence, self.world_m)

    def of(self, point: Keypoint) -> FloatArray:
        """Pixel path of one keypoint, (n_frames, 2)."""
        path: FloatArray = self.position_px[:, point.column]
        return path

    @property
    def seen(self) -> BoolArray:
        """Frames in which a person was found, (n_frames,)."""
        seen: BoolArray = np.isfinite(self.position_px[:, Keypoint.LEFT_HIP.column, 0])
        return seen


class EventKind(StrEnum):
    """What happens at a gait event."""

    INITIAL_CONTACT = "initial_contact"
    TOE_OFF = "toe_off"


class EventSource(StrEnum):
    """Who placed a gait event."""

    MEASURED = "measured"
    EDITED = "edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class GaitEvent:
    """One initial contact or toe-off.

    Attributes
    ----------
    frame
        Position in decode order from 0, fractional between frames.
    time_s
        Real seconds from the clip's first frame (time scale applied).
    sd_s
        Standard deviation of ``time_s``, real seconds.
    """

    kind: EventKind
    side: Side
    frame: float
    time_s: float
    sd_s: float
    source: EventSource = EventSource.MEASURED


class Metric(StrEnum):
    """Keys of everything measured; in words in ``guide/en/metrics.toml``."""

    CADENCE = "cadence"
    CONTACT_TIME = "contact_time"
    FLIGHT_TIME = "flight_time"
    DUTY_FACTOR = "duty_factor"
    STEP_TIME_ASYMMETRY = "step_time_asymmetry"
    FOOT_STRIKE_ANGLE = "foot_strike_angle"
    FOOT_STRIKE_PATTERN = "foot_strike_pattern"
    OVERSTRIDE = "overstride"
    SHANK_ANGLE = "shank_angle"
    TRUNK_LEAN = "trunk_lean"
    TRUNK_LEAN_RANGE = "trunk_lean_range"
    FORWARD_HEAD = "forward_head"
    KNEE_FLEXION_CONTACT = "knee_flexion_contact"
    KNEE_FLEXION_STANCE = "knee_flexion_stance"
    HIP_EXTENSION = "hip_extension"
    VERTICAL_OSCILLATION = "vertical_oscillation"
    STEP_LENGTH = "step_length"
    VERTICAL_RATIO = "vertical_ratio"
    ELBOW_ANGLE = "elbow_angle"
    SHOULDER_ELEVATION = "shoulder_elevation"


class Unit(StrEnum):
    """Units of measurements."""

    STEPS_PER_MINUTE = "spm"
    SECOND = "s"
    RATIO = "ratio"
    DEGREE = "deg"
    METRE = "m"
    CATEGORY = "category"


class FootStrike(StrEnum):
    """Which part of the foot meets the belt first."""

    REARFOOT = "rearfoot"
    MIDFOOT = "midfoot"
    FOREFOOT = "forefoot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One metric on one side: a value with its 95 % interval, or why it is missing.

    Attributes
    ----------
    value
        In ``unit``; for ``foot_strike_pattern`` the foot strike angle in degrees
        does not stand here: value is ``None`` and ``category`` holds the pattern.
    ci95
        95 % interval of the value for this clip, (low, high), low <= high.
    n_strides
        Strides of this side that carry the number.
    category, probabilities
        Only for ``foot_strike_pattern``.
    reason_missing
        One sentence for the user; set exactly when nothing was measured.
    sampling_sd
        The part of the uncertainty that watching more strides lessens, one standard
        deviation in ``unit``; ``None`` where it was not kept. It is for pooling parts of a
        clip: no part of equality, and not stored.
    """

    metric: Metric
    side: Side
    unit: Unit
    value: float | None = None
    ci95: tuple[float, float] | None = None
    n_strides: int = 0
    category: FootStrike | None = None
    probabilities: dict[FootStrike, float] | None = None
    reason_missing: str | None = None
    sampling_sd: float | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        measured = self.value is not None or self.category is not None
        if measured == bool(self.reason_missing):
            raise ValueError(f"{self.metric}: give a value or a reason it is missing, not both")
        if self.value is not None:
            if not isfinite(self.value):
                raise ValueError(f"{self.metric}: value {self.value} is not a number")
            if self.ci95 is None or not self.ci95[0] <= self.value <= self.ci95[1]:
                raise ValueError(f"{self.metric}: {self.value} needs an interval around it")
        if self.category is not None and self.probabilities is None:
            raise ValueError(f"{self.metric}: a category needs its probabilities")

    @classmethod
    def missing(cls, metric: Metric, side: Side, unit: Unit, reason: str) -> Self:
        """A measurement that this clip cannot carry, with the reason."""
        return cls(metric=metric, side=side, unit=unit, reason_missing=reason)

    @property
    def is_missing(self) -> bool:
        """Whether nothing was measured."""
        return self.reason_missing is not None


class Severity(StrEnum):
    """How far outside the guide's range."""

    MINOR = "minor"
    MAJOR = "major"


class Direction(StrEnum):
    """On which side of the guide's range."""

    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """A measurement outside what the guide recommends.

    Attributes
    ----------
    target
        The range compared with, in the metric's unit.
    advice_key
        Which advice of the guide belongs to it.
    source
        Whose range it is: ``guide``, ``research``, or ``athlete`` for a coach's own setting.
    probability
        Probability, given the measurement's interval, that the true value lies
        outside the range.
    priority
        1 for what to work on first; unique within an analysis.
    """

    measurement: Measurement
    target: tuple[float, float]
    direction: Direction
    severity: Severity
    advice_key: str
    source: str
    probability: float
    priority: int


class QualitySeverity(StrEnum):
    """What a quality flag means for the numbers."""

    INFO = "info"
    WARNING = "warning"
    REFUSAL = "refusal"


class QualityCode(StrEnum):
    """Named things that can be wrong, or worth knowing, about a clip."""

    NO_PERSON = "no_person"
    NOT_RUNNING = "not_running"
    WALKING = "walking"
    OBLIQUE_VIEW = "oblique_view"
    FRONTAL_VIEW = "frontal_view"
    FEET_HIDDEN = "feet_hidden"
    RUNNER_SMALL = "runner_small"
    SEVERAL_PEOPLE = "several_people"
    FEW_STRIDES = "few_strides"
    LOW_FRAME_RATE = "low_frame_rate"
    VARIABLE_FRAME_RATE = "variable_frame_rate"
    SLOW_MOTION = "slow_motion"
    SPEED_RAMP = "speed_ramp"
    CLOCK_UNCERTAIN = "clock_uncertain"
    EDITED_CLIP = "edited_clip"
    CAMERA_MOVES = "camera_moves"
    CAMERA_ROLL = "camera_roll"
    ROLL_UNKNOWN = "roll_unknown"
    INCLINE = "incline"
    RAILS_HELD = "rails_held"
    LEGS_UNCERTAIN = "legs_uncertain"
    TRUNCATED_FILE = "truncated_file"
    CADENCE_DRIFT = "cadence_drift"
    STEADY_PART = "steady_part"
    EVENTS_EDITED = "events_edited"
    SAMPLED = "sampled"
    FORM_DRIFT = "form_drift"


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityFlag:
    """Something about the clip, with what to do about it, in words for the user."""

    code: QualityCode
    severity: QualitySeverity
    message: str


class TimeScaleSource(StrEnum):
    """Why the clip's clock is read the way it is."""

    FILE = "file"
    TAG = "tag"
    USER = "user"
    GRAVITY = "gravity"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeScale:
    """Real seconds per second of the file, and who said so."""

    value: float
    source: TimeScaleSource


class SampleState(StrEnum):
    """Where a sample of a track comes from."""

    MEASURED = "measured"
    REPAIRED = "repaired"
    INTERPOLATED = "interpolated"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewInfo:
    """How the camera sees the runner.

    Attributes
    ----------
    camera_roll_deg
        Rotation of the camera about its axis, + = the picture must be turned
        anticlockwise to stand upright; ``None`` where the scene shows no vertical.
    incline_deg
        Slope of the belt against the true horizontal, + = uphill; ``None`` unknown.
    belt_angle_deg
        Slope of the belt in the picture along the direction of travel, + = uphill;
        ``None`` where it could not be estimated.
    """

    plane: Plane | None
    facing: Facing | None
    near_side: Side | None
    camera_roll_deg: float | None = None
    incline_deg: float | None = None
    belt_angle_deg: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SagittalTrack:
    """The runner's steady part in the sagittal plane, upright, on the real clock.

    Attributes
    ----------
    time_s : (n_frames,)
        Real seconds from the clip's first frame (time scale applied).
    frame_index : (n_frames,)
        Position of each row in decode order.
    phase : (n_frames,)
        Stride phase in cycles, unwrapped; its zero is arbitrary.
    position : (n_frames, n_keypoints, 2)
        Leg lengths; x in the direction of travel, y up against gravity as far
        as the camera's roll is known; ``nan`` where missing or masked.
    confidence : (n_frames, n_keypoints)
        0..1 as the pose model gave it; 0 where masked.
    state : (n_frames, n_keypoints)
        Where each sample comes from, as positions in ``tuple(SampleState)``.
    stride_hz
        Mean stride rate, real hertz.
    leg_px
        Pixels per leg length (hip to ankle, straight).
    """

    time_s: FloatArray
    frame_index: IntArray
    phase: FloatArray
    position: FloatArray
    confidence: FloatArray
    state: NDArray[np.uint8]
    stride_hz: float
    near_side: Side
    facing: Facing
    camera_roll_deg: float | None
    time_scale: TimeScale
    leg_px: float
    width_px: int
    height_px: int
    model_name: str

    def __post_init__(self) -> None:
        _freeze(
            self.time_s,
            self.frame_index,
            self.phase,
            self.position,
            self.confidence,
            self.state,
        )

    def of(self, point: Keypoint) -> FloatArray:
        """Path of one keypoint, (n_frames, 2) leg lengths."""
        path: FloatArray = self.position[:, point.column]
        return path

    def middle(self, joint: Joint) -> FloatArray:
        """Path of the midpoint between left and right, (n_frames, 2) leg lengths."""
        path: FloatArray = 0.5 * (self.of(joint.on(Side.LEFT)) + self.of(joint.on(Side.RIGHT)))
        return path

    @property
    def frame_rate_hz(self) -> float:
        """Real frames per second (median spacing)."""
        return float(1.0 / np.median(np.diff(self.time_s)))


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingSummary:
    """How well the runner was followed."""

    frames: int
    frames_with_person: int
    leg_swaps_repaired: int
    samples_masked_ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleCurves:
    """Mean curves over the stride of one side, for plots.

    Attributes
    ----------
    phase : (n,)
        0..1 from initial contact to the next initial contact of the same foot.
    mean_deg, sd_deg
        Joint name (``knee_flexion``, ``hip_flexion``, ``foot_angle``, ``shank_angle``,
        ``trunk_lean``) to (n,) arrays.
    toe_off_phase
        Phase of toe-off, or ``None``.
    """

    side: Side
    phase: FloatArray
    mean_deg: dict[str, FloatArray]
    sd_deg: dict[str, FloatArray]
    toe_off_phase: float | None

    def __post_init__(self) -> None:
        _freeze(self.phase, *self.mean_deg.values(), *self.sd_deg.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class GhostCycle:
    """The runner's mean stride as stick figures, for overlaying two sessions.

    Attributes
    ----------
    phase : (n,)
        0..1 from an initial contact of the near foot to the next.
    position : (n, n_keypoints, 2)
        Leg lengths, x forward, y up, about the mid-hip's mean place.
    """

    phase: FloatArray
    position: FloatArray

    def __post_init__(self) -> None:
        _freeze(self.phase, self.position)


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


class EditAction(StrEnum):
    """What a person did to the events of a clip."""

    ADD = "add"
    MOVE = "move"
    REMOVE = "remove"
    SWAP_LEGS = "swap_legs"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventEdit:
    """One correction by hand.

    Attributes
    ----------
    kind, side
        Of the event; ``None`` for swapping legs.
    frame
        Where the event is (``move``, ``remove``), shall be (``add``), or the first frame
        of the range whose legs are exchanged (``swap_legs``); decode order, fractional.
    to_frame
        Where the event goes (``move``), or the last frame of the range (``swap_legs``).
    """

    action: EditAction
    frame: float
    kind: EventKind | None = None
    side: Side | None = None
    to_frame: float | None = None

    def __post_init__(self) -> None:
        needs_target = self.action in (EditAction.MOVE, EditAction.SWAP_LEGS)
        if needs_target != (self.to_frame is not None):
            raise ValueError(f"{self.action}: to_frame belongs to move and swap_legs only")
        if (self.action is EditAction.SWAP_LEGS) == (self.kind is not None):
            raise ValueError(f"{self.action}: an event edit names a kind, a leg swap does not")


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
