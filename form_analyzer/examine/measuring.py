"""The measurements of one runner, each with its interval or the reason it is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from form_analyzer.datatypes import (
    CaptureInfo,
    EventKind,
    GaitEvent,
    Measurement,
    Metric,
    QualityCode,
    QualityFlag,
    SagittalTrack,
    Side,
)
from form_analyzer.examine.given import Clip, Runner
from form_analyzer.gait.belt import leg_length_m
from form_analyzer.gait.cycle import CycleData, MeanCycle
from form_analyzer.gait.events import Events, find_events
from form_analyzer.gait.seen import SeenShoes, put_right
from form_analyzer.gait.strike import Strike, strike_angles
from form_analyzer.metrics.measure import Context, measure
from form_analyzer.metrics.stride import Stride
from form_analyzer.metrics.uncertainty import Conditions
from form_analyzer.quality import clip as clip_quality
from form_analyzer.quality import runner as runner_quality
from form_analyzer.tracks.clock import LEG_OF_HEIGHT

# Scatter of single strides' times that a cadence's interval counts: with it, the errors of 552
# synthetic and 41 rendered clips (0.14 steps a minute rms) are as large as their intervals say.
_CONTACT_JITTER_S = 0.006
_UNKNOWN_SCALE_RATIO = 0.07


def measurements(
    clip: Clip,
    runner: Runner,
    track: SagittalTrack,
    data: CycleData,
    shoes: SeenShoes,
    found: Events,
    events: Events,
    listed: Sequence[GaitEvent],
    flags: Sequence[QualityFlag],
) -> tuple[Measurement, ...]:
    """Every metric of a runner.

    Parameters
    ----------
    shoes
        What the pictures say of the shoes.
    found, events
        Events on the mean stride as the method finds them, and after corrections by hand.
    listed
        All events of the clip.
    flags
        What was said of the clip: some metrics do not survive some of it.
    """
    told = _believed(clip.capture, runner)
    leg_m, leg_sd = _scale(told, events, runner.view.near_side)

    def stride_of(cycle: MeanCycle, at: Events, strike: Mapping[Side, Strike]) -> Stride:
        strike_deg = {side: angle.deg for side, angle in strike.items()}
        return Stride(cycle, at, strike_deg, leg_m, told.speed_mps)

    def resampled() -> list[Stride]:
        rng = np.random.default_rng(len(track.time_s))
        cycles = data.resample(rng, clip.resamples)
        at_landing = ((cycle, put_right(find_events(cycle), shoes)) for cycle in cycles)
        drawn = ((cycle, _shifted(at, found, events)) for cycle, at in at_landing)
        return [stride_of(*one, strike_angles(*one, shoes.samples)) for one in drawn]

    strike = strike_angles(data.mean, events, shoes.samples)
    context = Context(
        conditions=Conditions(
            near_side=runner.view.near_side,
            frame_rate_hz=track.frame_rate_hz,
            roll_sd_deg=_roll_sd_deg(clip, runner),
            pose_model=track.model_name,
            sway_ratio=runner.sway_ratio,
            tied=shoes.landed is not None and shoes.landed.alike,
            met=shoes.met is not None,
        ),
        strike_borders_deg=clip.strike_borders_deg,
        n_strides={side: _contacts(listed, side) for side in events},
        cadence_sd_spm=_cadence_sd_spm(runner, track),
        leg_m_sd_ratio=leg_sd,
        missing=_missing(clip, runner, track, flags),
        strike_sd_deg={
            side: (angle.sd_deg, angle.sampling_sd_deg)
            for side, angle in strike.items()
            if angle.sd_deg is not None
        },
    )
    return measure(stride_of(data.mean, events, strike), resampled(), context)


def _roll_sd_deg(clip: Clip, runner: Runner) -> float | None:
    """How surely the roll is known that was taken out; ``None`` where none was."""
    if clip.scene is None or runner.roll_deg is None:
        return None
    return clip.scene.camera_roll_sd_deg


def _cadence_sd_spm(runner: Runner, track: SagittalTrack) -> float:
    seconds = float(track.time_s[-1] - track.time_s[0])
    steady = 120.0 * track.stride_hz * _CONTACT_JITTER_S / seconds
    doubtful = 120.0 * runner.followed.rhythm.rate_sd_hz / runner.clock.scale.value
    return max(steady, doubtful)


def _believed(capture: CaptureInfo, runner: Runner) -> CaptureInfo:
    """What the user said, without a speed that no clock turns into metres."""
    return replace(capture, speed_mps=None) if runner.clock_lost else capture


def _shifted(sample: Events, found: Events, edited: Events) -> Events:
    """A bootstrap sample's events with the same corrections by hand."""
    return {
        side: replace(
            event,
            contact=(event.contact + edited[side].contact - found[side].contact) % 1.0,
            toe_off=(event.toe_off + edited[side].toe_off - found[side].toe_off) % 1.0,
        )
        for side, event in sample.items()
    }


