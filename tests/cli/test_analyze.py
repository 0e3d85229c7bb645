"""The real command on real files: what it writes, says and returns."""

import csv
from pathlib import Path

import av
import jsonschema
import numpy as np
import pytest

from form_analyzer.report.contract import schema
from tests.cli.conftest import Run, call
from tests.conftest import SAMPLES
from tests.video.clips import write

pytestmark = pytest.mark.pose
MEASURED, UNREADABLE, REFUSED = 0, 3, 4


def one_line(text: str) -> bool:
    return len(text.splitlines()) == 1 and "Traceback" not in text


def without_timings(document: dict) -> dict:
    return {key: value for key, value in document.items() if key != "timing_s"}


@pytest.fixture(scope="module")
def first(short_clip, cache_dir, tmp_path_factory) -> Run:
    """A runner's clip analysed with everything, once."""
    out = tmp_path_factory.mktemp("results") / "made" / "here"
    return call("analyze", short_clip, "--out", out, "--speed-mps", "3.0", cache=cache_dir, out=out)


@pytest.fixture(scope="module")
def again(first, short_clip, cache_dir, tmp_path_factory) -> Run:
    """The same clip a second time, JSON only."""
    out = tmp_path_factory.mktemp("again")
    options = ["--speed-mps", "3.0", "--json-only"]
    return call("analyze", short_clip, "--out", out, *options, cache=cache_dir, out=out)


def test_a_runner_is_measured(first):
    assert (first.code, first.stderr) == (MEASURED, "")
    assert first.analysis["activity"] == "running"


def test_the_document_keeps_the_contract(first):
    jsonschema.validate(first.analysis, schema())
    text = (first.out / "analysis.json").read_text(encoding="utf-8")
    assert "NaN" not in text
    assert "Infinity" not in text


def test_every_row_has_a_value_or_a_reason(first):
    rows = first.analysis["measurements"]
    assert rows
    known = [r["value"] is not None or r["category"] is not None for r in rows]
    assert known == [not r["reason_missing"] for r in rows]


def test_events_are_in_order_and_in_the_clip(first):
    document = first.analysis
    times = [event["time_s"] for event in document["events"]]
    assert times == sorted(times)
    assert {event["side"] for event in document["events"]} == {"left", "right"}
    assert all(-1 < e["frame"] < document["video"]["n_frames"] for e in document["events"])


def test_everything_lies_in_the_folder(first):
    names = {path.name for path in first.out.iterdir()}
    wanted = {"analysis.json", "report.html", "report.pdf", "measurements.csv", "events.csv"}
    assert wanted | {"annotated.mp4"} <= names
    assert first.out.joinpath("report.pdf").read_bytes().startswith(b"%PDF")
    for picture in first.out.glob("evidence_*.jpg"):
        assert picture.read_bytes().startswith(b"\xff\xd8")


def test_the_annotated_clip_is_h264_of_the_same_length(first, short_clip):
    with av.open(str(first.out / "annotated.mp4")) as made, av.open(str(short_clip)) as given:
        assert made.streams.video[0].codec_context.name == "h264"
        frames = [sum(1 for _ in c.decode(video=0)) for c in (made, given)]
    assert frames[0] == frames[1]


def test_the_table_holds_the_cadence_of_the_document(first):
    row = next(r for r in first.analysis["measurements"] if r["metric"] == "cadence")
    assert "Cadence" in first.stdout
    assert f"{row['value']:.0f}" in first.stdout


