"""Errors as a pose model makes them: jitter, offsets, exchanged legs, gaps.

The amplitudes are measured ones, kept in ``pose_noise.toml`` with a note on how they were
obtained.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from scipy.signal import lfilter

from form_analyzer.datatypes import (
    N_KEYPOINTS,
    BoolArray,
    FloatArray,
    Joint,
    Keypoint,
    Side,
)

LEG_LENGTHS_PER_HEIGHT = 1 / 0.49
"""Body height / leg length (hip to ankle), from usual anthropometry."""

LEG_JOINTS = (Joint.HIP, Joint.KNEE, Joint.ANKLE, Joint.HEEL, Joint.TOE)
FOOT_JOINTS = (Joint.HEEL, Joint.TOE)
TRUNK_JOINTS = (Joint.HIP, Joint.SHOULDER)
ARM_JOINTS = (Joint.ELBOW, Joint.WRIST)
_TRUNK_COLUMNS = [
    joint.on(side).column for joint in TRUNK_JOINTS for side in (Side.RIGHT, Side.LEFT)
]
# Two legs count as crossing, and the far one is drawn worse, while their ankles are closer
# than this share of body height.
_CROSSING_RATIO = 0.08


@dataclass(frozen=True, slots=True, kw_only=True)
class Amplitudes:
    """Standard deviations by keypoint for a camera on the runner's right, of body height.

    Attributes
    ----------
    fast, slow : (n_keypoints, 2)
        Without memory, and decaying with ``correlation_s``; x and y.
    offset : (n_keypoints, 2)
        Constant in a clip, over clips; x and y, of heel and toe along the foot and across.
    trunk_covariance : (4, 4)
        Of the constant x of near hip, far hip, near shoulder and far shoulder, body height^2.
    confidence : (n_keypoints,)
        Usual confidence.
    """

    fast: FloatArray
    slow: FloatArray
    offset: FloatArray
    confidence: FloatArray
    trunk_covariance: FloatArray
    correlation_s: float
    clip_log_sd: float
    outlier_ratio: float
    outlier_factor: float
    swap_per_crossing: float
    swap_s: float
    swap_spread_s: float
    merge_per_crossing: float
    merge_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NoiseParameters:
    """How badly the pose model does on a clip.

    Attributes
    ----------
    model
        Whose measured amplitudes: ``full`` or ``heavy``.
    fast_scale, slow_scale
        Multiply the two parts of the jitter. A good part of the measured slow spread is
        the runner's own variation, which the synthetic runner has already.
    clip_spread
        Whether clips differ from one another as real ones do (else: all like the mean).
    swap_scale, merge_scale
        Multiply how often legs are exchanged, or both drawn on the near one.
    outlier_scale
        Multiplies how often single landmarks are far off.
    dropout_ratio
        Share of frames without a person.
    far_leg_hidden_ratio
        Share of frames in which the far leg below the hip is only guessed.
    offset_scale
        Multiplies the constant offsets of each landmark; those of heel and toe turn with
        the foot.
    foot_smoothing_s
        Spread of time over which a moving foot's picture is averaged (shutter, model).
    shoe_scale
        Multiplies the errors of the shoes followed in the pictures; ``None`` where there were
        no pictures to follow them in.
    """

    model: str = "full"
    fast_scale: float = 1.0
    slow_scale: float = 0.6
    clip_spread: bool = False
    swap_scale: float = 1.0
    merge_scale: float = 1.0
    outlier_scale: float = 1.0
    dropout_ratio: float = 0.002
    far_leg_hidden_ratio: float = 0.0
    offset_scale: float = 1.0
    foot_smoothing_s: float = 0.006
    shoe_scale: float | None = None


NO_NOISE = NoiseParameters(
    fast_scale=0.0,
    slow_scale=0.0,
    swap_scale=0.0,
    merge_scale=0.0,
    outlier_scale=0.0,
    dropout_ratio=0.0,
    offset_scale=0.0,
    foot_smoothing_s=0.0,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoisyPose:
    """Landmarks with errors.

    Attributes
    ----------
    position_px : (n, n_keypoints, 2)
        Pixels; ``nan`` in frames without a person.
    confidence : (n, n_keypoints)
        0..1.
    swapped, merged : (n,)
        Frames whose legs are exchanged, and whose far leg lies on the near one.
    """

    position_px: FloatArray
    confidence: FloatArray
    swapped: BoolArray
    merged: BoolArray


@cache
def noise_table() -> dict[str, Any]:
    """All measured amplitudes, as they stand in ``pose_noise.toml``."""
    text = (files("form_analyzer.synthetic") / "pose_noise.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def load_amplitudes(model: str) -> Amplitudes:
    """Measured amplitudes of one model, ``full`` or ``heavy``.

    Raises
    ------
    KeyError
        If there are none for that model.
    """
    table = noise_table()
    by_side = table[model]
    fast = [_of_keypoint(by_side, point, "fast") for point in Keypoint]
    slow = [_of_keypoint(by_side, point, "slow") for point in Keypoint]
    offset = [table["offset"][_table_side(p)][_joint_name(p)] for p in Keypoint]
    confidence = [table["confidence"][_table_side(p)][_joint_name(p)] for p in Keypoint]
    scalars = {key: float(value) for key, value in table.items() if isinstance(value, float)}
    return Amplitudes(
        fast=np.array(fast) / 100,
        slow=np.array(slow) / 100,
        offset=np.array(offset) / 100,
        confidence=np.array(confidence, dtype=np.float64),
        trunk_covariance=np.array(table["trunk_offset"]["covariance"]) / 100**2,
        **scalars,
    )


def add_noise(
    position_px: FloatArray,
    time_s: FloatArray,
    *,
    near: Side,
    height_px: float,
    noise: NoiseParameters,
    rng: np.random.Generator,
) -> NoisyPose:
    """Err like a pose model.

    Parameters
    ----------
    position_px : (n, n_keypoints, 2)
        True pixels.
    time_s : (n,)
        Real seconds of the frames.
    near
        The runner's side next to the camera.
    height_px
        The runner's height.
    """
    amplitudes = load_amplitudes(noise.model)
    columns = side_columns(near)
    px = position_px[:, columns]
    distance = _ankle_distance(px) / height_px
    level = np.exp(amplitudes.clip_log_sd * rng.standard_normal() * noise.clip_spread)
    px = px + height_px * noise.offset_scale * _offsets(px, amplitudes, rng)
    px = px + height_px * level * _jitter(time_s, distance, amplitudes, noise, rng)
    confidence = _confidence(len(px), amplitudes, rng)
    _hide_far_leg(px, confidence, height_px, noise, rng)
    crossings = _crossing_times(px, time_s)
    merged = _bursts(
        time_s, crossings, amplitudes.merge_per_crossing * noise.merge_scale,
        amplitudes.merge_s, amplitudes.swap_spread_s / 2, rng,
    )  # fmt: skip
    swapped = _bursts(
        time_s, crossings, amplitudes.swap_per_crossing * noise.swap_scale,
        amplitudes.swap_s, amplitudes.swap_spread_s, rng,
    )  # fmt: skip
    _merge_legs(px, confidence, merged, height_px, rng)
    _swap_legs(px, confidence, swapped)
    lost = rng.random(len(px)) < noise.dropout_ratio
    px[lost], confidence[lost] = np.nan, 0.0
    back = np.argsort(columns)
    return NoisyPose(
        position_px=px[:, back],
        confidence=confidence[:, back],
        swapped=swapped & ~lost,
        merged=merged & ~lost,
    )


def side_columns(near: Side) -> list[int]:
    """Columns that put the near side in the right's place (the identity if right is near)."""
    if near is Side.RIGHT:
        return list(range(N_KEYPOINTS))
    return [point.on_other_side.column for point in Keypoint]


