"""How much of a clip was watched, in words."""

from collections.abc import Iterator, Sequence

from form_analyzer.anytime.parts import select, stretches
from form_analyzer.datatypes import PoseTrack, QualityCode, QualityFlag, VideoInfo
from form_analyzer.quality.messages import info

# The container's own rounding and a few broken frames are no sampling.
_AS_GOOD_AS_ALL = 0.95


def watched_ratio(track: PoseTrack, video: VideoInfo) -> float:
    """Share of the clip's time that the track's rows cover, 0..1."""
    if not video.n_frames:
        return 1.0
    return min(1.0, len(track.frame_index) * track.frame_step / video.n_frames)


def sampling_flags(track: PoseTrack, video: VideoInfo) -> Iterator[QualityFlag]:
    """Say that not all of the clip, or not every frame, was watched."""
    step = track.frame_step
    if step > 1:
        yield info(QualityCode.SAMPLED, "thinned", rate=video.frame_rate_hz, every=_ordinal(step))
    found = [select(track, slice(*rows)).time_s for rows in stretches(track)]
    spans = [(float(t[0]), float(t[-1])) for t in found if len(t) > 1]
    if watched_ratio(track, video) < _AS_GOOD_AS_ALL and len(found) > 1:
        text = spans_text(spans, float(track.time_s[0]))
        yield info(QualityCode.SAMPLED, spans=text, duration=video.duration_s)


def spans_text(spans_s: Sequence[tuple[float, float]], start_s: float) -> str:
    """Such as ``5-16, 295-306``: container seconds from the clip's first frame."""
    return ", ".join(f"{first - start_s:.0f}-{last - start_s:.0f}" for first, last in spans_s)


def _ordinal(number: int) -> str:
    return {2: "2nd", 3: "3rd"}.get(number, f"{number}th")
