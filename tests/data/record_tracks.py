"""Record the pose tracks of the sample clips that tests measure again and again.

Run in the project's root: ``python -m tests.data.record_tracks NAME ...``. Positions are
rounded to a twentieth of a pixel, far below the pose model's own jitter, to keep files small.
"""

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from form_analyzer.datatypes import PoseTrack
from form_analyzer.pose.cache import save_track
from form_analyzer.pose.estimate import estimate_tracks
from form_analyzer.pose.models import ensure_model
from form_analyzer.settings import load_settings
from form_analyzer.video.decode import pick
from form_analyzer.video.probe import probe

FOLDER = Path(__file__).parent
SAMPLES = FOLDER.parent.parent / "sample_videos"


def rounded(track: PoseTrack) -> PoseTrack:
    """The track with as many digits as matter."""
    return replace(
        track,
        position_px=np.round(track.position_px * 20) / 20,
        confidence=np.round(track.confidence, 2),
        world_m=np.round(track.world_m, 2),
    )


def record(name: str) -> None:
    """Record one sample clip with the default model."""
    settings = load_settings()
    info = probe(SAMPLES / f"{name}.mp4")
    model = ensure_model("full", settings)
    found = estimate_tracks(info, model, settings, read_frames=partial(pick, info), jobs=1)
    save_track(FOLDER / f"{name}.npz", rounded(found.best))


if __name__ == "__main__":
    for one in sys.argv[1:]:
        record(one)