def _columns(joints: tuple[Joint, ...], side: Side) -> list[int]:
    return [joint.on(side).column for joint in joints]


def _table_side(point: Keypoint) -> str:
    return "far" if point.startswith("left_") else "near"


def _joint_name(point: Keypoint) -> str:
    return point.removeprefix("left_").removeprefix("right_")


def _of_keypoint(
    by_side: dict[str, dict[str, dict[str, list[float]]]], point: Keypoint, part: str
) -> list[float]:
    return by_side[_table_side(point)][part][_joint_name(point)]


def _ankle_distance(px: FloatArray) -> FloatArray:
    apart = px[:, Keypoint.RIGHT_ANKLE.column] - px[:, Keypoint.LEFT_ANKLE.column]
    distance: FloatArray = np.linalg.norm(apart, axis=-1)
    return distance


def _offsets(px: FloatArray, amplitudes: Amplitudes, rng: np.random.Generator) -> FloatArray:
    """Constant errors of a clip, of body height; those of the foot turn with it."""
    constant = amplitudes.offset * rng.standard_normal((N_KEYPOINTS, 2))
    constant[_TRUNK_COLUMNS, 0] = rng.multivariate_normal(np.zeros(4), amplitudes.trunk_covariance)
    offset = np.broadcast_to(constant, px.shape).copy()
    for side in (Side.LEFT, Side.RIGHT):
        line = px[:, Joint.TOE.on(side).column] - px[:, Joint.HEEL.on(side).column]
        along = line / np.maximum(np.linalg.norm(line, axis=-1, keepdims=True), 1e-9)
        across = np.stack([-along[:, 1], along[:, 0]], axis=-1)
        for joint in FOOT_JOINTS:
            column = joint.on(side).column
            offset[:, column] = along * constant[column, 0] + across * constant[column, 1]
    return offset


