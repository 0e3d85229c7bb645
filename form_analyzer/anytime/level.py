"""What the shoes put right in some parts of a clip, put right in all of them.

Shoes are looked at in a few parts of a long clip only. Where the landmarks place a contact
early or late, they do so in all parts, for runner and camera are the same: what the shoes
changed in the parts in which they were seen is added to what the landmarks tell in the others.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from form_analyzer.anytime.pool import Rows, by_metric, systematic_of
from form_analyzer.datatypes import Measurement
from form_analyzer.metrics.measure import Z95

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
    pairs = list(zip(rows, alone, strict=True))
    helped = [_helped(row, told) for row, told in pairs]
    shifts = np.array(
        [
            row.value - told.value
            for (row, told), did in zip(pairs, helped, strict=True)
            if did and row.value is not None and told.value is not None
        ]
    )
    if not len(shifts):
        return rows
    sure = [systematic_of(row) for row, did in zip(rows, helped, strict=True) if did]
    error = np.hypot(np.mean(sure), np.std(shifts) / np.sqrt(len(shifts)))
    return [
        row if did else _shifted(told, float(shifts.mean()), float(error))
        for (row, told), did in zip(pairs, helped, strict=True)
    ]


def _helped(row: Measurement, told: Measurement) -> bool:
    if row.value is None or told.value is None:
        return False
    return systematic_of(row) < _HELPED * systematic_of(told)


def _shifted(told: Measurement, shift: float, systematic: float) -> Measurement:
    """A row moved, with another systematic error; a missing one stays missing."""
    if told.value is None:
        return told
    value = told.value + shift
    half = Z95 * float(np.hypot(systematic, told.sampling_sd or 0.0))
    return replace(told, value=value, ci95=(value - half, value + half))
