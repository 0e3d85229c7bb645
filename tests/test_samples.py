"""The bundled clips from file to deviations, against what was rendered."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from form_analyzer.datatypes import (
    Activity,
    Analysis,
    EventKind,
    FloatArray,
    Metric,
    QualityCode,
    QualitySeverity,
    Side,
    TimeScaleSource,
    UInt8Array,
)
from form_analyzer.errors import PoseModelError
from form_analyzer.pipeline import analyze
from form_analyzer.video.decode import frames
from form_analyzer.video.encode import write_h264
from form_analyzer.video.probe import probe
from tests.conftest import SAMPLES

pytestmark = pytest.mark.pose

RUNNERS = ("good_midfoot", "overstride_heel", "hunched_lean", "slow_motion", "asymmetric")
# Largest error at 60 frames a second and more, and below.
LIMITS = {
    Metric.CADENCE: (0.5, 0.5),
    Metric.CONTACT_TIME: (0.010, 0.015),
    Metric.FOOT_STRIKE_ANGLE: (3.0, 4.0),
    Metric.TRUNK_LEAN: (1.5, 1.5),
    Metric.OVERSTRIDE: (0.025, 0.03),
    Metric.SHANK_ANGLE: (3.0, 4.0),
    Metric.KNEE_FLEXION_CONTACT: (5.0, 6.0),
    Metric.VERTICAL_OSCILLATION: (0.01, 0.01),
}
DEVIATIONS = {
    "good_midfoot": set(),
    "overstride_heel": {
        Metric.OVERSTRIDE,
        Metric.SHANK_ANGLE,
        Metric.FOOT_STRIKE_ANGLE,
        Metric.CADENCE,
    },
    "hunched_lean": {Metric.TRUNK_LEAN, Metric.FORWARD_HEAD},
    "asymmetric": {Metric.STEP_TIME_ASYMMETRY},
}


@cache
def truth(name: str) -> dict[str, object]:
    return json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))


@cache
def measured(name: str) -> Analysis:
    try:
        return analyze(SAMPLES / f"{name}.mp4").analysis
    except PoseModelError as error:
        pytest.skip(str(error))


def true_value(name: str, metric: Metric, side: Side) -> float:
    metrics = truth(name)["metrics"]
    assert isinstance(metrics, dict)
    key = f"{metric}.{side}" if f"{metric}.{side}" in metrics else f"{metric}.both"
    true = float(metrics[key])
    # Labels hold metres; without a known scale, leg lengths are measured.
    return (
        true / float(truth(name)["leg_length_m"]) if metric is Metric.VERTICAL_OSCILLATION else true
    )


@pytest.mark.parametrize("metric", LIMITS)
@pytest.mark.parametrize("name", RUNNERS)
def test_near_side_within_what_is_owed(name: str, metric: Metric) -> None:
    analysis = measured(name)
    side = analysis.view.near_side
    row = analysis.measurement(metric, side) or analysis.measurement(metric, Side.BOTH)
    assert row is not None
    assert row.value is not None
    rate_hz = analysis.video.frame_rate_hz / analysis.time_scale.value
    limit = LIMITS[metric][0 if rate_hz > 31 else 1]
    assert row.value == pytest.approx(true_value(name, metric, row.side), abs=limit)


@pytest.mark.parametrize("name", RUNNERS)
def test_contacts_of_the_near_foot(name: str) -> None:
    analysis, label = measured(name), truth(name)
    near = analysis.view.near_side
    assert str(analysis.view.facing) == label["facing"] == str(near)
    rate_hz = analysis.video.frame_rate_hz / analysis.time_scale.value
    found = [
        e.frame for e in analysis.events if e.side is near and e.kind is EventKind.INITIAL_CONTACT
    ]
    contacts = [
        c["ic_frame"]
        for c in label["contacts"]
        if c["side_camera"] == "near" and c["ic_frame"] is not None
    ]
    errors_s = [abs(min(found, key=lambda f: abs(f - true)) - true) / rate_hz for true in contacts]
    assert sum(errors_s) / len(errors_s) <= (0.008 if rate_hz > 31 else 0.012)


@pytest.mark.parametrize("name", DEVIATIONS)
def test_the_intended_deviations_and_no_others(name: str) -> None:
    found = {deviation.measurement.metric for deviation in measured(name).deviations}
    assert found == DEVIATIONS[name]


def test_slow_motion_is_found_without_being_told() -> None:
    analysis = measured("slow_motion")
    assert analysis.time_scale.source is TimeScaleSource.GRAVITY
    assert analysis.time_scale.value == pytest.approx(1 / 8)
    assert QualityCode.SLOW_MOTION in {flag.code for flag in analysis.quality}


@pytest.mark.parametrize("name", [name for name in RUNNERS if name != "slow_motion"])
def test_slow_motion_is_not_claimed_on_normal_clips(name: str) -> None:
    assert measured(name).time_scale.value == 1.0


def hand(time_s: FloatArray, step_hz: float) -> FloatArray:
    """The picture's shift (px) and lean (deg) in a hand on a shaking floor, (n, 3)."""
    swing = [np.sin(2 * np.pi * hertz * time_s) for hertz in (0.4, 0.9, 1.7, step_hz)]
    return np.stack([6 * swing[0] + 3 * swing[2], 5 * swing[1] + 4 * swing[3], 0.3 * swing[1]], 1)


def shaken(clip: Path, to: Path, step_hz: float) -> Path:
    """The clip as that hand would have filmed it, a little closer."""
    info = probe(clip)
    times_s = np.arange(info.n_frames) / info.frame_rate_hz
    size = info.width_px, info.height_px

    def moved() -> Iterator[UInt8Array]:
        for frame, (x, y, lean_deg) in zip(frames(info), hand(times_s, step_hz), strict=True):
            matrix = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), lean_deg, 1.05)
            matrix[:, 2] += x, y
            yield np.asarray(cv2.warpAffine(frame.image, matrix, size, flags=cv2.INTER_CUBIC))

    write_h264(to, moved(), info.frame_rate_hz, crf=20)
    return to


def test_out_of_a_hand_the_numbers_are_a_tripods(tmp_path: Path) -> None:
    tripod = measured("overstride_heel")
    cadence = tripod.measurement(Metric.CADENCE, Side.BOTH)
    assert cadence is not None
    assert cadence.value is not None
    clip = shaken(SAMPLES / "overstride_heel.mp4", tmp_path / "held.mp4", cadence.value / 60.0)
    held = analyze(clip).analysis
    (flag,) = (flag for flag in held.quality if flag.code is QualityCode.CAMERA_MOVES)
    assert flag.severity is QualitySeverity.INFO
    for row in tripod.measurements:
        again = held.measurement(row.metric, row.side)
        if row.value is None or row.ci95 is None:
            continue
        assert again is not None
        assert again.value is not None
        assert again.ci95 is not None
        assert row.ci95[0] < again.value < row.ci95[1], (row.metric, row.side)
        assert again.ci95[1] - again.ci95[0] < 1.6 * (row.ci95[1] - row.ci95[0]), row.metric
    near = [e for e in tripod.events if e.side is tripod.view.near_side]
    also = [e for e in held.events if e.side is tripod.view.near_side]
    assert [e.kind for e in also] == [e.kind for e in near]
    assert np.mean([abs(a.time_s - b.time_s) for a, b in zip(near, also, strict=True)]) < 0.006


def test_the_walker_is_refused_as_walking() -> None:
    analysis = measured("walker")
    assert analysis.refused
    assert analysis.activity is Activity.WALKING
    assert all(row.is_missing and row.reason_missing for row in analysis.measurements)