def _jitter(
    time_s: FloatArray,
    distance: FloatArray,
    amplitudes: Amplitudes,
    noise: NoiseParameters,
    rng: np.random.Generator,
) -> FloatArray:
    """Fast and slow jitter, of body height, worse for the far leg behind the near one."""
    shape = (len(time_s), N_KEYPOINTS, 2)
    outlier = rng.random(shape[:2]) < amplitudes.outlier_ratio * noise.outlier_scale
    factor = 1 + (amplitudes.outlier_factor - 1) * outlier[..., None]
    fast = noise.fast_scale * amplitudes.fast * factor * rng.standard_normal(shape)
    memory = np.exp(-np.median(np.diff(time_s)) / amplitudes.correlation_s)
    drive = rng.standard_normal(shape) * np.sqrt(1 - memory**2)
    drive[0] = rng.standard_normal(shape[1:])
    slow = noise.slow_scale * amplitudes.slow * lfilter([1.0], [1.0, -memory], drive, axis=0)
    jitter = fast + slow
    crossing = 1 + np.exp(-((distance / _CROSSING_RATIO) ** 2))
    jitter[:, _columns(LEG_JOINTS[1:], Side.LEFT)] *= crossing[:, None, None]
    return jitter


def _confidence(n: int, amplitudes: Amplitudes, rng: np.random.Generator) -> FloatArray:
    spread = 0.25 * amplitudes.confidence * (1 - amplitudes.confidence) + 0.005
    drawn = amplitudes.confidence + spread * rng.standard_normal((n, N_KEYPOINTS))
    return np.clip(drawn, 0.0, 1.0)


def _hide_far_leg(
    px: FloatArray,
    confidence: FloatArray,
    height_px: float,
    noise: NoiseParameters,
    rng: np.random.Generator,
) -> None:
    hidden = np.flatnonzero(rng.random(len(px)) < noise.far_leg_hidden_ratio)
    for column in _columns(LEG_JOINTS[1:], Side.LEFT):
        px[hidden, column] += 0.03 * height_px * rng.standard_normal((len(hidden), 2))
        confidence[hidden, column] = rng.uniform(0.1, 0.45, len(hidden))


def _crossing_times(px: FloatArray, time_s: FloatArray) -> FloatArray:
    gap = px[:, Keypoint.RIGHT_ANKLE.column, 0] - px[:, Keypoint.LEFT_ANKLE.column, 0]
    crossing = np.flatnonzero(np.diff(np.sign(gap)) != 0)
    return time_s[crossing]


def _bursts(
    time_s: FloatArray,
    crossings: FloatArray,
    per_crossing: float,
    mean_s: float,
    spread_s: float,
    rng: np.random.Generator,
) -> BoolArray:
    """Frames inside bursts that begin near crossings of the legs, (n,)."""
    inside = np.zeros(len(time_s), dtype=np.bool_)
    struck = crossings[rng.random(len(crossings)) < per_crossing]
    middle = struck + spread_s * rng.standard_normal(len(struck))
    half = rng.exponential(mean_s, len(struck)) / 2
    for begin, end in zip(middle - half, middle + half, strict=True):
        inside |= (time_s >= begin) & (time_s <= end)
    return inside


def _merge_legs(
    px: FloatArray,
    confidence: FloatArray,
    merged: BoolArray,
    height_px: float,
    rng: np.random.Generator,
) -> None:
    """Draw the far leg on the near one."""
    near, far = _columns(LEG_JOINTS[1:], Side.RIGHT), _columns(LEG_JOINTS[1:], Side.LEFT)
    blur = 0.01 * height_px * rng.standard_normal((int(merged.sum()), len(far), 2))
    rows = np.flatnonzero(merged)[:, None]
    px[rows, far] = px[rows, near] + blur
    confidence[rows, far] *= 0.8


def _swap_legs(px: FloatArray, confidence: FloatArray, swapped: BoolArray) -> None:
    """Exchange the legs from the hips down; the hips lie almost on each other."""
    near, far = _columns(LEG_JOINTS, Side.RIGHT), _columns(LEG_JOINTS, Side.LEFT)
    rows = np.flatnonzero(swapped)[:, None]
    px[rows, near + far] = px[rows, far + near]
    confidence[rows, near + far] = confidence[rows, far + near]
