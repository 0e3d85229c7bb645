"""Deleting an athlete for good, and proving that nothing is left."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from form_analyzer.storage.engine import reading
from form_analyzer.storage.library import MediaLibrary
from form_analyzer.storage.records import DeletionReport
from form_analyzer.storage.tables import (
    analyses,
    athletes,
    attachments,
    jobs,
    metadata,
    preferences,
    sessions,
    users,
)

_SESSIONS = sa.select(sessions.c.id)
_ANALYSES = sa.select(analyses.c.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongings:
    """What lies about of some sessions: hashes of their files, ids that name cached copies."""

    files: frozenset[str]
    ids: frozenset[str]

    def without(self, others: "Belongings") -> "Belongings":
        """What is not among the others."""
        return Belongings(files=self.files - others.files, ids=self.ids - others.ids)


def belongs_to(table: sa.Table, athlete_id: str) -> sa.ColumnElement[bool] | None:
    """The condition for a table's rows that are an athlete's; ``None`` for other tables."""
    if table is athletes:
        return table.c.id == athlete_id
    if "athlete_id" in table.c:
        condition: sa.ColumnElement[bool] = table.c.athlete_id == athlete_id
        return condition
    of_sessions = _SESSIONS.where(sessions.c.athlete_id == athlete_id)
    if "session_id" in table.c:
        return table.c.session_id.in_(of_sessions)
    if "analysis_id" in table.c:
        return table.c.analysis_id.in_(_ANALYSES.where(analyses.c.session_id.in_(of_sessions)))
    return None


def count_rows(connection: sa.Connection, athlete_id: str) -> dict[str, int]:
    """Rows of an athlete in every table that has any."""
    counts = {}
    for table in metadata.sorted_tables:
        condition = belongs_to(table, athlete_id)
        if condition is not None:
            query = sa.select(sa.func.count()).select_from(table).where(condition)
            counts[table.name] = connection.execute(query).scalar_one()
    return {name: count for name, count in counts.items() if count}


def belongings(connection: sa.Connection, athlete_id: str) -> Belongings:
    """What lies about of an athlete."""
    return belongings_of(connection, _SESSIONS.where(sessions.c.athlete_id == athlete_id))


def belongings_of(connection: sa.Connection, session_ids: sa.Select[tuple[str]]) -> Belongings:
    """What lies about of these sessions."""
    results = _ANALYSES.where(analyses.c.session_id.in_(session_ids))
    work = sa.select(jobs.c.id).where(jobs.c.session_id.in_(session_ids))
    return Belongings(
        files=frozenset(hashes_of(connection, session_ids)),
        ids=frozenset(connection.execute(results.union(work)).scalars()),
    )


def delete_athlete_rows(connection: sa.Connection, athlete_id: str) -> dict[str, int]:
    """Delete every row of an athlete; returns how many went from which table.

    The athlete's own log-in goes as well, with its settings.
    """
    counts = count_rows(connection, athlete_id)
    log_in = sa.select(athletes.c.user_id).where(athletes.c.id == athlete_id)
    user_id = connection.execute(log_in).scalar_one_or_none()
    connection.execute(athletes.delete().where(athletes.c.id == athlete_id))
    if user_id is not None:
        own = preferences.delete().where(preferences.c.who == user_id)
        counts["preferences"] = connection.execute(own).rowcount
        counts["users"] = connection.execute(users.delete().where(users.c.id == user_id)).rowcount
    return {name: count for name, count in counts.items() if count}


def hashes_of(connection: sa.Connection, session_ids: sa.Select[tuple[str]]) -> set[str]:
    """Hashes of the clips of these sessions and of all files beside their analyses."""
    clips = sa.select(sessions.c.clip_sha256).where(sessions.c.id.in_(session_ids))
    beside = (
        sa.select(attachments.c.sha256)
        .join(analyses, analyses.c.id == attachments.c.analysis_id)
        .where(analyses.c.session_id.in_(session_ids))
    )
    return set(connection.execute(clips.union(beside)).scalars())


def forget_deleted_pages(engine: sa.Engine) -> None:
    """Make SQLite drop the old copies of deleted rows that its journal still holds.

    The database itself overwrites what is deleted (``secure_delete``); PostgreSQL clears
    its dead rows by its own vacuum.
    """
    if engine.name != "sqlite":
        return
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        if driver is not None:
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def rows_left(engine: sa.Engine, athlete_id: str) -> dict[str, int]:
    """Rows that still belong to an athlete id, by table; empty after a deletion."""
    with reading(engine) as connection:
        return count_rows(connection, athlete_id)


def clear_away(
    engine: sa.Engine,
    library: MediaLibrary,
    athlete_id: str,
    theirs: Belongings,
    counts: dict[str, int],
) -> DeletionReport:
    """Remove the files of an athlete's deleted rows, then look whether any can be found."""
    names = theirs.ids | theirs.files
    cached = library.traces.count(names)
    removed, kept = remove_files(engine, library, theirs)
    return DeletionReport(
        rows=counts,
        media_removed=removed,
        media_kept=kept,
        cached_removed=cached - library.traces.count(names),
        left=leftovers(engine, library, athlete_id, theirs.ids, removed),
    )


def remove_files(
    engine: sa.Engine, library: MediaLibrary, theirs: Belongings
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Remove the files of deleted rows; returns the hashes (removed, kept for others)."""
    removed, kept = library.release(theirs.files)
    library.traces.forget(theirs.ids)
    forget_deleted_pages(engine)
    return removed, kept


def leftovers(
    engine: sa.Engine,
    library: MediaLibrary,
    athlete_id: str,
    ids: Collection[str],
    hashes: Collection[str],
) -> tuple[str, ...]:
    """What can still be found of a deleted athlete, in words: rows, stored and cached files.

    Parameters
    ----------
    ids, hashes
        Ids that name cached copies, and hashes of files that were to go.
    """
    found = rows_left(engine, athlete_id)
    stored = [sha256 for sha256 in hashes if library.store.holds(sha256)]
    return (
        *(f"{count} rows in {table}" for table, count in found.items()),
        *(f"the stored file {sha256}" for sha256 in stored),
        *(f"the cached file {path}" for path in library.traces.find({*ids, *hashes})),
    )
