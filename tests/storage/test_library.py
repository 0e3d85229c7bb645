import io
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from form_analyzer.datatypes import EditAction, EventEdit, EventKind, Metric, Side
from form_analyzer.errors import StorageError
from form_analyzer.storage import library
from form_analyzer.storage.deletion import rows_left
from form_analyzer.storage.engine import writing
from form_analyzer.storage.media import spooled
from form_analyzer.storage.records import AttachmentRole, CheckInDetails, TargetRange, TrainingWeek
from form_analyzer.storage.tables import media, metadata, now
from tests.storage import seasons


def all_rows(season) -> dict[str, int]:
    with season.engine.connect() as connection:
        found = {
            table.name: connection.execute(
                sa.select(sa.func.count()).select_from(table)
            ).scalar_one()
            for table in metadata.sorted_tables
        }
    return {name: count for name, count in found.items() if count}


def everything(season, name: str, clip: bytes, folder: Path):
    """An athlete with rows in every table that can hold any."""
    athlete = seasons.athlete(season, name, "tag")
    stored = seasons.session(season, athlete, clip, tags=("tag",), notes=f"notes on {name}")
    files = {}
    for role in AttachmentRole:
        files[role] = folder / f"{role}.bin"
        files[role].write_bytes(f"{role} of {name}".encode())
    season.results.save(stored.id, seasons.analysis(), files)
    edit = EventEdit(action=EditAction.ADD, kind=EventKind.TOE_OFF, side=Side.LEFT, frame=1.0)
    season.edits.add(stored.id, edit)
    check = CheckInDetails(at=seasons.MORNING, pain=2, session_id=stored.id)
    season.training.check_in(athlete.id, check)
    monday = seasons.MORNING.date().replace(day=2)
    season.training.set_week(athlete.id, TrainingWeek(monday=monday, distance_km=10))
    own = TargetRange(metric=Metric.CADENCE, low=160, high=170)
    season.athletes.set_target_range(athlete.id, own)
    season.users.invite(athlete.id, f"{name}@example.org".lower())
    return season.athletes.get(athlete.id), stored


def test_deleting_an_athlete_leaves_nothing_of_theirs(season, tmp_path: Path):
    athlete, _stored = everything(season, "Leave", b"only theirs", tmp_path)
    before = all_rows(season)
    assert before.keys() == {table.name for table in metadata.sorted_tables} - {"preferences"}
    report = season.athletes.delete(athlete.id)
    assert all_rows(season) == {}
    assert report.rows == {name: count for name, count in before.items() if name != "media"}
    assert len(report.media_removed) == 1 + len(AttachmentRole)
    assert report.media_kept == ()
    assert season.media.hashes() == {}
    assert rows_left(season.engine, athlete.id) == {}


def test_deleting_an_athlete_touches_nothing_of_others(season, tmp_path: Path):
    kept, kept_session = everything(season, "Kept", b"shared clip", tmp_path)
    alone = all_rows(season)
    gone, gone_session = everything(season, "Gone", b"shared clip", tmp_path)
    assert gone_session.clip_sha256 == kept_session.clip_sha256
    report = season.athletes.delete(gone.id)
    assert report.media_kept == (kept_session.clip_sha256,)
    assert len(report.media_removed) == len(AttachmentRole)
    assert all_rows(season) == alone
    with season.results.clip_path(kept_session.id) as path:
        assert path.read_bytes() == b"shared clip"
    assert season.results.load(kept_session.id).measurements
    assert season.athletes.get(kept.id) == kept


def test_nothing_of_a_deleted_athlete_can_be_read_from_the_file(local_season, tmp_path: Path):
    athlete, _ = everything(local_season, "Unforgettable", b"x", tmp_path)
    local_season.athletes.delete(athlete.id)
    for file in tmp_path.glob("season.sqlite3*"):
        assert b"nforgettable" not in file.read_bytes(), file.name


def test_a_clip_uploaded_twice_is_stored_once(season):
    ada, bob = seasons.athlete(season, "Ada"), seasons.athlete(season, "Bob")
    first = seasons.session(season, ada, b"same")
    second = seasons.session(season, bob, b"same")
    assert first.clip_sha256 == second.clip_sha256
    use = season.preferences.media_use()
    assert (use.n_files, use.size_bytes) == (1, 4)
    assert season.sessions.delete(first.id) == ()
    assert season.sessions.delete(second.id) == (first.clip_sha256,)


def test_the_quota_refuses_what_does_not_fit_and_stores_nothing(season):
    ada = seasons.athlete(season)
    seasons.session(season, ada, b"12345")
    season.preferences.set_media_quota(8)
    with pytest.raises(StorageError, match="quota"):
        seasons.session(season, ada, b"67890")
    assert season.sessions.count() == 1
    assert len(season.media.hashes()) == 1
    season.preferences.set_media_quota(None)
    seasons.session(season, ada, b"67890")
    assert season.preferences.media_use().quota_bytes is None


def test_clean_up_removes_only_what_nobody_uses_and_is_old(season):
    stored = seasons.session(season, seasons.athlete(season), b"used")
    for content in (b"old", b"new"):
        with spooled(io.BytesIO(content), "x.mp4") as file:
            season.library.keep([file], lambda _connection, files: files)
    long_ago = now() - 2 * library.GRACE
    with writing(season.engine) as connection:
        connection.execute(
            media.update().where(media.c.size_bytes != 3).values(touched_at=long_ago)
        )
        with spooled(io.BytesIO(b"old"), "x.mp4") as file:
            old = media.c.sha256 == file.file.sha256
            connection.execute(media.update().where(old).values(touched_at=long_ago))
    done = season.preferences.clean_up_media()
    assert (done.files_removed, done.bytes_freed, done.annotated_dropped) == (1, 3, 0)
    assert len(season.media.hashes()) == 2
    assert stored.clip_sha256 in season.media.hashes()


def test_clean_up_meets_the_quota_by_dropping_old_annotated_clips_only(season, tmp_path: Path):
    ada = seasons.athlete(season)
    sessions = [seasons.analysed(season, ada, b"clip%d" % day, day=day) for day in range(3)]
    for number, stored in enumerate(sessions):
        clip = tmp_path / "annotated.mp4"
        clip.write_bytes(bytes([number]) * 100)
        season.results.attach(stored.id, AttachmentRole.ANNOTATED, clip)
    season.preferences.set_media_quota(250)
    done = season.preferences.clean_up_media()
    assert (done.annotated_dropped, done.bytes_freed) == (1, 100)
    left = [AttachmentRole.ANNOTATED in season.results.files(stored.id) for stored in sessions]
    assert left == [False, True, True]
    assert all(season.media.exists(season.results.clip(stored.id)) for stored in sessions)


def test_an_upload_and_a_deletion_of_the_same_clip_at_once_lose_nothing(season):
    """Whoever comes second finds the file or stores it again, never a row without a file."""
    ada, bob = seasons.athlete(season, "Ada"), seasons.athlete(season, "Bob")
    for _ in range(5):
        gone = seasons.session(season, ada, b"contested" * 1000)
        deleting = threading.Thread(target=season.sessions.delete, args=(gone.id,))
        deleting.start()
        kept = seasons.session(season, bob, b"contested" * 1000)
        deleting.join()
        with season.results.clip_path(kept.id) as path:
            assert path.read_bytes() == b"contested" * 1000
        season.sessions.delete(kept.id)


def test_grace_is_long_enough_for_an_upload_to_finish():
    assert timedelta(minutes=10) <= library.GRACE
