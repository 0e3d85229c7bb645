"""One MediaPipe PoseLandmarker: a picture in, one person's keypoints out.

Notes
-----
* The landmarker low-passes its output over time, which would delay the landmarks by
  up to 32 ms. The filter works on the time stamps it is given; stretched to
  ``STRETCH_MS`` a frame, its share of the previous frame falls to nothing and the lag,
  measured against unsmoothed output, to 0.0 ms (1.8 ms at 20 s a frame), while the
  tracking from frame to frame works as before.
* The visibility runs through a second filter that ignores time: new = 0.1 raw + 0.9
  old (checked: undone, all values fall within 0..1). It is undone here, so that the
  confidence belongs to its own frame.
* The model errs otherwise on a mirror image of the same frame: over 29 rendered runners the
  errors of toe-off went together by 0.2 only, those of the joints by 0.5 to 0.8. Frames seen
  as they are and mirrored, in turn, take the mean of both into the mean stride. Tilting them by
  8 or 15 degrees, zooming, stretching or exchanging colours in turn as well brought nothing.
* One landmarker is one thread; a new one starts with no memory, so the same frames
  always give the same numbers, bit for bit.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import cv2
import numpy as np

from form_analyzer.datatypes import FloatArray, Keypoint, UInt8Array
from form_analyzer.errors import PoseModelError
from form_analyzer.pose.model_file import ModelFile

if TYPE_CHECKING:
    from mediapipe.tasks.python import BaseOptions
    from mediapipe.tasks.python.vision import PoseLandmarker
    from mediapipe.tasks.python.vision.pose_landmarker import PoseLandmarkerResult

STRETCH_MS = 100_000_000
"""Time stamp step given to the landmarker, so that its smoothing has no effect."""

_VISIBILITY_KEPT = 0.9
"""Share of the previous frame in the landmarker's visibility."""

_MODEL_NAME: dict[Keypoint, str] = {
    point: point.name.replace("TOE", "FOOT_INDEX") for point in Keypoint
}
"""Our keypoints by the names of the model's 33 landmarks."""


_OTHER_SIDE = [point.on_other_side.column for point in Keypoint]


@dataclass(frozen=True, slots=True)
class Pose:
    """One person in one picture.

    Attributes
    ----------
    position : (n_keypoints, 2)
        Fractions of the picture's width and height, x right, y down; points outside
        the picture lie outside 0..1.
    confidence : (n_keypoints,)
        The model's visibility, 0..1.
    world_m : (n_keypoints, 3)
        Metres about the mid-hip, x right, y down, z away from the camera.
    """

    position: FloatArray
    confidence: FloatArray
    world_m: FloatArray

    def mirrored(self) -> "Pose":
        """The pose in the mirror image of its picture: left and right change places."""
        across = np.array([-1.0, 1.0, 1.0])
        return Pose(
            (np.array([1.0, 0.0]) + across[:2] * self.position)[_OTHER_SIDE],
            self.confidence[_OTHER_SIDE],
            (across * self.world_m)[_OTHER_SIDE],
        )


class Landmarker:
    """Finds people in pictures: follows one through a video, or several in stills.

    Parameters
    ----------
    model
        The pose model.
    n_people
        At most so many people are returned.
    stills
        ``True``: every picture on its own. ``False``: consecutive pictures of a video;
        a person is followed from one to the next, which is about twice as fast.
    mirrored
        Look at the mirror image of every picture; poses are given as in the picture itself.

    Raises
    ------
    PoseModelError
        mediapipe cannot load the model.
    """

    def __init__(
        self, model: ModelFile, *, n_people: int = 1, stills: bool = False, mirrored: bool = False
    ) -> None:
        self._stills = stills
        self._mirrored = mirrored
        self._calls = 0
        self._visibility: FloatArray | None = None
        self._landmarker = _create(model, n_people, stills)
        self._columns = landmark_columns()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Free the networks."""
        self._landmarker.close()

    def find(self, image: UInt8Array) -> list[Pose]:
        """People in a picture.

        Parameters
        ----------
        image : (height, width, 3) uint8
            RGB, contiguous.

        Returns
        -------
        list of Pose
            Best detection first; empty where nobody was found.
        """
        import mediapipe as mp

        shown = np.asarray(cv2.flip(image, 1), dtype=np.uint8) if self._mirrored else image
        picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=shown)
        self._calls += 1
        if self._stills:
            poses = self._poses(self._landmarker.detect(picture))
        else:
            result = self._landmarker.detect_for_video(picture, self._calls * STRETCH_MS)
            poses = [self._unsmoothed(pose) for pose in self._poses(result)]
        return [pose.mirrored() for pose in poses] if self._mirrored else poses

    def _poses(self, result: "PoseLandmarkerResult") -> list[Pose]:
        found = zip(result.pose_landmarks, result.pose_world_landmarks, strict=True)
        poses = []
        for picture, world in found:
            flat = np.array([[p.x, p.y, p.visibility] for p in (picture[c] for c in self._columns)])
            space = np.array([[p.x, p.y, p.z] for p in (world[c] for c in self._columns)])
            poses.append(Pose(flat[:, :2], flat[:, 2], space))
        return poses

    def _unsmoothed(self, pose: Pose) -> Pose:
        """The pose with the confidence of its own frame (see the module's notes)."""
        smooth, before = pose.confidence, self._visibility
        self._visibility = smooth
        if before is None:
            return pose
        raw = (smooth - _VISIBILITY_KEPT * before) / (1.0 - _VISIBILITY_KEPT)
        return Pose(pose.position, np.clip(raw, 0.0, 1.0), pose.world_m)


def _create(model: ModelFile, n_people: int, stills: bool) -> "PoseLandmarker":
    from mediapipe.tasks.python import vision

    mode = vision.RunningMode.IMAGE if stills else vision.RunningMode.VIDEO
    options = vision.PoseLandmarkerOptions(
        base_options=_asset(model.path),
        running_mode=mode,
        num_poses=n_people,
    )
    try:
        return vision.PoseLandmarker.create_from_options(options)
    except (RuntimeError, ValueError) as error:
        raise PoseModelError(
            f"mediapipe cannot load the pose model '{model.path}': delete the file to have it "
            "fetched again, or choose another model."
        ) from error


def _asset(path: Path) -> "BaseOptions":
    """The bundle as a path, which takes 40 MB less; as bytes where Windows cannot open it."""
    from mediapipe.tasks.python import BaseOptions

    if str(path).isascii():
        return BaseOptions(model_asset_path=str(path))
    return BaseOptions(model_asset_buffer=path.read_bytes())


def landmark_columns() -> list[int]:
    """Which of the model's landmarks our keypoints are, in the order of the keypoints."""
    from mediapipe.tasks.python.vision.pose_landmarker import PoseLandmark

    return [int(PoseLandmark[_MODEL_NAME[point]]) for point in Keypoint]


def model_version() -> str:
    """Version of mediapipe, part of what makes a track what it is."""
    from importlib.metadata import version

    return version("mediapipe")
