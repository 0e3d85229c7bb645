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

    def has_room(self, size_bytes: int) -> bool:
        """Whether so much more stays within the quota."""
        return self.quota_bytes is None or self.size_bytes + size_bytes <= self.quota_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionReport:
    """What a deletion removed.

    Attributes
    ----------
    rows
        Rows removed, by table.
    media_removed, media_kept
        Hashes of files removed, and of files kept because someone else uses them.
    cached_removed
        Files removed from this machine's cache: pose tracks, drawings.
    left
        What was still found when looking again afterwards, in words; empty if all is gone.
    """

    rows: dict[str, int]
    media_removed: tuple[str, ...]
    media_kept: tuple[str, ...]
    cached_removed: int
    left: tuple[str, ...]
