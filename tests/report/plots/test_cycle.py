from dataclasses import replace

import numpy as np
import pytest

from form_analyzer.datatypes import EventKind, Side
from form_analyzer.report.plots import CurveReference, curves_chart, footfall_chart
from form_analyzer.report.plots.cycle import CURVE_TITLES


def test_one_panel_for_each_curve_with_its_title(troubled):
    spec = curves_chart(troubled.curves, near_side=Side.LEFT).to_dict()
    assert [panel["title"] for panel in spec["concat"]] == list(CURVE_TITLES.values())


def test_mean_and_spread_are_the_analysis_own(troubled):
    spec = curves_chart(troubled.curves, near_side=Side.LEFT, names=["knee_flexion"]).to_dict()
    rows = [row for rows in spec["datasets"].values() for row in rows if "mean" in row]
    near = [row for row in rows if row["side"] == "near (left)"]
    curves = troubled.curves[0]
    assert near[0]["percent"] == 0
    assert near[-1]["percent"] == 100
    for row in near:
        at = round(row["percent"])
        assert row["mean"] == pytest.approx(curves.mean_deg["knee_flexion"][at], abs=0.006)
        spread = curves.sd_deg["knee_flexion"][at]
        assert row["high"] - row["low"] == pytest.approx(2 * spread, abs=0.03)


def test_toe_off_is_marked_for_each_leg(troubled):
    spec = curves_chart(troubled.curves, near_side=Side.LEFT, names=["knee_flexion"]).to_dict()
    marks = [row for rows in spec["datasets"].values() for row in rows if "text" in row]
    assert {(row["side"], row["percent"]) for row in marks} == {
        ("near (left)", 34.5),
        ("far (right)", 35.0),
    }


def test_legs_differ_in_dash(troubled):
    assert "strokeDash" in str(curves_chart(troubled.curves, near_side=Side.LEFT).to_dict())


def test_gaps_stay_gaps(troubled):
    curves = troubled.curves[0]
    holed = curves.mean_deg["knee_flexion"].copy()
    holed[40:50] = np.nan
    changed = replace(curves, mean_deg={**curves.mean_deg, "knee_flexion": holed})
    spec = curves_chart([changed], near_side=Side.LEFT, names=["knee_flexion"]).to_dict()
    rows = [row for rows in spec["datasets"].values() for row in rows if "mean" in row]
    gaps = [row["percent"] for row in rows if row["mean"] is None]
    assert gaps
    assert all(40 <= percent < 50 for percent in gaps)


def test_a_reference_band_widens_the_axis(troubled):
    phase = np.linspace(0, 1, 5)
    band = CurveReference(
        phase=phase, low_deg=np.full(5, -40.0), high_deg=np.full(5, 160.0), label="a study"
    )
    spec = curves_chart(
        troubled.curves,
        near_side=Side.LEFT,
        names=["knee_flexion"],
        reference={"knee_flexion": band},
    ).to_dict()
    low, high = spec["concat"][0]["layer"][0]["encoding"]["y"]["scale"]["domain"]
    assert low < -40
    assert high > 160


def test_toe_off_is_named_beside_the_later_line(troubled):
    sides = (Side.LEFT, Side.RIGHT)
    for later, earlier in (sides, sides[::-1]):
        phases = {later: 0.36, earlier: 0.33}
        curves = [replace(held, toe_off_phase=phases[held.side]) for held in troubled.curves]
        spec = curves_chart(curves, near_side=Side.LEFT, names=["knee_flexion"]).to_dict()
        (texts,) = [rows for rows in spec["datasets"].values() if len(rows) == 1]
        assert texts[0]["percent"] == pytest.approx(36)


def test_no_toe_off_draws_no_mark(troubled):
    bare = [replace(curves, toe_off_phase=None) for curves in troubled.curves]
    assert "toe-off" not in str(curves_chart(bare, near_side=Side.LEFT).to_dict())


def test_nothing_to_draw_is_said():
    with pytest.raises(ValueError, match="no curve"):
        curves_chart([], near_side=Side.LEFT)
    with pytest.raises(ValueError, match="no event"):
        footfall_chart([], near_side=Side.LEFT)


def test_unknown_near_side_names_the_sides(troubled):
    spec = curves_chart(troubled.curves, near_side=None, names=["knee_flexion"]).to_dict()
    sides = {row["side"] for rows in spec["datasets"].values() for row in rows}
    assert sides == {"left", "right"}


def _stances(spec):
    return [row for rows in spec["datasets"].values() for row in rows if "end" in row]


def test_bars_run_from_contact_to_toe_off(troubled):
    stances = _stances(footfall_chart(troubled.events, near_side=Side.LEFT).to_dict())
    near = [row for row in stances if row["side"] == "near (left)"]
    assert near[0]["start"] == 0.0
    for row in stances:
        assert row["end"] - row["start"] == pytest.approx(0.262)


def test_only_the_first_seconds_are_drawn(troubled):
    stances = _stances(footfall_chart(troubled.events, near_side=Side.LEFT, seconds=2.0).to_dict())
    assert max(row["start"] for row in stances) <= 2.0


def test_a_contact_at_the_end_keeps_its_bar(troubled):
    """Without it a lone tick would stand at the edge of the picture."""
    for seconds in (2.0, 2.15, 2.3):
        chart = footfall_chart(troubled.events, near_side=Side.LEFT, seconds=seconds)
        rows = [row for found in chart.to_dict()["datasets"].values() for row in found]
        ticks = {row["start"] for row in rows if "end" not in row}
        assert ticks == {row["start"] for row in rows if "end" in row}


def test_a_contact_without_its_toe_off_makes_no_bar(troubled):
    events = [event for event in troubled.events if event.kind is EventKind.INITIAL_CONTACT]
    spec = footfall_chart(events, near_side=Side.LEFT).to_dict()
    assert _stances(spec) == []
    assert [row for rows in spec["datasets"].values() for row in rows]
