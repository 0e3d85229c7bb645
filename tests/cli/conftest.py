import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import av
import pytest

from form_analyzer.errors import PoseModelError
from form_analyzer.pose.models import ensure_model
from form_analyzer.settings import load_settings
from tests.conftest import SAMPLES


@dataclass(frozen=True)
class Run:
    """What a command left behind."""

    code: int
    stdout: str
    stderr: str
    out: Path

    @property
    def analysis(self) -> dict:
        return json.loads((self.out / "analysis.json").read_text(encoding="utf-8"))

    @property
    def codes(self) -> set[str]:
        return {flag["code"] for flag in self.analysis["quality"]}


Command = Callable[..., Run]


@pytest.fixture(scope="session")
def cache_dir(tmp_path_factory) -> Path:
    """A cache with the pose model and no tracks."""
    try:
        model = ensure_model("full", load_settings())
    except PoseModelError as error:
        pytest.skip(f"the pose model is not at hand: {error}")
    folder = tmp_path_factory.mktemp("cache")
    shutil.copytree(model.path.parent, folder / "models", ignore=shutil.ignore_patterns("*.lock"))
    return folder


def call(*arguments: object, cache: Path, out: Path = Path("unused")) -> Run:
    """Run the real command with a cache of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FORM_ANALYZER_CACHE_DIR", str(cache))
        done = subprocess.run(
            [sys.executable, "-m", "form_analyzer", *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
    return Run(done.returncode, done.stdout, done.stderr, out)


@pytest.fixture
def analyze(tmp_path, cache_dir) -> Command:
    """Analyse a file into a new folder, JSON only."""

    def run(clip: Path, *more: object) -> Run:
        out = tmp_path / "out"
        return call("analyze", clip, "--out", out, "--json-only", *more, cache=cache_dir, out=out)

    return run


@pytest.fixture
def command(tmp_path) -> Command:
    """Run the command with an empty cache."""
    return lambda *arguments: call(*arguments, cache=tmp_path / "cache")


@pytest.fixture(scope="session")
def short_clip(tmp_path_factory) -> Path:
    """The first six seconds of a sample, its packets as they were, readable from the start."""
    source = SAMPLES / "overstride_heel.mp4"
    return copy_start(source, tmp_path_factory.mktemp("clips") / "short.mp4", 6.0)


def copy_start(source: Path, path: Path, seconds: float) -> Path:
    options = {"movflags": "faststart"} if path.suffix == ".mp4" else {}
    with av.open(str(source)) as given, av.open(str(path), "w", options=options) as written:
        stream = given.streams.video[0]
        copied = written.add_stream_from_template(stream)
        for packet in given.demux(stream):
            if packet.dts is not None and packet.pts * stream.time_base < seconds:
                packet.stream = copied
                written.mux(packet)
    return path
