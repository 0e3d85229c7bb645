"""The annotated clip: skeleton, angles, events and time on every frame."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import (
    Analysis,
    EventKind,
    FloatArray,
    Frame,
    GaitEvent,
    Joint,
    PoseTrack,
    Side,
    UInt8Array,
)
from form_analyzer.overlay.axes import Axes
from form_analyzer.overlay.canvas import PALETTE, Canvas
from form_analyzer.overlay.moments import against, bend, level_foot, stances, turned
from form_analyzer.overlay.skeleton import draw_skeleton, point

_HOLD_S = 0.10
"""How long an event's label stays, in real seconds."""

_EVENT_WORDS = {EventKind.INITIAL_CONTACT: "initial contact", EventKind.TOE_OFF: "toe-off"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What to draw."""

    skeleton: bool = True
    angles: bool = True
    events: bool = True


def annotated_frames(
    frames: Iterable[Frame],
    track: PoseTrack,
    analysis: Analysis,
    *,
    shown: Shown | None = None,
) -> Iterator[UInt8Array]:
    """Draw on every frame, one at a time; memory does not grow with the clip.

    Parameters
    ----------
    frames
        In time order; they may be smaller than the track's pixels, or only a part.
    track
        With the legs already put right. A frame the track does not hold gets its
        time and events, but no body.

    Yields
    ------
    (h, w, 3) uint8
        RGB pictures of the size of the frames; the frames themselves stay as they are.
    """
    artist = _Artist(track, analysis, shown or Shown())
    for frame in frames:
        yield artist.draw(frame)


class _Artist:
    """Everything about a clip that is the same for all its frames."""

    def __init__(self, track: PoseTrack, analysis: Analysis, shown: Shown) -> None:
        self._track = track
        self._events = analysis.events
        self._scale = analysis.time_scale.value
        self._shown = shown
        self._near = analysis.view.near_side or Side.LEFT
        self._axes = Axes.of(analysis.view)
        self._rows = {int(index): row for row, index in enumerate(track.frame_index)}
        self._stances = {side: stances(analysis.events, side) for side in (Side.LEFT, Side.RIGHT)}
        self._flat = level_foot(analysis, track, self._near)
        self._hold = _hold_frames(analysis)

    def draw(self, frame: Frame) -> UInt8Array:
        """One frame with everything on it."""
        canvas = Canvas(frame.image.copy())
        row = self._rows.get(frame.index)
        if row is not None:
            points = self._track.position_px[row] * (frame.image.shape[1] / self._track.width_px)
            self._body(canvas, points, frame.index)
        if self._shown.events:
            self._clock(canvas, frame)
        return canvas.image

    def _body(self, canvas: Canvas, points: FloatArray, index: int) -> None:
        if self._shown.skeleton:
            draw_skeleton(canvas, points, near_side=self._near)
        recent = [event for event in self._events if 0 <= index - round(event.frame) < self._hold]
        if self._shown.angles:
            self._angles(canvas, points, recent)
        if self._shown.events:
            for event in recent:
                self._event(canvas, points, event)

    def _angles(self, canvas: Canvas, points: FloatArray, recent: list[GaitEvent]) -> None:
        """Live knee and trunk angles; the foot's angle just after it met the belt."""
        hip, knee, ankle, heel, toe = (
            point(points, joint, self._near)
            for joint in (Joint.HIP, Joint.KNEE, Joint.ANKLE, Joint.HEEL, Joint.TOE)
        )
        forward, up = self._axes.forward, self._axes.up
        if np.isfinite([hip, knee, ankle]).all():
            at = knee + forward * canvas.font_px * 2.6
            canvas.text(f"knee {bend(hip, knee, ankle):.0f}°", at, size=0.85)
        trunk = point(points, Joint.SHOULDER, Side.BOTH) - point(points, Joint.HIP, Side.BOTH)
        if np.isfinite(trunk).all():
            middle = point(points, Joint.HIP, Side.BOTH) + trunk / 2
            at = middle - forward * canvas.font_px * 4
            canvas.text(f"trunk {_degrees(against(trunk, up, forward))}", at, size=0.85)
        landed = any(
            event.kind is EventKind.INITIAL_CONTACT and event.side is self._near for event in recent
        )
        if landed and np.isfinite([heel, toe]).all():
            self._foot(canvas, heel, toe)

    def _foot(self, canvas: Canvas, heel: FloatArray, toe: FloatArray) -> None:
        """The sole against the belt, as in the evidence picture, with this frame's angle."""
        belt = self._axes.forward
        flat = self._flat if np.isfinite(self._flat).all() else belt
        sole = turned(belt, flat, toe - heel)
        reach = 1.5 * float(np.linalg.norm(toe - heel))
        canvas.dashed(heel, heel + reach * belt, PALETTE.guide)
        canvas.line(heel, heel + reach * sole, PALETTE.angle)
        at = heel + belt * (reach + canvas.font_px * 2.6) + self._axes.up * canvas.font_px
        angle = against(sole, belt, self._axes.up)
        canvas.text(f"foot {_degrees(angle)}", at, color=PALETTE.angle, size=0.85)

    def _event(self, canvas: Canvas, points: FloatArray, event: GaitEvent) -> None:
        near = event.side is self._near
        joint = Joint.HEEL if event.kind is EventKind.INITIAL_CONTACT else Joint.TOE
        below = point(points, joint, event.side) - self._axes.up * canvas.font_px * 2.4
        color = PALETTE.near if near else PALETTE.far
        words = f"{_EVENT_WORDS[event.kind]}, {event.side}"
        canvas.text(words, below, color=color, size=1.0 if near else 0.85)

    def _clock(self, canvas: Canvas, frame: Frame) -> None:
        seconds = (frame.time_s - self._track.time_s[0]) * self._scale
        corner = np.array([canvas.font_px * 0.6] * 2)
        words = f"{seconds:.2f} s   {self._phase(frame.index)}".rstrip()
        canvas.text(words, corner, anchor=(0, 0))

    def _phase(self, index: int) -> str:
        """Which foot is on the belt; empty where the events do not tell."""
        inside = [side for side in self._stances if _within(self._stances[side], index)]
        if inside:
            return " and ".join(f"{side} foot down" for side in inside)
        ends = [end for spans in self._stances.values() for span in spans for end in span]
        return "flight" if ends and min(ends) <= index <= max(ends) else ""


def _degrees(angle: float) -> str:
    return f"{round(angle)}°".replace("-", "−")


def _within(spans: tuple[tuple[float, float], ...], index: int) -> bool:
    place = bisect_right(spans, (index + 0.5, float("inf"))) - 1
    return place >= 0 and spans[place][0] - 0.5 <= index < spans[place][1]


def _hold_frames(analysis: Analysis) -> int:
    """Frames that make up the hold time on the real clock, two at least."""
    rate = analysis.video.frame_rate_hz
    if not rate > 0:
        return 2
    return max(2, round(_HOLD_S * rate / analysis.time_scale.value))
