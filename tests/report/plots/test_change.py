from datetime import datetime, timedelta
from math import inf

import pytest

from form_analyzer.report.plots import Change, TrendPoint, Verdict, change_chart, trend_chart
from form_analyzer.report.theme import LIGHT

START = datetime(2026, 3, 1, 18, 0)


def _points(*values):
    return [
        TrendPoint(
            when=START + timedelta(days=7 * week), value=value, low=value - 1, high=value + 1
        )
        for week, value in enumerate(values)
    ]


def _rows(chart):
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def test_points_carry_their_intervals_in_time_order():
    chart = trend_chart(_points(158, 162, 166), title="Cadence", unit="steps/min")
    rows = [row for row in _rows(chart) if "when" in row]
    assert [(row["low"], row["value"], row["high"]) for row in rows] == [
        (157, 158, 159),
        (161, 162, 163),
        (165, 166, 167),
    ]
    assert [row["when"] for row in rows] == sorted(row["when"] for row in rows)


def test_real_changes_are_filled_and_noise_is_hollow():
    chart = trend_chart(_points(158, 160, 162), title="", unit="", minimal_change=3)
    fills = [row["fill"] for row in _rows(chart) if "when" in row]
    assert fills == [LIGHT.page, LIGHT.page, LIGHT.near]


def test_change_lines_stand_around_the_first_session():
    chart = trend_chart(_points(158, 160), title="", unit="", minimal_change=3)
    assert {row["level"] for row in _rows(chart) if "level" in row} == {155, 161}


def test_one_session_has_no_change_lines():
    chart = trend_chart(_points(158), title="", unit="", minimal_change=3)
    assert not [row for row in _rows(chart) if "level" in row]


def test_the_guides_range_is_drawn_and_named():
    chart = trend_chart(_points(158, 160), title="", unit="", target=(170, 190))
    band = next(row for row in _rows(chart) if row.get("text") == "the guide's range")
    assert (band["low"], band["high"]) == (170, 190)


def test_an_open_range_ends_at_the_border():
    chart = trend_chart(_points(0.1, 0.3), title="", unit="", target=(-inf, 0.2))
    band = next(row for row in _rows(chart) if row.get("text") == "the guide's range")
    assert band["high"] == 0.2
    assert band["low"] < 0.1


def test_changes_keep_their_order_and_their_words():
    changes = [
        Change(label="Cadence", change=2.5, low=2, high=3, verdict=Verdict.BETTER, text="a → b"),
        Change(label="Lean", change=0.1, low=-1, high=1.2, verdict=Verdict.SAME, text="c → d"),
    ]
    rows = [row for row in _rows(change_chart(changes)) if "label" in row]
    assert [row["label"] for row in rows] == ["Cadence", "Lean"]
    assert rows[0]["text"] == "a → b · better"
    assert rows[1]["text"] == "c → d · no real change"


def test_verdicts_differ_in_shape():
    change = Change(label="x", change=1, low=0, high=2, verdict=Verdict.WORSE, text="")
    assert "triangle-down" in str(change_chart([change]).to_dict())


def test_a_huge_change_does_not_flatten_the_others():
    huge = Change(label="x", change=60, low=50, high=70, verdict=Verdict.CHANGED, text="")
    text = str(change_chart([huge]).to_dict())
    assert "'domain': [-8.0, 8.0]" in text


def test_nothing_to_draw_is_said():
    with pytest.raises(ValueError, match="no session"):
        trend_chart([], title="", unit="")
    with pytest.raises(ValueError, match="no change"):
        change_chart([])
