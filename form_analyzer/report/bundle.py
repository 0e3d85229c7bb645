"""Write everything a clip gave into one folder: reports, tables, pictures, annotated clip."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import cv2

from form_analyzer.datatypes import Analysis, Frame, Metric, PoseTrack, UInt8Array, VideoInfo
from form_analyzer.guide.judge import NO_OVERRIDES, Range
from form_analyzer.guide.model import Guide
from form_analyzer.overlay import annotated_frames, caption, evidence_frame, find_spot
from form_analyzer.overlay.moments import Spot
from form_analyzer.report.content import Occasion, report_view
from form_analyzer.report.csv import events_csv, measurements_csv
from form_analyzer.report.html import Clip, Evidence, html_report
from form_analyzer.report.pdf import pdf_report
from form_analyzer.report.view import Check, ReportView
from form_analyzer.video.decode import frames, pick
from form_analyzer.video.encode import write_h264
from form_analyzer.whole_file import write_whole

CLIP_NAME = "annotated.mp4"
# A track with fewer rows than this share of the frames was watched in windows.
_WATCHED_WHOLE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """Where everything was written; ``clip`` is ``None`` when there was nothing to annotate."""

    html: Path
    pdf: Path
    measurements: Path
    events: Path
    clip: Path | None
    evidence: Mapping[Metric, Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What to write.

    Attributes
    ----------
    own_ranges
        The athlete's own ranges the deviations were found with.
    check
        What is known of warning signs; it decides whether advice is given.
    clip
        Whether to write the annotated clip; the longest part of the work.
    embed_clip
        Whether the HTML report holds the clip itself (a single file to share)
        instead of a link to it.
    max_side_px
        Longer side of the annotated clip at most.
    """

    occasion: Occasion | None = None
    own_ranges: Mapping[Metric, Range] = field(default_factory=lambda: NO_OVERRIDES)
    check: Check = Check.NOT_ASKED
    clip: bool = True
    embed_clip: bool = False
    max_side_px: int = 1280


def write_outputs(
    analysis: Analysis,
    track: PoseTrack | None,
    info: VideoInfo,
    out_dir: Path,
    guide: Guide,
    *,
    wishes: Wishes | None = None,
    progress: Callable[[float], None] | None = None,
) -> Outputs:
    """Write report.html, report.pdf, two CSV files, evidence pictures and the annotated clip.

    Parameters
    ----------
    track
        With the legs already put right; ``None`` when nobody was found.
    out_dir
        Made where needed; files of the same name are replaced.
    progress
        Called with the share of the annotated clip that is done, 0..1.

    Raises
    ------
    UnreadableVideoError
        The clip has become unreadable since it was probed.
    """
    wanted = wishes or Wishes()
    out_dir.mkdir(parents=True, exist_ok=True)
    view = report_view(
        analysis,
        guide,
        occasion=wanted.occasion,
        own_ranges=wanted.own_ranges,
        check=wanted.check,
    )
    evidence = {} if track is None else make_evidence(analysis, track, info, view)
    clip = None
    if wanted.clip and track is not None and not analysis.refused:
        clip = out_dir / CLIP_NAME
        write_clip(analysis, track, info, clip, max_side_px=wanted.max_side_px, progress=progress)
    return _write_files(analysis, view, evidence, clip, out_dir, embed_clip=wanted.embed_clip)


def evidence_name(metric: Metric) -> str:
    """Name of the file with the picture of a thing to work on."""
    return f"evidence_{metric}.jpg"


def make_evidence(
    analysis: Analysis, track: PoseTrack, info: VideoInfo, view: ReportView
) -> dict[Metric, Evidence]:
    """Pictures of what to work on, each on the very frame it is about."""
    spots: dict[Metric, Spot] = {}
    for item in view.work_on:
        spot = find_spot(analysis, track, item.metric, item.side)
        if spot is not None:
            spots[item.metric] = spot
    indices = sorted({spot.frame_index for spot in spots.values()})
    pictures = {frame.index: frame for frame in pick(info, indices)}
    labels = {item.metric: item.value_text for item in view.work_on}
    return {
        metric: Evidence(
            jpeg=to_jpeg(
                evidence_frame(pictures[spot.frame_index], track, analysis, spot, labels[metric])
            ),
            caption=caption(spot, analysis),
        )
        for metric, spot in spots.items()
        if spot.frame_index in pictures
    }


def write_clip(
    analysis: Analysis,
    track: PoseTrack,
    info: VideoInfo,
    path: Path,
    *,
    max_side_px: int = 1280,
    progress: Callable[[float], None] | None = None,
) -> None:
    """Write the annotated clip as H.264; one frame is held at a time.

    Of a clip watched in windows only the watched frames are written.
    """
    watched = track.frame_index[track.seen]
    sampled = len(watched) < _WATCHED_WHOLE * info.n_frames and len(watched) > 0
    source = (
        pick(info, watched.tolist(), max_side_px=max_side_px)
        if sampled
        else frames(info, max_side_px=max_side_px)
    )
    total = len(watched) if sampled else info.n_frames
    pictures = _counted(source, total, progress)
    whole = info.variable_frame_rate and len(track.time_s) == info.n_frames
    write_h264(
        path,
        annotated_frames(pictures, track, analysis),
        info.frame_rate_hz,
        time_s=track.time_s if whole else None,
    )


def to_jpeg(image: UInt8Array, quality: int = 86) -> bytes:
    """Encode an RGB picture as JPEG."""
    done, data = cv2.imencode(
        ".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )
    if not done:
        raise ValueError(f"a picture of shape {image.shape} cannot be written as JPEG")
    return bytes(data.tobytes())


def _counted(
    pictures: Iterable[Frame], whole: int, progress: Callable[[float], None] | None
) -> Iterator[Frame]:
    for number, picture in enumerate(pictures, start=1):
        yield picture
        if progress is not None:
            progress(min(1.0, number / max(whole, 1)))


def _write_files(
    analysis: Analysis,
    view: ReportView,
    evidence: Mapping[Metric, Evidence],
    clip: Path | None,
    out_dir: Path,
    *,
    embed_clip: bool,
) -> Outputs:
    shown = None
    if clip is not None:
        shown = Clip(mp4=clip.read_bytes()) if embed_clip else Clip(link=clip.name)
    html = html_report(analysis, view, evidence=evidence, clip=shown)
    pictures = {metric: out_dir / evidence_name(metric) for metric in evidence}
    outputs = Outputs(
        html=out_dir / "report.html",
        pdf=out_dir / "report.pdf",
        measurements=out_dir / "measurements.csv",
        events=out_dir / "events.csv",
        clip=clip,
        evidence=pictures,
    )
    contents = {
        **{path: evidence[metric].jpeg for metric, path in pictures.items()},
        outputs.html: html.encode(),
        outputs.pdf: pdf_report(analysis, view, evidence=evidence),
        # The signature lets spreadsheets know that the text is UTF-8.
        outputs.measurements: measurements_csv(analysis).encode("utf-8-sig"),
        outputs.events: events_csv(analysis).encode("utf-8-sig"),
    }
    for path, content in contents.items():
        write_whole(path, content)
    return outputs
