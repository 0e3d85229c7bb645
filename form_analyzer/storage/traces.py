"""What the cache of this machine holds of stored clips: a deletion has to find it too."""

import re
import shutil
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

_NOT_OF_CLIPS = "models"
_WORK = "work"
_LONGEST_WORK_S = 86_400.0
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
        for room in self._cache_dir.glob("*"):
            for path in room.rglob("*") if room.name != _NOT_OF_CLIPS else ():
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

    def sweep_work(self) -> int:
        """Remove what work that was killed and never taken up again left; returns how much."""
        if self._cache_dir is None:
            return 0
        limit = time.time() - _LONGEST_WORK_S
        left = [p for p in (self._cache_dir / _WORK).glob("*") if p.stat().st_mtime < limit]
        for folder in left:
            shutil.rmtree(folder, ignore_errors=True)
        return len(left)
