"""What came of one synthetic clip, against its truth."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from form_analyzer.datatypes import (
    BoolArray,
    CaptureInfo,
    EventKind,
    FloatArray,
    IntArray,
    Joint,
    Measurement,
    Metric,
    PoseTrack,
    QualitySeverity,
    SceneInfo,
    Side,
    VideoInfo,
)
from form_analyzer.examine import Examined, examine
from form_analyzer.guide.load import load_guide
from form_analyzer.synthetic.grid import Case
from form_analyzer.synthetic.make import SyntheticClip
from form_analyzer.synthetic.noise import LEG_LENGTHS_PER_HEIGHT
from form_analyzer.validation.grid import Condition
from form_analyzer.validation.match import match_times

NEAR, FAR, BOTH = "near", "far", "both"
# Error of the camera's roll, and what is said of it, where it was told in 136 rendered scenes.
_ROLL_ERROR_SD_DEG, _ROLL_SD_DEG = 0.17, 0.4
# People know their height to a centimetre; belts run a little off what they show.
_HEIGHT_SD_M, _SPEED_SD_RATIO = 0.01, 0.015
_LEG_JOINTS = (Joint.KNEE, Joint.ANKLE, Joint.HEEL, Joint.TOE)
# Events nearer to the ends of the used part than this need not be listed.
_EDGE_S = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricError:
    """One measured number against its truth; errors are measured minus true.

    ``place`` is ``near``, ``far`` (as seen from the camera) or ``both``.
    """

    metric: Metric
    place: str
    error: float
    half_width: float

    @property
    def inside(self) -> bool:
        """Whether the 95 % interval holds the truth."""
        return abs(self.error) <= self.half_width


@dataclass(frozen=True, slots=True, kw_only=True)
class EventErrors:
    """All events of one kind and place in one clip: errors in seconds, missed, invented."""

    kind: EventKind
    place: str
    error_s: FloatArray
    sd_s: FloatArray
    missed: int
    invented: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One clip's result.

    Attributes
    ----------
    refusal
        The code of the refusal, or ``None`` where the clip was measured.
    time_scale, true_time_scale
        Real seconds per second of the file, as found and as made.
    wrong_legs, frames
        Frames whose legs are exchanged in the end, of the frames used.
    """

    condition: str
    seed: int
    refusal: str | None
    time_scale: float
    true_time_scale: float
    metrics: tuple[MetricError, ...] = ()
    events: tuple[EventErrors, ...] = ()
    wrong_legs: int = 0
    frames: int = 0

    @property
    def clock_right(self) -> bool:
        """Whether the time scale is right to 2 %."""
        return abs(self.time_scale / self.true_time_scale - 1.0) < 0.02


def try_case(condition: Condition, case: Case) -> Outcome:
    """Make one clip, measure it and compare."""
    clip = case.make()
    found = measure_clip(condition, clip)
    base = Outcome(
        condition=condition.name,
        seed=case.seed,
        refusal=_refusal(found),
        time_scale=found.time_scale.value,
        true_time_scale=case.camera.time_scale,
    )
    if base.refusal is not None or found.track is None or found.used_s is None:
        return base
    return _compared(base, clip, found, found.track, found.used_s)


def measure_clip(condition: Condition, clip: SyntheticClip) -> Examined:
    """What the measurement makes of a synthetic clip."""
    capture = _told(clip) if condition.told else CaptureInfo()
    return examine(
        video_of(clip.track),
        clip.track,
        _scene(clip, condition.roll_known),
        capture,
        load_guide().foot_strike_borders_deg,
    )


def _told(clip: SyntheticClip) -> CaptureInfo:
    """Height and belt speed as people give them."""
    off = np.random.default_rng([clip.seed, 1]).standard_normal(2)
    height_m = clip.parameters.leg_length_m * LEG_LENGTHS_PER_HEIGHT + _HEIGHT_SD_M * off[0]
    speed_mps = clip.parameters.speed_mps * (1.0 + _SPEED_SD_RATIO * off[1])
    return CaptureInfo(height_m=float(height_m), speed_mps=float(speed_mps))


def video_of(track: PoseTrack) -> VideoInfo:
    """A video file that holds just this track's frames."""
    spacing_s = float(np.median(np.diff(track.time_s)))
    return VideoInfo(
        path=Path("synthetic"),
        file_name="synthetic",
        sha256="",
        width_px=track.width_px,
        height_px=track.height_px,
        rotation_deg=0,
        n_frames=len(track.time_s),
        frame_rate_hz=1.0 / spacing_s,
        duration_s=float(track.time_s[-1] - track.time_s[0]) + spacing_s,
        capture_rate_hz=None,
        variable_frame_rate=False,
        truncated=False,
        codec="none",
    )


