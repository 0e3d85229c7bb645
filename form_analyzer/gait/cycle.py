"""The runner's mean stride, with what is needed to re-estimate it from other strides.

Horizontal and vertical wander slower than a stride is taken out first, so that
positions are relative to the runner's usual place over the belt.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from form_analyzer.datatypes import (
    FloatArray,
    IntArray,
    Joint,
    Keypoint,
    SagittalTrack,
    Side,
)
from form_analyzer.signals.cycle import CycleFit, PeriodicSpline, fit_cycle_data
from form_analyzer.signals.smooth import smooth

# Running's own movement lies below this; what is faster is noise of the pose model.
FINEST_HZ = 14.0
# More blocks of strides than this make the bootstrap no better, only dearer.
_MOST_BLOCKS = 40


@dataclass(frozen=True, slots=True)
class MeanCycle:
    """Mean path of every keypoint over one stride.

    Attributes
    ----------
    paths
        Keypoint to spline of (x, y) in leg lengths over stride phase; a keypoint
        that was hardly seen has ``nan`` coefficients.
    stride_s
        Mean stride time, real seconds.
    model_name
        The pose model that drew it.
    """

    paths: Mapping[Keypoint, PeriodicSpline]
    stride_s: float
    model_name: str

    def at(self, point: Keypoint, phase: FloatArray | float, derivative: int = 0) -> FloatArray:
        """Position (n, 2), or its derivative per real second, at stride phases."""
        return self.paths[point](phase, derivative) / self.stride_s**derivative

    def middle(self, joint: Joint, phase: FloatArray | float, derivative: int = 0) -> FloatArray:
        """As :meth:`at`, for the midpoint between left and right."""
        left = self.at(joint.on(Side.LEFT), phase, derivative)
        return np.asarray(0.5 * (left + self.at(joint.on(Side.RIGHT), phase, derivative)))

    def on(self, joint: Joint, side: Side, phase: FloatArray | float, order: int = 0) -> FloatArray:
        """As :meth:`at`, by joint and side; ``Side.BOTH`` gives the midpoint."""
        if side is Side.BOTH:
            return self.middle(joint, phase, order)
        return self.at(joint.on(side), phase, order)


@dataclass(frozen=True, slots=True)
class CycleData:
    """The mean stride with the folded samples behind it."""

    mean: MeanCycle
    fits: Mapping[Keypoint, CycleFit]
    stride_number: IntArray

    @property
    def n_strides(self) -> int:
        """Strides touched by the samples."""
        return len(np.unique(self.stride_number))

    def resample(self, rng: np.random.Generator, n: int) -> list[MeanCycle]:
        """Mean strides of ``n`` bootstrap samples of whole strides (of blocks, if many)."""
        numbers, index = np.unique(self.stride_number, return_inverse=True)
        blocks = min(len(numbers), _MOST_BLOCKS)
        index = index * blocks // len(numbers)
        drawn = rng.integers(0, blocks, (n, blocks))
        counts = np.stack([np.bincount(row, minlength=blocks) for row in drawn]).astype(np.float64)
        paths = {point: fit.refit(index, counts) for point, fit in self.fits.items()}
        return [
            replace(self.mean, paths={p: path[i] for p, path in paths.items()}) for i in range(n)
        ]


def fold(track: SagittalTrack) -> CycleData:
    """Fold all frames of a track on stride phase."""
    still = without_wander(track)
    finest = FINEST_HZ / track.stride_hz
    fits = {
        point: fit_cycle_data(track.phase, still[:, point.column], finest_cycles=finest)
        for point in Keypoint
    }
    paths = {point: fit.spline for point, fit in fits.items()}
    mean = MeanCycle(paths, 1.0 / track.stride_hz, track.model_name)
    return CycleData(mean, fits, np.floor(track.phase - track.phase[0]).astype(np.intp))


def without_wander(track: SagittalTrack) -> FloatArray:
    """Positions (n, n_keypoints, 2) without movement slower than a stride."""
    return np.asarray(track.position - wander(track)[:, None, :])


def wander(track: SagittalTrack) -> FloatArray:
    """How far the runner has wandered from the usual place, (n, 2) leg lengths."""
    hip = track.middle(Joint.HIP)
    step_s = 1.0 / track.frame_rate_hz
    sigma = 1.0 / track.stride_hz / step_s
    slow = np.stack([_slow(track.time_s, hip[:, i], sigma) for i in range(2)], axis=1)
    return np.asarray(slow - slow.mean(axis=0))


def _slow(time_s: FloatArray, values: FloatArray, sigma: float) -> FloatArray:
    good = np.isfinite(values)
    filled = np.interp(time_s, time_s[good], values[good])
    return smooth(filled, sigma)
