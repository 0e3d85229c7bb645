"""Measurements and events as CSV, for spreadsheets and scripts.

One row per metric and side, one row per event; missing numbers are empty
fields. Values keep the units of the analysis (seconds, ratios, degrees).
"""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from form_analyzer.datatypes import Analysis, FootStrike, Measurement, Side

MEASUREMENT_COLUMNS = (
    "file_name",
    "metric",
    "side",
    "camera_side",
    "unit",
    "value",
    "ci95_low",
    "ci95_high",
    "n_strides",
    "category",
    *(f"probability_{kind}" for kind in FootStrike),
    "deviation",
    "reason_missing",
)
EVENT_COLUMNS = (
    "file_name",
    "kind",
    "side",
    "camera_side",
    "frame",
    "time_s",
    "sd_s",
    "source",
)

_Field = str | int | float | None


def measurements_csv(analysis: Analysis) -> str:
    """CSV text with :data:`MEASUREMENT_COLUMNS`, rows in the analysis' order.

    ``deviation`` is the direction (``low`` or ``high``) where the row is outside
    its range, otherwise empty.
    """
    return _text(
        MEASUREMENT_COLUMNS, (_measurement(analysis, row) for row in analysis.measurements)
    )


def events_csv(analysis: Analysis) -> str:
    """CSV text with :data:`EVENT_COLUMNS`, in time order."""
    rows: list[Sequence[_Field]] = [
        (
            analysis.video.file_name,
            event.kind,
            event.side,
            _camera_side(analysis, event.side),
            event.frame,
            event.time_s,
            event.sd_s,
            event.source,
        )
        for event in sorted(analysis.events, key=lambda event: event.time_s)
    ]
    return _text(EVENT_COLUMNS, rows)


def _measurement(analysis: Analysis, row: Measurement) -> Sequence[_Field]:
    low, high = row.ci95 if row.ci95 is not None else (None, None)
    chances = row.probabilities or {}
    outside = [found.direction for found in analysis.deviations if found.measurement == row]
    return (
        analysis.video.file_name,
        row.metric,
        row.side,
        _camera_side(analysis, row.side),
        row.unit,
        row.value,
        low,
        high,
        row.n_strides,
        row.category,
        *(chances.get(kind) for kind in FootStrike),
        outside[0] if outside else None,
        row.reason_missing,
    )


def _camera_side(analysis: Analysis, side: Side) -> str | None:
    near = analysis.view.near_side
    if side is Side.BOTH or near is None:
        return None
    return "near" if side is near else "far"


def _text(columns: Sequence[str], rows: Iterable[Sequence[_Field]]) -> str:
    stream = StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_safe(field) for field in row] for row in rows)
    return stream.getvalue()


def _safe(field: _Field) -> _Field:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front."""
    if isinstance(field, str) and field.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{field}"
    return field
