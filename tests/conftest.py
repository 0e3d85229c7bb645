"""What all tests share: a home of their own, never the user's."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

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
        # More threads than cores only wait for one another when tests run side by side.
        for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
            patch.setenv(name, os.environ.get(name, "1"))
        yield
