"""Which leg is which, decided for the whole clip at once.

Pose models exchange the legs at crossings, or put both on one leg. Chaining
frames by smallest movement carries an error on; here each frame is compared
with the mean movement of each leg at its phase of the stride, and a best path
through "keep" and "swap" is found for the whole clip (Viterbi 1967). Template
and path are repeated until nothing changes.
"""

from dataclasses import dataclass, replace

import numpy as np

from form_analyzer.datatypes import (
    BoolArray,
    FloatArray,
    Joint,
    Keypoint,
    PoseTrack,
    Side,
)
from form_analyzer.signals.cycle import fit_cycle

LEG_JOINTS = (Joint.KNEE, Joint.ANKLE, Joint.HEEL, Joint.TOE)
_SWAPPED_JOINTS = (Joint.HIP, *LEG_JOINTS)
_FINEST_CYCLES = 8.0
_WORST_DISTANCE = 0.4
_SWITCH_COST = 0.3
# A leg's joints this far from their place in the mean stride are not believed.
_MASK_DISTANCE = 0.16
_MASK_RATIO = 4.0
_ROUNDS = 10


@dataclass(frozen=True, slots=True)
class LegIdentity:
    """The outcome of the assignment.

    Attributes
    ----------
    track
        The track with swapped frames put right and unbelievable legs ``nan``.
    swapped : (n,)
        Frames whose legs were exchanged back.
    masked : (n, 2)
        Frames whose left / right leg (knee to toe) is not believed.
    misfit : (n,)
        Mean distance of both legs' joints from the mean stride, leg lengths.
    """

    track: PoseTrack
    swapped: BoolArray
    masked: BoolArray
    misfit: FloatArray


def repair_legs(track: PoseTrack, phase: FloatArray, leg_px: float) -> LegIdentity:
    """Assign the legs over the whole clip and mask what fits neither.

    Parameters
    ----------
    phase : (n,)
        Stride phase in cycles, from signals blind to leg identity.
    leg_px
        Leg length, the yardstick of distances.
    """
    left, right = leg_shape(track, Side.LEFT) / leg_px, leg_shape(track, Side.RIGHT) / leg_px
    swapped = np.zeros(len(phase), dtype=bool)
    templates = _first_templates(phase, left, right)
    for _ in range(_ROUNDS):
        update = best_path(*_costs(left, right, templates))
        if np.array_equal(update, swapped) and _ > 0:
            break
        swapped = update
        templates = _templates(phase, *exchange(left, right, swapped))
    if swapped.mean() > 0.5:
        swapped = ~swapped
        templates = (templates[1], templates[0])
    far = _distances(*exchange(left, right, swapped), templates)
    masked = far > max(_MASK_DISTANCE, _MASK_RATIO * float(np.nanmedian(far)))
    repaired = _apply(track, swapped, masked)
    return LegIdentity(repaired, swapped, masked, far.mean(axis=1))


def leg_shape(track: PoseTrack, side: Side) -> FloatArray:
    """Knee, ankle, heel and toe relative to the mid-hip, (n, 8) px."""
    hip = 0.5 * (track.of(Keypoint.LEFT_HIP) + track.of(Keypoint.RIGHT_HIP))
    return np.hstack([track.of(joint.on(side)) - hip for joint in LEG_JOINTS])


def exchange(
    left: FloatArray, right: FloatArray, swapped: BoolArray
) -> tuple[FloatArray, FloatArray]:
    """Left and right with the rows of ``swapped`` exchanged."""
    rows = swapped[:, None]
    return np.where(rows, right, left), np.where(rows, left, right)


def _fit(phase: FloatArray, shape: FloatArray, at: FloatArray) -> FloatArray:
    parts = [
        fit_cycle(phase, shape[:, i : i + 2], finest_cycles=_FINEST_CYCLES)(at)
        for i in range(0, shape.shape[1], 2)
    ]
    return np.hstack(parts)


def _first_templates(
    phase: FloatArray, left: FloatArray, right: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """One shape for both legs, half a stride apart: robust while names are still wrong."""
    both_phase = np.concatenate([phase, phase + 0.5])
    at = np.concatenate([phase, phase + 0.5])
    common = _fit(both_phase, np.vstack([left, right]), at)
    return common[: len(phase)], common[len(phase) :]


def _templates(
    phase: FloatArray, left: FloatArray, right: FloatArray
) -> tuple[FloatArray, FloatArray]:
    return _fit(phase, left, phase), _fit(phase, right, phase)


def _misfit(shape: FloatArray, template: FloatArray) -> FloatArray:
    far = np.minimum(np.abs(shape - template), _WORST_DISTANCE).sum(axis=1)
    return np.asarray(np.nan_to_num(far, nan=0.0))


def _costs(
    left: FloatArray, right: FloatArray, templates: tuple[FloatArray, FloatArray]
) -> tuple[FloatArray, FloatArray]:
    keep = _misfit(left, templates[0]) + _misfit(right, templates[1])
    swap = _misfit(right, templates[0]) + _misfit(left, templates[1])
    return keep, swap


def best_path(keep: FloatArray, swap: FloatArray) -> BoolArray:
    """Cheapest sequence of keep (False) and swap (True), with a price on each change."""
    cost = np.stack([keep, swap], axis=1)
    total = cost[0].copy()
    came_from = np.zeros((len(cost), 2), dtype=int)
    for i in range(1, len(cost)):
        stay = total
        change = total[::-1] + _SWITCH_COST
        came_from[i] = np.where(stay <= change, [0, 1], [1, 0])
        total = np.minimum(stay, change) + cost[i]
    path = np.zeros(len(cost), dtype=int)
    path[-1] = int(np.argmin(total))
    for i in range(len(cost) - 1, 0, -1):
        path[i - 1] = came_from[i, path[i]]
    return path.astype(bool)


def _distances(
    left: FloatArray, right: FloatArray, templates: tuple[FloatArray, FloatArray]
) -> FloatArray:
    """Mean distance of each leg's joints from their place in the mean stride, (n, 2)."""
    sides = zip((left, right), templates, strict=True)
    far = [np.abs(shape - template).mean(axis=1) * np.sqrt(2.0) for shape, template in sides]
    return np.stack(far, axis=1)


def _apply(track: PoseTrack, swapped: BoolArray, masked: BoolArray) -> PoseTrack:
    position, confidence = track.position_px.copy(), track.confidence.copy()
    world = track.world_m.copy()
    for joint in _SWAPPED_JOINTS:
        a, b = joint.on(Side.LEFT).column, joint.on(Side.RIGHT).column
        for array, source in (
            (position, track.position_px),
            (confidence, track.confidence),
            (world, track.world_m),
        ):
            array[swapped, a], array[swapped, b] = source[swapped, b], source[swapped, a]
    for i, side in enumerate((Side.LEFT, Side.RIGHT)):
        for joint in LEG_JOINTS:
            position[masked[:, i], joint.on(side).column] = np.nan
            confidence[masked[:, i], joint.on(side).column] = 0.0
    return replace(track, position_px=position, confidence=confidence, world_m=world)
