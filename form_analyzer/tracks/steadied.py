"""A track as if the camera had stayed where it was, and back."""

from dataclasses import replace

import numpy as np

from form_analyzer.datatypes import CameraPath, FloatArray, PoseTrack


def steadied(track: PoseTrack, path: CameraPath | None) -> PoseTrack:
    """The track in the pixels of the steady picture; as it is without a path.

    Landmarks in frames that the path does not know become missing. Shoes are looked at in steady
    pictures and stay as they are.
    """
    if path is None:
        return track
    return _moved(track, path, back=False)


def as_filmed(track: PoseTrack, path: CameraPath | None) -> PoseTrack:
    """The track of :func:`steadied` in the pixels of the pictures themselves again."""
    if path is None:
        return track
    return _moved(track, path, back=True)


def _moved(track: PoseTrack, path: CameraPath, *, back: bool) -> PoseTrack:
    matrix = _inverse(path.at(track.frame_index)) if back else path.at(track.frame_index)
    position_px = _at(matrix[:, None], track.position_px)
    return replace(
        track,
        position_px=position_px,
        confidence=np.where(np.isfinite(position_px[..., 0]), track.confidence, 0.0),
    )


def _at(matrix: FloatArray, place_px: FloatArray) -> FloatArray:
    """Places (..., 2) after the movements (..., 2, 3)."""
    turned = np.einsum("...ij,...j->...i", matrix[..., :2], place_px)
    return np.asarray(turned + matrix[..., 2])


def _inverse(matrix: FloatArray) -> FloatArray:
    """The movements (n, 2, 3) that undo these; ``nan`` stays ``nan``."""
    undone = np.full_like(matrix, np.nan)
    known = np.isfinite(matrix[:, 0, 0])
    turn = np.linalg.inv(matrix[known, :, :2])
    undone[known] = np.concatenate([turn, -turn @ matrix[known, :, 2:]], axis=-1)
    return undone
