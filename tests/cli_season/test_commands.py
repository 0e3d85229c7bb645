"""The season's commands as a user types them, on a season of their own."""

import json
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from form_analyzer.cli import app
from form_analyzer.settings import load_settings
from form_analyzer.storage.records import JobState
from form_analyzer.storage.service import SeasonService, open_season
from tests.conftest import SAMPLES
from tests.jobs.test_runner import wait_until
from tests.storage import seasons

Type = Callable[..., Result]


@pytest.fixture
def season(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SeasonService]:
    for name in ("DATABASE_URL", "MEDIA_URL", "DASK_SCHEDULER"):
        monkeypatch.delenv(f"FORM_ANALYZER_{name}", raising=False)
    monkeypatch.setenv("FORM_ANALYZER_DATA_DIR", str(tmp_path / "data"))
    service = open_season(load_settings())
    yield service
    service.close()


@pytest.fixture
def typed(season: SeasonService) -> Type:
    def run(*words: str, code: int = 0, answer: str = "") -> Result:
        result = CliRunner().invoke(app, words, input=answer)
        assert result.exit_code == code, result.output
        return result

    return run


def lines(result: Result) -> list[list[str]]:
    return [line.split("\t") for line in result.stdout.splitlines()]


def test_athletes_are_added_listed_shown_and_deleted(typed, season):
    athlete_id = typed("athletes", "add", "Ada L", "--tag", "trail").stdout.strip()
    assert season.athletes.get(athlete_id).details.tags == ("trail",)
    header, row = lines(typed("athletes", "list"))
    assert dict(zip(header, row, strict=True))["name"] == "Ada L"
    assert "Ada L" in typed("athletes", "show", "ada l").stdout
    typed("athletes", "delete", "ada l", answer="n\n", code=1)
    assert len(season.athletes.find()) == 1
    assert "Deleted Ada L" in typed("athletes", "delete", "ada l", "--yes").stdout
    assert season.athletes.find() == []


def test_what_does_not_exist_is_one_line_and_exit_2(typed):
    for words in (
        ("athletes", "show", "Nobody"),
        ("sessions", "show", "nothing"),
        ("compare", "a", "b"),
        ("trend", "Nobody"),
        ("export", "x.csv", "--athlete", "Nobody"),
        ("restore", "nothing.zip"),
    ):
        result = typed(*words, code=2)
        assert len(result.stderr.splitlines()) == 1, words


def test_sessions_are_listed_searched_shown_and_deleted(typed, season):
    ada = seasons.athlete(season, "Ada")
    stored = seasons.analysed(season, ada)
    failed = seasons.session(season, ada, b"other", day=1, shoes="Blue")
    _header, first, second = lines(typed("sessions", "list", "--athlete", "ada"))
    assert (first[0], first[-1]) == (failed.id, "queued")
    assert (second[0], second[-1]) == (stored.id, "Cadence low")
    assert len(lines(typed("sessions", "list", "--text", "blue"))) == 2
    shown = typed("sessions", "show", stored.id).stdout
    assert "analysis 1" in shown
    assert "168" in shown
    assert typed("sessions", "cancel", failed.id).stdout.strip() == "cancelled"
    typed("sessions", "delete", failed.id, "--yes")
    assert season.sessions.count() == 1


def test_a_file_that_is_no_video_is_exit_3_and_not_stored(typed, season, tmp_path):
    seasons.athlete(season, "Ada")
    bad = tmp_path / "bad.mp4"
    bad.write_text("not a video")
    assert "bad.mp4" in typed("sessions", "add", str(bad), "--athlete", "Ada", code=3).stderr
    assert season.sessions.count() == 0
    folder = tmp_path / "clips"
    folder.mkdir()
    bad.rename(folder / "bad.mp4")
    result = typed("batch", str(folder), code=3)
    assert "1 of 1 clips could not be analysed: bad.mp4." in result.stderr
    assert season.athletes.named("clips").name == "clips"


