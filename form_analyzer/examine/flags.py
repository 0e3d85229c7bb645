"""What is to be said of a clip that is measured."""

from collections.abc import Sequence

import numpy as np

from form_analyzer.datatypes import QualityCode, QualityFlag, QualitySeverity, SagittalTrack
from form_analyzer.examine.given import Clip, Runner
from form_analyzer.quality import clip as clip_quality
from form_analyzer.quality import runner as runner_quality
from form_analyzer.quality.messages import info as info_flag
from form_analyzer.quality.messages import warning
from form_analyzer.tracks.follow import Followed

_STEADY_WORTH_SAYING = 0.9
_DRIFT_WORTH_SAYING_SPM = 2.5


def refused(flags: Sequence[QualityFlag]) -> bool:
    """Whether one of the flags says that nothing can be measured."""
    return any(flag.severity is QualitySeverity.REFUSAL for flag in flags)


def running_flags(clip: Clip, runner: Runner, strides: float) -> list[QualityFlag]:
    """What limits the measurement of somebody who is seen running from the side."""
    followed, clock = runner.followed, runner.clock
    legs, near_side = followed.legs, runner.view.near_side
    masked = float(legs.masked.mean())
    flags = list(
        runner_quality.body_flags(followed.track, near_side, runner.leg_px, masked, legs.misfit)
    )
    flags += clip_quality.camera_flags(clip.scene, runner.sway_ratio)
    flags += clip_quality.clock_flags(clock.scale, clock.gravity_factor, clock.certainty, clock.fit)
    flags += clip_quality.rate_flags(clip.info.frame_rate_hz / clock.scale.value)
    if followed.rhythm.broken:
        flags.append(warning(QualityCode.EDITED_CLIP, "strides_broken"))
    if strides < runner_quality.FEW_STRIDES:
        flags.append(warning(QualityCode.FEW_STRIDES, strides=strides))
    if runner_quality.rails_held(runner.movement):
        flags.append(warning(QualityCode.RAILS_HELD))
    flags += _part_flags(clip, followed)
    return flags


def _part_flags(clip: Clip, followed: Followed) -> list[QualityFlag]:
    start_s = float(clip.track.time_s[0])
    first, last = (float(followed.track.time_s[i]) - start_s for i in (0, -1))
    if followed.ramp:
        return [warning(QualityCode.SPEED_RAMP, first=first, last=last)]
    used = len(followed.track.time_s) / max(len(clip.track.time_s), 1)
    if used < _STEADY_WORTH_SAYING:
        return [info_flag(QualityCode.STEADY_PART, first=first, last=last)]
    return []


def drift_flags(track: SagittalTrack) -> list[QualityFlag]:
    """Change of cadence from the first to the last third, where it is real."""
    third = len(track.time_s) // 3
    if track.phase[-1] - track.phase[0] < 9.0:
        return []
    rates = [
        float(120.0 * np.polyfit(track.time_s[part], track.phase[part], 1)[0])
        for part in (slice(0, third), slice(-third, None))
    ]
    if abs(rates[1] - rates[0]) < _DRIFT_WORTH_SAYING_SPM:
        return []
    return [info_flag(QualityCode.CADENCE_DRIFT, first=rates[0], last=rates[1])]
