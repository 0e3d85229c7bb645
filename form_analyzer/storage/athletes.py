"""The roster: athletes, their tags, their own target ranges, and their deletion."""

import sqlalchemy as sa

from form_analyzer.datatypes import Metric
from form_analyzer.errors import NotFoundError, StorageError
from form_analyzer.storage import rows
from form_analyzer.storage.access import require_athlete, require_manager, visible
from form_analyzer.storage.deletion import belongings, clear_away, delete_athlete_rows
from form_analyzer.storage.engine import reading, writing
from form_analyzer.storage.library import MediaLibrary
from form_analyzer.storage.records import (
    Athlete,
    AthleteDetails,
    DeletionReport,
    RosterEntry,
    TargetRange,
    Viewer,
)
from form_analyzer.storage.tables import (
    analyses,
    athlete_tags,
    athletes,
    check_ins,
    new_id,
    now,
    sessions,
    target_ranges,
)
from form_analyzer.storage.writing import (
    Value,
    clean_tags,
    contains_words,
    folded,
    set_tags,
    upsert,
)


class Athletes:
    """Athletes a viewer may see."""

    def __init__(self, engine: sa.Engine, library: MediaLibrary, viewer: Viewer) -> None:
        self._engine = engine
        self._library = library
        self._viewer = viewer

    def add(self, details: AthleteDetails) -> Athlete:
        """Store a new athlete, owned by the viewer."""
        require_manager(self._viewer)
        athlete_id = new_id()
        with writing(self._engine) as connection:
            connection.execute(
                athletes.insert().values(
                    id=athlete_id,
                    owner_id=self._viewer.user_id,
                    created_at=now(),
                    **_values(details),
                )
            )
            set_tags(connection, athlete_tags, {"athlete_id": athlete_id}, details.tags)
        return self.get(athlete_id)

    def change(self, athlete_id: str, details: AthleteDetails) -> Athlete:
        """Replace what is said about an athlete."""
        require_manager(self._viewer)
        with writing(self._engine) as connection:
            require_athlete(connection, self._viewer, athlete_id)
            connection.execute(
                athletes.update().where(athletes.c.id == athlete_id).values(**_values(details))
            )
            set_tags(connection, athlete_tags, {"athlete_id": athlete_id}, details.tags)
        return self.get(athlete_id)

    def get(self, athlete_id: str) -> Athlete:
        """One athlete; :class:`NotFoundError`, :class:`NotAllowedError`."""
        with reading(self._engine) as connection:
            require_athlete(connection, self._viewer, athlete_id)
            query = sa.select(athletes).where(athletes.c.id == athlete_id)
            row = connection.execute(query).mappings().one()
            tags = rows.tags_of(connection, athlete_tags, "athlete_id", [athlete_id])
        return rows.athlete(row, tags[athlete_id])

    def named(self, name: str) -> Athlete:
        """The athlete with this name or id (any case); one of several is refused."""
        found = [
            entry
            for entry in self.find()
            if entry.id == name or folded(entry.name) == folded(name.strip())
        ]
        if not found:
            raise NotFoundError(f"There is no athlete called '{name}'{self._similar(name)}.")
        if len(found) > 1:
            ids = ", ".join(entry.id for entry in found)
            raise StorageError(f"Several athletes are called '{name}'; give the id: {ids}.")
        return found[0]

    def _similar(self, name: str) -> str:
        words = set(folded(name).split())
        near = [entry.name for entry in self.find() if words & set(folded(entry.name).split())]
        return f"; similar: {', '.join(dict.fromkeys(near))}" if near else ""

    def find(self, *, text: str = "", tag: str | None = None) -> list[Athlete]:
        """Athletes by name; ``text`` searches name, tags and notes, every word must occur."""
        query = sa.select(athletes).where(self._matching(text, tag)).order_by(*_BY_NAME)
        with reading(self._engine) as connection:
            found = connection.execute(query).mappings().all()
            ids = [row["id"] for row in found]
            tags = rows.tags_of(connection, athlete_tags, "athlete_id", ids)
        return [rows.athlete(row, tags[row["id"]]) for row in found]

    def roster(self, *, text: str = "", tag: str | None = None) -> list[RosterEntry]:
        """The same with the newest session, its main finding and the newest check-in."""
        with reading(self._engine) as connection:
            found = connection.execute(_roster_query(self._matching(text, tag))).mappings().all()
            ids = [row["id"] for row in found]
            tags = rows.tags_of(connection, athlete_tags, "athlete_id", ids)
        return [_roster_entry(row, tags[row["id"]]) for row in found]

    def tags(self) -> list[str]:
        """Every tag in use, in order of the alphabet."""
        query = (
            sa.select(athlete_tags.c.tag)
            .join(athletes, athletes.c.id == athlete_tags.c.athlete_id)
            .where(visible(self._viewer))
            .distinct()
            .order_by(athlete_tags.c.tag)
        )
        with reading(self._engine) as connection:
            return list(connection.execute(query).scalars())

    def target_ranges(self, athlete_id: str) -> tuple[TargetRange, ...]:
        """The athlete's own ranges, by metric."""
        with reading(self._engine) as connection:
            require_athlete(connection, self._viewer, athlete_id)
            return rows.targets_of(connection, athlete_id)

    def set_target_range(self, athlete_id: str, target: TargetRange) -> None:
        """Give the athlete their own range for a metric."""
        require_manager(self._viewer)
        if not target.low <= target.high:
            raise StorageError("A range's lower end must not be above its upper end.")
        values: dict[str, Value] = {
            "athlete_id": athlete_id,
            "metric": target.metric.value,
            "low": target.low,
            "high": target.high,
            "note": target.note,
        }
        with writing(self._engine) as connection:
            require_athlete(connection, self._viewer, athlete_id)
            upsert(connection, target_ranges, values, ["low", "high", "note"])

    def clear_target_range(self, athlete_id: str, metric: Metric) -> None:
        """Go back to the guide's range for a metric."""
        require_manager(self._viewer)
        with writing(self._engine) as connection:
            require_athlete(connection, self._viewer, athlete_id)
            connection.execute(
                target_ranges.delete().where(
                    target_ranges.c.athlete_id == athlete_id,
                    target_ranges.c.metric == metric.value,
                )
            )

    def delete(self, athlete_id: str) -> DeletionReport:
        """Delete the athlete and everything of theirs; files only if no one else uses them."""
        require_manager(self._viewer)
        with writing(self._engine) as connection:
            require_athlete(connection, self._viewer, athlete_id)
            theirs = belongings(connection, athlete_id)
            counts = delete_athlete_rows(connection, athlete_id)
        return clear_away(self._engine, self._library, athlete_id, theirs, counts)

    def _matching(self, text: str, tag: str | None) -> sa.ColumnElement[bool]:
        condition = sa.and_(visible(self._viewer), contains_words(athletes.c.search_text, text))
        if tag is None:
            return condition
        tagged = sa.select(athlete_tags.c.athlete_id).where(athlete_tags.c.tag == tag)
        return sa.and_(condition, athletes.c.id.in_(tagged))


