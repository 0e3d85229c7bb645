"""The pose model on parts of a clip, always on the same runner."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from form_analyzer.anytime.parts import from_first_frame, join
from form_analyzer.anytime.plan import Span
from form_analyzer.anytime.shoe_plan import pictured_frames
from form_analyzer.datatypes import PoseTrack, Side, VideoInfo
from form_analyzer.pose.estimate import estimate_tracks
from form_analyzer.pose.feet import FeetPictures, usual_bytes
from form_analyzer.pose.model_file import ModelFile
from form_analyzer.pose.source import FrameReader, working_ratio
from form_analyzer.pose.staff import Staff
from form_analyzer.settings import Settings
from form_analyzer.tracks.follow import leg_length_px
from form_analyzer.video.decode import pick
from form_analyzer.video.table import frame_table

# Of what is left of the progress, what one more look takes: nobody knows how many follow.
_NEXT_SHARE = 0.75
_KEPT_BYTES = 75_000_000
"""Of pictures about the feet, about."""

_SAME_PERSON = 1.0
"""Leg lengths (and log ratio of sizes) within which somebody seen later is the same one."""


class Eye:
    """Watches a clip, whole or in parts.

    Parameters
    ----------
    every
        Watch only every so manyth frame.
    jobs
        Worker processes; one per core if ``None``.
    tell
        Called with the fraction done, 0..1.
    lap
        Called with ``analysis`` before and ``pose`` after each look, to time both.
    staff
        Workers that may be waiting already.
    """

    def __init__(
        self,
        info: VideoInfo,
        model: ModelFile,
        settings: Settings,
        *,
        every: int,
        jobs: int | None,
        tell: Callable[[float], None],
        lap: Callable[[str], None],
        staff: Staff | None = None,
    ) -> None:
        self.every = every
        self.timing_s = {"decode": 0.0, "inference": 0.0}
        self.feet: FeetPictures = {}
        self._info, self._model, self._settings = info, model, settings
        self._jobs, self._tell, self._lap = jobs, tell, lap
        self._staff = staff
        self._done = 0.0
        self._runner: PoseTrack | None = None
        self._others: dict[int, list[PoseTrack]] = {}

    def whole(self) -> PoseTrack:
        """The likeliest runner through the whole clip."""
        return self._look(None, 1.0)

    def spans(self, spans: Sequence[Span]) -> PoseTrack:
        """The runner in these frame ranges; the same one as in earlier calls."""
        return self._look(spans, self._done + _NEXT_SHARE * (1.0 - self._done))

    def others(self) -> tuple[PoseTrack, ...]:
        """Further people over all that was watched, the likeliest runner first."""
        first_s = self.first_time_s() if self._others else 0.0
        return tuple(from_first_frame(join(seen), first_s) for seen in self._others.values())

    def first_time_s(self) -> float:
        """Time stamp of the clip's first frame, container seconds."""
        return float(frame_table(self._info.path).time_s[0])

    def _look(self, spans: Sequence[Span] | None, upto: float) -> PoseTrack:
        begun = self._done
        self._lap("analysis")
        found = estimate_tracks(
            self._info,
            self._model,
            self._settings,
            read_frames=self._reader(spans),
            jobs=self._jobs,
            progress=lambda fraction: self._tell(begun + (upto - begun) * fraction),
            every=self.every,
            parts=spans,
            staff=self._staff,
        )
        self._lap("pose")
        self._done = upto
        for name, seconds in found.timing_s.items():
            self.timing_s[name] += seconds
        self.feet = self.feet or found.feet
        track = found.best if self._runner is None else likest(found.tracks, self._runner)
        self._remember([other for other in found.tracks if other is not track])
        self._runner = self._runner or track
        return track

    def _reader(self, spans: Sequence[Span] | None) -> FrameReader:
        """Reads the clip; in the first look with the grey levels the shoes are looked at in."""
        info = self._info
        # Parts are looked at more than once, with the pictures of the first look in memory.
        kept_bytes = _KEPT_BYTES if spans is None else _KEPT_BYTES / 2
        spans = spans or ((0, info.n_frames),)
        ratio = working_ratio(info)
        affordable = kept_bytes / usual_bytes(ratio * info.width_px, ratio * info.height_px)
        each = min(pictured_frames(info.frame_rate_hz), int(affordable / len(spans)) * self.every)
        looked_at = [(first, min(last, first + each)) for first, last in spans]
        return partial(
            pick,
            info,
            threads=1,
            with_grey=looked_at if self._runner is None else (),
            table=frame_table(info.path),
        )

    def _remember(self, others: list[PoseTrack]) -> None:
        """Keep what was seen of everybody else; who they are is settled in the first look."""
        if self._runner is None:
            self._others = {place: [track] for place, track in enumerate(others)}
            return
        for seen in self._others.values():
            again = min(others, key=lambda track: _unlikeness(track, seen[0]), default=None)
            if again is not None and _unlikeness(again, seen[0]) < _SAME_PERSON:
                seen.append(again)
                others = [track for track in others if track is not again]


def likest(tracks: Sequence[PoseTrack], known: PoseTrack) -> PoseTrack:
    """The track most like a known one in the runner's place and size."""
    return min(tracks, key=lambda track: _unlikeness(track, known))


def _unlikeness(track: PoseTrack, known: PoseTrack) -> float:
    """Distance of the runners' usual places, in leg lengths, plus their sizes' log ratio."""
    (place, leg), (known_place, known_leg) = _usual(track), _usual(known)
    apart = float(np.linalg.norm(place - known_place)) / known_leg
    unlike = apart + abs(float(np.log(leg / known_leg)))
    return unlike if np.isfinite(unlike) else float("inf")


def _usual(track: PoseTrack) -> tuple[np.ndarray, float]:
    """Median place of the body, (2,) px, and the leg's length, px; ``nan`` for nobody."""
    seen = track.position_px[track.seen]
    if not len(seen):
        return np.full(2, np.nan), float("nan")
    return np.nanmedian(seen, axis=(0, 1)), leg_length_px(track, Side.LEFT)