def _scene(clip: SyntheticClip, roll_known: bool) -> SceneInfo:
    error = _ROLL_ERROR_SD_DEG * float(np.random.default_rng(clip.seed).standard_normal())
    return SceneInfo(
        camera_roll_deg=clip.camera.roll_deg + error if roll_known else None,
        camera_roll_sd_deg=_ROLL_SD_DEG if roll_known else None,
        roll_reason_missing=None if roll_known else "The scene shows no vertical.",
        camera_shift_px=0.0,
        camera_sway_px=0.0,
        camera_moves=False,
        cut_frames=(),
        repeated_frames_ratio=0.0,
    )


def _refusal(found: Examined) -> str | None:
    codes = [f.code for f in found.quality if f.severity is QualitySeverity.REFUSAL]
    return str(codes[0]) if codes else None


def _compared(
    base: Outcome,
    clip: SyntheticClip,
    found: Examined,
    track: PoseTrack,
    used_s: tuple[float, float],
) -> Outcome:
    wrong, frames = wrong_legs(clip, track, used_s)
    return Outcome(
        condition=base.condition,
        seed=base.seed,
        refusal=None,
        time_scale=base.time_scale,
        true_time_scale=base.true_time_scale,
        metrics=tuple(metric_errors(clip, found.measurements)),
        events=tuple(_event_errors(clip, found, used_s)),
        wrong_legs=wrong,
        frames=frames,
    )


def metric_errors(clip: SyntheticClip, rows: tuple[Measurement, ...]) -> Iterator[MetricError]:
    """Errors of every number that is measured and whose truth is known."""
    for row in rows:
        if row.value is None or row.ci95 is None:
            continue
        truth = clip.truth.metrics.get((row.metric, row.side))
        if truth is None:
            continue
        if row.metric is Metric.VERTICAL_OSCILLATION and row.unit == "ratio":
            truth /= clip.truth.leg_length_m
        yield MetricError(
            metric=row.metric,
            place=_place(clip, row.side),
            error=row.value - truth,
            half_width=(row.ci95[1] - row.ci95[0]) / 2.0,
        )


def _place(clip: SyntheticClip, side: Side) -> str:
    if side is Side.BOTH:
        return BOTH
    return NEAR if side is clip.camera.near_side else FAR


def _event_errors(
    clip: SyntheticClip, found: Examined, used_s: tuple[float, float]
) -> Iterator[EventErrors]:
    step_s = 60.0 / clip.parameters.cadence_spm
    for side in (Side.LEFT, Side.RIGHT):
        for kind in EventKind:
            listed = [e for e in found.events if e.kind is kind and e.side is side]
            # An event far off by a wrong clock is not late: it is compared on the true clock.
            stretch = clip.camera.time_scale / found.time_scale.value
            times = np.array([e.time_s for e in listed]) * stretch
            used = (used_s[0] * stretch + _EDGE_S, used_s[1] * stretch - _EDGE_S)
            pairs = match_times(times, clip.truth.event_times_s(kind, side), used, step_s / 2.0)
            yield EventErrors(
                kind=kind,
                place=_place(clip, side),
                error_s=pairs.error_s,
                sd_s=np.array([listed[i].sd_s for i in pairs.found_index]),
                missed=pairs.missed,
                invented=pairs.invented,
            )


def wrong_legs(
    clip: SyntheticClip, track: PoseTrack, used_s: tuple[float, float]
) -> tuple[int, int]:
    """Frames with exchanged legs left over in the used part, and its frames.

    Frames without a person or with both legs masked show no leg, and on frames with both
    legs drawn on one neither order is right: they count as frames, never as wrong.
    """
    exchanged, known = _exchanged(clip.track, track)
    wrong = (exchanged != clip.swapped) & known & ~clip.merged
    rows = _used_rows(track, used_s, clip.camera.time_scale)
    return int(wrong[rows].sum()), len(rows)


def _used_rows(track: PoseTrack, used_s: tuple[float, float], time_scale: float) -> IntArray:
    real_s = (track.time_s - track.time_s[0]) * time_scale
    return np.flatnonzero((real_s >= used_s[0] - 1e-6) & (real_s <= used_s[1] + 1e-6))


def _exchanged(raw: PoseTrack, final: PoseTrack) -> tuple[BoolArray, BoolArray]:
    """Whether each frame's legs were exchanged, and whether that can be told."""
    same = np.zeros(len(raw.time_s), dtype=bool)
    other = same.copy()
    for joint in _LEG_JOINTS:
        for side in (Side.LEFT, Side.RIGHT):
            place = final.of(joint.on(side))
            same |= np.all(place == raw.of(joint.on(side)), axis=1)
            other |= np.all(place == raw.of(joint.on(side.other)), axis=1)
    return other & ~same, same | other
