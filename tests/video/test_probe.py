import hashlib
import math
import os
import struct
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from form_analyzer.errors import UnreadableVideoError
from form_analyzer.video.decode import frames
from form_analyzer.video.probe import frame_times_s, probe
from form_analyzer.video.stamps import repaired_ticks, tell_time
from tests.video.clips import clip, number_of, numbered, write, write_audio

FASTSTART = {"movflags": "+faststart"}


def test_says_what_the_file_is(tmp_path: Path) -> None:
    path = clip(tmp_path / "run.mp4", 40)
    info = probe(path)
    assert (info.file_name, info.codec) == ("run.mp4", "h264")
    assert (info.width_px, info.height_px, info.rotation_deg) == (160, 96, 0)
    assert info.n_frames == 40
    assert info.frame_rate_hz == pytest.approx(30.0, abs=1e-6)
    assert info.duration_s == pytest.approx(40 / 30, abs=1e-6)
    assert info.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert not info.truncated
    assert not info.variable_frame_rate
    assert info.capture_rate_hz is None
    assert info.repaired_time_stamps == 0


CODINGS = [
    ("a.mp4", "libx264", "yuv420p", "h264"),
    ("a.mov", "libx264", "yuv420p", "h264"),
    ("a.mkv", "libx264", "yuv420p", "h264"),
    ("a.avi", "libx264", "yuv420p", "h264"),
    ("b.avi", "mpeg4", "yuv420p", "mpeg4"),
    ("a.mp4", "libx265", "yuv420p", "hevc"),
    ("a.mov", "libx265", "yuv420p10le", "hevc"),
    ("a.webm", "libvpx-vp9", "yuv420p", "vp9"),
    ("8.webm", "libvpx", "yuv420p", "vp8"),
    ("a.mkv", "libsvtav1", "yuv420p10le", "av1"),
    ("c.mp4", "libsvtav1", "yuv420p", "av1"),
    ("p.mov", "prores_ks", "yuv422p10le", "prores"),
    ("m.avi", "mjpeg", "yuvj420p", "mjpeg"),
]


@pytest.mark.parametrize(("name", "codec", "pix_fmt", "reported"), CODINGS)
def test_every_container_and_codec(
    tmp_path: Path, name: str, codec: str, pix_fmt: str, reported: str
) -> None:
    options = {"libx265": {"x265-params": "log-level=none"}, "libsvtav1": {"preset": "12"}}
    path = clip(
        tmp_path / name, 24, codec=codec, pix_fmt=pix_fmt, codec_options=options.get(codec, {})
    )
    info = probe(path)
    assert (info.n_frames, info.codec) == (24, reported)
    assert info.frame_rate_hz == pytest.approx(30.0, rel=2e-3)
    assert not info.variable_frame_rate
    assert not info.truncated
    decoded = list(frames(info))
    assert [number_of(frame.image) for frame in decoded] == list(range(24))
    assert [frame.index for frame in decoded] == list(range(24))
    assert np.array_equal([frame.time_s for frame in decoded], frame_times_s(info))


def test_capture_rate_of_android_slow_motion(tmp_path: Path) -> None:
    path = clip(
        tmp_path / "slow.mp4",
        metadata={"com.android.capture.fps": "240.0"},
        container_options={"movflags": "use_metadata_tags"},
    )
    assert probe(path).capture_rate_hz == 240.0


@pytest.mark.parametrize("nonsense", ["nan", "-30", "0", "fast"])
def test_a_senseless_capture_rate_is_none(tmp_path: Path, nonsense: str) -> None:
    path = clip(
        tmp_path / "slow.mp4",
        metadata={"com.android.capture.fps": nonsense},
        container_options={"movflags": "use_metadata_tags"},
    )
    assert probe(path).capture_rate_hz is None


def test_variable_frame_rate_by_time_stamps(tmp_path: Path) -> None:
    spacing = [16, 17, 33, 16, 50, 16, 17, 16, 17, 16] * 4
    pts = np.concatenate([[0], np.cumsum(spacing)]).tolist()
    path = clip(tmp_path / "vfr.mkv", len(pts), pts=pts, time_base=Fraction(1, 1000))
    info = probe(path)
    assert info.variable_frame_rate
    assert np.allclose(frame_times_s(info), np.array(pts) / 1000)
    assert info.frame_rate_hz == pytest.approx(60.0, rel=0.02)


