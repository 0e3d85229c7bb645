"""How fast a coach's season answers: 200 athletes x 50 sessions in a database.

    python -m benchmarks.season                       SQLite in a temporary folder
    python -m benchmarks.season --postgres            a throw-away PostgreSQL server
    python -m benchmarks.season --athletes 20 --sessions 10 --repeats 5

Prints the median and the slowest time of every question a page asks, and the size of
the database per session. Media are not stored, only their rows.
"""

import argparse
import hashlib
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from form_analyzer.comparison.compare import compare_sessions
from form_analyzer.comparison.trend import trend
from form_analyzer.datatypes import Analysis, Measurement, Metric
from form_analyzer.storage import tables
from form_analyzer.storage.analyses import add_analysis, measurement_values, pack
from form_analyzer.storage.engine import migrate, open_engine, reading, writing
from form_analyzer.storage.media import MediaStore
from form_analyzer.storage.records import AthleteDetails, SessionQuery
from form_analyzer.storage.service import SeasonService
from tests.analyses import good_analysis, troubled_analysis
from tests.storage.servers import postgres

START = datetime(2025, 1, 6, 7, tzinfo=UTC)
Question = Callable[[], object]


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder, _database(arguments, Path(folder)) as url:
        engine = open_engine(url)
        migrate(engine)
        season = SeasonService(engine, MediaStore((Path(folder) / "media").as_uri()))
        before, begun = _size_bytes(engine), time.perf_counter()
        fill(season, arguments.athletes, arguments.sessions)
        seconds = time.perf_counter() - begun
        n = arguments.athletes * arguments.sessions
        grown = _size_bytes(engine) - before
        print(f"{engine.name}: {n} sessions made in {seconds:.0f} s")
        print(f"database: {grown / 1e6:.0f} MB, {grown / n / 1e3:.1f} kB per session\n")
        print(f"{'question':<34}{'median ms':>10}{'slowest ms':>12}")
        for name, question in questions(season).items():
            times = [_milliseconds(question) for _ in range(arguments.repeats)]
            print(f"{name:<34}{statistics.median(times):>10.1f}{max(times):>12.1f}")
        season.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How fast a season answers.")
    parser.add_argument("--athletes", type=int, default=200)
    parser.add_argument("--sessions", type=int, default=50, help="of each athlete")
    parser.add_argument("--repeats", type=int, default=21)
    parser.add_argument("--postgres", action="store_true")
    return parser.parse_args()


@contextmanager
def _database(arguments: argparse.Namespace, folder: Path) -> Iterator[str]:
    if arguments.postgres:
        with postgres() as url:
            yield url
    else:
        yield f"sqlite:///{folder / 'season.sqlite3'}"


def questions(season: SeasonService) -> dict[str, Question]:
    """What the pages ask, of an athlete in the middle of the roster."""
    roster = season.athletes.find()
    ada = roster[len(roster) // 2].id
    lines = season.sessions.find(SessionQuery(athlete_id=ada))
    newest, oldest = lines[0].session.id, lines[-1].session.id
    results = season.results

    def open_session() -> object:
        return season.sessions.line(newest), results.load(newest), season.edits.active(newest)

    def compare() -> object:
        return compare_sessions(results.snapshot(oldest), results.snapshot(newest))

    def follow() -> object:
        return trend(results.history(ada, [Metric.CADENCE]), Metric.CADENCE)

    return {
        "list athletes (roster)": season.athletes.roster,
        "search athletes": lambda: season.athletes.roster(text="runner 17"),
        "list sessions (newest 100)": season.sessions.find,
        "search sessions": lambda: season.sessions.find(SessionQuery(text="tempo blue")),
        "count sessions": season.sessions.count,
        "sessions of one athlete": lambda: season.sessions.find(SessionQuery(athlete_id=ada)),
        "open a session": open_session,
        "compare two sessions": compare,
        "trend of one metric": follow,
        "history of all metrics": lambda: results.history(ada),
    }


def fill(season: SeasonService, n_athletes: int, n_sessions: int) -> None:
    """Athletes with sessions whose numbers drift and scatter; documents of full size."""
    chance = np.random.default_rng(1)
    patterns = [troubled_analysis(), good_analysis()]
    bodies = [pack(analysis) for analysis in patterns]
    for number in range(n_athletes):
        details = AthleteDetails(name=f"Runner {number:03d}", tags=(f"group {number % 7}",))
        athlete = season.athletes.add(details)
        with writing(season.engine) as connection:
            for week in range(n_sessions):
                _add(connection, athlete.id, number, week, patterns, bodies, chance)
    season.engine.dispose()
    with season.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))


def _add(
    connection: sa.Connection,
    athlete_id: str,
    number: int,
    week: int,
    patterns: list[Analysis],
    bodies: list[bytes],
    chance: np.random.Generator,
) -> None:
    session_id, which = tables.new_id(), week % 2
    sha256 = hashlib.sha256(f"{number} {week}".encode()).hexdigest()
    moment = START + timedelta(days=7 * week, minutes=number)
    media = {"sha256": sha256, "suffix": ".mp4", "size_bytes": 5_000_000, "touched_at": moment}
    connection.execute(tables.media.insert().values(media))
    connection.execute(
        tables.sessions.insert().values(
            id=session_id,
            athlete_id=athlete_id,
            recorded_at=moment,
            created_at=moment,
            clip_sha256=sha256,
            file_name="run.mp4",
            speed_mps=3.0,
            shoes=("Blue", "Red")[which],
            notes="",
            search_text=f"run.mp4\n{('blue', 'red')[which]}\n{'tempo' if week % 10 == 0 else ''}",
        )
    )
    # The rows as the program writes them; the document is made once, for making it is slow.
    empty = replace(patterns[which], measurements=(), curves=(), ghost=None)
    analysis_id = add_analysis(connection, session_id, empty, {})
    own = tables.documents.c.analysis_id == analysis_id
    connection.execute(tables.documents.update().where(own).values(body=bodies[which]))
    rows = [_scattered(row, week, chance) for row in patterns[which].measurements]
    values = [measurement_values(analysis_id, row) for row in rows]
    connection.execute(tables.measurements.insert(), values)


def _scattered(row: Measurement, week: int, chance: np.random.Generator) -> Measurement:
    if row.value is None or row.ci95 is None:
        return row
    factor = 1 + 0.0005 * week + 0.01 * chance.standard_normal()
    value = row.value * factor
    low, high = sorted(end - row.value + value for end in row.ci95)
    return replace(row, value=value, ci95=(min(low, value), max(high, value)))


def _size_bytes(engine: sa.Engine) -> int:
    with reading(engine) as connection:
        if engine.name == "postgresql":
            size = sa.select(sa.func.pg_database_size(sa.func.current_database()))
            return int(connection.execute(size).scalar_one())
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        return int(pages) * int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())


def _milliseconds(question: Question) -> float:
    begun = time.perf_counter()
    question()
    return 1000 * (time.perf_counter() - begun)


if __name__ == "__main__":
    main()
