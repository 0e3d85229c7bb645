"""Results of sessions: analyses, their files, and what comparisons and trends need."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import sqlalchemy as sa

from form_analyzer.comparison.types import SetUp, Snapshot
from form_analyzer.datatypes import Analysis, Measurement, Metric, Plane, Side
from form_analyzer.errors import NotFoundError
from form_analyzer.storage import rows
from form_analyzer.storage.access import require_athlete, require_session
from form_analyzer.storage.analyses import add_analysis, attach, edited_by_hand, unpack
from form_analyzer.storage.deletion import Belongings, belongings_of
from form_analyzer.storage.engine import reading, writing
from form_analyzer.storage.library import MediaLibrary
from form_analyzer.storage.media import StoredFile, spooled
from form_analyzer.storage.records import AnalysisRecord, AttachmentRole, Viewer
from form_analyzer.storage.tables import (
    analyses,
    athletes,
    attachments,
    documents,
    measurements,
    sessions,
)


class Results:
    """Analyses of the sessions a viewer may see."""

    def __init__(self, engine: sa.Engine, library: MediaLibrary, viewer: Viewer) -> None:
        self._engine = engine
        self._library = library
        self._viewer = viewer

    def all(self, session_id: str) -> list[AnalysisRecord]:
        """Every analysis of a session, newest first."""
        query = (
            sa.select(analyses)
            .where(analyses.c.session_id == session_id)
            .order_by(analyses.c.number.desc())
        )
        with reading(self._engine) as connection:
            require_session(connection, self._viewer, session_id)
            return [rows.analysis(row) for row in connection.execute(query).mappings()]

    def load(self, session_id: str, number: int | None = None) -> Analysis:
        """The current analysis of a session, or the one with a number.

        Raises
        ------
        NotFoundError
            If there is none (yet).
        """
        which = analyses.c.is_current if number is None else analyses.c.number == number
        query = (
            sa.select(documents.c.body)
            .join(analyses, analyses.c.id == documents.c.analysis_id)
            .where(analyses.c.session_id == session_id, which)
        )
        with reading(self._engine) as connection:
            require_session(connection, self._viewer, session_id)
            body = connection.execute(query).scalar_one_or_none()
        if body is None:
            raise NotFoundError("This session has no such analysis yet.")
        return unpack(body)

    def save(
        self,
        session_id: str,
        analysis: Analysis,
        files: Mapping[AttachmentRole, Path] | None = None,
        *,
        by_hand: bool = False,
    ) -> AnalysisRecord:
        """Store an analysis made here and now, such as after an edit of the events.

        Parameters
        ----------
        files
            To keep beside it.
        by_hand
            Whether someone chose what is measured in another way than by editing events.

        Notes
        -----
        Track and scene of the analysis before it are kept beside this one unless new ones
        are given. An edited analysis takes the place of the edited analysis right before it,
        so that ten moves of one event leave one result; those made by the workers stay.
        """
        with ExitStack() as stack:
            uploads = {
                role: stack.enter_context(spooled(path, path.name))
                for role, path in (files or {}).items()
            }

            def write(connection: sa.Connection, stored: list[StoredFile]) -> Belongings:
                require_session(connection, self._viewer, session_id)
                before = belongings_of(connection, _only(session_id))
                beside = _kept_of_current(connection, session_id)
                beside.update(
                    {role: file.sha256 for role, file in zip(uploads, stored, strict=True)}
                )
                if by_hand or edited_by_hand(analysis):
                    _drop_edited_current(connection, session_id)
                add_analysis(connection, session_id, analysis, beside, by_hand=by_hand)
                return before.without(belongings_of(connection, _only(session_id)))

            let_go = self._library.keep(list(uploads.values()), write)
        self._library.release(let_go.files)
        self._library.traces.forget(let_go.ids)
        return self.all(session_id)[0]

    def attach(self, session_id: str, role: AttachmentRole, path: Path) -> None:
        """Keep a file beside the current analysis, such as its annotated clip."""
        with spooled(path, path.name) as upload:

            def write(connection: sa.Connection, stored: list[StoredFile]) -> str | None:
                require_session(connection, self._viewer, session_id)
                return attach(connection, _current(session_id), role, stored[0].sha256)

            before = self._library.keep([upload], write)
            if before and before != upload.file.sha256:
                self._library.release([before])

    def make_current(self, session_id: str, number: int) -> None:
        """Show an earlier analysis again."""
        own = analyses.c.session_id == session_id
        with writing(self._engine) as connection:
            require_session(connection, self._viewer, session_id)
            connection.execute(analyses.update().where(own).values(is_current=False))
            chosen = analyses.update().where(own, analyses.c.number == number)
            if connection.execute(chosen.values(is_current=True)).rowcount != 1:
                raise NotFoundError(f"This session has no analysis number {number}.")

    def files(self, session_id: str) -> dict[AttachmentRole, StoredFile]:
        """Files beside the current analysis."""
        query = (
            sa.select(attachments.c.role, attachments.c.sha256)
            .join(analyses, analyses.c.id == attachments.c.analysis_id)
            .where(analyses.c.session_id == session_id, analyses.c.is_current)
        )
        with reading(self._engine) as connection:
            require_session(connection, self._viewer, session_id)
            found = connection.execute(query).all()
        return {AttachmentRole(role): self._library.find(sha256) for role, sha256 in found}

    def clip(self, session_id: str) -> StoredFile:
        """The session's clip."""
        query = sa.select(sessions.c.clip_sha256).where(sessions.c.id == session_id)
        with reading(self._engine) as connection:
            require_session(connection, self._viewer, session_id)
            sha256 = connection.execute(query).scalar_one()
        return self._library.find(sha256)

    @contextmanager
    def clip_path(self, session_id: str) -> Iterator[Path]:
        """The clip as a file on this machine; do not change it."""
        with self._library.store.as_local(self.clip(session_id)) as path:
            yield path

    @contextmanager
    def file_path(self, session_id: str, role: AttachmentRole) -> Iterator[Path | None]:
        """A file beside the current analysis as a file on this machine; ``None`` without one."""
        file = self.files(session_id).get(role)
        if file is None:
            yield None
            return
        with self._library.store.as_local(file) as path:
            yield path

    def snapshot(self, session_id: str) -> Snapshot:
        """A session as it enters a comparison, with its current measurements.

        Raises
        ------
        NotFoundError
            If it has no analysis yet.
        """
        with reading(self._engine) as connection:
            require_session(connection, self._viewer, session_id)
            found = _snapshots(connection, sessions.c.id == session_id, metrics=None)
        if not found:
            raise NotFoundError(f"Session {session_id} has no analysis yet.")
        return found[0]

    def history(self, athlete_id: str, metrics: Sequence[Metric] | None = None) -> list[Snapshot]:
        """All analysed sessions of an athlete, oldest first.

        Parameters
        ----------
        metrics
            Read only these; all by default.
        """
        with reading(self._engine) as connection:
            require_athlete(connection, self._viewer, athlete_id)
            return _snapshots(connection, sessions.c.athlete_id == athlete_id, metrics)


