from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace

from form_analyzer.datatypes import FloatArray, UInt8Array
from form_analyzer.video.colour import _hlg_light, _pq_cd_m2
from form_analyzer.video.decode import frames
from form_analyzer.video.probe import probe

PQ, HLG, SDR = 16, 18, 1


def hdr_clip(path: Path, signal: FloatArray, transfer: int) -> UInt8Array:
    """Store an RGB signal (0..1) as 10-bit BT.2020 and read the frame back."""
    source = av.VideoFrame.from_ndarray((signal * 65535).astype(np.uint16), format="rgb48le")
    frame = source.reformat(
        format="yuv420p10le", dst_colorspace=Colorspace.BT2020, dst_color_range=ColorRange.MPEG
    )
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"crf": "6"})
        stream.width, stream.height, stream.pix_fmt = frame.width, frame.height, "yuv420p10le"
        context = stream.codec_context
        context.color_trc, context.color_primaries, context.colorspace = transfer, 9, 9
        frame.pts = 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return next(frames(probe(path))).image


def grey_ramp() -> FloatArray:
    return np.broadcast_to(np.linspace(0, 1, 256)[None, :, None], (64, 256, 3)).copy()


@pytest.mark.parametrize("transfer", [PQ, HLG])
def test_greys_stay_grey_and_in_order(tmp_path: Path, transfer: int) -> None:
    shown = hdr_clip(tmp_path / "hdr.mp4", grey_ramp(), transfer)[32].astype(int)
    assert np.ptp(shown, axis=1).max() <= 4
    assert np.all(np.diff(shown.mean(axis=1)) >= -1.5)
    assert shown[0].max() <= 4
    assert shown[-1].min() >= 250


@pytest.mark.parametrize(("transfer", "white"), [(PQ, 0.58), (HLG, 0.75)])
def test_diffuse_white_is_bright_but_leaves_room(
    tmp_path: Path, transfer: int, white: float
) -> None:
    signal = np.full((64, 64, 3), white)
    level = hdr_clip(tmp_path / "white.mp4", signal, transfer)[20:40, 20:40].mean()
    assert 215 < level < 245


@pytest.mark.parametrize("transfer", [PQ, HLG])
def test_colours_keep_their_hue(tmp_path: Path, transfer: int) -> None:
    signal = np.zeros((64, 96, 3))
    signal[:, :32], signal[:, 32:64] = (0.6, 0.4, 0.3), (0.3, 0.4, 0.6)
    signal[:, 64:] = (0.35, 0.6, 0.35)
    shown = hdr_clip(tmp_path / "hue.mp4", signal, transfer)
    skin, sky, leaf = (shown[32, x].astype(int) for x in (16, 48, 80))
    assert skin[0] > skin[1] > skin[2]
    assert sky[2] > sky[1] > sky[0]
    assert leaf[1] > max(leaf[0], leaf[2])


def test_ten_bit_without_hdr_is_only_rounded(tmp_path: Path) -> None:
    shown = hdr_clip(tmp_path / "sdr.mp4", grey_ramp(), SDR)[32].astype(int)
    assert np.abs(shown.mean(axis=1) - np.arange(256)).max() < 4


def test_transfer_functions_at_their_published_points() -> None:
    assert _pq_cd_m2(np.array([0.0, 0.5081, 0.5806, 1.0])) == pytest.approx(
        [0, 100, 203, 10000], rel=0.01, abs=1e-6
    )
    assert _hlg_light(np.array([0.0, 0.5, 0.75, 1.0])) == pytest.approx(
        [0, 1 / 12, 0.265, 1.0], rel=0.01, abs=1e-6
    )