@pytest.mark.pose
def test_ctrl_c_ends_a_batch_in_words_and_keeps_its_clips_queued(season, tmp_path):
    (tmp_path / "clips").mkdir()
    shutil.copy(SAMPLES / "walker.mp4", tmp_path / "clips")
    command = [sys.executable, "-m", "form_analyzer", "batch", str(tmp_path / "clips")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as batch:
        wait_until(lambda: bool(season.queue().workers()) or batch.poll() is not None)
        batch.send_signal(signal.SIGINT)
        _, said = batch.communicate(timeout=300)
    assert batch.returncode == 130
    assert said.decode().strip() == "Stopped; the same command goes on from here."
    assert [job.state for job in season.jobs.open()] == [JobState.QUEUED]


def test_a_pose_model_that_is_not_there_stores_nothing(typed, season, tmp_path):
    folder = tmp_path / "clips"
    folder.mkdir()
    shutil.copy(SAMPLES / "walker.mp4", folder)
    said = typed("batch", str(folder), "--pose-model", "huge", code=2).stderr
    assert "There is no pose model 'huge'" in said
    assert season.athletes.find() == []
    seasons.athlete(season, "Ada")
    clip = str(folder / "walker.mp4")
    typed("sessions", "add", clip, "--athlete", "ada", "--pose-model", "huge", code=2)
    assert season.sessions.count() == 0


def test_an_empty_folder_has_no_batch(typed, tmp_path):
    assert "no video file" in typed("batch", str(tmp_path / "data"), code=2).stderr


def test_compare_and_trend_say_verdicts(typed, season):
    ada = seasons.athlete(season, "Ada")
    first = seasons.analysed(season, ada, b"1", day=0, cadence_spm=160.0)
    second = seasons.analysed(season, ada, b"2", day=9, cadence_spm=175.0)
    said = typed("compare", first.id, second.id).stdout
    assert "real change\tCadence rose by 15.0 steps/min" in said
    assert "not measured\t" in said
    (_, cadence, _), *rest = lines(typed("trend", "ada", "--metric", "cadence"))[1:]
    assert cadence == "Cadence rose by 15.0 steps/min over 2 sessions: a real change."
    assert rest == []
    assert "known: cadence" in typed("trend", "ada", "--metric", "speed", code=2).stderr
    assert "known: left" in typed("trend", "ada", "--side", "up", code=2).stderr
    typed("trend", "ada", "--metric", "elbow_angle", code=2)


def test_compare_begins_with_what_changed_and_names_an_odd_order(typed, season):
    ada = seasons.athlete(season, "Ada")
    early = seasons.analysed(season, ada, b"1", day=0, cadence_spm=160.0)
    late = seasons.analysed(season, ada, b"2", day=9, cadence_spm=175.0)
    said = typed("compare", late.id, early.id).stdout.splitlines()
    assert said[1] == "real change: 1, within noise: 2, not measured: 1"
    assert "back in time" in said[2]
    assert [line.split("\t")[0] for line in said[4:]] == [
        "real change",
        *["within noise"] * 2,
        "not measured",
    ]
    assert "same session twice" in typed("compare", late.id, late.id, code=2).stderr
    queued = seasons.session(season, ada, b"3")
    assert queued.id in typed("compare", late.id, queued.id, code=2).stderr


def test_a_trend_says_why_sessions_do_not_count(typed, season):
    ada = seasons.athlete(season, "Ada")
    seasons.analysed(season, ada, b"1", day=0)
    fast = seasons.session(season, ada, b"2", day=9, pose_model=None, speed_mps=4.0)
    season.results.save(fast.id, seasons.analysis())
    (_, row) = lines(typed("trend", "Ada", "--metric", "cadence"))
    assert row[-1] == "the belt ran at 10.8 and 14.4 km/h"


def test_names_are_helped_along(typed, season):
    seasons.athlete(season, "Ada Lovelace")
    assert "similar: Ada Lovelace" in typed("athletes", "show", "ada", code=2).stderr
    assert "2 athletes are called" in typed("athletes", "add", "Ada Lovelace").stderr


def test_a_session_shows_what_was_said_about_it(typed, season):
    ada = seasons.athlete(season, "Ada")
    stored = seasons.session(season, ada, shoes="Blue", tags=("tempo",), notes="felt fine")
    said = typed("sessions", "show", stored.id).stdout
    assert "10.8 km/h, shoes Blue, tags tempo\nfelt fine\n" in said


def test_deleting_an_athlete_says_what_went_and_that_nothing_is_left(typed, season):
    ada, bob = seasons.athlete(season, "Ada"), seasons.athlete(season, "Bob")
    for owner in (ada, bob):
        seasons.analysed(season, owner, b"shared")
    said = typed("athletes", "delete", "Ada", "--yes").stdout
    assert "8 rows, 0 files, 0 cached copies" in said
    assert "Kept because another athlete has the same clip: 1 file." in said
    assert "nothing of theirs is left" in said


def test_another_runner_needs_a_stored_track(typed, season):
    stored = seasons.analysed(season, seasons.athlete(season, "Ada"))
    assert "no stored track" in typed("sessions", "runner", stored.id, "2", code=2).stderr
    assert season.edits.all(stored.id) == ()


def test_a_file_that_is_no_database_is_told_and_left_as_it_is(typed, tmp_path, monkeypatch):
    file = tmp_path / "strange.sqlite3"
    file.write_bytes(b"no database " * 1000)
    monkeypatch.setenv("FORM_ANALYZER_DATABASE_URL", f"sqlite:///{file}")
    assert "'restore' a backup" in typed("athletes", "list", code=2).stderr
    assert file.read_bytes() == b"no database " * 1000


def test_a_data_folder_that_cannot_be_made_says_what_to_set(typed, tmp_path, monkeypatch):
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("FORM_ANALYZER_DATA_DIR", str(tmp_path / "taken" / "data"))
    assert "set FORM_ANALYZER_DATA_DIR" in typed("athletes", "list", code=2).stderr


def test_an_archive_that_is_not_there_is_said_plainly(typed, tmp_path):
    said = typed("import", str(tmp_path / "gone.zip"), code=2).stderr
    assert said.strip().endswith("gone.zip cannot be read: No such file or directory.")


def test_exports_by_suffix(typed, season, tmp_path):
    ada = seasons.athlete(season, "Ada")
    seasons.analysed(season, ada)
    for suffix in ("csv", "json", "parquet"):
        assert "4 rows" in typed("export", str(tmp_path / f"t.{suffix}")).stdout
    assert len(json.loads((tmp_path / "t.json").read_text())) == 4
    typed("export", str(tmp_path / "t.xls"), code=2)
    typed("export", str(tmp_path / "t.zip"), code=2)
    typed("export", str(tmp_path / "t.zip"), "--athlete", "ada")
    assert zipfile.is_zipfile(tmp_path / "t.zip")
    typed("import", str(tmp_path / "t.zip"), code=2)
    copy = typed("import", str(tmp_path / "t.zip"), "--copy").stdout.strip()
    assert season.athletes.get(copy).name == "Ada"


def test_a_backup_is_restored_into_an_empty_folder(typed, season, tmp_path, monkeypatch):
    seasons.analysed(season, seasons.athlete(season, "Ada"))
    typed("backup", str(tmp_path / "b.zip"))
    assert "not empty" in typed("restore", str(tmp_path / "b.zip"), code=2).stderr
    monkeypatch.setenv("FORM_ANALYZER_DATA_DIR", str(tmp_path / "new"))
    typed("restore", str(tmp_path / "b.zip"))
    assert lines(typed("athletes", "list"))[1][1] == "Ada"
    typed("backup", str(tmp_path / "again.zip"))
    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_clean_sets_the_quota_and_reports(typed, season):
    seasons.session(season, seasons.athlete(season), b"x" * 1000)
    said = typed("clean", "--quota-gb", "1.5", "--yes").stdout
    assert "limit 1.50 GB" in said
    assert "0 files removed" in said
    typed("clean", "--quota-gb", "3", answer="n\n", code=1)
    assert season.preferences.media_use().quota_bytes == 1_500_000_000
    typed("clean", "--quota-gb", "inf", "--yes", code=2)
    typed("clean", "--quota-gb", "0", "--yes")
    assert season.preferences.media_use().quota_bytes is None


def test_help_names_every_command(typed):
    said = typed("--help").stdout
    for command in (
        "athletes",
        "sessions",
        "compare",
        "trend",
        "batch",
        "export",
        "import",
        "backup",
        "restore",
        "clean",
        "doctor",
        "work",
    ):
        assert command in said
