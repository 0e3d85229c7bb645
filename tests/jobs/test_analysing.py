"""What a worker makes of a clip, and keeps beside the analysis."""

from dataclasses import replace
from pathlib import Path

import pytest

from form_analyzer.datatypes import CaptureInfo
from form_analyzer.errors import NotFoundError
from form_analyzer.jobs.analysing import analyze_clip
from form_analyzer.jobs.work import WorkOrder
from form_analyzer.pose.cache import load_tracks
from form_analyzer.settings import load_settings
from form_analyzer.storage.records import AttachmentRole
from tests.conftest import SAMPLES


def order(clip: Path, folder: Path) -> WorkOrder:
    return WorkOrder(
        clip=clip,
        file_name=clip.name,
        capture=CaptureInfo(),
        pose_model="full",
        targets=(),
        folder=folder,
        settings=load_settings(),
        n_processes=1,
    )


@pytest.mark.pose
def test_a_measured_clip_gets_everything_beside_it(tmp_path: Path):
    seen: list[float] = []
    ordered = order(SAMPLES / "good_midfoot.mp4", tmp_path)
    result = analyze_clip(ordered, lambda _stage, fraction: seen.append(fraction))
    beside = {AttachmentRole.TRACK, AttachmentRole.SCENE, AttachmentRole.THUMBNAIL}
    assert result.files.keys() == beside
    assert result.to_draw
    assert result.files[AttachmentRole.THUMBNAIL].read_bytes().startswith(b"\xff\xd8")
    assert len(load_tracks(result.files[AttachmentRole.TRACK])) == 1
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    with pytest.raises(NotFoundError, match="only 1 could be followed"):
        analyze_clip(replace(ordered, person=1), lambda *_: None)


@pytest.mark.pose
def test_a_refused_clip_gets_no_annotated_clip_but_a_thumbnail(tmp_path: Path):
    result = analyze_clip(order(SAMPLES / "walker.mp4", tmp_path), lambda *_: None)
    assert result.analysis.refused
    assert AttachmentRole.THUMBNAIL in result.files
    assert not result.to_draw
