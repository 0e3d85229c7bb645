"""What ``doctor`` looks at; every check ends in words, none in an error."""

import importlib.metadata
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from form_analyzer.cli_season.common import counted, size_text
from form_analyzer.errors import FormAnalyzerError
from form_analyzer.settings import Settings, load_settings

_LEAST_FREE_BYTES = 2e9
_OPENCV_BUILDS = (
    "opencv-python",
    "opencv-contrib-python",
    "opencv-python-headless",
    "opencv-contrib-python-headless",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at: whether it is well, and what was found or is to be done."""

    name: str
    ok: bool
    words: str


def all_checks() -> list[Check]:
    """Look at everything the program needs."""
    settings = load_settings()
    return [
        _python(),
        _packages(),
        _opencv(),
        _checked("cache folder", _folder(settings.cache_dir, "FORM_ANALYZER_CACHE_DIR")),
        _checked("data folder", _folder(settings.data_dir, "FORM_ANALYZER_DATA_DIR")),
        _checked("pose model", lambda: _model(settings)),
        _checked("codecs", _codecs),
        _checked("database", lambda: _database(settings)),
        _checked("media", lambda: _media(settings)),
        _checked("jobs", lambda: _jobs(settings)),
    ]


def _checked(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name=name, ok=True, words=look())
    except (FormAnalyzerError, OSError, ImportError) as error:
        return Check(name=name, ok=False, words=str(error))


def _python() -> Check:
    version = sys.version.split()[0]
    return Check(name="Python", ok=sys.version_info >= (3, 11), words=version)


def _packages() -> Check:
    faults = list(_package_faults(_requirements()))
    return Check(
        name="packages", ok=not faults, words="; ".join(faults) or "all that is needed is installed"
    )


def _requirements() -> list[str]:
    """What the package needs: from its metadata, or beside it where it is not installed."""
    try:
        return importlib.metadata.requires("form-analyzer") or []
    except importlib.metadata.PackageNotFoundError:
        file = Path(__file__).parents[2] / "requirements.txt"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return [line for line in lines if line and not line.startswith("#")]


def _package_faults(requirements: Iterable[str]) -> Iterable[str]:
    for requirement in requirements:
        name, _, wanted = requirement.partition(";")[0].partition("==")
        try:
            found = importlib.metadata.version(name.partition("[")[0].strip())
        except importlib.metadata.PackageNotFoundError:
            yield f"{name} is missing"
            continue
        if wanted and found != wanted.strip():
            yield f"{name} is {found}, tested with {wanted.strip()}"


def _opencv() -> Check:
    found = [name for name in _OPENCV_BUILDS if _installed(name)]
    if len(found) == 1:
        return Check(name="OpenCV", ok=True, words=found[0])
    words = f"install exactly one build; found: {', '.join(found) or 'none'}"
    return Check(name="OpenCV", ok=False, words=words)


def _installed(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _folder(folder: Path, variable: str) -> Callable[[], str]:
    def look() -> str:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                free = shutil.disk_usage(folder).free
        except OSError as error:
            why = error.strerror or str(error)
            raise OSError(
                f"{folder} cannot be written ({why}); set {variable} to a folder that can."
            ) from error
        if free < _LEAST_FREE_BYTES:
            raise OSError(f"{folder} has only {free / 1e9:.1f} GB left; make room.")
        return f"{folder}, {free / 1e9:.0f} GB free"

    return look


def _model(settings: Settings) -> str:
    from form_analyzer.pipeline import DEFAULT_MODEL
    from form_analyzer.pose.models import ensure_model

    model = ensure_model(DEFAULT_MODEL, settings)
    return f"{model.name}, {model.path}"


def _codecs() -> str:
    from form_analyzer.video.decode import frames
    from form_analyzer.video.encode import write_h264
    from form_analyzer.video.probe import probe

    images = [np.full((64, 64, 3), shade, np.uint8) for shade in (40, 120, 200)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "test.mp4"
        write_h264(path, images, 30.0)
        seen = [float(frame.image.mean()) for frame in frames(probe(path))]
    if len(seen) != len(images) or not all(np.diff(seen) > 40):
        raise OSError("A clip written as H.264 does not read back the same; reinstall PyAV.")
    return "H.264 is written and read"


def _database(settings: Settings) -> str:
    from form_analyzer.errors import StorageError
    from form_analyzer.storage.engine import current_revision
    from form_analyzer.storage.health import database_faults
    from form_analyzer.storage.service import open_season

    season = open_season(settings)
    try:
        faults = database_faults(season.engine)
        if faults:
            raise StorageError(f"{faults[0]} ({counted(len(faults), 'fault')}); restore a backup.")
        athletes = counted(len(season.athletes.find()), "athlete")
        counts = f"{athletes}, {counted(season.sessions.count(), 'session')}"
        return f"{season.engine.name}, revision {current_revision(season.engine)}, {counts}"
    finally:
        season.close()


def _media(settings: Settings) -> str:
    from form_analyzer.errors import StorageError
    from form_analyzer.storage.health import missing_media
    from form_analyzer.storage.service import open_season

    season = open_season(settings)
    try:
        missing = missing_media(season.engine, season.library)
        if missing:
            files = counted(len(missing), "file")
            raise StorageError(f"{files} missing; restore what is gone from a backup.")
        use = season.library.use()
        return f"{season.media.url}: {counted(use.n_files, 'file')}, {size_text(use.size_bytes)}"
    finally:
        season.close()


def _jobs(settings: Settings) -> str:
    from form_analyzer.jobs.background import is_running
    from form_analyzer.jobs.executors import dask_crew
    from form_analyzer.storage.service import open_season

    season = open_season(settings)
    try:
        n_open = season.queue().n_open()
    finally:
        season.close()
    where = "local processes"
    if settings.dask_scheduler:
        crew = dask_crew(settings.dask_scheduler, timeout_s=5.0)
        where = f"Dask, {crew.n_slots()} workers"
        crew.close()
    at_work = "a runner is at work" if is_running(settings) else "no runner is at work"
    return f"{n_open} open, {at_work}, {where}"
