"""Find a patch again in a picture, moved and turned, to a fraction of a pixel."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from form_analyzer.datatypes import FloatArray
from form_analyzer.shoe.look import HEIGHT, WIDTH, Look, Picture, Pose, sample

_STEPS = 12
_FARTHEST_STEP = (4.0, 4.0, 0.15)
_ENOUGH = (0.02, 0.02, 0.001)


@dataclass(frozen=True, slots=True)
class Found:
    """Where a look was found; ``match`` is its weighted correlation there, -1..1."""

    pose: Pose
    match: float


class Matcher:
    """A look made ready to be found.

    Gauss-Newton on the grey levels, with the patch's own gradients (the inverse
    compositional form of Baker and Matthews, 2004): brightness and contrast are free.

    Parameters
    ----------
    blur_px
        Standard deviation of the blur that is laid over what is compared; the more, the
        farther off a start may be and the less exact the end.
    """

    def __init__(self, look: Look, blur_px: float) -> None:
        self._blur_px = blur_px
        patch = blurred(look.patch, blur_px)
        rows, columns = np.nonzero(look.weight > 0.02 * look.weight.max())
        self._at = (rows, columns)
        self._weight = look.weight[rows, columns].astype(np.float64)
        self._weight /= self._weight.sum()
        level = patch[rows, columns].astype(np.float64)
        self._level = level - self._weight @ level
        x, y = columns - (WIDTH - 1) / 2, rows - (HEIGHT - 1) / 2
        along = cv2.Sobel(patch, cv2.CV_32F, 1, 0, scale=0.125)[rows, columns]
        across = cv2.Sobel(patch, cv2.CV_32F, 0, 1, scale=0.125)[rows, columns]
        columns_of = (along, across, across * x - along * y, self._level, np.ones(len(x)))
        design = np.stack(columns_of, axis=1).astype(np.float64)
        weighted = design * self._weight[:, None]
        ridge = np.diag([1e-9, 1e-9, 1e-7, 1e-12, 1e-12])
        solve = np.linalg.inv(weighted.T @ design + ridge) @ weighted.T
        # Row by row: as one product its last digits depend on the number of cores.
        self._solve = tuple(np.ascontiguousarray(solve[:4]))
        self._power = float(self._weight @ self._level**2)

    def find(self, picture: Picture, start: Pose) -> Found:
        """The best place near a start."""
        best = Found(start, -1.0)
        pose = start
        soft = blurred(picture, self._blur_px)
        for _ in range(_STEPS):
            level = self._levels(soft, pose)
            match = self._match(level)
            if match > best.match:
                best = Found(pose, match)
            gains = np.array([row @ level for row in self._solve])
            if abs(gains[3]) < 0.05:
                return best
            step = np.clip(-gains[:3] / gains[3], np.negative(_FARTHEST_STEP), _FARTHEST_STEP)
            pose = pose.moved(*(float(s) for s in step))
            if (np.abs(step) < _ENOUGH).all():
                break
        match = self._match(self._levels(soft, pose))
        return Found(pose, match) if match > best.match else best

    def _levels(self, picture: Picture, pose: Pose) -> FloatArray:
        level = sample(picture, pose)[self._at].astype(np.float64)
        return np.asarray(level - self._weight @ level)

    def _match(self, level: FloatArray) -> float:
        power = float(self._weight @ level**2)
        alike = float(self._weight @ (level * self._level))
        return alike / math.sqrt(power * self._power + 1e-12)


def blurred(picture: Picture, blur_px: float) -> Picture:
    """A picture after a Gaussian blur."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), blur_px), dtype=np.float32)
