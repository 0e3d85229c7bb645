"""The way in: one season's worth of athletes, as one viewer may see it."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import sqlalchemy as sa

from form_analyzer.settings import Settings
from form_analyzer.storage.athletes import Athletes
from form_analyzer.storage.edits import EventEdits
from form_analyzer.storage.engine import migrate, open_engine
from form_analyzer.storage.export import Export
from form_analyzer.storage.jobs import Jobs
from form_analyzer.storage.library import MediaLibrary
from form_analyzer.storage.media import MediaStore
from form_analyzer.storage.preferences import Preferences
from form_analyzer.storage.queue import WorkQueue
from form_analyzer.storage.records import SINGLE_USER, User, Viewer
from form_analyzer.storage.results import Results
from form_analyzer.storage.sessions import Sessions
from form_analyzer.storage.traces import Traces
from form_analyzer.storage.training import TrainingLog
from form_analyzer.storage.transfer import Transfer
from form_analyzer.storage.users import Users, sign_in, viewer_of


@dataclass(frozen=True)
class SeasonService:
    """Everything a page or a command may ask of the storage.

    Every answer is limited to what the viewer may see; whatever else is asked for
    raises :class:`NotAllowedError`, or :class:`NotFoundError` if it does not exist.

    Attributes
    ----------
    engine, media
        The database and the media store; shared between viewers.
    viewer
        Who is looking; sees everything unless told otherwise.
    traces
        What this machine's cache holds of the clips.
    """

    engine: sa.Engine
    media: MediaStore
    viewer: Viewer = SINGLE_USER
    traces: Traces = field(default_factory=lambda: Traces(None))

    def seen_by(self, viewer: Viewer) -> "SeasonService":
        """The same season through someone else's eyes."""
        return replace(self, viewer=viewer)

    def seen_by_log_in(
        self, *, issuer: str, subject: str, name: str, email: str | None = None
    ) -> "SeasonService":
        """The season as a logged-in person sees it; see :func:`users.sign_in`."""
        user: User = sign_in(self.engine, issuer=issuer, subject=subject, name=name, email=email)
        return self.seen_by(viewer_of(user))

    @cached_property
    def library(self) -> MediaLibrary:
        """Files and their quota; for the services, not for pages."""
        return MediaLibrary(self.engine, self.media, self.traces)

    @cached_property
    def athletes(self) -> Athletes:
        """The roster."""
        return Athletes(self.engine, self.library, self.viewer)

    @cached_property
    def sessions(self) -> Sessions:
        """Stored clips and what was said about them."""
        return Sessions(self.engine, self.library, self.viewer)

    @cached_property
    def results(self) -> Results:
        """Analyses, their files, snapshots for comparing."""
        return Results(self.engine, self.library, self.viewer)

    @cached_property
    def edits(self) -> EventEdits:
        """Edits of gait events."""
        return EventEdits(self.engine, self.viewer)

    @cached_property
    def training(self) -> TrainingLog:
        """Training weeks and symptom check-ins."""
        return TrainingLog(self.engine, self.viewer)

    @cached_property
    def jobs(self) -> Jobs:
        """Analyses queued, running and done."""
        return Jobs(self.engine, self.viewer)

    @cached_property
    def users(self) -> Users:
        """People who log in."""
        return Users(self.engine, self.viewer)

    @cached_property
    def preferences(self) -> Preferences:
        """The viewer's own settings."""
        return Preferences(self.engine, self.library, self.viewer)

    @cached_property
    def transfer(self) -> Transfer:
        """Backup, restore, and an athlete's archive."""
        return Transfer(self.engine, self.library, self.viewer)

    @cached_property
    def export(self) -> Export:
        """Measurements as a flat table."""
        return Export(self.engine, self.viewer)

    def queue(self, lease_s: float = 30.0) -> WorkQueue:
        """The workers' side of the jobs."""
        return WorkQueue(self.engine, lease_s)

    def close(self) -> None:
        """Let go of the database's connections."""
        self.engine.dispose()


def open_season(settings: Settings, viewer: Viewer = SINGLE_USER) -> SeasonService:
    """Open database and media, made and brought up to date where needed.

    Raises
    ------
    StorageError
        If either cannot be used; the text says why and what to do.
    """
    engine = open_engine(settings.database_url)
    migrate(engine)
    media = MediaStore(settings.media_url)
    return SeasonService(engine, media, viewer, Traces(settings.cache_dir))
