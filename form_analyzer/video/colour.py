"""Decoded pictures as 8-bit RGB for a normal screen, whatever the camera stored.

High-dynamic-range film (PQ or HLG with BT.2020 colours) is brought to standard range: to
linear light, to BT.709 primaries, highlights rolled off with the hue kept, and back to an
8-bit signal. Everything else is left to swscale.

Notes
-----
Transfer functions: ITU-R BT.2100. Primaries: ITU-R BT.2087. Diffuse white (203 cd/m2; 75 %
HLG signal): ITU-R BT.2408. The roll-off is linear up to half of diffuse white and then
approaches full white exponentially with the same slope.
"""

from functools import lru_cache

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, ColorTrc, VideoReformatter
from numpy.typing import NDArray

from form_analyzer.datatypes import FloatArray, UInt8Array
from form_analyzer.video.shrink import brightness, guessed_colorspace, shrunk

_HDR = {int(ColorTrc.SMPTE2084): "pq", int(ColorTrc.ARIB_STD_B67): "hlg"}
_LEVELS = 1024
_KNEE = np.float32(0.5)
_DIFFUSE_WHITE_CD_M2 = 203.0
_FINE = 4096
_DARK = np.float32(1e-6)
_BT2020_TO_BT709 = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]],
    dtype=np.float32,
)


def to_rgb(
    reformatter: VideoReformatter, frame: VideoFrame, width_px: int, height_px: int
) -> UInt8Array:
    """A decoded frame as RGB (height_px, width_px, 3) uint8, scaled, not yet turned.

    Parameters
    ----------
    reformatter
        Kept by the caller from frame to frame: setting it up costs more than using it.
    frame
        Any pixel format, depth and colour space.
    width_px, height_px
        Size wanted, before the picture is turned for display.
    """
    transfer = _HDR.get(frame.color_trc)
    converted = reformatter.reformat(
        shrunk(frame, width_px, height_px),
        width=width_px,
        height=height_px,
        format="rgb24" if transfer is None else "rgb48le",
        src_colorspace=guessed_colorspace(frame),
        dst_color_range=ColorRange.JPEG,
        threads=1,
    ).to_ndarray()
    if transfer is None:
        return np.ascontiguousarray(converted, dtype=np.uint8)
    return _to_standard_range(converted.astype(np.uint16, copy=False), transfer)


def to_grey(
    reformatter: VideoReformatter, frame: VideoFrame, width_px: int, height_px: int
) -> UInt8Array:
    """A decoded frame's grey levels (height_px, width_px) uint8, scaled, not yet turned.

    Levels are those of the stored signal, to be compared within a clip only.
    Parameters as of :func:`to_rgb`.
    """
    small = shrunk(frame, width_px, height_px)
    stored = brightness(small)
    if stored is not None and stored.shape == (height_px, width_px):
        return stored.copy()
    converted = reformatter.reformat(
        small, width=width_px, height=height_px, format="gray", threads=1
    )
    return np.array(converted.to_ndarray(), dtype=np.uint8)


def _to_standard_range(signal: NDArray[np.uint16], transfer: str) -> UInt8Array:
    to_light, to_signal = _curves(transfer)
    # Plane by plane: several times as fast as arrays with the colours innermost.
    stored = [to_light.take(signal[..., colour] >> 6) for colour in range(3)]
    red, green, blue = (
        np.maximum(row[0] * stored[0] + row[1] * stored[1] + row[2] * stored[2], 0)
        for row in _BT2020_TO_BT709
    )
    brightest = np.maximum(np.maximum(red, green), blue)
    gain = _rolled_off(brightest) / np.maximum(brightest, _DARK)
    # Equal steps of the square root are about equal steps to the eye.
    shown = [
        to_signal.take((np.sqrt(plane * gain) * (_FINE - 1)).astype(np.uint16))
        for plane in (red, green, blue)
    ]
    return np.stack(shown, axis=-1)


def _rolled_off(light: NDArray[np.float32]) -> NDArray[np.float32]:
    room = np.float32(1 - _KNEE)
    above = 1 - room * np.exp((_KNEE - np.maximum(light, _KNEE)) / room)
    rolled: NDArray[np.float32] = np.where(light <= _KNEE, light, above)
    return rolled


@lru_cache(maxsize=2)
def _curves(transfer: str) -> tuple[NDArray[np.float32], UInt8Array]:
    """From a 10-bit HDR signal to light (1 = diffuse white), and to an 8-bit signal."""
    signal = np.linspace(0, 1, _LEVELS)
    fine = np.linspace(0, 1, _FINE) ** 2
    if transfer == "pq":
        light = _pq_cd_m2(signal) / _DIFFUSE_WHITE_CD_M2
        # PQ is light on the screen: undo a screen's 2.4 power.
        coded = fine ** (1 / 2.4)
    else:
        light = _hlg_light(signal) / _hlg_light(np.array([0.75]))[0]
        # HLG is light in the scene: code it as a BT.709 camera would.
        coded = np.where(fine < 0.018, 4.5 * fine, 1.099 * fine**0.45 - 0.099)
    return light.astype(np.float32), np.round(coded * 255).astype(np.uint8)


def _pq_cd_m2(signal: FloatArray) -> FloatArray:
    m1, m2 = 2610 / 16384, 2523 / 4096 * 128
    c1, c2, c3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
    root = signal ** (1 / m2)
    light: FloatArray = 10000 * (np.maximum(root - c1, 0) / (c2 - c3 * root)) ** (1 / m1)
    return light


def _hlg_light(signal: FloatArray) -> FloatArray:
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)
