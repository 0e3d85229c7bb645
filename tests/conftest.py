"""What all tests share: a home of their own, never the user's."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from form_analyzer.pose.model_file import ModelFile

# Before anything imports NumPy: the matrices here are small, and threads of BLAS that wait for
# one another cost several times the work where tests run side by side.
for _library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")

SAMPLES = Path(__file__).parent.parent / "sample_videos"
_FOREIGN = ("DATABASE_URL", "MEDIA_URL", "DASK_SCHEDULER")


@pytest.fixture(scope="session", autouse=True)
def _home_of_their_own() -> Iterator[None]:
    """Point the user's data elsewhere; only the cache with the pose model is shared."""
    with (
        tempfile.TemporaryDirectory(prefix="fa-tests-") as folder,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("FORM_ANALYZER_DATA_DIR", folder)
        for name in _FOREIGN:
            patch.delenv(f"FORM_ANALYZER_{name}", raising=False)
        yield


@pytest.fixture(scope="session")
def full_model() -> "ModelFile":
    """The pose model ``full``; tests that need it skip where it cannot be had."""
    from form_analyzer.errors import PoseModelError
    from form_analyzer.pose.models import ensure_model
    from form_analyzer.settings import load_settings

    try:
        return ensure_model("full", load_settings())
    except PoseModelError as error:
        pytest.skip(f"the pose model is not at hand: {error}")
