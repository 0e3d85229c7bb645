"""Follow the camera where it does not stand still."""

import hashlib
from dataclasses import replace

import numpy as np

from form_analyzer.datatypes import CameraPath, FloatArray, PoseTrack, SceneInfo, Side, VideoInfo
from form_analyzer.settings import Settings
from form_analyzer.tracks.follow import leg_length_px
from form_analyzer.video.camera_path import follow_camera
from form_analyzer.video.scene_file import kept_scene

_STRAYS_RATIO = 0.002
"""Of leg length (rms), from which on a camera is followed: contacts are then a millisecond off.
Looking at a tripod's clip says up to 0.001."""

_ENOUGH = 0.9
"""Of the frames that show somebody, in which the camera has to be followed."""

_TOO_FAR = 3.0
"""Times the sway that a look at a few pictures says: more was no background that was followed."""

_USUAL = (2.0, 98.0)
_ROOM = 0.12


def with_camera_path(
    info: VideoInfo, scene: SceneInfo, track: PoseTrack, settings: Settings
) -> SceneInfo:
    """The scene with the camera followed through the track's frames.

    As it is where the camera stands still, nobody is seen, the background cannot be followed in
    nine of ten frames, or what was followed went much further than the background does. Frames
    that were followed before are not followed again; what was found is kept beside the scenes.

    Raises
    ------
    UnreadableVideoError
        If the file has become unreadable since it was probed.
    """
    if not _strays(scene, track):
        return scene
    frames, before = track.frame_index, scene.camera_path
    new = ~np.isin(frames, before.frame_index) if before else np.ones(len(frames), dtype=bool)
    if not new.any():
        return scene

    def followed() -> SceneInfo:
        path = follow_camera(
            info,
            frames[new],
            track.time_s[new],
            moving_px=_where_somebody_moves(track),
            reference=scene.camera_roll_frame,
            cut_frames=scene.cut_frames,
        )
        return replace(scene, camera_path=path if before is None else _joined(before, path))

    steady = kept_scene(info, settings, _name_of(track), followed)
    path = steady.camera_path
    if path is None or _known_ratio(path, track) < _ENOUGH:
        return scene
    sway_px = _sway_px(path, track)
    if sway_px > _TOO_FAR * scene.camera_sway_px:
        return scene
    # A few pictures far apart can say "sways" of a tripod; following tells.
    seen = replace(scene, camera_sway_px=sway_px)
    return steady if before or _strays(seen, track) else seen


def _strays(scene: SceneInfo, track: PoseTrack) -> bool:
    if not track.seen.any():
        return False
    leg_px = np.nanmax([leg_length_px(track, side) for side in (Side.LEFT, Side.RIGHT)])
    return bool(scene.camera_sway_px > _STRAYS_RATIO * leg_px)


def _where_somebody_moves(track: PoseTrack) -> FloatArray:
    """Left, top, right and bottom, (4,) px, with room for hands, hair and shoes."""
    seen = track.position_px[track.seen]
    low = np.percentile(seen.min(axis=1), _USUAL[0], axis=0)
    high = np.percentile(seen.max(axis=1), _USUAL[1], axis=0)
    room = _ROOM * (high[1] - low[1])
    return np.concatenate([low - room, high + room])


def _joined(first: CameraPath, second: CameraPath) -> CameraPath:
    frames = np.concatenate([first.frame_index, second.frame_index])
    order = np.argsort(frames)
    matrix = np.concatenate([first.matrix, second.matrix])
    return CameraPath(frame_index=frames[order], matrix=matrix[order])


def _known_ratio(path: CameraPath, track: PoseTrack) -> float:
    known = np.isfinite(path.at(track.frame_index[track.seen])[:, 0, 0])
    return float(known.mean())


def _sway_px(path: CameraPath, track: PoseTrack) -> float:
    """How far the background strays (rms) where somebody moves."""
    left, top, right, bottom = _where_somebody_moves(track)
    place = path.matrix @ (0.5 * (left + right), 0.5 * (top + bottom), 1.0)
    return float(np.sqrt(np.nanvar(place, axis=0).sum()))


def _name_of(track: PoseTrack) -> str:
    """A name that only these frames of this track have."""
    return hashlib.sha256(
        track.frame_index.tobytes() + _where_somebody_moves(track).tobytes()
    ).hexdigest()
