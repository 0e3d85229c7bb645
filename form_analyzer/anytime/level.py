"""What the shoes put right in some parts of a clip, put right in all of them.

Shoes are looked at in a few parts of a long clip only. Where the landmarks place a contact
early or late, they do so in all parts, for runner and camera are the same: what the shoes
changed in the parts in which they were seen is added to what the landmarks tell in the others.
"""

from collections.abc import Sequence

import numpy as np

from form_analyzer.anytime.pool import Rows, by_metric, systematic_of, with_value
from form_analyzer.datatypes import Measurement

# A systematic error below this share of the landmarks' own shows that the shoes told something.
_HELPED = 0.98


def on_one_level(parts: Sequence[Rows], bare: Sequence[Rows]) -> list[Rows]:
    """The rows of every part as if the shoes had been seen in it.

    Parameters
    ----------
    parts
        Measurements of each part, the same metrics and sides in each.
    bare
        What the landmarks alone tell of each.

    Returns
    -------
    list of rows
        As they are for a metric that no part's shoes told more of.
    """
    tables, told = ([by_metric(rows) for rows in some] for some in (parts, bare))
    columns = [
        _level([table[key] for table in tables], [table[key] for table in told])
        for key in tables[0]
    ]
    return [tuple(rows) for rows in zip(*columns, strict=True)]


def _level(rows: list[Measurement], alone: list[Measurement]) -> list[Measurement]:
    """One metric's rows over the parts."""
    changes = [_change(row, told) for row, told in zip(rows, alone, strict=True)]
    known = np.array([change for change in changes if change is not None])
    if not len(known):
        return rows
    sure = [systematic_of(row) for row, c in zip(rows, changes, strict=True) if c is not None]
    error = float(np.hypot(np.mean(sure), np.std(known) / np.sqrt(len(known))))
    return [
        _moved(told, float(known.mean()), error) if change is None else row
        for row, told, change in zip(rows, alone, changes, strict=True)
    ]


def _change(row: Measurement, told: Measurement) -> float | None:
    """What the shoes changed of what the landmarks tell; ``None`` where they told nothing."""
    if row.value is None or told.value is None:
        return None
    helped = systematic_of(row) < _HELPED * systematic_of(told)
    return row.value - told.value if helped else None


def _moved(told: Measurement, change: float, systematic_sd: float) -> Measurement:
    """A row changed likewise, with that systematic error; a missing one stays missing."""
    if told.value is None:
        return told
    return with_value(told, told.value + change, told.sampling_sd or 0.0, systematic_sd)