_BY_NAME = (athletes.c.name, athletes.c.id)


def _values(details: AthleteDetails) -> dict[str, Value]:
    name = " ".join(details.name.split())
    if not name:
        raise StorageError("An athlete needs a name.")
    return {
        "name": name,
        "height_m": details.height_m,
        "leg_length_m": details.leg_length_m,
        "notes": details.notes,
        "search_text": folded(name, *clean_tags(details.tags), details.notes),
    }


def _roster_query(condition: sa.ColumnElement[bool]) -> sa.Select[tuple[object, ...]]:
    counted = sessions.alias("counted")
    count = (
        sa.select(sa.func.count())
        .where(counted.c.athlete_id == athletes.c.id)
        .correlate(athletes)
        .scalar_subquery()
    )
    last = _newest(sessions, "recorded_at", "created_at")
    last_check = _newest(check_ins, "at")
    current = sa.and_(analyses.c.session_id == sessions.c.id, analyses.c.is_current)
    return (
        sa.select(
            athletes,
            count.label("n_sessions"),
            sessions.c.id.label("last_session_id"),
            sessions.c.recorded_at,
            analyses.c.refused,
            analyses.c.refusal,
            analyses.c.finding_metric,
            analyses.c.finding_side,
            analyses.c.finding_direction,
            analyses.c.finding_severity,
            check_ins.c.pain,
            check_ins.c.red_flags,
            check_ins.c.at.label("checked_in_at"),
        )
        .select_from(
            athletes.outerjoin(sessions, sessions.c.id == last)
            .outerjoin(analyses, current)
            .outerjoin(check_ins, check_ins.c.id == last_check)
        )
        .where(condition)
        .order_by(*_BY_NAME)
    )


def _newest(table: sa.Table, *by: str) -> sa.ScalarSelect[str]:
    """Id of the newest row of a table that belongs to the outer query's athlete."""
    other = table.alias("newest")
    return (
        sa.select(other.c.id)
        .where(other.c.athlete_id == athletes.c.id)
        .order_by(*(other.c[name].desc() for name in (*by, "id")))
        .limit(1)
        .correlate(athletes)
        .scalar_subquery()
    )


def _roster_entry(row: sa.RowMapping, tags: tuple[str, ...]) -> RosterEntry:
    return RosterEntry(
        athlete=rows.athlete(row, tags),
        n_sessions=row["n_sessions"],
        last_session_id=row["last_session_id"],
        last_recorded_at=row["recorded_at"],
        analysed=row["refused"] is not None,
        refusal=row["refusal"],
        main_finding=rows.finding(row),
        pain=row["pain"],
        has_red_flag=row["red_flags"] not in (None, "[]"),
        checked_in_at=row["checked_in_at"],
    )
