"""Where a person was seen: in pixels, and along the direction of travel."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from form_analyzer.datatypes.arrays import BoolArray, FloatArray, IntArray, freeze
from form_analyzer.datatypes.words import N_KEYPOINTS, Facing, Joint, Keypoint, Plane, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class ShoePath:
    """A shoe about its contacts, as it was found again in the pictures.

    Attributes
    ----------
    side
        Whose shoe it is.
    frame_index : (n,)
        Position of each picture in decode order, increasing.
    turn_deg : (n,)
        Turn in the picture against the same shoe flat on the belt, + = toes up.
    place_px : (n, 2)
        Where its middle was, pixels of the shown picture, x right, y down: of the steady one
        where the camera was followed.
    match : (n,)
        How alike the picture there is to the shoe's look, -1..1.
    cut_out
        Whether it was looked for cut out of the background: its turn is seen better then
        where it looks much like what is behind it, its height less well.
    """

    side: Side
    frame_index: IntArray
    turn_deg: FloatArray
    place_px: FloatArray
    match: FloatArray
    cut_out: bool = False

    def __post_init__(self) -> None:
        n = len(self.frame_index)
        shapes = (
            (self.turn_deg.shape, (n,)),
            (self.place_px.shape, (n, 2)),
            (self.match.shape, (n,)),
        )
        for found, wanted in shapes:
            if found != wanted:
                raise ValueError(f"shoe path array has shape {found}, expected {wanted}")
        freeze(self.frame_index, self.turn_deg, self.place_px, self.match)


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
    shoes
        The shoes about their contacts, as far as they were looked at and found.
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
    shoes: tuple[ShoePath, ...] = ()

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
        freeze(self.time_s, self.frame_index, self.position_px, self.confidence, self.world_m)

    def of(self, point: Keypoint) -> FloatArray:
        """Pixel path of one keypoint, (n_frames, 2)."""
        path: FloatArray = self.position_px[:, point.column]
        return path

    @property
    def seen(self) -> BoolArray:
        """Frames in which a person was found, (n_frames,)."""
        seen: BoolArray = np.isfinite(self.position_px[:, Keypoint.LEFT_HIP.column, 0])
        return seen

    @property
    def frame_step(self) -> int:
        """Every how manyth frame of the clip the track holds."""
        if len(self.frame_index) < 2:
            return 1
        return max(1, round(float(np.median(np.diff(self.frame_index)))))


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
class SagittalShoe:
    """A :class:`ShoePath` in the sagittal frame.

    Attributes
    ----------
    time_s : (n,)
        Real seconds from the clip's first frame.
    place : (n, 2)
        Leg lengths, as positions of :class:`SagittalTrack`.
    turn_deg, match : (n,)
        As of the path, like ``cut_out``.
    """

    side: Side
    time_s: FloatArray
    place: FloatArray
    turn_deg: FloatArray
    match: FloatArray
    cut_out: bool = False

    def __post_init__(self) -> None:
        freeze(self.time_s, self.place, self.turn_deg, self.match)


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
    shoes
        The shoes in frames of this part.
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
    shoes: tuple[SagittalShoe, ...] = ()

    def __post_init__(self) -> None:
        freeze(
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
