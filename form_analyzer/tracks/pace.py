"""Whether a clip's strides follow one another unbroken, told by short parts of it.

Where frames are missing or repeated, the phase of the stride jumps, and one rate fitted over
the jump is wrong. Rates of parts as short as two strides are rough, but those between two
jumps are right, and clearer than those across one.
"""

from dataclasses import replace

import numpy as np

from form_analyzer.datatypes import FloatArray, PoseTrack
from form_analyzer.signals.rhythm import Rate, explained, standardise
from form_analyzer.tracks.rhythm import Rhythm, blind_signals

_PART_STRIDES, _SPACING_STRIDES = 2.0, 0.5
_MIN_PARTS, _MIN_SAMPLES = 6, 16
_TRIED_RATIOS = np.linspace(0.8, 1.2, 17)
_CLEARER_HALF = 0.5
# On clips without a break the clearer parts' median was within 0.007 of the rate of the whole
# (40 rendered, 60 synthetic; 0.014 with strides that scatter by 0.009), and no part of the
# synthetic ones was less clear than 0.86 of the median.
_SAME_RATIO, _BROKEN_RATIO = 0.007, 0.015
_UNCLEAR_RATIO = 0.8
_SCATTERS = 2.0
"""Of the clearer parts: as far as their median may be off by chance where no pace jumps."""
# Scatter of the clearer parts' rates on clips without a break.
_USUAL_SCATTER_RATIO = 0.005


def settled(track: PoseTrack, rhythm: Rhythm) -> Rhythm:
    """The rhythm as it is, or what the rates of its short parts make of it.

    Where these contradict the rate of the whole, theirs is taken; where they doubt it, its
    standard error is their disagreement.
    """
    parts = _part_rates(track, rhythm.stride_hz)
    if len(parts) < _MIN_PARTS:
        return rhythm
    hz = np.array([part.hz for part in parts])
    strength = np.array([part.strength for part in parts])
    clear = hz[strength >= np.quantile(strength, _CLEARER_HALF)]
    middle = float(np.median(clear))
    scatter_hz = 1.4826 * float(np.median(np.abs(clear - middle)))
    away_hz = abs(rhythm.stride_hz - middle)
    jumps = strength.min() < _UNCLEAR_RATIO * np.median(strength)
    usual_hz = 0.0 if jumps else _SCATTERS * scatter_hz
    if away_hz < max(_SAME_RATIO * middle, usual_hz):
        return rhythm
    if away_hz < _BROKEN_RATIO * middle and not jumps:
        return replace(rhythm, rate_sd_hz=away_hz)
    # Parts across a jump are known to be wrong; where all are clear, the pace itself changes.
    between_hz = 0.0 if jumps else float(np.median(hz)) - middle
    sd_hz = np.hypot(max(scatter_hz, _USUAL_SCATTER_RATIO * middle), between_hz)
    return replace(rhythm, stride_hz=middle, rate_sd_hz=float(sd_hz), whole_hz=rhythm.stride_hz)


def _part_rates(track: PoseTrack, stride_hz: float) -> list[Rate]:
    """Stride rates of overlapping short parts."""
    time_s = track.time_s - track.time_s[0]
    body = standardise(blind_signals(track), time_s, 3.0 / stride_hz)
    length_s = _PART_STRIDES / stride_hz
    starts = np.arange(0.0, time_s[-1] - length_s, _SPACING_STRIDES / stride_hz)
    borders = np.searchsorted(time_s, np.stack([starts, starts + length_s]))
    return [
        _part_rate(time_s[first:last] - time_s[first], body[first:last], stride_hz)
        for first, last in borders.T
        if last - first >= _MIN_SAMPLES
    ]


def _part_rate(time_s: FloatArray, body: FloatArray, stride_hz: float) -> Rate:
    """The stride rate near ``stride_hz`` that explains most, between the rates tried."""
    centred = body - body.mean(axis=0)
    tried = stride_hz * _TRIED_RATIOS
    power = [explained(time_s, centred, 2.0 * float(hz), 3) for hz in tried]
    best = int(np.clip(np.argmax(power), 1, len(tried) - 2))
    before, here, after = power[best - 1 : best + 2]
    bend = before - 2.0 * here + after
    aside = 0.5 * (before - after) / bend if bend < 0 else 0.0
    return Rate(float(tried[best] + np.clip(aside, -1, 1) * (tried[1] - tried[0])), float(here))
