"""Small settings of a viewer's own, such as units; and the media quota."""

import sqlalchemy as sa

from form_analyzer.storage.access import require_everything
from form_analyzer.storage.engine import reading, writing
from form_analyzer.storage.library import CleanUp, MediaLibrary
from form_analyzer.storage.records import MediaUse, Viewer
from form_analyzer.storage.tables import preferences
from form_analyzer.storage.writing import Value, upsert

_SINGLE = "single"


class Preferences:
    """Settings of one viewer, as text by name."""

    def __init__(self, engine: sa.Engine, library: MediaLibrary, viewer: Viewer) -> None:
        self._engine = engine
        self._library = library
        self._viewer = viewer

    @property
    def _who(self) -> str:
        return self._viewer.user_id or _SINGLE

    def all(self) -> dict[str, str]:
        """Every setting of the viewer."""
        query = sa.select(preferences.c.name, preferences.c.value).where(
            preferences.c.who == self._who
        )
        with reading(self._engine) as connection:
            return {row.name: row.value for row in connection.execute(query)}

    def get(self, name: str, default: str) -> str:
        """One setting, or the default if it was never set."""
        return self.all().get(name, default)

    def set(self, name: str, value: str) -> None:
        """Store a setting."""
        values: dict[str, Value] = {"who": self._who, "name": name, "value": value}
        with writing(self._engine) as connection:
            upsert(connection, preferences, values, ["value"])

    def media_use(self) -> MediaUse:
        """How much room all media take, and the quota."""
        return self._library.use()

    def set_media_quota(self, quota_bytes: int | None) -> None:
        """Limit all media together (``None`` = no limit)."""
        require_everything(self._viewer)
        self._library.set_quota(quota_bytes)

    def clean_up_media(self) -> CleanUp:
        """Remove files nobody uses; see :meth:`MediaLibrary.clean_up`."""
        require_everything(self._viewer)
        return self._library.clean_up()
