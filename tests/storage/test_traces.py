"""A deletion finds what the cache of this machine holds of the clips."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from form_analyzer.datatypes import EditAction, EventEdit, EventKind, Side
from form_analyzer.pose.cache import cache_key
from form_analyzer.storage.deletion import leftovers
from form_analyzer.storage.traces import Traces
from tests.storage import seasons

Keep = Callable[..., list[Path]]


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    """Put into the cache what the program keeps of a session."""

    def put(season, stored, work: str = "") -> list[Path]:
        version = season.results.all(stored.id)[0].id
        names = [
            f"tracks/{cache_key(stored.clip_sha256, 'ab' * 32, '1')}.npz",
            f"scenes/{stored.clip_sha256}-1.json",
            f"clips/track-{version}.npz",
            f"clips/annotated-{version}.mp4",
            f"clips/plain-{stored.clip_sha256}.mp4",
            *([f"work/{work}-0123456789abcdef/track.npz"] if work else []),
        ]
        paths = [tmp_path / "cache" / name for name in names]
        for path in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"a person")
        return paths

    return put


def test_deleting_an_athlete_empties_the_cache_of_theirs_and_says_so(local_season, keep):
    season, ada, bob = local_season, *(seasons.athlete(local_season, n) for n in ("Ada", "Bob"))
    queued = seasons.session(season, ada, b"hers", day=1)
    job = season.jobs.newest(queued.id)
    assert job is not None
    theirs = keep(season, seasons.analysed(season, ada, b"hers"), job.id)
    others = keep(season, seasons.analysed(season, bob, b"his"))
    report = season.athletes.delete(ada.id)
    assert not any(path.exists() for path in theirs)
    assert all(path.exists() for path in others)
    assert (report.cached_removed, report.left) == (len(theirs), ())


def test_what_two_athletes_share_stays_in_the_cache(local_season, keep):
    season, ada, bob = local_season, *(seasons.athlete(local_season, n) for n in ("Ada", "Bob"))
    hers, his = (seasons.analysed(season, owner, b"same clip") for owner in (ada, bob))
    kept = keep(season, his)
    drawings = [path for path in keep(season, hers) if path not in kept]
    report = season.athletes.delete(ada.id)
    assert all(path.exists() for path in kept)
    assert drawings
    assert not any(path.exists() for path in drawings)
    assert (report.media_kept, report.left) == ((his.clip_sha256,), ())
    season.sessions.delete(his.id)
    assert not any(path.exists() for path in kept)


def test_what_can_still_be_found_is_named(local_season, keep):
    season, ada = local_season, seasons.athlete(local_season)
    stored = seasons.analysed(season, ada)
    drawing = keep(season, stored)[2]
    names = {season.results.all(stored.id)[0].id}, {stored.clip_sha256}
    left = leftovers(season.engine, season.library, ada.id, *names)
    assert "1 rows in athletes" in left
    assert f"the stored file {stored.clip_sha256}" in left
    assert f"the cached file {drawing}" in left
    season.athletes.delete(ada.id)
    assert leftovers(season.engine, season.library, ada.id, *names) == ()


def test_drawings_of_an_edit_go_with_the_analysis_it_replaced(local_season, keep):
    season, ada = local_season, seasons.athlete(local_season)
    stored = seasons.analysed(season, ada)
    edit = EventEdit(action=EditAction.ADD, kind=EventKind.TOE_OFF, side=Side.LEFT, frame=1.0)
    season.edits.add(stored.id, edit)
    first = keep(season, stored)
    season.results.save(stored.id, seasons.analysis(edited=True))
    edited = [path for path in keep(season, stored) if path not in first]
    season.results.save(stored.id, seasons.analysis(edited=True))
    assert edited
    assert not any(path.exists() for path in edited)
    assert all(path.exists() for path in first)


def test_the_clean_up_sweeps_what_killed_work_left(local_season, tmp_path):
    old, new = (tmp_path / "cache" / "work" / name for name in ("old", "new"))
    for folder in (old, new):
        folder.mkdir(parents=True)
        (folder / "track.npz").write_bytes(b"a person")
    two_days_ago = time.time() - 172_800
    os.utime(old, (two_days_ago, two_days_ago))
    assert local_season.preferences.clean_up_media().pieces_swept == 1
    assert (old.exists(), new.exists()) == (False, True)


def test_a_process_without_a_cache_has_nothing_to_forget():
    assert Traces(None).find({"a" * 64}) == []
    Traces(Path("nowhere")).forget({"a" * 64})
