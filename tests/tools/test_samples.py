"""The recipes of the sample clips, and the clips themselves where they are checked out."""

import json
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from form_analyzer.datatypes import Keypoint
from tools.render_runner.samples import SAMPLES

FOLDER = Path(__file__).parents[2] / "sample_videos"
NAMES = [recipe.name for recipe in SAMPLES]
MEGABYTE = 1_000_000


def label_of(name: str) -> dict:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def test_six_different_people_both_directions_and_three_frame_rates():
    assert len(set(NAMES)) == len({r.seed for r in SAMPLES}) == 6
    assert sum(r.camera.side < 0 for r in SAMPLES) == 2
    assert {r.picture.container_fps for r in SAMPLES} == {30, 60, 120}
    assert [r.name for r in SAMPLES if r.picture.capture_fps != r.picture.container_fps] == [
        "slow_motion"
    ]
    assert [r.name for r in SAMPLES if r.runner.walking] == ["walker"]


@pytest.mark.parametrize("recipe", SAMPLES, ids=NAMES)
def test_clip_is_small_and_has_the_frames_its_truth_tells(recipe):
    label, clip = label_of(recipe.name), FOLDER / f"{recipe.name}.mp4"
    assert clip.stat().st_size <= 2.5 * MEGABYTE
    with av.open(str(clip)) as container:
        stream = container.streams.video[0]
        times = sorted(packet.pts for packet in container.demux(stream) if packet.pts is not None)
        rate = 1 / (float(np.median(np.diff(times))) * stream.time_base)
        assert stream.codec_context.name == "h264"
        assert (stream.width, stream.height) == (label["width"], label["height"])
    assert len(times) == label["n_frames"] == recipe.picture.n_frames
    assert float(rate) == pytest.approx(label["container_fps"], rel=1e-3)


@pytest.mark.parametrize("name", NAMES)
def test_every_joint_is_in_the_picture_in_every_frame(name):
    label = label_of(name)
    assert list(label["joints_px"]) == [point.value for point in Keypoint]
    for flat in label["joints_px"].values():
        path = np.array(flat).reshape(-1, 2)
        assert len(path) == label["n_frames"]
        assert np.all((path > 0) & (path < [label["width"], label["height"]]))


@pytest.mark.parametrize("name", [n for n in NAMES if n != "walker"])
def test_contacts_alternate_and_the_ankle_is_low_and_ahead_at_contact(name):
    label = label_of(name)
    contacts = [c for c in label["contacts"] if c["ic_frame"] is not None]
    sides = [c["side_runner"] for c in contacts]
    assert all(a != b for a, b in pairwise(sides))
    sign = 1 if label["facing"] == "right" else -1
    for contact in contacts:
        frame = round(contact["ic_frame"])
        if frame >= label["n_frames"]:
            continue
        side = contact["side_runner"]
        ankle, hip = (
            np.array(label["joints_px"][f"{side}_{joint}"]).reshape(-1, 2)[frame]
            for joint in ("ankle", "hip")
        )
        assert sign * (ankle[0] - hip[0]) > 0
        assert ankle[1] > hip[1]


def test_walker_is_to_be_refused():
    label = label_of("walker")
    assert (label["expected_exit"], label["expected_activity"]) == (4, "walking")
    assert "contacts" not in label


def test_slow_motion_runs_at_a_runners_rate_in_real_time():
    label = label_of("slow_motion")
    assert label["slow_motion_factor"] == 8
    real = label["cadence_spm_container_time"] * label["slow_motion_factor"]
    assert real == pytest.approx(label["metrics"]["cadence.both"], abs=1e-3)
    assert 150 < real < 200
