"""The short facts at the top of a report, and at its end what made the numbers."""

from form_analyzer.datatypes import (
    Activity,
    Analysis,
    EventKind,
    EventSource,
    Metric,
    Side,
    VideoInfo,
)
from form_analyzer.guide.model import Guide
from form_analyzer.report.numbers import value_text
from form_analyzer.report.words import (
    clock_text,
    facing_text,
    number_text,
    shown,
    speed_text,
    with_unit,
)

Fact = tuple[str, str]


def facts(analysis: Analysis, guide: Guide) -> tuple[Fact, ...]:
    """(label, text) pairs that a runner reads first; only what is known."""
    found: list[Fact] = []
    cadence = analysis.measurement(Metric.CADENCE, Side.BOTH)
    if cadence is not None and not cadence.is_missing:
        info, how = guide.metrics[Metric.CADENCE], shown(cadence.metric, cadence.unit)
        found.append(("Cadence", with_unit(value_text(cadence, how, info), how.unit)))
    strides = max((row.n_strides for row in analysis.measurements), default=0)
    if strides:
        found.append(("Strides measured", str(strides)))
    if analysis.capture.speed_mps is not None:
        found.append(("Belt speed", speed_text(analysis.capture.speed_mps)))
    if analysis.view.near_side is not None:
        found.append(("Near the camera", f"{analysis.view.near_side} leg"))
    if analysis.activity is not Activity.RUNNING:
        found.append(("Seen", str(analysis.activity)))
    found.append(("Clip", _clip_text(analysis.video)))
    if analysis.time_scale.value != 1.0:
        real_s = number_text(analysis.video.duration_s * analysis.time_scale.value, 1)
        found.append(("Slow motion", f"shows {real_s} s of running"))
    return tuple(found)


def provenance(analysis: Analysis) -> tuple[Fact, ...]:
    """(label, text) pairs from which the same numbers can be made again."""
    video, software, view = analysis.video, analysis.software, analysis.view
    found: list[Fact] = [
        ("Clip", f"{video.file_name}, {_clip_text(video)}, {video.codec}"),
        ("Content (SHA-256)", video.sha256),
        ("Clock", clock_text(analysis.time_scale)),
        ("Part used", _used_text(analysis)),
        ("View", _view_text(analysis)),
        ("Camera tilt", _degrees(view.camera_roll_deg, "not known: no vertical line in sight")),
        ("Belt slope in the picture", _degrees(view.incline_deg, "not known")),
        ("Runner's height", _length(analysis.capture.height_m)),
        ("Tracking", _tracking_text(analysis)),
        ("Events", _events_text(analysis)),
        ("Pose model", f"{software.pose_model} ({software.pose_model_sha256[:12]})"),
        ("Software", f"form-analyzer {software.version}, guide {software.guide_version}"),
    ]
    return tuple(fact for fact in found if fact[1])


def _clip_text(video: VideoInfo) -> str:
    rate = (
        f" at {number_text(round(video.frame_rate_hz, 1), 0)} frames/s"
        if video.frame_rate_hz > 0
        else ""
    )
    duration = number_text(video.duration_s, 1)
    return f"{duration} s{rate}, {video.width_px} × {video.height_px}"


def _used_text(analysis: Analysis) -> str:
    if analysis.used_s is None:
        return ""
    start, end = (number_text(second, 1) for second in analysis.used_s)
    return f"{start} to {end} s"


def _view_text(analysis: Analysis) -> str:
    view = analysis.view
    plane = {"sagittal": "from the side", "frontal": "from the front or back"}
    seen = plane.get(str(view.plane), str(view.plane) if view.plane else "not known")
    return f"{seen}, {facing_text(view.facing)}"


def _degrees(angle_deg: float | None, unknown: str) -> str:
    return unknown if angle_deg is None else f"{number_text(angle_deg, 1)}°"


def _length(length_m: float | None) -> str:
    return "not given" if length_m is None else f"{length_m:.2f} m"


def _tracking_text(analysis: Analysis) -> str:
    tracking = analysis.tracking
    text = f"runner found in {tracking.frames_with_person} of {tracking.frames} frames"
    if tracking.leg_swaps_repaired:
        text += f"; legs put right in {tracking.leg_swaps_repaired} frames"
    if tracking.samples_masked_ratio > 0:
        text += f"; {number_text(100 * tracking.samples_masked_ratio, 1)} % of points left out"
    return text


def _events_text(analysis: Analysis) -> str:
    kinds = [event.kind for event in analysis.events]
    edited = sum(event.source is EventSource.EDITED for event in analysis.events)
    contacts, toe_offs = (kinds.count(kind) for kind in EventKind)
    text = f"{contacts} initial contacts, {toe_offs} toe-offs"
    return f"{text}; {edited} set by hand" if edited else text
