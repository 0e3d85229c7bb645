from multiprocessing import get_context
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from form_analyzer.errors import StorageError
from form_analyzer.storage.engine import (
    current_revision,
    migrate,
    newest_revision,
    open_engine,
    writing,
)
from form_analyzer.storage.tables import metadata
from tests.storage.conftest import NewDatabase

REVISIONS = ("0001", "0002", "0003", "0004", "0005")

# What a database of revision 0001 may hold, written as that revision's software would.
ROWS_OF_0001 = (
    "INSERT INTO media VALUES ('aa', '.mp4', 4, '2026-01-01 00:00:00')",
    "INSERT INTO athletes VALUES ('a1', NULL, NULL, 'Ada', 1.8, NULL, '', 'ada', "
    "'2026-01-01 00:00:00')",
    "INSERT INTO sessions (id, athlete_id, recorded_at, created_at, clip_sha256, file_name, shoes,"
    " notes, search_text) VALUES ('s1', 'a1', '2026-01-01 00:00:00', '2026-01-01 00:00:00', 'aa',"
    " 'run.mp4', '', '', '')",
    "INSERT INTO analyses (id, session_id, number, is_current, created_at, software_version,"
    " pose_model, pose_model_sha256, guide_version, activity, refused, edited, time_scale) VALUES"
    " ('n1', 's1', 1, true, '2026-01-01 00:00:00', '1', 'full', 'bb', '1', 'running', false,"
    " false, 1.0)",
    "INSERT INTO measurements (analysis_id, metric, side, unit, value, low, high, n_strides)"
    " VALUES ('n1', 'cadence', 'both', 'spm', 168, 167, 169, 12)",
)
COUNTS = {"media": 1, "athletes": 1, "sessions": 1, "analyses": 1, "measurements": 1}


def counts(engine: sa.Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            name: connection.execute(sa.text(f"SELECT count(*) FROM {name}")).scalar_one()
            for name in COUNTS
        }


def differences(engine: sa.Engine) -> list[object]:
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))


@pytest.fixture
def engine(new_database: NewDatabase):
    engine = open_engine(new_database())
    yield engine
    engine.dispose()


def test_the_newest_revision_is_known():
    assert newest_revision() == REVISIONS[-1]


@pytest.mark.parametrize("past", REVISIONS)
def test_up_from_every_past_revision_keeps_the_rows_and_ends_at_the_tables(engine, past):
    migrate(engine, "0001")
    with writing(engine) as connection:
        for statement in ROWS_OF_0001:
            connection.execute(sa.text(statement))
    migrate(engine, past)
    migrate(engine)
    assert current_revision(engine) == REVISIONS[-1]
    assert counts(engine) == COUNTS
    assert differences(engine) == []


@pytest.mark.parametrize("past", REVISIONS[:-1])
def test_down_to_every_past_revision_and_up_again_keeps_the_rows(engine, past):
    migrate(engine, "0001")
    with writing(engine) as connection:
        for statement in ROWS_OF_0001:
            connection.execute(sa.text(statement))
    migrate(engine)
    migrate(engine, past)
    assert current_revision(engine) == past
    assert counts(engine) == COUNTS
    migrate(engine)
    assert counts(engine) == COUNTS
    assert differences(engine) == []


def test_down_to_nothing_leaves_no_table(engine):
    migrate(engine)
    migrate(engine, "base")
    assert set(sa.inspect(engine).get_table_names()) == {"alembic_version"}


def test_a_newer_database_is_refused_in_words(engine):
    migrate(engine)
    with writing(engine) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="newer version"):
        migrate(engine)


def test_other_databases_and_nonsense_are_refused_in_words():
    with pytest.raises(StorageError, match="SQLite or PostgreSQL"):
        open_engine("mysql://localhost/x")
    with pytest.raises(StorageError, match="cannot be read"):
        open_engine("not a url")


def test_sqlite_is_opened_safely(tmp_path: Path):
    engine = open_engine(f"sqlite:///{tmp_path / 'new' / 'season.sqlite3'}")
    migrate(engine)
    with engine.connect() as connection:
        answers = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "secure_delete")
        }
    engine.dispose()
    assert answers == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "busy_timeout": 30000,
        "secure_delete": 1,
    }


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    engine = open_engine(f"sqlite:///{tmp_path / 'file' / 'season.sqlite3'}")
    with pytest.raises(StorageError, match="cannot be made"):
        migrate(engine)


def _migrate_url(url: str) -> None:
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()


def test_two_processes_may_migrate_at_once(new_database: NewDatabase):
    url = new_database()
    context = get_context("spawn")
    workers = [context.Process(target=_migrate_url, args=(url,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0]
    engine = open_engine(url)
    assert current_revision(engine) == REVISIONS[-1]
    engine.dispose()
