"""Help, wrong usage and files that are no videos: quick ends, each with its exit code."""

import subprocess
import sys
from pathlib import Path

import pytest

from form_analyzer import __version__
from tests.conftest import SAMPLES
from tests.video.clips import numbered, write_audio

USAGE, UNREADABLE = 2, 3


def one_line(text: str) -> bool:
    return len(text.splitlines()) == 1 and "Traceback" not in text


@pytest.mark.parametrize("arguments", [["--help"], ["analyze", "--help"], ["models", "--help"]])
def test_help_goes_to_standard_output(command, arguments):
    run = command(*arguments)
    assert (run.code, run.stderr) == (0, "")
    assert "Usage:" in run.stdout


def test_help_names_every_option_of_the_contract(command):
    told = command("analyze", "--help").stdout
    options = ["--out", "--height-m", "--speed-mps", "--capture-fps", "--pose-model", "--jobs"]
    assert [option for option in [*options, "--json-only"] if option not in told] == []


def test_version(command):
    assert command("--version").stdout.strip() == __version__


def test_without_a_command_the_help_is_shown_as_an_error(command):
    run = command()
    assert (run.code, run.stdout) == (USAGE, "")
    assert "analyze" in run.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["analyze"], "video"),
        (["analyze", "clip.mp4"], "--out"),
        (["analyze", "clip.mp4", "--out", "o", "--speed", "3"], "--speed"),
        (["analyze", "clip.mp4", "--out", "o", "--speed-mps", "fast"], "--speed-mps"),
        (["analyze", "clip.mp4", "--out", "o", "--speed-mps", "40"], "--speed-mps"),
        (["analyze", "clip.mp4", "--out", "o", "--height-m", "178"], "--height-m"),
        (["analyze", "clip.mp4", "--out", "o", "--jobs", "0"], "--jobs"),
        (["analyse", "clip.mp4"], "analyse"),
        (["models", "fetch", "enormous"], "enormous"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(command, arguments, told):
    run = command(*arguments)
    assert run.code == USAGE
    assert run.stdout == ""
    assert one_line(run.stderr), run.stderr
    assert told in run.stderr


def test_results_cannot_go_where_a_file_is(command, tmp_path):
    (tmp_path / "taken").write_text("")
    run = command("analyze", next(SAMPLES.glob("*.mp4")), "--out", tmp_path / "taken")
    assert run.code == USAGE
    assert one_line(run.stderr), run.stderr


def test_where_results_cannot_go_is_told_before_the_clip_is_read(command, tmp_path):
    (tmp_path / "taken").write_text("")
    run = command("analyze", "missing.mp4", "--out", tmp_path / "taken" / "out")
    assert run.code == USAGE
    assert one_line(run.stderr), run.stderr
    assert "name another --out" in run.stderr


@pytest.mark.parametrize("kind", ["--clips", "--mocap"])
def test_a_folder_without_truth_validates_nothing(command, tmp_path, kind):
    run = command("validate", "--cases", "1", kind, tmp_path)
    assert (run.code, run.stdout) == (USAGE, "")
    assert one_line(run.stderr), run.stderr
    assert str(tmp_path) in run.stderr


def test_a_question_nobody_answers_changes_nothing_and_says_so(command, tmp_path, monkeypatch):
    monkeypatch.setenv("FORM_ANALYZER_DATA_DIR", str(tmp_path / "data"))
    run = command("clean")
    assert run.code == 1
    assert "nothing was changed" in run.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a Linux device that is always full")
def test_a_full_disk_behind_standard_output_is_told_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setenv("FORM_ANALYZER_DATA_DIR", str(tmp_path / "data"))
    asked = [sys.executable, "-m", "form_analyzer", "athletes", "list"]
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(asked, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert run.returncode == USAGE
    assert one_line(run.stderr), run.stderr
    assert "no room left" in run.stderr


def test_an_unknown_pose_model_is_wrong_usage(command, tmp_path):
    clip = next(SAMPLES.glob("*.mp4"))
    run = command("analyze", clip, "--out", tmp_path, "--pose-model", "huge", "--json-only")
    assert run.code == USAGE
    assert one_line(run.stderr), run.stderr
    assert "lite, full, heavy" in run.stderr


def no_video(kind, folder):
    """A file that is no video, by kind."""
    path = folder / "clip.mp4"
    if kind == "text":
        path.write_text("It was a good run today.\n" * 40)
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "sound":
        write_audio(path)
    elif kind == "png":
        path = folder / "still.png"
        path.write_bytes(png())
    elif kind == "folder":
        path.mkdir()
    elif kind == "index missing":
        whole = next(SAMPLES.glob("*.mp4")).read_bytes()
        path.write_bytes(without_index(whole))
    return path


def png() -> bytes:
    import cv2

    done, data = cv2.imencode(".png", numbered(3))
    assert done
    return data.tobytes()


def without_index(whole: bytes) -> bytes:
    """An MP4 cut before its ``moov`` box, as a phone leaves it when its battery dies."""
    at = 0
    kept = b""
    while at < len(whole):
        size, kind = int.from_bytes(whole[at : at + 4]), whole[at + 4 : at + 8]
        if kind != b"moov":
            kept += whole[at : at + size]
        at += size
    return kept


@pytest.mark.parametrize(
    "kind", ["text", "empty", "sound", "png", "folder", "missing", "index missing"]
)
def test_what_is_no_video_is_told_in_one_line(command, tmp_path, kind):
    path = no_video(kind, tmp_path)
    run = command("analyze", path, "--out", tmp_path / "out")
    assert run.code == UNREADABLE
    assert run.stdout == ""
    assert one_line(run.stderr), run.stderr
    assert path.name in run.stderr
    assert not (tmp_path / "out").exists()


def test_a_device_is_no_video(command, tmp_path):
    run = command("analyze", "/dev/null", "--out", tmp_path / "out")
    assert run.code == UNREADABLE
    assert one_line(run.stderr), run.stderr
