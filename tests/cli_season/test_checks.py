from pathlib import Path

import pytest

from form_analyzer.cli_season import checks
from form_analyzer.storage.health import database_faults, missing_media
from form_analyzer.storage.service import open_season
from tests.storage import seasons


def test_a_clip_can_be_written_and_read_here():
    assert "H.264" in checks._codecs()


def test_database_and_media_are_looked_through(tmp_path: Path):
    settings = seasons.settings(tmp_path)
    season = open_season(settings)
    stored = seasons.session(season, seasons.athlete(season))
    assert "1 athlete, 1 session" in checks._database(settings)
    assert "1 file, 0.0 MB" in checks._media(settings)
    assert database_faults(season.engine) == []
    clip = season.results.clip(stored.id)
    season.media.remove(clip)
    assert missing_media(season.engine, season.library) == [clip]
    found = checks._checked("media", lambda: checks._media(settings))
    assert (found.ok, found.words) == (False, "1 file missing; restore what is gone from a backup.")
    assert checks._jobs(settings) == "1 open, no runner is at work, local processes"
    season.close()


def test_a_folder_that_cannot_be_used_is_a_problem_in_words(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    found = checks._checked("data folder", checks._folder(tmp_path / "file" / "data", "THE_FOLDER"))
    assert not found.ok
    assert str(tmp_path) in found.words
    assert "set THE_FOLDER to a folder that can" in found.words


@pytest.mark.parametrize(
    ("requirement", "fault"),
    [
        ("no-such-package==1.0", "no-such-package is missing"),
        ("typer==0.0.1", "typer is "),
        ("typer", None),
        ("psycopg[binary]", None),
    ],
)
def test_packages_are_compared_with_what_is_needed(requirement, fault):
    faults = list(checks._package_faults([requirement]))
    assert [found.startswith(fault) for found in faults] == ([True] if fault else [])
