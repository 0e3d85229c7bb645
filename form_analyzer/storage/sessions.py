"""Sessions: store an upload, find it again, change what was said about it."""

from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa

from form_analyzer.errors import StorageError
from form_analyzer.storage import rows
from form_analyzer.storage.access import (
    require_athlete,
    require_manager,
    require_session,
    visible,
)
from form_analyzer.storage.deletion import belongings_of, remove_files
from form_analyzer.storage.engine import reading, writing
from form_analyzer.storage.library import MediaLibrary
from form_analyzer.storage.media import StoredFile, spooled
from form_analyzer.storage.queue import add_job
from form_analyzer.storage.records import (
    Session,
    SessionDetails,
    SessionLine,
    SessionQuery,
    Viewer,
)
from form_analyzer.storage.tables import (
    analyses,
    athletes,
    jobs,
    new_id,
    now,
    session_tags,
    sessions,
)
from form_analyzer.storage.writing import Value, clean_tags, contains_words, folded, set_tags


class Sessions:
    """Sessions of the athletes a viewer may see."""

    def __init__(self, engine: sa.Engine, library: MediaLibrary, viewer: Viewer) -> None:
        self._engine = engine
        self._library = library
        self._viewer = viewer

    def add(
        self,
        athlete_id: str,
        source: Path | BinaryIO,
        file_name: str,
        details: SessionDetails,
        *,
        pose_model: str | None = "full",
        every_frame: bool = False,
    ) -> Session:
        """Store an upload and queue its analysis; when this returns, both are safe on disk.

        Parameters
        ----------
        source
            A file on this machine, or a stream such as an upload.
        pose_model
            ``lite``, ``full``, ``heavy`` or a model file; ``None`` queues no analysis.
        every_frame
            Watch all of the clip, not only as much as the numbers need.

        Raises
        ------
        StorageError
            If the file is empty or cannot be read, or the media quota would be exceeded.
        NotFoundError, NotAllowedError
            For the athlete.
        """
        with reading(self._engine) as connection:
            require_athlete(connection, self._viewer, athlete_id)
        session_id, values = new_id(), _values(details, Path(file_name).name)

        def write(connection: sa.Connection, stored: list[StoredFile]) -> None:
            require_athlete(connection, self._viewer, athlete_id)
            connection.execute(
                sessions.insert().values(
                    id=session_id,
                    athlete_id=athlete_id,
                    created_at=now(),
                    clip_sha256=stored[0].sha256,
                    file_name=Path(file_name).name,
                    **values,
                )
            )
            set_tags(connection, session_tags, {"session_id": session_id}, details.tags)
            if pose_model is not None:
                add_job(connection, session_id, pose_model, every_frame=every_frame)

        with spooled(source, file_name) as upload:
            self._library.require_room(upload.file.size_bytes)
            self._library.keep([upload], write)
        return self.get(session_id)

    def get(self, session_id: str) -> Session:
        """One session; :class:`NotFoundError`, :class:`NotAllowedError`."""
        with reading(self._engine) as connection:
            require_session(connection, self._viewer, session_id)
            query = sa.select(sessions).where(sessions.c.id == session_id)
            row = connection.execute(query).mappings().one()
            tags = rows.tags_of(connection, session_tags, "session_id", [session_id])
        return rows.session(row, tags[session_id])

    def line(self, session_id: str) -> SessionLine:
        """One session with its athlete's name, current analysis and newest job."""
        with reading(self._engine) as connection:
            require_session(connection, self._viewer, session_id)
            return _lines(connection, sessions.c.id == session_id, SessionQuery())[0]

    def find(self, query: SessionQuery | None = None) -> list[SessionLine]:
        """Sessions, newest first."""
        query = query or SessionQuery()
        with reading(self._engine) as connection:
            return _lines(connection, self._matching(query), query)

    def count(self, query: SessionQuery | None = None) -> int:
        """How many sessions a query finds without its limit."""
        condition = self._matching(query or SessionQuery())
        counting = (
            sa.select(sa.func.count())
            .select_from(sessions.join(athletes, athletes.c.id == sessions.c.athlete_id))
            .where(condition)
        )
        with reading(self._engine) as connection:
            return connection.execute(counting).scalar_one()

    def with_clip(self, athlete_id: str, sha256: str) -> Session | None:
        """The athlete's newest session of this very clip, or ``None``."""
        query = (
            sa.select(sessions.c.id)
            .where(sessions.c.athlete_id == athlete_id, sessions.c.clip_sha256 == sha256)
            .order_by(sessions.c.created_at.desc())
            .limit(1)
        )
        with reading(self._engine) as connection:
            require_athlete(connection, self._viewer, athlete_id)
            found = connection.execute(query).scalar_one_or_none()
        return self.get(found) if found else None

    def change(self, session_id: str, details: SessionDetails) -> Session:
        """Replace what is said about a session."""
        with writing(self._engine) as connection:
            require_session(connection, self._viewer, session_id)
            own = sessions.c.id == session_id
            name = connection.execute(sa.select(sessions.c.file_name).where(own)).scalar_one()
            connection.execute(sessions.update().where(own).values(**_values(details, name)))
            set_tags(connection, session_tags, {"session_id": session_id}, details.tags)
        return self.get(session_id)

    def delete(self, session_id: str) -> tuple[str, ...]:
        """Delete a session with its analyses; returns the hashes of the files removed."""
        require_manager(self._viewer)
        own = sa.select(sessions.c.id).where(sessions.c.id == session_id)
        with writing(self._engine) as connection:
            require_session(connection, self._viewer, session_id)
            theirs = belongings_of(connection, own)
            connection.execute(sessions.delete().where(sessions.c.id == session_id))
        removed, _kept = remove_files(self._engine, self._library, theirs)
        return removed

    def shoes(self, athlete_id: str) -> list[str]:
        """Shoes named before, newest first, for choosing again."""
        query = (
            sa.select(sessions.c.shoes)
            .where(sessions.c.athlete_id == athlete_id, sessions.c.shoes != "")
            .group_by(sessions.c.shoes)
            .order_by(sa.func.max(sessions.c.recorded_at).desc())
        )
        with reading(self._engine) as connection:
            require_athlete(connection, self._viewer, athlete_id)
            return list(connection.execute(query).scalars())

    def tags(self) -> list[str]:
        """Every tag in use, in order of the alphabet."""
        query = (
            sa.select(session_tags.c.tag)
            .select_from(
                session_tags.join(sessions, sessions.c.id == session_tags.c.session_id).join(
                    athletes, athletes.c.id == sessions.c.athlete_id
                )
            )
            .where(visible(self._viewer))
            .distinct()
            .order_by(session_tags.c.tag)
        )
        with reading(self._engine) as connection:
            return list(connection.execute(query).scalars())

    def _matching(self, query: SessionQuery) -> sa.ColumnElement[bool]:
        conditions = [visible(self._viewer)]
        if query.text:
            words = athletes.c.search_text + "\n" + sessions.c.search_text
            conditions.append(contains_words(words, query.text))
        if query.athlete_id is not None:
            conditions.append(sessions.c.athlete_id == query.athlete_id)
        if query.tag is not None:
            tagged = sa.select(session_tags.c.session_id).where(session_tags.c.tag == query.tag)
            conditions.append(sessions.c.id.in_(tagged))
        if query.since is not None:
            conditions.append(sessions.c.recorded_at >= query.since)
        if query.until is not None:
            conditions.append(sessions.c.recorded_at <= query.until)
        return sa.and_(*conditions)


