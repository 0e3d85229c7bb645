from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from form_analyzer.datatypes import UInt8Array
from form_analyzer.video.decode import frames
from form_analyzer.video.encode import write_h264
from form_analyzer.video.probe import probe
from tests.video.clips import number_of, numbered


def images(n: int = 12, width: int = 160, height: int = 96) -> Iterator[UInt8Array]:
    return (numbered(i, width, height) for i in range(n))


def test_what_was_written_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "out.mp4"
    write_h264(path, images(), 60.0, crf=10)
    info = probe(path)
    assert (info.n_frames, info.codec, info.width_px, info.height_px) == (12, "h264", 160, 96)
    assert info.frame_rate_hz == pytest.approx(60.0)
    decoded = list(frames(info))
    assert [number_of(frame.image) for frame in decoded] == list(range(12))
    assert decoded[0].time_s == 0.0
    assert np.abs(decoded[5].image.astype(int) - numbered(5)).mean() < 5


@pytest.mark.parametrize("rate_hz", [23.976, 25.0, 29.97, 59.94, 119.88, 12.5])
def test_frame_rates(tmp_path: Path, rate_hz: float) -> None:
    path = tmp_path / "out.mp4"
    write_h264(path, images(30), rate_hz)
    info = probe(path)
    assert info.frame_rate_hz == pytest.approx(rate_hz, rel=1e-4)
    assert not info.variable_frame_rate


def test_browsers_can_play_it(tmp_path: Path) -> None:
    path = tmp_path / "out.mp4"
    write_h264(path, images(), 30.0)
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(str(path)) as container:
        context = container.streams.video[0].codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
        assert (context.colorspace, context.color_primaries, context.color_trc) == (1, 1, 1)


@pytest.mark.parametrize("size", [(161, 97), (161, 96), (160, 97)])
def test_odd_sizes_gain_a_copied_edge(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "out.mp4"
    write_h264(path, images(3, *size), 30.0, crf=8)
    info = probe(path)
    assert info.width_px == size[0] + size[0] % 2
    assert info.height_px == size[1] + size[1] % 2
    image = next(frames(info)).image.astype(int)[: size[1], : size[0]]
    assert np.abs(image - numbered(0, *size)).mean() < 5


def test_time_stamps_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "out.mp4"
    time_s = np.array([5.0, 5.016, 5.033, 5.1, 5.15, 5.3])
    write_h264(path, images(6), 30.0, time_s=time_s)
    info = probe(path)
    assert info.variable_frame_rate
    assert [frame.time_s for frame in frames(info)] == pytest.approx(time_s - 5.0, abs=2e-5)


def test_one_picture(tmp_path: Path) -> None:
    path = tmp_path / "out.mp4"
    write_h264(path, images(1), 30.0)
    assert probe(path).n_frames == 1


def failing(n: int) -> Iterator[UInt8Array]:
    yield from images(n)
    raise RuntimeError("the painter stopped")


def test_nothing_is_left_when_it_fails(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="painter stopped"):
        write_h264(tmp_path / "out.mp4", failing(5), 30.0)
    assert list(tmp_path.iterdir()) == []


def test_an_older_file_survives_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "out.mp4"
    write_h264(path, images(), 30.0)
    before = path.read_bytes()
    with pytest.raises(RuntimeError, match="painter stopped"):
        write_h264(path, failing(5), 30.0)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("pictures", "rate_hz", "time_s", "words"),
    [
        ([], 30.0, None, "no picture"),
        ([numbered(0)], 0.0, None, "must be positive"),
        ([numbered(0)], float("nan"), None, "must be positive"),
        ([numbered(0), numbered(1, 100, 96)], 30.0, None, "picture 1"),
        ([numbered(0)] * 3, 30.0, np.array([0.0, 0.1]), "time stamps"),
        ([numbered(0)] * 2, 30.0, np.array([0.1, 0.1]), "increase"),
    ],
)
def test_wrong_input_is_refused(
    tmp_path: Path,
    pictures: list[UInt8Array],
    rate_hz: float,
    time_s: np.ndarray | None,
    words: str,
) -> None:
    with pytest.raises(ValueError, match=words):
        write_h264(tmp_path / "out.mp4", pictures, rate_hz, time_s=time_s)
    assert list(tmp_path.iterdir()) == []
