"""The scene kept as a file: the second look reads no clip."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from form_analyzer.datatypes import CameraPath
from form_analyzer.errors import StorageError
from form_analyzer.settings import Settings, load_settings
from form_analyzer.video.encode import write_h264
from form_analyzer.video.probe import probe
from form_analyzer.video.scene import look
from form_analyzer.video.scene_file import load_scene, look_once, save_scene


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(load_settings(), cache_dir=tmp_path / "cache", dask_scheduler=None)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "a.mp4"
    noise = np.random.default_rng(1).integers(0, 255, (120, 160, 3), dtype=np.uint8)
    write_h264(path, [noise] * 8, 30.0)
    return path


def test_what_was_saved_is_loaded(clip: Path, tmp_path: Path) -> None:
    scene = look(probe(clip))
    save_scene(tmp_path / "scene.json", scene)
    assert load_scene(tmp_path / "scene.json") == scene


def test_a_followed_camera_is_kept_to_the_last_digit(clip: Path, tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    matrix = rng.normal(size=(3, 2, 3))
    matrix[1] = np.nan
    path = CameraPath(frame_index=np.array([2, 3, 7]), matrix=matrix)
    save_scene(tmp_path / "scene.json", replace(look(probe(clip)), camera_path=path))
    loaded = load_scene(tmp_path / "scene.json").camera_path
    assert loaded is not None
    np.testing.assert_array_equal(loaded.frame_index, path.frame_index)
    np.testing.assert_array_equal(loaded.matrix, path.matrix)


def test_the_second_look_needs_no_clip(clip: Path, settings: Settings) -> None:
    info = probe(clip)
    first = look_once(info, settings)
    clip.unlink()
    assert look_once(info, settings) == first == replace(first)


def test_a_damaged_file_is_looked_at_again(clip: Path, settings: Settings) -> None:
    info = probe(clip)
    first = look_once(info, settings)
    (kept,) = (settings.cache_dir / "scenes").iterdir()
    kept.write_text("{", encoding="utf-8")
    with pytest.raises(StorageError):
        load_scene(kept)
    assert look_once(info, settings) == first
    assert load_scene(kept) == first


def test_on_a_cluster_nothing_is_kept(clip: Path, settings: Settings) -> None:
    look_once(probe(clip), replace(settings, dask_scheduler="tcp://localhost:1"))
    assert not (settings.cache_dir / "scenes").exists()
