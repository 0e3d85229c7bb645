"""Synthetic long clips as landmarks, and a watcher that picks rows instead of decoding."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from form_analyzer.anytime.parts import join, select
from form_analyzer.anytime.plan import Span
from form_analyzer.datatypes import PoseTrack, VideoInfo
from form_analyzer.synthetic.camera import Camera
from form_analyzer.synthetic.make import SyntheticClip, make_track
from form_analyzer.synthetic.parameters import RunnerParameters, Variation


def run(
    duration_s: float, *, rate_hz: float = 30.0, drift_spm_per_min: float = 0.0, seed: int = 0
) -> SyntheticClip:
    variation = Variation(cadence_drift_spm_per_min=drift_spm_per_min)
    runner = RunnerParameters(cadence_spm=172.0, variation=variation)
    return make_track(runner, Camera(frame_rate_hz=rate_hz), duration_s=duration_s, seed=seed)


def video_of(track: PoseTrack) -> VideoInfo:
    spacing = float(np.median(np.diff(track.time_s)))
    return VideoInfo(
        path=Path("run.mp4"),
        file_name="run.mp4",
        sha256="0" * 64,
        width_px=track.width_px,
        height_px=track.height_px,
        rotation_deg=0,
        n_frames=len(track.time_s),
        frame_rate_hz=1.0 / spacing,
        duration_s=float(track.time_s[-1] - track.time_s[0]) + spacing,
        capture_rate_hz=None,
        variable_frame_rate=False,
        truncated=False,
        codec="h264",
    )


def still(n: int, *, rate_hz: float = 30.0) -> PoseTrack:
    """A track of that many frames in which nobody is seen."""
    return replace(
        run(1.0).track,
        time_s=np.arange(n) / rate_hz,
        frame_index=np.arange(n),
        position_px=np.full((n, 19, 2), np.nan),
        confidence=np.zeros((n, 19)),
        world_m=np.full((n, 19, 3), np.nan),
    )


class Rows:
    """Watches by picking rows of a track that is all there."""

    def __init__(self, track: PoseTrack) -> None:
        self.track = track
        self.asked: list[Span] = []

    def __call__(self, spans: Sequence[Span]) -> PoseTrack:
        self.asked += spans
        return join([select(self.track, slice(*span)) for span in spans])

    @property
    def frames(self) -> int:
        return sum(last - first for first, last in self.asked)