def _contacts(events: Sequence[GaitEvent], side: Side) -> int:
    return sum(e.kind is EventKind.INITIAL_CONTACT and e.side is side for e in events)


def _scale(capture: CaptureInfo, events: Events, near: Side) -> tuple[float | None, float]:
    """Metres per leg length with its relative error; ``None`` without height or speed."""
    if capture.speed_mps is not None:
        return leg_length_m(events[near], capture.speed_mps), 0.04
    if capture.height_m is not None:
        return LEG_OF_HEIGHT * capture.height_m, _UNKNOWN_SCALE_RATIO / 2.0
    return None, 0.0


_NO_SPEED = "It needs the belt speed: give it with the clip."
_CLOCK = "The clip's speed could not be told: give the capture frame rate, or film again."
_HELD = "The hands hold the rails, so trunk and arms are not the runner's own."
_TOO_SLOW_RATE = "The frame rate is too low for it: film at 30 or, better, 60 frames a second."
_LEGS = "The two legs could not be told apart: film closer, sharper or in more light."
_FEET = "The feet are out of the picture or hidden: film with the whole body in view."
_FOOT_METRICS = (
    Metric.CONTACT_TIME,
    Metric.FLIGHT_TIME,
    Metric.DUTY_FACTOR,
    Metric.STEP_TIME_ASYMMETRY,
    Metric.FOOT_STRIKE_ANGLE,
    Metric.FOOT_STRIKE_PATTERN,
    Metric.OVERSTRIDE,
    Metric.SHANK_ANGLE,
    Metric.KNEE_FLEXION_CONTACT,
)
_TIMED_METRICS = (
    Metric.CADENCE,
    Metric.CONTACT_TIME,
    Metric.FLIGHT_TIME,
    Metric.STEP_LENGTH,
    Metric.VERTICAL_RATIO,
)
_LEG_METRICS = (Metric.KNEE_FLEXION_STANCE, Metric.HIP_EXTENSION)
_ARM_METRICS = (
    Metric.TRUNK_LEAN,
    Metric.TRUNK_LEAN_RANGE,
    Metric.FORWARD_HEAD,
    Metric.ELBOW_ANGLE,
    Metric.SHOULDER_ELEVATION,
)


def _missing(
    clip: Clip, runner: Runner, track: SagittalTrack, flags: Sequence[QualityFlag]
) -> dict[Metric, str]:
    codes = {flag.code for flag in flags}
    missing: dict[Metric, str] = {}
    if clip.capture.speed_mps is None:
        missing |= dict.fromkeys((Metric.STEP_LENGTH, Metric.VERTICAL_RATIO), _NO_SPEED)
    if runner.clock_lost:
        missing |= dict.fromkeys(_TIMED_METRICS, _CLOCK)
    if QualityCode.RAILS_HELD in codes:
        missing |= dict.fromkeys(_ARM_METRICS, _HELD)
    if track.frame_rate_hz < clip_quality.LOWEST_RATE_HZ:
        missing |= dict.fromkeys(_FOOT_METRICS, _TOO_SLOW_RATE)
    if QualityCode.FEET_HIDDEN in codes:
        missing |= dict.fromkeys(_FOOT_METRICS, _FEET)
    if runner_quality.legs_lost(runner.followed.legs.misfit):
        missing |= dict.fromkeys((*_FOOT_METRICS, *_LEG_METRICS), _LEGS)
    return missing