def test_the_csv_holds_the_numbers_of_the_document(first):
    with (first.out / "measurements.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(first.analysis["measurements"])


def test_every_second_is_accounted_for(first):
    timing = first.analysis["timing_s"]
    assert {"decode", "pose", "analysis", "output", "total"} <= set(timing)
    assert timing["output"] > 0
    stages = sum(v for k, v in timing.items() if k != "total" and "workers" not in k)
    assert stages == pytest.approx(timing["total"], rel=0.05)


def test_the_second_time_the_pose_is_not_estimated_again(first, again):
    assert again.code == MEASURED
    assert (again.stdout, again.stderr) == ("", "")
    assert again.analysis["timing_s"]["inference_in_workers"] == 0
    assert first.analysis["timing_s"]["inference_in_workers"] > 0
    assert without_timings(again.analysis) == without_timings(first.analysis)


def test_json_only_writes_only_json(again):
    assert [path.name for path in again.out.iterdir()] == ["analysis.json"]


def test_a_clip_cut_in_the_middle_of_a_frame_is_read_up_to_there(analyze, short_clip, tmp_path):
    cut = tmp_path / "cut.mp4"
    whole = short_clip.read_bytes()
    cut.write_bytes(whole[: len(whole) // 2 + 7])
    run = analyze(cut)
    assert run.code in (MEASURED, REFUSED)
    assert "truncated_file" in run.codes
    assert run.analysis["video"]["n_frames"] > 0
    assert "Traceback" not in run.stderr
    assert len(run.stderr.splitlines()) == (1 if run.code == REFUSED else 0)
    jsonschema.validate(run.analysis, schema())


def still(n_frames: int, path: Path) -> Path:
    """A clip of an empty room: a soft ramp and a little noise."""
    rng = np.random.default_rng(1)
    room = np.linspace(60, 180, 320)[None, :, None] * np.ones((240, 1, 3))
    pictures = (
        np.clip(room + rng.normal(0, 2, room.shape), 0, 255).astype(np.uint8)
        for _ in range(n_frames)
    )
    return write(path, pictures)


@pytest.mark.parametrize("n_frames", [1, 60])
def test_nobody_to_measure_is_refused_with_reasons(analyze, tmp_path, n_frames):
    run = analyze(still(n_frames, tmp_path / "room.mp4"))
    assert run.code == REFUSED
    assert one_line(run.stderr), run.stderr
    assert run.analysis["activity"] == "none"
    assert "no_person" in run.codes
    assert run.analysis["events"] == []
    assert all(row["reason_missing"] for row in run.analysis["measurements"])
    jsonschema.validate(run.analysis, schema())


def test_one_frame_of_a_runner_is_too_little(analyze, short_clip, tmp_path):
    with av.open(str(short_clip)) as container:
        picture = next(container.decode(video=0)).to_ndarray(format="rgb24")
    run = analyze(write(tmp_path / "one.mp4", [picture]))
    assert run.code == REFUSED
    assert one_line(run.stderr), run.stderr
    jsonschema.validate(run.analysis, schema())


def test_a_walker_is_refused_as_walking(analyze):
    run = analyze(SAMPLES / "walker.mp4")
    assert run.code == REFUSED
    assert one_line(run.stderr), run.stderr
    assert run.analysis["activity"] == "walking"
    assert "walking" in run.codes


def test_pictures_of_another_run_do_not_stay_beside_a_report(cache_dir, tmp_path):
    for name in ("annotated.mp4", "evidence_cadence.jpg", "mine.jpg"):
        (tmp_path / name).write_bytes(b"old")
    assert call("analyze", SAMPLES / "walker.mp4", "--out", tmp_path, cache=cache_dir).code == 4
    left = {path.name for path in tmp_path.iterdir()}
    assert "mine.jpg" in left
    assert left.isdisjoint({"annotated.mp4", "evidence_cadence.jpg"})


@pytest.mark.parametrize("jobs", [1, 3])
def test_the_number_of_workers_changes_nothing(again, short_clip, tmp_path, cache_dir, jobs):
    fresh = tmp_path / "cache"
    (fresh / "models").mkdir(parents=True)
    for file in (cache_dir / "models").iterdir():
        (fresh / "models" / file.name).write_bytes(file.read_bytes())
    out = tmp_path / "out"
    options = ["--speed-mps", "3.0", "--json-only", "--jobs", jobs]
    run = call("analyze", short_clip, "--out", out, *options, cache=fresh, out=out)
    assert without_timings(run.analysis) == without_timings(again.analysis)
