import csv
import json
import zipfile
from pathlib import Path

import pytest
from pyarrow import parquet

from form_analyzer.datatypes import Metric
from form_analyzer.errors import NotAllowedError, StorageError
from form_analyzer.storage.engine import migrate, open_engine
from form_analyzer.storage.export import TableFormat
from form_analyzer.storage.media import MediaStore
from form_analyzer.storage.records import AttachmentRole, JobState
from form_analyzer.storage.service import SeasonService, open_season
from tests.storage import seasons
from tests.storage.test_library import all_rows, everything


@pytest.fixture
def full(season, tmp_path: Path) -> SeasonService:
    """A season with rows in every table."""
    everything(season, "Ada", b"clip of ada", tmp_path)
    bob, _ = everything(season, "Bob", b"clip of bob", tmp_path)
    seasons.session(season, bob, b"another", day=3, notes="=1+1")
    season.preferences.set("units", "mph")
    season.queue().claim("host:1")
    return season


@pytest.fixture
def elsewhere(tmp_path: Path, migrated_file: Path):
    """An empty season somewhere else: its own database, its own media folder."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    service = open_season(seasons.settings(folder))
    yield service
    service.close()


def test_a_restored_backup_gives_identical_exports_of_every_kind(full, elsewhere, tmp_path):
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    report = full.transfer.backup(first)
    assert report.rows == all_rows(full)
    assert report.n_media == len(full.media.hashes())
    restored = elsewhere.transfer.restore(first)
    assert restored.rows == report.rows
    assert elsewhere.media.hashes() == full.media.hashes()
    elsewhere.transfer.backup(second)
    assert first.read_bytes() == second.read_bytes()
    for kind in TableFormat:
        one, other = tmp_path / f"one.{kind}", tmp_path / f"other.{kind}"
        full.export.write(one, kind)
        elsewhere.export.write(other, kind)
        assert one.read_bytes() == other.read_bytes()
    for athlete in full.athletes.find():
        full.transfer.export_athlete(athlete.id, first)
        elsewhere.transfer.export_athlete(athlete.id, second)
        assert first.read_bytes() == second.read_bytes()


def test_a_running_job_is_queued_again_after_a_restore(full, elsewhere, tmp_path):
    full.transfer.backup(tmp_path / "backup.zip")
    elsewhere.transfer.restore(tmp_path / "backup.zip")
    assert {job.state for job in elsewhere.jobs.open()} == {JobState.QUEUED}
    assert len(elsewhere.jobs.open()) == len(full.jobs.open())


def without(lines: bytes, column: str) -> bytes:
    rows = [json.loads(line) for line in lines.splitlines()]
    for row in rows:
        del row[column]
    return "\n".join(json.dumps(row) for row in rows).encode()


@pytest.mark.parametrize("revision", ["0001", "0002", "0003", "0004"])
def test_a_backup_of_an_older_revision_is_migrated(local_season, elsewhere, tmp_path, revision):
    """What an older version would have written: no table or column of later ones."""
    everything(local_season, "Ada", b"clip", tmp_path)
    new, old = tmp_path / "new.zip", tmp_path / "old.zip"
    local_season.transfer.backup(new)
    later = ("jobs", "event_edits") if revision == "0001" else ()
    later += () if revision > "0002" else ("check_ins", "training_weeks", "preferences")
    with zipfile.ZipFile(new) as source, zipfile.ZipFile(old, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "manifest.json":
                content = content.replace(b'"0005"', f'"{revision}"'.encode())
            if revision == "0001" and name == "tables/analyses.jsonl":
                content = without(content, "job_id")
            if name == "tables/jobs.jsonl":
                content = without(content, "analysed")
            if name == "tables/jobs.jsonl" and revision != "0004":
                content = without(content, "every_frame")
            if Path(name).stem not in later:
                target.writestr(name, content)
    elsewhere.transfer.restore(old)
    assert elsewhere.export.rows() == local_season.export.rows()


def test_restoring_needs_an_empty_place_and_changes_nothing_else(full, tmp_path):
    path = tmp_path / "backup.zip"
    full.transfer.backup(path)
    before = all_rows(full)
    with pytest.raises(StorageError, match="not empty"):
        full.transfer.restore(path)
    assert all_rows(full) == before


def test_damaged_archives_are_refused_and_leave_nothing(full, elsewhere, tmp_path):
    path, bad = tmp_path / "backup.zip", tmp_path / "bad.zip"
    full.transfer.backup(path)
    bad.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(StorageError, match="not an archive"):
        elsewhere.transfer.restore(bad)
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            if name != "tables/athletes.jsonl":
                target.writestr(name, source.read(name))
    with pytest.raises(StorageError, match="do not fit together"):
        elsewhere.transfer.restore(bad)
    assert all_rows(elsewhere) == {}
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content + b"x" if name.startswith("media/") else content)
    with pytest.raises(StorageError, match="has changed"):
        elsewhere.transfer.restore(bad)


def test_an_archive_of_a_newer_version_is_refused_in_words(full, elsewhere, tmp_path):
    path, bad = tmp_path / "backup.zip", tmp_path / "bad.zip"
    full.transfer.backup(path)
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'"0005"', b'"0099"'))
    with pytest.raises(StorageError, match="newer version"):
        elsewhere.transfer.restore(bad)


def test_a_missing_file_does_not_stop_a_backup_but_is_named(full, tmp_path):
    line = full.sessions.find()[0]
    full.media.remove(full.results.clip(line.session.id))
    report = full.transfer.backup(tmp_path / "backup.zip")
    assert report.media_missing == (line.session.clip_sha256,)


def test_an_athlete_is_taken_elsewhere_with_everything(full, elsewhere, tmp_path):
    ada = full.athletes.named("Ada")
    path = tmp_path / "ada.zip"
    full.transfer.export_athlete(ada.id, path)
    assert elsewhere.transfer.import_athlete(path) == ada.id
    theirs = elsewhere.athletes.get(ada.id)
    assert theirs.details == ada.details
    assert (theirs.owner_id, theirs.user_id) == (None, None)
    assert elsewhere.export.rows() == full.export.rows(ada.id)
    (line,) = elsewhere.sessions.find()
    assert len(elsewhere.edits.all(line.session.id)) == 1
    assert len(elsewhere.training.check_ins(ada.id)) == len(elsewhere.training.weeks(ada.id)) == 1
    with elsewhere.results.clip_path(line.session.id) as clip:
        assert clip.read_bytes() == b"clip of ada"
    with elsewhere.results.file_path(line.session.id, AttachmentRole.TRACK) as track:
        assert track is not None
        assert track.read_bytes() == b"track of Ada"
    with zipfile.ZipFile(path) as archive:
        assert not any(b"Bob" in archive.read(name) for name in archive.namelist())


def test_the_same_athlete_comes_in_once_or_as_a_copy(full, tmp_path):
    ada = full.athletes.named("Ada")
    path = tmp_path / "ada.zip"
    full.transfer.export_athlete(ada.id, path)
    before = all_rows(full)
    with pytest.raises(StorageError, match="already"):
        full.transfer.import_athlete(path)
    assert all_rows(full) == before
    copy = full.transfer.import_athlete(path, as_copy=True)
    assert copy != ada.id
    values = [row["value"] for row in full.export.rows(ada.id)]
    assert [row["value"] for row in full.export.rows(copy)] == values
    assert len(full.athletes.find(text="ada")) == 2


def test_a_backup_is_no_athlete_and_the_other_way_round(full, elsewhere, tmp_path):
    path = tmp_path / "backup.zip"
    full.transfer.backup(path)
    with pytest.raises(StorageError, match="not one athlete's archive"):
        elsewhere.transfer.import_athlete(path)


def test_who_may_take_what(season, tmp_path):
    mine = season.seen_by_log_in(issuer="i", subject="m", name="mine")
    theirs = season.seen_by_log_in(issuer="i", subject="t", name="theirs")
    ada = seasons.athlete(mine)
    seasons.analysed(mine, ada)
    path = tmp_path / "ada.zip"
    for forbidden in (theirs.transfer.export_athlete, theirs.export.rows):
        with pytest.raises(NotAllowedError):
            forbidden(ada.id, path) if forbidden != theirs.export.rows else forbidden(ada.id)
    for everything_at_once in (mine.transfer.backup, mine.transfer.restore):
        with pytest.raises(NotAllowedError):
            everything_at_once(path)
    assert theirs.export.rows() == []
    assert len(mine.export.rows()) == 4
    mine.transfer.export_athlete(ada.id, path)
    copy = theirs.transfer.import_athlete(path, as_copy=True)
    assert theirs.athletes.get(copy).owner_id == theirs.viewer.user_id
    mine.users.invite(ada.id, "a@example.org")
    own = season.seen_by_log_in(issuer="i", subject="a", name="Ada", email="a@example.org")
    own.transfer.export_athlete(ada.id, path)
    with pytest.raises(NotAllowedError):
        own.transfer.import_athlete(path, as_copy=True)


def test_the_three_tables_hold_the_same_rows(full, tmp_path):
    rows = full.export.rows()
    assert len(rows) == 8
    csv_file, json_file, parquet_file = (tmp_path / f"t.{kind}" for kind in TableFormat.__members__)
    assert full.export.write(csv_file, TableFormat.CSV) == 8
    full.export.write(json_file, TableFormat.JSON)
    full.export.write(parquet_file, TableFormat.PARQUET)
    assert json.loads(json_file.read_text("utf-8")) == rows
    assert parquet.read_table(parquet_file).to_pylist() == rows
    with csv_file.open(encoding="utf-8", newline="") as stream:
        read = list(csv.DictReader(stream))
    assert [row["metric"] for row in read] == [row["metric"] for row in rows]
    cadence = next(row for row in read if row["metric"] == Metric.CADENCE)
    assert (cadence["value"], cadence["ci95_low"], cadence["unit"]) == ("168.0", "167.6", "spm")
    missing = next(row for row in read if row["metric"] == Metric.STEP_LENGTH)
    assert (missing["value"], missing["reason_missing"]) == ("", "No belt speed was given.")


def test_a_spreadsheet_is_not_given_formulas(season, tmp_path):
    seasons.analysed(season, seasons.athlete(season, "=HYPERLINK(1)"))
    season.export.write(tmp_path / "t.csv", TableFormat.CSV)
    assert ",'=HYPERLINK(1)," in (tmp_path / "t.csv").read_text("utf-8")


def test_a_place_that_cannot_be_written_is_named(full, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(StorageError, match="cannot be written"):
        full.transfer.backup(blocked / "backup.zip")
    with pytest.raises(StorageError, match="cannot be written"):
        full.export.write(blocked / "t.csv", TableFormat.CSV)


@pytest.mark.server
def test_a_season_moves_from_sqlite_to_postgresql_and_back(local_season, postgres_url, tmp_path):
    from tests.storage.conftest import _on_server

    everything(local_season, "Ada", b"clip", tmp_path)
    there, back = tmp_path / "there.zip", tmp_path / "back.zip"
    local_season.transfer.backup(there)
    _on_server(postgres_url, "CREATE DATABASE moved")
    engine = open_engine(postgres_url.removesuffix("/postgres") + "/moved")
    migrate(engine)
    moved = SeasonService(engine, MediaStore((tmp_path / "moved").as_uri()))
    moved.transfer.restore(there)
    moved.transfer.backup(back)
    moved.close()
    _on_server(postgres_url, "DROP DATABASE moved")
    assert there.read_bytes() == back.read_bytes()