def test_a_dropped_frame_makes_the_rate_variable(tmp_path: Path) -> None:
    pts = [*range(10), *range(11, 30)]
    info = probe(clip(tmp_path / "dropped.mp4", 29, pts=pts))
    assert info.variable_frame_rate
    assert info.frame_rate_hz == pytest.approx(30.0)


def test_millisecond_rounding_is_not_variable(tmp_path: Path) -> None:
    info = probe(clip(tmp_path / "round.mkv", 31))
    assert not info.variable_frame_rate
    assert info.frame_rate_hz == pytest.approx(30.0, rel=1e-3)


def test_one_frame_is_a_clip(tmp_path: Path) -> None:
    info = probe(clip(tmp_path / "one.mp4", 1))
    assert info.n_frames == 1
    assert math.isnan(info.frame_rate_hz)
    assert info.duration_s == 0.0
    assert len(list(frames(info))) == 1


@pytest.mark.parametrize(
    ("ccw", "hflip", "clockwise"),
    [(0, False, 0), (-90, False, 90), (180, False, 180), (90, False, 270), (0, True, 0)],
)
def test_display_matrix(tmp_path: Path, ccw: int, hflip: bool, clockwise: int) -> None:
    upright = numbered(0b1000000001)
    upright[-20:, -40:] = (250, 250, 0)
    stored = np.rot90(upright, clockwise // 90)  # undo the clockwise turn
    stored = stored[:, ::-1] if hflip else stored
    path = write(tmp_path / "p.mp4", [stored] * 3, rotation_ccw=ccw, hflip=hflip)
    info = probe(path)
    assert (info.width_px, info.height_px) == (160, 96)
    assert info.rotation_deg == clockwise
    shown = next(frames(info)).image
    assert shown.shape == (96, 160, 3)
    assert np.abs(shown.astype(int) - upright).mean() < 8


def test_wide_pixels_are_stretched(tmp_path: Path) -> None:
    info = probe(clip(tmp_path / "sar.mp4", 5, pixel_aspect=Fraction(4, 3)))
    assert (info.width_px, info.height_px) == (213, 96)
    assert next(frames(info)).image.shape == (96, 213, 3)


@pytest.mark.parametrize("size", [(161, 97), (159, 96), (160, 95)])
def test_odd_sizes(tmp_path: Path, size: tuple[int, int]) -> None:
    images = [numbered(i, *size) for i in range(5)]
    info = probe(write(tmp_path / "odd.mkv", images, codec="ffv1", pix_fmt="yuv444p"))
    assert (info.width_px, info.height_px) == size
    decoded = list(frames(info))
    assert all(frame.image.shape == (size[1], size[0], 3) for frame in decoded)
    assert np.abs(decoded[3].image.astype(int) - images[3]).mean() < 4


# --- damage ---------------------------------------------------------------------------------


def cut(path: Path, keep: float) -> Path:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    return path


@pytest.mark.parametrize("name", ["cut.mp4", "cut.mov", "cut.mkv", "cut.webm", "cut.avi"])
def test_a_cut_file_gives_its_readable_part(tmp_path: Path, name: str) -> None:
    codec = "libvpx-vp9" if name.endswith("webm") else "libx264"
    options = FASTSTART if name.endswith(("mp4", "mov")) else {}
    path = clip(tmp_path / name, 60, codec=codec, container_options=options)
    assert not probe(path).truncated
    info = probe(cut(path, 0.7))
    assert info.truncated
    assert 5 < info.n_frames < 60
    decoded = list(frames(info))
    assert len(decoded) == info.n_frames
    shown = [number_of(frame.image) for frame in decoded]
    assert shown == sorted(set(shown))
    assert np.all(np.diff([frame.time_s for frame in decoded]) > 0)


def test_a_recording_without_its_index_says_so(tmp_path: Path) -> None:
    path = cut(clip(tmp_path / "cut.mp4", 60), 0.6)
    with pytest.raises(UnreadableVideoError, match="unfinished or cut"):
        probe(path)


@pytest.mark.parametrize("junk", ["random", "zeros"])
def test_overwritten_bytes_in_the_middle_are_skipped(tmp_path: Path, junk: str) -> None:
    path = clip(tmp_path / "hurt.mp4", 60, container_options=FASTSTART)
    data = bytearray(path.read_bytes())
    start = int(len(data) * 0.6)
    rng = np.random.default_rng(1)
    data[start : start + 300] = rng.bytes(300) if junk == "random" else bytes(300)
    path.write_bytes(bytes(data))
    info = probe(path)
    decoded = list(frames(info, threads=1))
    assert not info.truncated
    assert info.n_frames >= 40
    # The encoder does not write the same bytes every time. A packet may be hit so that its lengths
    # still add up though it gives no picture: that frame is left out, its index goes to no other.
    assert info.n_frames - 1 <= len(decoded) <= info.n_frames
    times_s = frame_times_s(info)
    assert [f.time_s for f in decoded] == [times_s[f.index] for f in decoded]
    assert np.all(np.diff([f.index for f in decoded]) > 0)
    untouched = [f for f in decoded if f.time_s < 0.5]
    assert [number_of(f.image) for f in untouched] == [round(f.time_s * 30) for f in untouched]


def test_a_trailer_of_the_phone_is_not_a_cut(tmp_path: Path) -> None:
    path = clip(tmp_path / "samsung.mp4", 10)
    path.write_bytes(path.read_bytes() + struct.pack(">I4s", 10**6, b"sefd") + b"\0" * 50)
    assert not probe(path).truncated


# --- refusals -------------------------------------------------------------------------------


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableVideoError) as caught:
        probe(path)
    text = str(caught.value)
    assert "\n" not in text
    assert str(path) in text
    return text


