"""What the frames said of the camera, as a file: edits need no clip, a second look no decoding."""

import dataclasses
import json
from contextlib import suppress
from pathlib import Path

from form_analyzer.datatypes import SceneInfo, VideoInfo
from form_analyzer.errors import StorageError
from form_analyzer.settings import Settings
from form_analyzer.video.scene import look
from form_analyzer.whole_file import whole_file

# Goes up when the same clip would be seen otherwise.
_LOOK_VERSION = 5


def look_once(info: VideoInfo, settings: Settings) -> SceneInfo:
    """The scene of a clip, from the cache if it was looked at before.

    Errors as :func:`form_analyzer.video.scene.look`; a full or read-only cache is none.
    """
    path = settings.cache_dir / "scenes" / f"{info.sha256}-{_LOOK_VERSION}.json"
    with suppress(OSError, StorageError):
        return load_scene(path)
    scene = look(info, threads=1)  # the pose model keeps the other cores busy meanwhile
    if settings.keeps_tracks:
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with whole_file(path) as part:
                save_scene(part, scene)
    return scene


def save_scene(path: Path, scene: SceneInfo) -> None:
    """Write a scene as JSON."""
    path.write_text(json.dumps(dataclasses.asdict(scene)), encoding="utf-8")


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
        return SceneInfo(**{**fields, "cut_frames": tuple(fields["cut_frames"])})
    except (ValueError, TypeError, KeyError) as error:
        raise StorageError(
            "What was stored of the camera cannot be read; analyse the clip again."
        ) from error
