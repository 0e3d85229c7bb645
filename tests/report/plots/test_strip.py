from math import inf

import pytest

from form_analyzer.report.plots import BandLane, ValueLane, range_strip
from form_analyzer.report.theme import DARK, LIGHT

NEAR = ValueLane(label="near", value=0.32, low=0.30, high=0.35, text="0.32")
FAR = ValueLane(label="far", value=0.31, low=0.25, high=0.36, text="0.31", far=True)
GUIDE = BandLane(label="the guide", low=0.0, high=0.2, text="0 to 0.2")
STUDY = BandLane(label="research", low=0.1, high=inf, text="at least 0.1", research=True)


def _rows(spec):
    return [row for rows in spec["datasets"].values() for row in rows]


def _domain(spec):
    found = []

    def walk(node):
        if isinstance(node, dict):
            if "x" in node and isinstance(node["x"], dict) and "scale" in node["x"]:
                found.append(tuple(node["x"]["scale"]["domain"]))
            for part in node.values():
                walk(part)
        elif isinstance(node, list):
            for part in node:
                walk(part)

    walk(spec)
    assert len(set(found)) == 1
    return found[0]


def test_the_chart_holds_the_numbers_and_nothing_is_fetched():
    spec = range_strip([NEAR, FAR], [GUIDE, STUDY], unit="leg lengths").to_dict()
    values = [row for row in _rows(spec) if "value" in row]
    assert [(row["value"], row["low"], row["high"]) for row in values] == [
        (0.32, 0.30, 0.35),
        (0.31, 0.25, 0.36),
    ]
    assert "url" not in str(spec["datasets"])


def test_every_lane_is_labelled_so_colour_is_not_needed():
    spec = range_strip([NEAR, FAR], [GUIDE, STUDY], unit="").to_dict()
    assert {row["lane"] for row in _rows(spec) if "lane" in row} == {
        "near",
        "far",
        "the guide",
        "research",
    }


def test_marks_differ_in_shape_and_dash():
    text = str(range_strip([NEAR, FAR], [GUIDE, STUDY], unit="").to_dict())
    assert "'shape': 'circle'" in text
    assert "'shape': 'diamond'" in text
    assert "'strokeDash': [3, 2]" in text


def test_the_axis_holds_every_mark_with_room_for_the_text():
    low, high = _domain(range_strip([NEAR, FAR], [GUIDE], unit="", width=300).to_dict())
    assert low < 0.0
    pixels_right_of_far = (high - 0.36) / (high - low) * 300
    assert pixels_right_of_far >= 6.6 * len("0.31")


def test_an_open_range_reaches_the_border():
    spec = range_strip([NEAR], [STUDY], unit="").to_dict()
    high = _domain(spec)[1]
    band = next(row for row in _rows(spec) if row.get("lane") == "research" and "low" in row)
    assert band["high"] == pytest.approx(high)


def test_themes_change_colours_only():
    light, dark = (
        range_strip([NEAR], [GUIDE], unit="x", theme=theme).to_dict() for theme in (LIGHT, DARK)
    )
    assert light["datasets"] == dark["datasets"]
    assert LIGHT.near in str(light)
    assert DARK.near in str(dark)
    assert LIGHT.near not in str(dark)
