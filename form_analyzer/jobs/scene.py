"""What the frames said of the camera, kept beside an analysis so that edits need no clip."""

import dataclasses
import json
from pathlib import Path

from form_analyzer.datatypes import SceneInfo
from form_analyzer.errors import StorageError


def save_scene(path: Path, scene: SceneInfo) -> None:
    """Write a scene as JSON."""
    path.write_text(json.dumps(dataclasses.asdict(scene)), encoding="utf-8")


def load_scene(path: Path) -> SceneInfo:
    """Read a scene written by :func:`save_scene`.

    Raises
    ------
    StorageError
        If the file is damaged or was written by another version.
    """
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        return SceneInfo(**{**fields, "cut_frames": tuple(fields["cut_frames"])})
    except (ValueError, TypeError, KeyError) as error:
        raise StorageError(
            "What was stored of the camera cannot be read; analyse the clip again."
        ) from error
