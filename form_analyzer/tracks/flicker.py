"""Take out what changes from one frame to the next and back.

Every other frame is seen mirrored, and the pose model errs a little otherwise on it. Mean
strides take the mean of both; drawn on the clip, the skeleton would tremble.
"""

from dataclasses import replace

import numpy as np

from form_analyzer.datatypes import FloatArray, PoseTrack
from form_analyzer.signals.smooth import smooth_inside

# Standard deviation, frames, of what the difference of both kinds is averaged over. Movement up
# to nine tenths of what the frame rate can show is left as it is.
_OVER_FRAMES = 3.0
_FEWEST = 8


def without_flicker(track: PoseTrack) -> PoseTrack:
    """The track without what alternates from frame to frame; ``nan`` stays ``nan``."""
    if len(track.frame_index) < _FEWEST:
        return track
    sign = np.where(track.frame_index // track.frame_step % 2 == 0, 1.0, -1.0)
    position = track.position_px.reshape(len(sign), -1)
    steady = np.stack([_steady(column, sign) for column in position.T], axis=1)
    return replace(track, position_px=steady.reshape(track.position_px.shape))


def _steady(values: FloatArray, sign: FloatArray) -> FloatArray:
    known = np.isfinite(values)
    if known.sum() < _FEWEST:
        return values
    rows = np.arange(len(values))
    filled = np.interp(rows, rows[known], values[known])
    level = np.asarray(smooth_inside(filled, _OVER_FRAMES))
    flicker = sign * smooth_inside(sign * (filled - level), _OVER_FRAMES)
    return np.asarray(values - flicker)