def _values(details: SessionDetails, file_name: str) -> dict[str, Value]:
    if details.effort is not None and not 0 <= details.effort <= 10:
        raise StorageError("Effort goes from 0 (rest) to 10 (all out).")
    tags = clean_tags(details.tags)
    return {
        "recorded_at": details.recorded_at,
        "height_m": details.capture.height_m,
        "speed_mps": details.capture.speed_mps,
        "capture_rate_hz": details.capture.capture_rate_hz,
        "incline_percent": details.incline_percent,
        "effort": details.effort,
        "shoes": " ".join(details.shoes.split()),
        "notes": details.notes,
        "search_text": folded(file_name, details.shoes, *tags, details.notes),
    }


def _lines(
    connection: sa.Connection, condition: sa.ColumnElement[bool], query: SessionQuery
) -> list[SessionLine]:
    chosen = (
        sa.select(sessions, athletes.c.name.label("athlete_name"))
        .join(athletes, athletes.c.id == sessions.c.athlete_id)
        .where(condition)
        .order_by(sessions.c.recorded_at.desc(), sessions.c.created_at.desc(), sessions.c.id.desc())
        .limit(query.limit)
        .offset(query.offset)
    )
    found = connection.execute(chosen).mappings().all()
    ids = [row["id"] for row in found]
    tags = rows.tags_of(connection, session_tags, "session_id", ids)
    current = sa.select(analyses).where(analyses.c.session_id.in_(ids), analyses.c.is_current)
    shown = {
        row["session_id"]: rows.analysis(row) for row in connection.execute(current).mappings()
    }
    by_age = sa.select(jobs).where(jobs.c.session_id.in_(ids)).order_by(jobs.c.created_at)
    newest = {row["session_id"]: rows.job(row) for row in connection.execute(by_age).mappings()}
    return [
        SessionLine(
            session=rows.session(row, tags[row["id"]]),
            athlete_name=row["athlete_name"],
            analysis=shown.get(row["id"]),
            job=newest.get(row["id"]),
        )
        for row in found
    ]