def _snapshots(
    connection: sa.Connection,
    condition: sa.ColumnElement[bool],
    metrics: Sequence[Metric] | None,
) -> list[Snapshot]:
    source = sessions.join(analyses, analyses.c.session_id == sessions.c.id).join(
        athletes, athletes.c.id == sessions.c.athlete_id
    )
    current = sa.and_(condition, analyses.c.is_current)
    query = (
        sa.select(sessions, *_SET_UP, athletes.c.name, analyses.c.id.label("analysis_id"))
        .select_from(source)
        .where(current)
        .order_by(sessions.c.recorded_at, sessions.c.created_at, sessions.c.id)
    )
    values = sa.select(measurements).where(
        measurements.c.analysis_id.in_(sa.select(analyses.c.id).select_from(source).where(current))
    )
    if metrics is not None:
        values = values.where(measurements.c.metric.in_([metric.value for metric in metrics]))
    by_analysis: defaultdict[str, list[Measurement]] = defaultdict(list)
    for row in connection.execute(values).mappings():
        by_analysis[row["analysis_id"]].append(rows.measurement(row))
    return [
        _snapshot(row, _ordered(by_analysis[row["analysis_id"]]))
        for row in connection.execute(query).mappings()
    ]


_SET_UP = (
    analyses.c.plane,
    analyses.c.near_side,
    analyses.c.frame_rate_hz,
    analyses.c.time_scale,
    analyses.c.pose_model,
    analyses.c.software_version,
)
_METRIC_ORDER = {metric: place for place, metric in enumerate(Metric)}


def _ordered(found: list[Measurement]) -> tuple[Measurement, ...]:
    return tuple(sorted(found, key=lambda row: (_METRIC_ORDER[row.metric], row.side)))


def _snapshot(row: sa.RowMapping, found: tuple[Measurement, ...]) -> Snapshot:
    rate = row["frame_rate_hz"]
    return Snapshot(
        session_id=row["id"],
        athlete_id=row["athlete_id"],
        label=f"{row['name']}, {row['recorded_at']:%Y-%m-%d}",
        recorded_at=row["recorded_at"],
        shoes=row["shoes"],
        measurements=found,
        set_up=SetUp(
            speed_mps=row["speed_mps"],
            incline_percent=row["incline_percent"],
            plane=Plane(row["plane"]) if row["plane"] else None,
            near_side=Side(row["near_side"]) if row["near_side"] else None,
            frame_rate_hz=rate / row["time_scale"] if rate else None,
            time_scale=row["time_scale"],
            pose_model=row["pose_model"],
            software_version=row["software_version"],
        ),
    )


def _only(session_id: str) -> sa.Select[tuple[str]]:
    return sa.select(sessions.c.id).where(sessions.c.id == session_id)


def _current(session_id: str) -> sa.Select[tuple[str]]:
    return sa.select(analyses.c.id).where(
        analyses.c.session_id == session_id, analyses.c.is_current
    )


def _kept_of_current(connection: sa.Connection, session_id: str) -> dict[AttachmentRole, str]:
    """What edits start from, which is the same for every analysis made from it."""
    query = sa.select(attachments.c.role, attachments.c.sha256).where(
        attachments.c.analysis_id == _current(session_id).scalar_subquery(),
        attachments.c.role.in_([AttachmentRole.TRACK.value, AttachmentRole.SCENE.value]),
    )
    return {AttachmentRole(role): sha256 for role, sha256 in connection.execute(query)}


def _drop_edited_current(connection: sa.Connection, session_id: str) -> None:
    connection.execute(
        analyses.delete().where(
            analyses.c.session_id == session_id,
            analyses.c.is_current,
            analyses.c.edited,
            analyses.c.job_id.is_(None),
        )
    )
