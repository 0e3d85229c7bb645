"""The media store together with its rows: what is kept, who uses it, what may go."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import sqlalchemy as sa

from form_analyzer.errors import NotFoundError, StorageError
from form_analyzer.storage.engine import reading, writing
from form_analyzer.storage.media import MediaStore, SpooledFile, StoredFile
from form_analyzer.storage.records import AttachmentRole, MediaUse
from form_analyzer.storage.tables import analyses, attachments, media, now, preferences, sessions
from form_analyzer.storage.traces import Traces
from form_analyzer.storage.writing import Value, upsert

T = TypeVar("T")

GRACE = timedelta(hours=1)
QUOTA = "media_quota_bytes"
EVERYONE = "*"
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanUp:
    """What a clean-up removed.

    Attributes
    ----------
    files_removed, bytes_freed
        Files nobody used, and annotated clips dropped to get below the quota.
    annotated_dropped
        How many of them were annotated clips, which can be drawn again.
    pieces_swept
        Left-overs of interrupted writes, and of work that was killed a day ago.
    """

    files_removed: int
    bytes_freed: int
    annotated_dropped: int
    pieces_swept: int


class MediaLibrary:
    """Keep files, and let go of those nobody uses.

    Notes
    -----
    A file may be wanted and let go at the same moment by two processes. So: whoever
    wants it first writes (or touches) its row, then makes sure the file is there, then
    locks the row while writing what refers to it, and starts again if the row has gone.
    Whoever lets go deletes the row and then the file in one transaction, and what the
    cache holds of it.
    """

    def __init__(self, engine: sa.Engine, store: MediaStore, traces: Traces) -> None:
        self._engine = engine
        self.store = store
        self.traces = traces

    def keep(
        self,
        files: Sequence[SpooledFile],
        write: Callable[[sa.Connection, list[StoredFile]], T],
    ) -> T:
        """Store files, then write the rows that refer to them, all or nothing.

        Parameters
        ----------
        files
            Hashed files on this machine.
        write
            Called inside the transaction with the stored files, in the same order.
        """
        for _attempt in range(_ATTEMPTS):
            stored = [self._store(file) for file in files]
            with writing(self._engine) as connection:
                if _lock(connection, stored):
                    return write(connection, stored)
        raise StorageError("The clip was being deleted while it was stored; please try again.")

    def find(self, sha256: str) -> StoredFile:
        """The stored file with this content; :class:`NotFoundError` without one."""
        with reading(self._engine) as connection:
            return _found(connection, sha256)

    def release(self, hashes: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Remove the files that nobody uses any more; returns (removed, kept) hashes."""
        removed: list[str] = []
        kept: list[str] = []
        for sha256 in sorted(set(hashes)):
            (removed if self._release(sha256) else kept).append(sha256)
        self.traces.forget(removed)
        return tuple(removed), tuple(kept)

    def use(self) -> MediaUse:
        """How much room the media take, and the quota."""
        query = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(media.c.size_bytes), 0))
        with reading(self._engine) as connection:
            count, size = connection.execute(query.select_from(media)).one()
        return MediaUse(n_files=count, size_bytes=int(size), quota_bytes=self.quota_bytes())

    def quota_bytes(self) -> int | None:
        """The limit on all media together; ``None`` = no limit."""
        query = sa.select(preferences.c.value).where(
            preferences.c.who == EVERYONE, preferences.c.name == QUOTA
        )
        with reading(self._engine) as connection:
            value = connection.execute(query).scalar_one_or_none()
        return int(value) if value else None

    def set_quota(self, quota_bytes: int | None) -> None:
        """Limit all media together, or lift the limit with ``None``."""
        if quota_bytes is not None and quota_bytes <= 0:
            raise StorageError("The media quota must be more than nothing.")
        values = {"who": EVERYONE, "name": QUOTA, "value": str(quota_bytes or "")}
        with writing(self._engine) as connection:
            upsert(connection, preferences, values, ["value"])

    def require_room(self, size_bytes: int) -> None:
        """Refuse a file that would exceed the quota, saying what to do."""
        use = self.use()
        if use.quota_bytes is not None and not use.has_room(size_bytes):
            raise StorageError(
                f"The media would take {(use.size_bytes + size_bytes) / 1e9:.2f} GB, more than the "
                f"quota of {use.quota_bytes / 1e9:.2f} GB. Run the clean-up, delete sessions "
                "or raise the quota."
            )

    def clean_up(self) -> CleanUp:
        """Remove what nobody uses; then drop annotated clips, oldest first, to meet the quota.

        Clips themselves and pose tracks are never dropped while a session uses them.
        """
        removed, freed = self._remove_unused()
        dropped, dropped_bytes = self._drop_annotated()
        return CleanUp(
            files_removed=removed + dropped,
            bytes_freed=freed + dropped_bytes,
            annotated_dropped=dropped,
            pieces_swept=self.store.sweep_unfinished(GRACE.total_seconds())
            + self.traces.sweep_work(),
        )

    def _store(self, spooled: SpooledFile) -> StoredFile:
        with writing(self._engine) as connection:
            values: dict[str, Value] = {
                "sha256": spooled.file.sha256,
                "suffix": spooled.file.suffix,
                "size_bytes": spooled.file.size_bytes,
                "touched_at": now(),
            }
            # The suffix of the first upload stays: the content is one file with one name.
            upsert(connection, media, values, ["touched_at"])
            # Now, while the row is locked: once this ends, somebody may delete it.
            stored = _found(connection, spooled.file.sha256)
        self.store.put(SpooledFile(path=spooled.path, file=stored))
        return stored

    def _release(self, sha256: str) -> bool:
        unused = sa.and_(media.c.sha256 == sha256, ~_used())
        try:
            with writing(self._engine) as connection:
                query = sa.select(media).where(unused).with_for_update()
                row = connection.execute(query).first()
                if row is None:
                    return False
                connection.execute(media.delete().where(media.c.sha256 == sha256))
                self.store.remove(StoredFile(sha256=sha256, suffix=row.suffix, size_bytes=0))
        except sa.exc.IntegrityError:
            return False  # someone began to use it in this very moment
        return True

    def _remove_unused(self) -> tuple[int, int]:
        old = media.c.touched_at < now() - GRACE
        query = sa.select(media.c.sha256, media.c.size_bytes).where(old, ~_used())
        with reading(self._engine) as connection:
            unused = {row.sha256: row.size_bytes for row in connection.execute(query)}
        removed, _kept = self.release(unused)
        return len(removed), sum(unused[sha256] for sha256 in removed)

    def _drop_annotated(self) -> tuple[int, int]:
        count, freed = 0, 0
        for sha256, size in self._annotated_oldest_first():
            use = self.use()
            if use.quota_bytes is None or use.size_bytes <= use.quota_bytes:
                break
            self._detach(sha256)
            removed, _kept = self.release([sha256])
            count, freed = count + len(removed), freed + size * len(removed)
        return count, freed

    def _annotated_oldest_first(self) -> list[tuple[str, int]]:
        query = (
            sa.select(media.c.sha256, media.c.size_bytes)
            .join(attachments, attachments.c.sha256 == media.c.sha256)
            .join(analyses, analyses.c.id == attachments.c.analysis_id)
            .where(attachments.c.role == AttachmentRole.ANNOTATED.value)
            .order_by(analyses.c.is_current, analyses.c.created_at)
        )
        with reading(self._engine) as connection:
            return [(sha256, size) for sha256, size in connection.execute(query)]

    def _detach(self, sha256: str) -> None:
        with writing(self._engine) as connection:
            connection.execute(
                attachments.delete().where(
                    attachments.c.sha256 == sha256,
                    attachments.c.role == AttachmentRole.ANNOTATED.value,
                )
            )


def _used() -> sa.ColumnElement[bool]:
    """Whether a session or an analysis refers to a row of ``media``."""
    clips = sa.select(sessions.c.id).where(sessions.c.clip_sha256 == media.c.sha256)
    beside = sa.select(attachments.c.role).where(attachments.c.sha256 == media.c.sha256)
    return sa.or_(clips.exists(), beside.exists())


def _found(connection: sa.Connection, sha256: str) -> StoredFile:
    row = connection.execute(sa.select(media).where(media.c.sha256 == sha256)).first()
    if row is None:
        raise NotFoundError("There is no such stored file; it may have been deleted.")
    return StoredFile(sha256=row.sha256, suffix=row.suffix, size_bytes=row.size_bytes)


def _lock(connection: sa.Connection, files: Sequence[StoredFile]) -> bool:
    """Hold the rows of these files until the transaction ends; False if one has gone."""
    hashes = {file.sha256 for file in files}
    query = sa.select(media.c.sha256).where(media.c.sha256.in_(hashes))
    locked = connection.execute(query.with_for_update(read=True, key_share=True)).all()
    return len(locked) == len(hashes)
