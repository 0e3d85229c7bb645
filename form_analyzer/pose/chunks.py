"""Cut a clip into chunks for several workers.

Where the cuts lie depends on the clip alone, never on the number of workers, so the
track is the same whoever computes which chunk.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

WATCHED_PER_CHUNK = 160
"""Frames watched in a chunk, about. Its two new landmarkers cost as much as 14 frames and the
warm-up ``WARM_UP`` more. Shorter chunks waste, longer ones leave workers idle at the end of a
short clip."""

_ENOUGH_CHUNKS = 8
"""A clip with so many chunks is not cut further before they are twice as long."""

WARM_UP = 4
"""Frames watched before a chunk, and thrown away, so that the landmarker is following
the person (its memory is the previous frame's region) when the chunk begins."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Frames ``start`` to ``stop`` (excluded) of a clip, in decode order."""

    start: int
    stop: int


def plan_chunks(
    n_frames: int, *, every: int = 1, parts: Sequence[tuple[int, int]] | None = None
) -> tuple[Chunk, ...]:
    """Where a clip is cut.

    Parameters
    ----------
    n_frames
        Frames in the clip.
    every
        Only every so many frames are watched.
    parts
        Frame ranges ``(start, stop)`` wanted; ``None`` for the whole clip. Every chunk
        that touches one of them is returned whole.

    Returns
    -------
    tuple of Chunk
        In order, not overlapping; an even number where there are several, so that two
        workers finish together.
    """
    if n_frames < 1:
        return ()
    pairs = round(n_frames / (2 * WATCHED_PER_CHUNK * every))
    n_chunks = 1 if n_frames < WATCHED_PER_CHUNK * every else max(2, 2 * pairs)
    if n_frames <= 2 * _ENOUGH_CHUNKS * WATCHED_PER_CHUNK * every:
        n_chunks = min(n_chunks, _ENOUGH_CHUNKS)
    edges = [n_frames * k // n_chunks for k in range(n_chunks + 1)]
    chunks = tuple(Chunk(a, b) for a, b in itertools.pairwise(edges))
    if parts is None:
        return chunks
    return tuple(c for c in chunks if any(a < c.stop and c.start < b for a, b in parts))
