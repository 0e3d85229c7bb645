"""The pose models by name: found in the cache, fetched when needed, checked always."""

from pathlib import Path

from form_analyzer.errors import PoseModelError
from form_analyzer.pose import fetch
from form_analyzer.pose.bundle import VERSION, build_bundle, is_bundle
from form_analyzer.pose.fetch import DETECTOR, LANDMARKS, Network, Progress, digest
from form_analyzer.pose.model_file import ModelFile
from form_analyzer.settings import Settings
from form_analyzer.whole_file import write_whole

MODEL_NAMES = tuple(LANDMARKS)
"""Models known by name, from fastest to most exact."""

_LOCK_TIMEOUT_S = 900.0


def ensure_model(
    name_or_path: str, settings: Settings, *, progress: Progress | None = None
) -> ModelFile:
    """The pose model of that name, downloaded and built if it is not in the cache yet.

    Parameters
    ----------
    name_or_path
        ``lite``, ``full``, ``heavy``, or the path of a ``.task`` bundle.
    settings
        Where the cache lies.
    progress
        Called with the fraction of the download done, 0..1; never called when nothing
        has to be downloaded. An exception it raises stops the download.

    Returns
    -------
    ModelFile
        The bundle and its digest.

    Raises
    ------
    PoseModelError
        Unknown name, no such file, not a bundle, or it cannot be fetched.

    Notes
    -----
    A lock file keeps two processes from fetching the same model at once; files appear
    under their final names only when complete.
    """
    if name_or_path not in MODEL_NAMES:
        return _users_model(Path(name_or_path).expanduser())
    folder = settings.cache_dir / "models"
    found = _cached(name_or_path, folder)
    return found or _fetch_locked(name_or_path, folder, progress)


def _users_model(path: Path) -> ModelFile:
    names = ", ".join(MODEL_NAMES)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PoseModelError(
            f"There is no pose model '{path}': use one of {names}, or the path of a .task file."
        ) from error
    if not is_bundle(data):
        raise PoseModelError(
            f"'{path}' is not a pose landmarker .task bundle: use one of {names}, "
            "or a bundle made for MediaPipe's PoseLandmarker."
        )
    return ModelFile(path.name, path.resolve(), digest(data))


def _bundle_path(name: str, folder: Path) -> Path:
    return folder / f"landmarks_{name}-{VERSION}.task"


def _cached(name: str, folder: Path) -> ModelFile | None:
    """The bundle in the cache, if it is what was put there."""
    path = _bundle_path(name, folder)
    try:
        expected = path.with_suffix(".sha256").read_text(encoding="ascii").strip()
        actual = digest(path.read_bytes())
    except (OSError, UnicodeDecodeError):
        return None
    return ModelFile(name, path, actual) if actual == expected else None


def _fetch_locked(name: str, folder: Path, progress: Progress | None) -> ModelFile:
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / "models.lock", timeout=_LOCK_TIMEOUT_S):
            return _cached(name, folder) or _build(name, folder, progress)
    except Timeout as error:
        raise PoseModelError(
            "Another process has been fetching the pose model for a long time: "
            "wait for it or end it, then run again."
        ) from error
    except OSError as error:
        raise PoseModelError(
            f"The pose model cannot be stored in '{folder}' ({error.strerror or error}): free some "
            "space, or set FORM_ANALYZER_CACHE_DIR to a folder that can be written."
        ) from error


def _build(name: str, folder: Path, progress: Progress | None) -> ModelFile:
    needed = (DETECTOR, LANDMARKS[name])
    packages = [n.package for n in needed if _network(n, folder) is None]
    wanted = list(dict.fromkeys(packages))
    for done, package in enumerate(wanted):
        fetch.fetch_package(package, folder, _share(progress, done, len(wanted)))
    detector, landmarks = (_network(n, folder) or b"" for n in needed)
    bundle = build_bundle(detector, landmarks)
    path = _bundle_path(name, folder)
    write_whole(path, bundle)
    write_whole(path.with_suffix(".sha256"), digest(bundle).encode("ascii"))
    return ModelFile(name, path, digest(bundle))


def _network(network: Network, folder: Path) -> bytes | None:
    """A network already in the cache, if it is intact."""
    try:
        data = (folder / network.file_name).read_bytes()
    except OSError:
        return None
    return data if digest(data) == network.sha256 else None


def _share(progress: Progress | None, done: int, total: int) -> Progress | None:
    """Progress of one of several downloads as progress of the whole."""
    if progress is None:
        return None
    return lambda fraction: progress((done + fraction) / total)
