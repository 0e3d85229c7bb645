import csv
from dataclasses import replace
from io import StringIO

from form_analyzer.datatypes import EventSource
from form_analyzer.report.csv import (
    EVENT_COLUMNS,
    MEASUREMENT_COLUMNS,
    events_csv,
    measurements_csv,
)


def _rows(text):
    return list(csv.DictReader(StringIO(text, newline="")))


def test_one_row_per_measurement_with_exact_numbers(troubled):
    rows = _rows(measurements_csv(troubled))
    assert tuple(rows[0]) == MEASUREMENT_COLUMNS
    assert len(rows) == len(troubled.measurements)
    for row, measured in zip(rows, troubled.measurements, strict=True):
        assert (row["metric"], row["side"], row["unit"]) == (
            measured.metric,
            measured.side,
            measured.unit,
        )
        assert (float(row["value"]) if row["value"] else None) == measured.value
        assert row["reason_missing"] == (measured.reason_missing or "")


def test_missing_values_are_empty_fields(troubled):
    elbow = next(row for row in _rows(measurements_csv(troubled)) if row["metric"] == "elbow_angle")
    assert (elbow["value"], elbow["ci95_low"], elbow["ci95_high"]) == ("", "", "")
    assert "rails" in elbow["reason_missing"]


def test_camera_side_and_deviation_are_told(troubled):
    rows = {(row["metric"], row["side"]): row for row in _rows(measurements_csv(troubled))}
    assert rows["overstride", "left"]["camera_side"] == "near"
    assert rows["overstride", "right"]["camera_side"] == "far"
    assert rows["cadence", "both"]["camera_side"] == ""
    assert rows["overstride", "left"]["deviation"] == "high"
    assert rows["cadence", "both"]["deviation"] == "low"
    assert rows["contact_time", "left"]["deviation"] == ""


def test_a_pattern_has_its_probabilities(troubled):
    row = next(row for row in _rows(measurements_csv(troubled)) if row["category"])
    assert row["category"] == "rearfoot"
    assert float(row["probability_rearfoot"]) == 0.97


def test_events_come_in_time_order(troubled):
    shuffled = replace(troubled, events=tuple(reversed(troubled.events)))
    rows = _rows(events_csv(shuffled))
    assert tuple(rows[0]) == EVENT_COLUMNS
    times = [float(row["time_s"]) for row in rows]
    assert times == sorted(times)
    assert len(rows) == len(troubled.events)


def test_an_edited_event_says_so(troubled):
    edited = replace(troubled.events[0], source=EventSource.EDITED)
    rows = _rows(events_csv(replace(troubled, events=(edited,))))
    assert rows[0]["source"] == "edited"


def test_no_events_gives_only_the_head(refused):
    assert events_csv(refused).splitlines() == [",".join(EVENT_COLUMNS)]


def test_a_file_name_is_never_a_formula(troubled):
    named = replace(troubled, video=replace(troubled.video, file_name="=cmd()|run.mp4"))
    assert _rows(measurements_csv(named))[0]["file_name"] == "'=cmd()|run.mp4"


def test_commas_and_quotes_survive(troubled):
    named = replace(troubled, video=replace(troubled.video, file_name='a, "b".mp4'))
    assert _rows(events_csv(named))[0]["file_name"] == 'a, "b".mp4'
