"""Foot strike angle from the shoe seen in the pictures.

The shoe's turn at landing against its own turn in flat stance is the foot strike angle
itself: nothing is learned from other runners. It is read over the last hundredth of a second
before contact, when a landing foot hardly turns any more; from contact on it turns fast, and
an error of a few milliseconds would cost degrees.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from form_analyzer.datatypes import FloatArray, Joint, SagittalShoe, SagittalTrack, Side
from form_analyzer.gait.cycle import wander
from form_analyzer.geometry import wrap_cycle

# The narrowest stretch before contact that holds enough samples: its standard deviation, and
# how many of those its middle lies before contact.
_WIDTHS_S = (0.006, 0.009, 0.0135, 0.02)
_BEFORE = 0.75
_FLAT_S = (0.055, 0.115)
_ENOUGH = 4.0
# Errors left (sd, deg) of a shoe that is seen well in the narrowest stretch, and of the faintest:
# one that looks otherwise at landing than when it is flat (blurred, dark, turned towards the
# camera) is trusted less. From 38 rendered and filmed clips that nothing was fitted to.
_SD_DEG = (1.5, 10.0)
# The same of one that was cut out of its background, from 51 feet of 64 rendered clips: 1.2 deg
# (rms) of those known again well, 3 of the others, 4.7 of the faintest.
_CUT_OUT_SD_DEG = (2.0, 7.0)
_WELL, _FAINT = 0.9, 0.5
_FAINTEST, _COUNTS_FROM = 0.45, 0.4
_STEEPEST_DEG = 50.0


@dataclass(frozen=True, slots=True)
class ShoeSamples:
    """One shoe over stride phase.

    Attributes
    ----------
    phase : (n,)
        Stride phase, cycles.
    turn_deg : (n,)
        Turn in the picture, + = toes up.
    along : (n,)
        Place along the direction of travel, leg lengths, without the runner's wander.
    above : (n,)
        Height of its middle, foot lengths (heel to toe of the landmarks), from any level.
    match : (n,)
        How alike the picture was to the shoe, -1..1.
    cut_out
        The same shoe cut out of its background, where that shows its turn better.
    """

    phase: FloatArray
    turn_deg: FloatArray
    along: FloatArray
    above: FloatArray
    match: FloatArray
    cut_out: "ShoeSamples | None" = None

    @property
    def weight(self) -> FloatArray:
        """What each sample counts where many are weighed together, (n,)."""
        return np.asarray(np.clip(self.match - _COUNTS_FROM, 0.0, 1.0) ** 2)


@dataclass(frozen=True, slots=True)
class Landing:
    """How a shoe landed.

    Attributes
    ----------
    strike_deg
        Its turn at landing against flat stance, + = toes up.
    sd_deg, sampling_sd_deg
        Error to expect of the method, and of the scatter of strides.
    faintness
        0 for a shoe that looks at landing as it does when flat, 1 for one hardly known again.
    """

    strike_deg: float
    sd_deg: float
    sampling_sd_deg: float
    faintness: float


def shoe_samples(track: SagittalTrack) -> dict[Side, ShoeSamples]:
    """The shoes by side; samples that hardly look like the shoe are left out."""
    wandered = wander(track)[:, 0] if track.shoes else np.zeros(0)
    plain, cut_out = (
        {
            shoe.side: _samples(track, shoe, wandered)
            for shoe in track.shoes
            if shoe.cut_out is wanted
        }
        for wanted in (False, True)
    )
    return {side: replace(shoe, cut_out=cut_out.get(side)) for side, shoe in plain.items()}


def _samples(track: SagittalTrack, shoe: SagittalShoe, wandered: FloatArray) -> ShoeSamples:
    good = (shoe.match > _FAINTEST) & (np.abs(shoe.turn_deg) < _STEEPEST_DEG)
    time_s = shoe.time_s[good]
    return ShoeSamples(
        phase=np.interp(time_s, track.time_s, track.phase),
        turn_deg=shoe.turn_deg[good],
        along=shoe.place[good, 0] - np.interp(time_s, track.time_s, wandered),
        above=shoe.place[good, 1] / _foot_length(track, shoe.side),
        match=shoe.match[good],
    )


def _foot_length(track: SagittalTrack, side: Side) -> float:
    foot = track.of(Joint.TOE.on(side)) - track.of(Joint.HEEL.on(side))
    return float(np.nanmedian(np.linalg.norm(foot, axis=1)))


def landing(shoe: ShoeSamples, contact: float, stride_s: float) -> Landing | None:
    """How the shoe landed; ``None`` where there are too few samples.

    Parameters
    ----------
    contact
        Stride phase of initial contact.
    """
    cleared = shoe.cut_out and _landing(shoe.cut_out, contact, stride_s, _CUT_OUT_SD_DEG)
    return cleared or _landing(shoe, contact, stride_s, _SD_DEG)


def _landing(
    shoe: ShoeSamples, contact: float, stride_s: float, least_and_most_sd_deg: tuple[float, float]
) -> Landing | None:
    after_s = wrap_cycle(shoe.phase - contact) * stride_s
    flat = (after_s > _FLAT_S[0]) & (after_s < _FLAT_S[1])
    width_s = _narrowest(after_s)
    if width_s is None or flat.sum() < 2:
        return None
    weight = _before_contact(after_s, width_s)
    turn_deg = _weighted_median(shoe.turn_deg, weight)
    scatter_deg = 1.4826 * _weighted_median(np.abs(shoe.turn_deg - turn_deg), weight)
    faintness = (_WELL - _weighted_median(shoe.match, weight)) / (_WELL - _FAINT)
    faintness = min(max(faintness, 0.0), 1.0)
    least_deg, most_deg = least_and_most_sd_deg
    sd_deg = least_deg + faintness * (most_deg - least_deg)
    return Landing(
        strike_deg=turn_deg - float(np.median(shoe.turn_deg[flat])),
        sd_deg=sd_deg * math.sqrt(width_s / _WIDTHS_S[0]),
        sampling_sd_deg=scatter_deg / math.sqrt(float(weight.sum())),
        faintness=faintness,
    )


def _before_contact(after_s: FloatArray, width_s: float) -> FloatArray:
    """Weights of samples just before contact, (n,)."""
    weight = np.exp(-0.5 * (after_s / width_s + _BEFORE) ** 2)
    return np.asarray(np.where(weight < 0.05, 0.0, weight))


def _narrowest(after_s: FloatArray) -> float | None:
    """The narrowest stretch that holds enough samples; ``None`` where none does."""
    widths = (w for w in _WIDTHS_S if _before_contact(after_s, w).sum() >= _ENOUGH)
    return next(widths, None)


def _weighted_median(values: FloatArray, weight: FloatArray) -> float:
    order = np.argsort(values)
    share = np.cumsum(weight[order]) / weight.sum()
    return float(values[order][int(np.searchsorted(share, 0.5))])
