"""Everything after pose estimation, on pose tracks recorded from the sample clips."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from form_analyzer.datatypes import (
    Activity,
    CaptureInfo,
    EditAction,
    EventEdit,
    EventKind,
    Metric,
    QualityCode,
    Side,
    SoftwareInfo,
)
from form_analyzer.errors import UnreadableVideoError
from form_analyzer.pipeline import analyze, analyze_track
from form_analyzer.pose.cache import load_track
from tests.clips import scene, video

RECORDED = Path(__file__).parent / "data"
SAMPLES = Path(__file__).parent.parent / "sample_videos"
RUNNERS = ("good_midfoot", "overstride_heel")
SOFTWARE = SoftwareInfo(version="0", pose_model="full", pose_model_sha256="", guide_version="0")


def truth(name):
    return json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))


@cache
def result(name, **said):
    track = load_track(RECORDED / f"{name}.npz")
    roll = truth(name)["camera_roll_deg"]
    return analyze_track(video(track), track, scene(roll), SOFTWARE, **said)


def value(analysis, metric, side=Side.BOTH):
    row = analysis.measurement(metric, side)
    assert row is not None
    assert row.value is not None, row.reason_missing
    return row.value


@pytest.mark.parametrize("name", RUNNERS)
def test_view_activity_and_clock(name):
    analysis, label = result(name).analysis, truth(name)
    assert analysis.activity is Activity.RUNNING
    assert analysis.view.facing == label["facing"]
    assert analysis.view.near_side == label["facing"]
    assert analysis.time_scale.value == 1.0
    assert not analysis.refused


@pytest.mark.parametrize("name", RUNNERS)
@pytest.mark.parametrize(
    ("metric", "place", "within"),
    [
        (Metric.CADENCE, "both", 0.5),
        (Metric.CONTACT_TIME, "near", 0.015),
        (Metric.FOOT_STRIKE_ANGLE, "near", 4.0),
        (Metric.OVERSTRIDE, "near", 0.03),
        (Metric.SHANK_ANGLE, "near", 3.5),
        (Metric.KNEE_FLEXION_CONTACT, "near", 6.0),
        (Metric.TRUNK_LEAN, "both", 2.0),
    ],
)
def test_numbers_of_rendered_runners(name, metric, place, within):
    analysis = result(name).analysis
    side = analysis.view.near_side if place == "near" else Side.BOTH
    assert value(analysis, metric, side) == pytest.approx(
        truth(name)["metrics"][f"{metric}.{side}"], abs=within
    )


@pytest.mark.parametrize("name", RUNNERS)
def test_near_contacts_of_rendered_runners(name):
    analysis, label = result(name).analysis, truth(name)
    near = analysis.view.near_side
    found = np.array(
        [e.frame for e in analysis.events if e.kind is EventKind.INITIAL_CONTACT and e.side is near]
    )
    labelled = [
        c["ic_frame"]
        for c in label["contacts"]
        if c["side_camera"] == "near" and c["ic_frame"] is not None
    ]
    inside = [f for f in labelled if found.min() - 5 < f < found.max() + 5]
    assert len(inside) >= 10
    off_ms = [np.abs(found - f).min() / label["container_fps"] * 1000 for f in inside]
    assert np.mean(off_ms) < 10


def test_the_heel_striker_is_told_from_the_midfoot_striker():
    good, heel = (result(name).analysis for name in RUNNERS)
    near = good.view.near_side, heel.view.near_side
    assert value(heel, Metric.FOOT_STRIKE_ANGLE, near[1]) > 8
    assert value(good, Metric.FOOT_STRIKE_ANGLE, near[0]) < 8
    assert value(heel, Metric.OVERSTRIDE, near[1]) > value(good, Metric.OVERSTRIDE, near[0]) + 0.05
    deviating = {d.measurement.metric for d in heel.deviations}
    assert Metric.OVERSTRIDE in deviating or Metric.SHANK_ANGLE in deviating


def test_the_walker_is_refused_with_reasons():
    analysis = result("walker").analysis
    assert analysis.refused
    assert analysis.activity is Activity.WALKING
    assert QualityCode.WALKING in {flag.code for flag in analysis.quality}
    assert all(row.reason_missing for row in analysis.measurements)
    assert (analysis.events, analysis.deviations) == ((), ())


def test_versions_and_capture_go_into_the_analysis():
    capture = CaptureInfo(height_m=1.68, speed_mps=2.8)
    analysis = result("good_midfoot", capture=capture).analysis
    assert analysis.software is SOFTWARE
    assert analysis.capture == capture
    label = truth("good_midfoot")["metrics"]
    assert value(analysis, Metric.STEP_LENGTH) == pytest.approx(label["step_length.both"], rel=0.02)
    assert value(analysis, Metric.VERTICAL_OSCILLATION) == pytest.approx(
        label["vertical_oscillation.both"], abs=0.02
    )


def test_edits_start_from_the_raw_track_and_recompute():
    plain = result("good_midfoot")
    near = plain.analysis.view.near_side
    edits = tuple(
        EventEdit(
            action=EditAction.MOVE,
            kind=e.kind,
            side=e.side,
            frame=e.frame,
            to_frame=e.frame - 2,
        )
        for e in plain.analysis.events
        if e.kind is EventKind.INITIAL_CONTACT and e.side is near
    )
    again = analyze_track(
        plain.analysis.video, plain.raw_track, plain.scene, SOFTWARE, edits=edits
    ).analysis
    longer = value(again, Metric.CONTACT_TIME, near) - value(
        plain.analysis, Metric.CONTACT_TIME, near
    )
    assert longer == pytest.approx(2 / 60, abs=0.004)


def test_targets_of_ones_own_decide_what_deviates():
    cadence = value(result("good_midfoot").analysis, Metric.CADENCE)
    raw = load_track(RECORDED / "good_midfoot.npz")
    analysis = analyze_track(
        video(raw),
        raw,
        scene(0.0),
        SOFTWARE,
        targets={Metric.CADENCE: (cadence + 15, cadence + 20)},
    ).analysis
    (low,) = [d for d in analysis.deviations if d.measurement.metric is Metric.CADENCE]
    assert low.direction == "low"


def test_a_file_that_is_no_video_is_told(tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"no video at all")
    with pytest.raises(UnreadableVideoError):
        analyze(path)
