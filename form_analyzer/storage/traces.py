"""What the cache of this machine holds of stored clips: a deletion has to find it too."""

import re
import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

_ROOMS = ("tracks", "scenes", "clips", "work")
_NAME = re.compile(r"[0-9a-f]{16,}")


class Traces:
    """Copies outside the season: pose tracks, drawings, pieces of interrupted work.

    Parameters
    ----------
    cache_dir
        The cache; ``None`` if this process has none.

    Notes
    -----
    Whatever is cached of a clip has the clip's hash, or the id of the analysis or job it
    was made for, in its path.
    """

    def __init__(self, cache_dir: Path | None) -> None:
        self._cache_dir = cache_dir

    def find(self, names: Collection[str]) -> list[Path]:
        """Files and folders cached of these clips (hashes), analyses and jobs (ids)."""
        if self._cache_dir is None or not names:
            return []
        wanted, found = frozenset(names), []
        for room in _ROOMS:
            for path in (self._cache_dir / room).rglob("*"):
                own = _NAME.findall(path.relative_to(self._cache_dir).as_posix())
                if not wanted.isdisjoint(own):
                    found.append(path)
        return sorted(found)

    def count(self, names: Collection[str]) -> int:
        """How many cached files there are of them."""
        return sum(path.is_file() for path in self.find(names))

    def forget(self, names: Collection[str]) -> None:
        """Remove them, as far as they let themselves be removed."""
        for path in self.find(names):
            shutil.rmtree(path, ignore_errors=True)
            with suppress(OSError):
                path.unlink(missing_ok=True)
