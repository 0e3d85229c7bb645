"""Where files live and which defaults hold, read from the environment when asked."""

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path, user_data_path

APP_NAME = "form-analyzer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the environment decides.

    Attributes
    ----------
    cache_dir
        Model files and pose tracks; safe to delete.
    data_dir
        Database and media; the user's own data.
    database_url
        SQLAlchemy URL of the database.
    media_url
        fsspec URL of the media store (a local folder by default).
    dask_scheduler
        Address of a Dask scheduler, or ``None`` to work in local processes.
    """

    cache_dir: Path
    data_dir: Path
    database_url: str
    media_url: str
    dask_scheduler: str | None

    @property
    def keeps_tracks(self) -> bool:
        """Whether pose tracks are cached: not on a cluster, whose machines no deletion visits."""
        return self.dask_scheduler is None


def load_settings() -> Settings:
    """Read the settings from ``FORM_ANALYZER_*`` variables; creates nothing."""
    cache = os.environ.get("FORM_ANALYZER_CACHE_DIR")
    data = os.environ.get("FORM_ANALYZER_DATA_DIR")
    cache_dir = Path(cache).expanduser() if cache else user_cache_path(APP_NAME)
    data_dir = Path(data).expanduser() if data else user_data_path(APP_NAME)
    database = os.environ.get("FORM_ANALYZER_DATABASE_URL")
    media = os.environ.get("FORM_ANALYZER_MEDIA_URL")
    return Settings(
        cache_dir=cache_dir,
        data_dir=data_dir,
        database_url=database or f"sqlite:///{data_dir / 'form_analyzer.sqlite3'}",
        media_url=media or (data_dir / "media").as_uri(),
        dask_scheduler=os.environ.get("FORM_ANALYZER_DASK_SCHEDULER") or None,
    )
