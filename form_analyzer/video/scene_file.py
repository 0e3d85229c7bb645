"""What the frames said of the camera, as a file: edits need no clip, a second look no decoding."""

import dataclasses
import json
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import numpy as np

from form_analyzer.datatypes import CameraPath, SceneInfo, VideoInfo
from form_analyzer.errors import StorageError
from form_analyzer.settings import Settings
from form_analyzer.video.scene import look
from form_analyzer.whole_file import whole_file

# Goes up when the same clip would be seen otherwise.
_LOOK_VERSION = 6


def look_once(info: VideoInfo, settings: Settings) -> SceneInfo:
    """The scene of a clip, from the cache if it was looked at before.

    Errors as :func:`form_analyzer.video.scene.look`; a full or read-only cache is none.
    """
    # One thread: the pose model keeps the other cores busy meanwhile.
    return kept_scene(info, settings, "", partial(look, info, threads=1))


def kept_scene(
    info: VideoInfo, settings: Settings, name: str, look_at: Callable[[], SceneInfo]
) -> SceneInfo:
    """What was kept of a clip under a name, or else what a look says, which is kept.

    A full or read-only cache is no error.
    """
    end = f"-{name}" if name else ""
    path = settings.cache_dir / "scenes" / f"{info.sha256}-{_LOOK_VERSION}{end}.json"
    with suppress(OSError, StorageError):
        return load_scene(path)
    scene = look_at()
    if settings.keeps_tracks:
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with whole_file(path) as part:
                save_scene(part, scene)
    return scene


def save_scene(path: Path, scene: SceneInfo) -> None:
    """Write a scene as JSON."""
    content = dataclasses.asdict(scene)
    if (followed := scene.camera_path) is not None:
        frames, matrix = followed.frame_index.tolist(), followed.matrix.tolist()
        content["camera_path"] = {"frame_index": frames, "matrix": matrix}
    path.write_text(json.dumps(content), encoding="utf-8")


def load_scene(path: Path) -> SceneInfo:
    """Read a scene written by :func:`save_scene`.

    Raises
    ------
    StorageError
        If the file is damaged or was written by another version.
    OSError
        If it cannot be read.
    """
    content = path.read_text(encoding="utf-8")
    try:
        fields = json.loads(content)
        fields["cut_frames"] = tuple(fields["cut_frames"])
        if (followed := fields.get("camera_path")) is not None:
            fields["camera_path"] = _path(followed)
        return SceneInfo(**fields)
    except (ValueError, TypeError, KeyError) as error:
        raise StorageError(
            "What was stored of the camera cannot be read; analyse the clip again."
        ) from error


def _path(followed: dict[str, list[float]]) -> CameraPath:
    return CameraPath(
        frame_index=np.array(followed["frame_index"], dtype=np.intp),
        matrix=np.array(followed["matrix"], dtype=np.float64).reshape(-1, 2, 3),
    )
