"""Pixels end here: x becomes the direction of travel, y up, lengths leg lengths."""

import numpy as np

from form_analyzer.datatypes import (
    BoolArray,
    Facing,
    FloatArray,
    PoseTrack,
    SagittalShoe,
    SagittalTrack,
    SampleState,
    ShoePath,
    Side,
    TimeScale,
)
from form_analyzer.tracks.follow import Followed, leg_length_px

STATES = tuple(SampleState)


def to_sagittal(
    followed: Followed,
    *,
    facing: Facing,
    near_side: Side,
    camera_roll_deg: float | None,
    time_scale: TimeScale,
    clip_start_s: float,
) -> SagittalTrack:
    """Turn the followed runner's pixels into the sagittal frame.

    Parameters
    ----------
    camera_roll_deg
        + = the picture must be turned anticlockwise to stand upright; ``None`` = not
        known, nothing is removed.
    clip_start_s
        Container time of the clip's first frame.
    """
    track = followed.track
    leg_px = leg_length_px(track, near_side)

    def along(position_px: FloatArray) -> FloatArray:
        upright = rotate_upright(position_px, camera_roll_deg or 0.0)
        return np.stack([facing.sign * upright[..., 0], -upright[..., 1]], axis=-1) / leg_px

    time_s = (track.time_s - clip_start_s) * time_scale.value
    return SagittalTrack(
        time_s=time_s,
        frame_index=track.frame_index.copy(),
        phase=followed.rhythm.phase.copy(),
        position=along(track.position_px),
        confidence=track.confidence.copy(),
        state=_states(followed),
        stride_hz=followed.rhythm.stride_hz / time_scale.value,
        near_side=near_side,
        facing=facing,
        camera_roll_deg=camera_roll_deg,
        time_scale=time_scale,
        leg_px=leg_px,
        width_px=track.width_px,
        height_px=track.height_px,
        model_name=track.model_name,
        shoes=tuple(
            SagittalShoe(
                side=shoe.side,
                time_s=np.interp(shoe.frame_index[rows], track.frame_index, time_s),
                place=along(shoe.place_px[rows]),
                turn_deg=shoe.turn_deg[rows],
                match=shoe.match[rows],
                cut_out=shoe.cut_out,
            )
            for shoe in track.shoes
            if (rows := _within(track, shoe)).any()
        ),
    )


def _within(track: PoseTrack, shoe: ShoePath) -> BoolArray:
    """Which samples of a shoe lie in the track's frames, (n,)."""
    index = shoe.frame_index
    return np.asarray((index >= track.frame_index[0]) & (index <= track.frame_index[-1]))


def rotate_upright(position_px: FloatArray, roll_deg: float) -> FloatArray:
    """Turn pixel positions (..., 2; y down) anticlockwise by ``roll_deg``."""
    angle = np.radians(roll_deg)
    x, y = position_px[..., 0], position_px[..., 1]
    turned = (
        x * np.cos(angle) + y * np.sin(angle),
        -x * np.sin(angle) + y * np.cos(angle),
    )
    return np.stack(turned, axis=-1)


def _states(followed: Followed) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    track: PoseTrack = followed.track
    missing = ~np.isfinite(track.position_px[..., 0])
    states = np.zeros(missing.shape, dtype=np.uint8)
    states[followed.legs.swapped] = STATES.index(SampleState.REPAIRED)
    states[missing] = STATES.index(SampleState.MISSING)
    return states
