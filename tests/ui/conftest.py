from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from form_analyzer.storage.service import SeasonService, open_season
from tests.ui import worlds


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> worlds.Recording:
    """A synthetic runner's clip, track and analysis, made once."""
    return worlds.record(tmp_path_factory.mktemp("recording"))


@pytest.fixture
def season(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SeasonService]:
    """An empty season that the app opens too; no runner is started beside the tests."""
    settings = worlds.use_folder(tmp_path, monkeypatch)
    found = open_season(settings)
    with FileLock(tmp_path / "runner.lock", is_singleton=False):
        yield found
    found.close()


@pytest.fixture
def world(season: SeasonService, recording: worlds.Recording) -> worlds.World:
    """One athlete with two analysed sessions."""
    return worlds.build(season, recording)
