"""Measurements of all sessions as one flat table: CSV, Parquet or JSON."""

import csv
import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa

from form_analyzer.errors import unwritable
from form_analyzer.storage.access import require_athlete, visible
from form_analyzer.storage.engine import reading
from form_analyzer.storage.records import Viewer
from form_analyzer.storage.tables import analyses, athletes, measurements, sessions

Cell = str | int | float | bool | None


class TableFormat(StrEnum):
    """How a table is written."""

    CSV = "csv"
    PARQUET = "parquet"
    JSON = "json"


_COLUMNS = (
    athletes.c.id.label("athlete_id"),
    athletes.c.name.label("athlete"),
    sessions.c.id.label("session_id"),
    sessions.c.recorded_at,
    sessions.c.file_name,
    sessions.c.speed_mps,
    sessions.c.incline_percent,
    sessions.c.effort,
    sessions.c.shoes,
    analyses.c.number.label("analysis_number"),
    analyses.c.software_version,
    analyses.c.pose_model,
    analyses.c.guide_version,
    analyses.c.edited,
    measurements.c.metric,
    measurements.c.side,
    measurements.c.unit,
    measurements.c.value,
    measurements.c.low.label("ci95_low"),
    measurements.c.high.label("ci95_high"),
    measurements.c.n_strides,
    measurements.c.category,
    measurements.c.reason_missing,
)


class Export:
    """Tables of what a viewer may see."""

    def __init__(self, engine: sa.Engine, viewer: Viewer) -> None:
        self._engine = engine
        self._viewer = viewer

    def rows(self, athlete_id: str | None = None) -> list[dict[str, Cell]]:
        """One row for each measurement of each session's current analysis.

        Times are ISO 8601 in UTC; missing numbers are ``None`` with a reason.
        """
        condition = visible(self._viewer)
        if athlete_id is not None:
            condition = sa.and_(condition, athletes.c.id == athlete_id)
        with reading(self._engine) as connection:
            if athlete_id is not None:
                require_athlete(connection, self._viewer, athlete_id)
            found = connection.execute(_query(condition)).mappings()
            return [{**row, "recorded_at": row["recorded_at"].isoformat()} for row in found]

    def write(self, path: Path, kind: TableFormat, athlete_id: str | None = None) -> int:
        """Write the table; returns the number of rows."""
        rows = self.rows(athlete_id)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _WRITERS[kind](path, rows)
        except OSError as error:
            raise unwritable(path, error) from error
        return len(rows)


def _query(condition: sa.ColumnElement[bool]) -> sa.Select[tuple[object, ...]]:
    source = (
        measurements.join(analyses, analyses.c.id == measurements.c.analysis_id)
        .join(sessions, sessions.c.id == analyses.c.session_id)
        .join(athletes, athletes.c.id == sessions.c.athlete_id)
    )
    return (
        sa.select(*_COLUMNS)
        .select_from(source)
        .where(condition, analyses.c.is_current)
        .order_by(
            athletes.c.name,
            athletes.c.id,
            sessions.c.recorded_at,
            sessions.c.id,
            measurements.c.metric,
            measurements.c.side,
        )
    )


def _names() -> list[str]:
    return [column.name for column in _COLUMNS]


def _write_csv(path: Path, rows: list[dict[str, Cell]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, _names())
        writer.writeheader()
        writer.writerows(_harmless(row) for row in rows)


def _harmless(row: dict[str, Cell]) -> dict[str, Cell]:
    """Keep a spreadsheet from taking a name or note for a formula."""
    return {
        name: f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
        for name, value in row.items()
    }


_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _write_json(path: Path, rows: list[dict[str, Cell]]) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(_json_parts(rows))


def _json_parts(rows: list[dict[str, Cell]]) -> Iterator[str]:
    yield "[\n"
    for number, row in enumerate(rows):
        comma = "," if number + 1 < len(rows) else ""
        yield f" {json.dumps(row, ensure_ascii=False, allow_nan=False)}{comma}\n"
    yield "]\n"


def _write_parquet(path: Path, rows: list[dict[str, Cell]]) -> None:
    import pyarrow
    from pyarrow import parquet

    kinds = {sa.Float: pyarrow.float64(), sa.Integer: pyarrow.int64(), sa.Boolean: pyarrow.bool_()}
    schema = pyarrow.schema(
        [(column.name, kinds.get(type(column.type), pyarrow.string())) for column in _COLUMNS]
    )
    parquet.write_table(pyarrow.Table.from_pylist(rows, schema=schema), path)


_WRITERS = {
    TableFormat.CSV: _write_csv,
    TableFormat.JSON: _write_json,
    TableFormat.PARQUET: _write_parquet,
}
