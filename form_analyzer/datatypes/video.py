"""What a file, its scene and one picture are."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from form_analyzer.datatypes.arrays import FloatArray, IntArray, UInt8Array, freeze


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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CameraPath:
    """How a camera that was held or stood on a trembling floor moved, frame by frame.

    Attributes
    ----------
    frame_index : (n,)
        Frames it was followed in, increasing.
    matrix : (n, 2, 3)
        Where a point of a frame's picture lies in the steady one, as if the camera had stayed
        where it was in one frame: ``matrix @ (x, y, 1)``, full-size pixels, a turn with a zoom
        and a shift. ``nan`` where the background could not be followed.
    """

    frame_index: IntArray
    matrix: FloatArray

    def __post_init__(self) -> None:
        if self.matrix.shape != (len(self.frame_index), 2, 3):
            raise ValueError(f"camera path matrices have shape {self.matrix.shape}")
        if np.any(np.diff(self.frame_index) <= 0):
            raise ValueError("camera path frames must increase")
        freeze(self.frame_index, self.matrix)

    def at(self, frame_index: IntArray) -> FloatArray:
        """The matrices of these frames, (m, 2, 3); ``nan`` for those it was not followed in."""
        if not len(self.frame_index):
            return np.full((len(frame_index), 2, 3), np.nan)
        place = np.searchsorted(self.frame_index, frame_index).clip(max=len(self.frame_index) - 1)
        known = self.frame_index[place] == frame_index
        return np.where(known[:, None, None], self.matrix[place], np.nan)


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneInfo:
    """What a few dozen frames say of the scene and the camera.

    Attributes
    ----------
    camera_roll_deg
        From the scene's long verticals; + = the picture must be turned anticlockwise to
        stand upright, at ``camera_roll_place``; ``None`` where it cannot be told.
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
    camera_roll_place
        Where across the picture the roll was judged, -1 left to 1 right: where something moves.
    camera_roll_frame
        The frame in whose picture the roll was judged, and that a camera path leads back to.
    camera_path
        How the camera moved, where it does by so much that it was followed; no part of equality.
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
    camera_roll_place: float = 0.0
    camera_roll_frame: int = 0
    camera_path: CameraPath | None = field(default=None, compare=False)

    def roll_at(self, place: float) -> float | None:
        """Lean of the vertical at a place across the picture, -1 left to 1 right, deg.

        Signed as the camera's roll. ``None`` with it, and where the camera moves and was not
        followed, so that it is that of one picture only.
        """
        if self.camera_roll_deg is None or (self.camera_moves and self.camera_path is None):
            return None
        aside = place - self.camera_roll_place
        return self.camera_roll_deg + aside * self.camera_convergence_deg

    def __post_init__(self) -> None:
        known = self.camera_roll_deg is not None and self.camera_roll_sd_deg is not None
        if known == bool(self.roll_reason_missing):
            raise ValueError("give the camera's roll with its spread, or why it is missing")


@dataclass(frozen=True, slots=True)
class Frame:
    """One decoded picture: decode order index, container time, RGB (h, w, 3) uint8.

    ``grey`` holds its grey levels (h, w) uint8 as stored, where they were asked for.
    """

    index: int
    time_s: float
    image: UInt8Array
    grey: UInt8Array | None = None
