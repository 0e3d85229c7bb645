"""Which clock a clip runs on: slow motion found by gravity.

A runner's body falls freely between steps. Over a stride the mean vertical
force is body weight, so the trunk's bounce and the step time are tied: with
force pulses of a half-sine shape the fundamental of the vertical acceleration
is about 1.2 g for running at usual duty factors (between 1.0 at a duty factor of
0.4 and 1.4 at 0.3). A bounce of so many leg lengths per container second squared
therefore tells how many real seconds a container second holds.
"""

from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import FloatArray, TimeScale, TimeScaleSource
from form_analyzer.signals.cycle import fit_cycle

GRAVITY_MPS2 = 9.81
_FORCE_FUNDAMENTAL = 1.2
# Hip to ankle as a part of body height (Winter 2009: thigh 0.245, shank 0.246).
LEG_OF_HEIGHT = 0.491
_TYPICAL_LEG_M = 0.85
# Standard deviations of the natural logarithm of the time ratio told by gravity:
# unknown leg length, force shape and what the landmarks make of the bounce.
_GRAVITY_SD = 0.13
_CADENCE_SPM, _CADENCE_SD_SPM = 170.0, 16.0
_CAPTURE_HZ = (48, 50, 60, 90, 100, 120, 180, 200, 240, 250, 300, 400, 480, 500, 600, 960, 1000)
# How much more usual some rates are than the others.
_USUAL = {120: 6.0, 240: 8.0, 480: 3.0, 960: 3.0, 500: 0.4, 600: 0.4, 200: 0.4, 400: 0.4}
# Twice the stored rate is what many cameras offer as their mildest slow motion.
_USUAL_DOUBLE = 6.0
_NORMAL_PRIOR = 0.9
_SHORT_STEP_SPM, _LONG_STEP_SPM = 125.0, 235.0
# Speeds no camera offers: sped-up clips, lost frames, slow motion stretched by an editor. How
# many clips may have one, and how many times slower or faster than the speed chosen, evenly in
# their logarithm.
_ODD_PRIOR = 0.1
_ODD_RATIOS = np.geomspace(0.25, 4.0, 400)


@dataclass(frozen=True, slots=True)
class ClockReading:
    """The time scale and what spoke for it.

    Attributes
    ----------
    scale
        Real seconds per container second and its source.
    gravity_factor
        Container seconds per real second from gravity alone; ``nan`` if unknown.
    certainty
        Posterior probability of the scale chosen among those that cameras offer, 0..1.
    fit
        Probability of that scale against any other speed at all, 0..1: low where gravity and
        cadence fit none of those that cameras offer. 1 where gravity is unknown.
    """

    scale: TimeScale
    gravity_factor: float
    certainty: float
    fit: float


def bounce(phase: FloatArray, height: FloatArray) -> float:
    """Amplitude of the trunk's height at the step rate, in the unit of ``height``.

    Parameters
    ----------
    phase : (n,)
        Stride phase in cycles.
    height : (n,)
        Trunk height, y up; ``nan`` is left out.
    """
    spline = fit_cycle(2.0 * phase, height[:, None], finest_cycles=4.0)
    grid = np.linspace(0.0, 1.0, 128, endpoint=False)
    curve = spline(grid)[:, 0]
    return float(2.0 * abs(np.mean(curve * np.exp(-2j * np.pi * grid))))


def gravity_factor(bounce_legs: float, stride_hz: float, height_m: float | None) -> float:
    """Container seconds per real second that gravity asks for; 1 = normal speed."""
    leg_m = LEG_OF_HEIGHT * height_m if height_m else _TYPICAL_LEG_M
    if bounce_legs <= 0:
        return float("nan")
    step_real_s = 2.0 * np.pi * np.sqrt(bounce_legs * leg_m / (_FORCE_FUNDAMENTAL * GRAVITY_MPS2))
    return float(1.0 / (2.0 * stride_hz) / step_real_s)


