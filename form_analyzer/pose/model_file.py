"""A pose model on disk, for those who only use it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A pose model on disk.

    Attributes
    ----------
    name
        ``lite``, ``full``, ``heavy``, or the file name of a user's own bundle.
    path
        The ``.task`` bundle.
    sha256
        Digest of the bundle.
    """

    name: str
    path: Path
    sha256: str
