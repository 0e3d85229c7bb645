"""Records of what the media take and what a deletion removed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaUse:
    """How much room the media take.

    Attributes
    ----------
    n_files, size_bytes
        Distinct files and their total size.
    quota_bytes
        The limit set, or ``None``.
    """

    n_files: int
    size_bytes: int
    quota_bytes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionReport:
    """What a deletion removed.

    Attributes
    ----------
    rows
        Rows removed, by table.
    media_removed, media_kept
        Hashes of files removed, and of files kept because someone else uses them.
    """

    rows: dict[str, int]
    media_removed: tuple[str, ...]
    media_kept: tuple[str, ...]