def read_clock(
    *,
    bounce_legs: float,
    stride_hz: float,
    frame_rate_hz: float,
    height_m: float | None,
    capture_tag_hz: float | None,
    capture_user_hz: float | None,
) -> ClockReading:
    """Decide the time scale.

    What the user says counts first, then a tag that gravity does not
    contradict, then the most probable of normal speed and the usual
    capture rates, given gravity and a plausible cadence.

    Parameters
    ----------
    bounce_legs, stride_hz
        Trunk bounce (leg lengths) and stride rate in container time.
    frame_rate_hz
        Of the container.
    """
    factor = gravity_factor(bounce_legs, stride_hz, height_m)
    cadence_spm = 120.0 * stride_hz
    if capture_user_hz is not None:
        return _given(frame_rate_hz / capture_user_hz, TimeScaleSource.USER, factor, cadence_spm)
    if capture_tag_hz is not None and capture_tag_hz > 1.2 * frame_rate_hz:
        tagged = capture_tag_hz / frame_rate_hz
        if not np.isfinite(factor) or abs(np.log(factor / tagged)) < 0.5:
            return _given(1.0 / tagged, TimeScaleSource.TAG, factor, cadence_spm)
    return _most_probable(factor, cadence_spm, frame_rate_hz)


def _given(
    value: float, source: TimeScaleSource, factor: float, cadence_spm: float
) -> ClockReading:
    fit = _fit(1.0 / value, factor, cadence_spm)
    return ClockReading(TimeScale(value=value, source=source), factor, 1.0, fit)


def _most_probable(factor: float, cadence_spm: float, frame_rate_hz: float) -> ClockReading:
    if not np.isfinite(factor):
        return ClockReading(TimeScale(value=1.0, source=TimeScaleSource.FILE), factor, 0.5, 1.0)
    candidates = _candidates(frame_rate_hz)
    scores = np.array([_log_posterior(f, p, factor, cadence_spm) for f, p in candidates])
    chance = np.exp(scores - scores.max())
    chance /= chance.sum()
    best = int(np.argmax(chance))
    slow = candidates[best][0]
    source = TimeScaleSource.FILE if slow == 1.0 else TimeScaleSource.GRAVITY
    near = [p for (f, _), p in zip(candidates, chance, strict=True) if abs(f / slow - 1) < 0.05]
    fit = _fit(slow, factor, cadence_spm)
    return ClockReading(TimeScale(value=1.0 / slow, source=source), factor, float(sum(near)), fit)


def _fit(slow: float, factor: float, cadence_spm: float) -> float:
    """Probability of a speed against any other, 0..1; 1 where gravity says nothing."""
    if not np.isfinite(factor):
        return 1.0
    ratio = np.concatenate([[1.0], _ODD_RATIOS])
    gravity = np.log(factor / slow / ratio) / _GRAVITY_SD
    cadence = (cadence_spm * slow * ratio - _CADENCE_SPM) / _CADENCE_SD_SPM
    misfit = 0.5 * (gravity**2 + cadence**2)
    chance = np.exp(misfit.min() - misfit)
    here, odd = (1.0 - _ODD_PRIOR) * chance[0], _ODD_PRIOR * chance[1:].mean()
    return float(here / (here + odd))


def _candidates(frame_rate_hz: float) -> list[tuple[float, float]]:
    """Slow-motion factors with their prior: normal speed, then capture over stored rate."""
    stored_hz = float(np.round(frame_rate_hz / 0.999)) if frame_rate_hz > 20 else frame_rate_hz
    slow = [(hz / stored_hz, _usual(hz, stored_hz)) for hz in _CAPTURE_HZ if hz > 1.4 * stored_hz]
    total = sum(weight for _, weight in slow)
    spread = [(f, (1.0 - _NORMAL_PRIOR) * weight / total) for f, weight in slow]
    return [(1.0, _NORMAL_PRIOR), *spread]


def _usual(hz: float, stored_hz: float) -> float:
    return max(_USUAL.get(int(hz), 1.0), _USUAL_DOUBLE if hz == 2 * stored_hz else 0.0)


def _log_posterior(slow: float, prior: float, factor: float, cadence_spm: float) -> float:
    gravity = np.log(factor / slow) / _GRAVITY_SD
    real_spm = cadence_spm * slow
    cadence = (real_spm - _CADENCE_SPM) / _CADENCE_SD_SPM
    outside = 0.0 if _SHORT_STEP_SPM < real_spm < _LONG_STEP_SPM else 8.0
    return float(np.log(prior) - 0.5 * gravity**2 - 0.5 * min(cadence**2, 9.0) - outside)
