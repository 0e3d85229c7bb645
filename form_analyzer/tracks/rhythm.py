"""Stride rate and stride phase of a pose track, before any event is known.

The signed distance between the two legs repeats once a stride; distances
without sign and the height of the trunk repeat once a step and do not care
which leg is called left. Together they find the stride among its multiples,
also where the legs are exchanged in many frames; the second measure it.
"""

from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import FloatArray, Joint, Keypoint, PoseTrack, Side
from form_analyzer.signals.rhythm import (
    Rate,
    explained,
    follow_phase,
    refine_rate,
    standardise,
)

# Stride rates looked for, in strides per container second: from running filmed
# at 960 fps and stored at 25 up to a fast runner in a clip played at twice the speed of life.
_LOW_HZ, _HIGH_HZ = 0.03, 3.6
_MIN_STRIDES = 1.5
_SIGNED_JOINTS = (Joint.ANKLE, Joint.KNEE, Joint.TOE)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Stride rate (container hertz), its evidence, and the phase of each frame.

    ``phase`` (n,) is in strides, unwrapped; its zero is arbitrary.
    ``legs_strength`` and ``body_strength`` are the shares of variance (0..1) that the rate
    explains in the legs' signed distance, and in the signals blind to leg identity.
    ``rate_sd_hz`` is the rate's standard error where strides do not follow one another
    unbroken at one pace, 0 where they do; ``whole_hz`` is the rate of the whole clip then,
    where ``stride_hz`` is that of its clearest parts.
    """

    stride_hz: float
    phase: FloatArray
    legs_strength: float
    body_strength: float
    rate_sd_hz: float = 0.0
    whole_hz: float | None = None

    @property
    def broken(self) -> bool:
        """Whether short parts of the clip contradict its rate."""
        return self.rate_sd_hz > 0.0


def find_rhythm(track: PoseTrack) -> Rhythm | None:
    """Stride rate and phase, or ``None`` where nothing repeats or the clip is too short."""
    seen = track.seen
    if seen.sum() < 16:
        return None
    time_s = track.time_s - track.time_s[0]
    signed, blind = leg_distances(track), blind_signals(track)
    first = _stride_rate(time_s, signed, blind)
    if first is None:
        return None
    body = standardise(blind, time_s, 3.0 / first.hz)
    step = refine_rate(time_s, body, 2.0 * first.hz, n_harmonics=3)
    phase = follow_phase(time_s, body, step.hz, window_cycles=4.0) / 2.0
    return Rhythm(step.hz / 2.0, phase, first.strength, step.strength)


def leg_distances(track: PoseTrack) -> FloatArray:
    """Signed left minus right horizontal distance of ankles, knees and toes, (n, 3) px."""
    pairs = [(j.on(Side.LEFT), j.on(Side.RIGHT)) for j in _SIGNED_JOINTS]
    return np.stack([track.of(a)[:, 0] - track.of(b)[:, 0] for a, b in pairs], axis=1)


def _stride_rate(time_s: FloatArray, signed: FloatArray, blind: FloatArray) -> Rate | None:
    """The rate of the stride, with the share of the legs' signed distance that it explains."""
    span_s = float(time_s[-1])
    low = max(_LOW_HZ, _MIN_STRIDES / span_s) if span_s > 0 else _HIGH_HZ
    if low >= _HIGH_HZ:
        return None
    legs, body = (standardise(one, time_s, 2.0 * span_s) for one in (signed, blind))
    spacing = 0.25 / span_s
    trial_hz = np.arange(low, _HIGH_HZ, spacing)
    of_legs = np.array([explained(time_s, legs, float(hz), 1) for hz in trial_hz])
    of_body = np.array([explained(time_s, body, 2.0 * float(hz), 1) for hz in trial_hz])
    best = int(np.argmax(of_legs + of_body))
    return Rate(float(trial_hz[best]), float(of_legs[best]))


def blind_signals(track: PoseTrack) -> FloatArray:
    """Signals that keep their value when the legs are exchanged, (n, 6) px."""
    hip = track.of(Keypoint.LEFT_HIP) + track.of(Keypoint.RIGHT_HIP)
    shoulder = track.of(Keypoint.LEFT_SHOULDER) + track.of(Keypoint.RIGHT_SHOULDER)
    nose = track.of(Keypoint.NOSE)
    heights = np.stack([hip[:, 1], shoulder[:, 1], nose[:, 1]], axis=1)
    return np.hstack([np.abs(leg_distances(track)), heights])