def test_missing(tmp_path: Path) -> None:
    assert "does not exist" in refusal(tmp_path / "no.mp4")


def test_folder(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path)


def test_empty(tmp_path: Path) -> None:
    path = tmp_path / "empty.mp4"
    path.touch()
    assert "is empty" in refusal(path)


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="no such device here")
def test_device() -> None:
    assert "not an ordinary file" in refusal(Path("/dev/null"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_not_allowed(tmp_path: Path) -> None:
    path = clip(tmp_path / "locked.mp4", 3)
    path.chmod(0)
    assert "may not be read" in refusal(path)


@pytest.mark.parametrize("text", ["hello\n" * 50, "Laufanalyse: größer, Füße\n" * 400])
def test_text_called_mp4(tmp_path: Path, text: str) -> None:
    path = tmp_path / "notes.mp4"
    path.write_text(text, encoding="utf-8")
    assert "text file" in refusal(path)


@pytest.mark.parametrize("name", ["still.png", "still.jpg", "still.mp4", "still.gif"])
def test_still_picture(tmp_path: Path, name: str) -> None:
    kind = {"jpg": "mjpeg", "gif": "gif"}.get(name[-3:], "png")
    pix_fmt = {"mjpeg": "yuvj420p", "gif": "rgb8"}.get(kind, "rgb24")
    context = av.CodecContext.create(kind, "w")
    frame = av.VideoFrame.from_ndarray(numbered(1), format="rgb24").reformat(format=pix_fmt)
    context.width, context.height, context.pix_fmt = frame.width, frame.height, pix_fmt
    context.time_base = Fraction(1, 30)
    path = tmp_path / name
    if kind == "gif":
        write(path, [numbered(1)], codec="gif", pix_fmt="rgb8")
    else:
        path.write_bytes(b"".join(bytes(packet) for packet in context.encode(frame)))
    assert "picture" in refusal(path)


def test_audio_only(tmp_path: Path) -> None:
    assert "only sound" in refusal(write_audio(tmp_path / "voice.m4a"))


def test_subtitles_only(tmp_path: Path) -> None:
    path = tmp_path / "words.srt"
    path.write_text("1\n00:00:00,000 --> 00:00:02,000\nHello\n\n" * 5)
    refusal(path)


def test_encrypted(tmp_path: Path) -> None:
    key = {
        "encryption_scheme": "cenc-aes-ctr",
        "encryption_key": "00112233445566778899aabbccddeeff",
        "encryption_kid": "00112233445566778899aabbccddeeff",
    }
    path = clip(tmp_path / "locked.mp4", 10, container_options=key)
    assert "encrypted" in refusal(path)


def test_noise(tmp_path: Path) -> None:
    path = tmp_path / "noise.mp4"
    path.write_bytes(np.random.default_rng(0).bytes(50_000))
    assert "not a video" in refusal(path)


def test_nothing_decodes(tmp_path: Path) -> None:
    path = clip(tmp_path / "gone.mp4", 20, container_options=FASTSTART)
    data = path.read_bytes()
    at = data.index(b"mdat") + 4
    path.write_bytes(data[:at] + bytes(len(data) - at))
    assert "none of its frames" in refusal(path)


def test_nothing_is_printed(tmp_path: Path) -> None:
    path = cut(clip(tmp_path / "cut.mp4", 60, container_options=FASTSTART), 0.7)
    code = (
        "from pathlib import Path; from form_analyzer.video.probe import probe; "
        "from form_analyzer.video.decode import frames; "
        f"print(len(list(frames(probe(Path({str(path)!r}))))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert int(done.stdout) > 5


def test_a_changed_file_is_looked_at_again(tmp_path: Path) -> None:
    path = clip(tmp_path / "run.mp4", 10)
    assert probe(path).n_frames == 10
    clip(path, 17)
    assert probe(path).n_frames == 17


# --- time stamps ----------------------------------------------------------------------------


def test_good_stamps_stay() -> None:
    ticks, n_repaired = repaired_ticks([3, 5, 9])
    assert ticks.tolist() == [3, 5, 9]
    assert n_repaired == 0


def test_shuffled_stamps_are_sorted() -> None:
    ticks, n_repaired = repaired_ticks([1, 3, 2, 4])
    assert ticks.tolist() == [1, 2, 3, 4]
    assert n_repaired == 0


def test_far_strays_are_interpolated_and_the_others_stay() -> None:
    stamps: list[int | None] = [10 * frame for frame in range(100)]
    stamps[20], stamps[60] = 5_000, 3
    ticks, n_repaired = repaired_ticks(stamps)
    assert ticks.tolist() == pytest.approx([10 * frame for frame in range(100)])
    assert n_repaired == 2
    assert tell_time(stamps)


@pytest.mark.parametrize(
    "stamps",
    [
        [None] * 5,
        [5, None, None],
        [7] * 5,
        [*range(0, 200, 2), *range(1, 200, 2)],
        list(range(100, 0, -1)),
    ],
    ids=["none", "one", "all the same", "begun again", "backwards"],
)
def test_stamps_that_do_not_tell_the_time(stamps: list[int | None]) -> None:
    assert not tell_time(stamps)


@pytest.mark.parametrize("stamps", [[None], [0, 10, 10, 30], [1, 3, 2, 4], [0, None, 20]])
def test_stamps_that_tell_the_time(stamps: list[int | None]) -> None:
    assert tell_time(stamps)


def test_a_stream_without_time_stamps_is_refused_in_words(tmp_path: Path) -> None:
    path = write(tmp_path / "bare.h264", [numbered(n) for n in range(8)])
    with pytest.raises(UnreadableVideoError, match="does not tell when"):
        probe(path)


@pytest.mark.parametrize(
    ("stamps", "repaired", "count"),
    [
        ([0, 10, 10, 30], [0, 10, 20, 30], 1),
        ([None, 10, 20, None], [0, 10, 20, 30], 2),
        ([0, None, None, 30], [0, 10, 20, 30], 2),
        ([5, None, None], [5, 6, 7], 2),
        ([None, None], [0, 1], 2),
    ],
)
def test_missing_and_double_stamps(
    stamps: list[int | None], repaired: list[float], count: int
) -> None:
    ticks, n_repaired = repaired_ticks(stamps)
    assert ticks.tolist() == pytest.approx(repaired)
    assert n_repaired == count
