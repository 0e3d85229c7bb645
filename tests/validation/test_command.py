"""The whole command on a grid of two clips, and labelled clips by hand."""

import json

import numpy as np
import pytest

from form_analyzer.datatypes import Metric, Side
from form_analyzer.synthetic.make import runner_of_clip
from form_analyzer.synthetic.parameters import RunnerParameters
from form_analyzer.validation.clips import compare_clip, labelled, run_clips
from form_analyzer.validation.command import run
from form_analyzer.validation.grid import Condition
from form_analyzer.validation.markers import read_events, run_markers
from form_analyzer.validation.store import from_json
from tests import analyses

TWO = (
    Condition(name="30 fps", frame_rate_hz=30.0, duration_s=6.0),
    Condition(
        name="120 fps played at 30", frame_rate_hz=120.0, stored_rate_hz=30.0, duration_s=5.0
    ),
)


def test_one_call_writes_both_files(tmp_path):
    told = []
    report = run(
        tmp_path / "out",
        cases=1,
        seed=4,
        conditions=TWO,
        samples=None,
        jobs=1,
        progress=lambda what, part: told.append((what, part)),
    )
    assert told == [("30 fps", 0.5), ("120 fps played at 30", 1.0)]
    stored = from_json((tmp_path / "out" / "accuracy.json").read_text())
    assert [c.name for c in stored.conditions] == [c.name for c in TWO]
    assert "# Accuracy" in (tmp_path / "out" / "accuracy.md").read_text()
    assert report.conditions[1].clock_right == 1.0
    assert report.conditions[0].residual_swaps < 0.005


def test_workers_find_the_same_as_one_process(tmp_path):
    quick = TWO[:1]
    alone, together = (
        run(None, cases=2, seed=4, conditions=quick, samples=None, jobs=jobs) for jobs in (1, 2)
    )
    assert alone.conditions[0].figure("cadence", "both").mae == pytest.approx(
        together.conditions[0].figure("cadence", "both").mae, rel=1e-6
    )


def test_nothing_to_try_is_an_empty_report(tmp_path):
    report = run(tmp_path, cases=0, samples=None, json_only=True)
    assert (report.conditions, report.targets) == ((), ())
    assert not (tmp_path / "accuracy.md").exists()


def test_a_clip_that_cannot_be_read_is_reported(tmp_path):
    (tmp_path / "clip.json").write_text(json.dumps({"file": "clip.mp4"}))
    (tmp_path / "other.json").write_text("[]")
    (result,) = run_clips(tmp_path, model="full")
    assert not result.as_expected
    assert result.said


def test_labels_by_hand():
    roll = {"shank_angle_deg": 4.0, "shank_angle_roll_corrected_deg": 6.0}
    assert labelled(roll, "shank_angle_deg") == 6.0
    assert labelled({"overstride_ratio": 0.1}, "overstride_ratio") == 0.1
    assert labelled({}, "overstride_ratio") is None


def test_comparing_an_analysis_with_its_label():
    analysis = analyses.good_analysis()
    near = analysis.view.near_side
    cadence = analysis.measurement(Metric.CADENCE, Side.BOTH).value
    rate = analysis.video.frame_rate_hz
    own = [e for e in analysis.events if e.side is near and e.kind == "initial_contact"]
    label = {
        "container_fps": rate,
        "cadence_spm_container_time": cadence - 1.0,
        "trunk_lean_mean_deg": analysis.measurement(Metric.TRUNK_LEAN, Side.BOTH).value - 2.0,
        "contacts": [
            {"side_camera": "near", "ic_frame": e.frame - 0.5, "to_frame": None} for e in own
        ],
    }
    result = compare_clip("clip", label, analysis)
    assert result.as_expected
    errors = {e.name: e for e in result.errors}
    assert errors["cadence"].error == pytest.approx(1.0)
    assert errors["trunk_lean"].error == pytest.approx(2.0)
    contact = errors["initial_contact, near: mean absolute error"]
    assert contact.error == pytest.approx(500 / rate)
    assert errors["initial_contact, near: missed"].error == 0


def test_a_refusal_is_as_expected_when_the_label_says_so():
    analysis = analyses.refused_analysis()
    label = {"expected_exit": 4, "expected_activity": ["walking", "other"]}
    assert compare_clip("clip", label, analysis).as_expected
    assert not compare_clip("clip", {"expected_exit": 0}, analysis).as_expected


def write_markers(folder, seconds=10.5, rate=150.0):
    """A synthetic runner's joints and events, as a laboratory writes them."""
    runner = runner_of_clip(RunnerParameters(), duration_s=seconds, seed=3)
    t = np.arange(0, seconds, 1 / rate)
    pelvis_m = runner.trunk.hips(t) + np.array([0.0, 0.1])
    columns = {"time_s": t, "pelvis_x_mm": pelvis_m[:, 0], "pelvis_y_mm": pelvis_m[:, 1]}
    events = []
    for column, side in enumerate(("left", "right")):
        _hip, *joints_m = np.moveaxis(runner.legs[column].joints(t), 1, 0)
        for joint, place_m in zip(("knee", "ankle", "heel", "toe"), joints_m, strict=True):
            columns[f"{side}_{joint}_x_mm"], columns[f"{side}_{joint}_y_mm"] = place_m.T
        line = runner.timeline
        events += [
            f"{side},{line.contact_s[k]:.4f},{line.toe_off_s[k]:.4f}"
            for k in line.of(column)
            if line.contact_s[k] > 0 and line.toe_off_s[k] < seconds
        ]
    millimetres = [v if name == "time_s" else 1000 * v for name, v in columns.items()]
    table = np.stack(millimetres, axis=1)
    text = "\n".join([",".join(columns), *(",".join(f"{v:.4f}" for v in row) for row in table)])
    (folder / "made_up_markers.csv").write_text(text + "\n")
    said = "\n".join(["side,initial_contact_s,toe_off_s", *events])
    (folder / "made_up_events.csv").write_text(said + "\n")


def test_markers_are_read_filmed_and_compared(tmp_path):
    write_markers(tmp_path)
    events = read_events(tmp_path / "made_up_events.csv")
    assert all(np.all(np.diff(times) > 0) for times in events.values())
    results = run_markers(tmp_path)
    assert {(r.frame_rate_hz, r.noisy) for r in results} == {
        (rate, noisy) for rate in (30.0, 60.0, 120.0) for noisy in (False, True)
    }
    for result in results:
        assert result.events > 40
        assert result.cadence_error_spm < 1.0
        assert result.contact_mae_ms < 20
        assert result.toe_off_mae_ms < 20


def test_a_folder_without_markers_gives_nothing(tmp_path):
    assert run_markers(tmp_path) == ()
