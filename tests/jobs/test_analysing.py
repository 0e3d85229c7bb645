"""What a worker makes of a clip, and keeps beside the analysis."""

from dataclasses import replace
from pathlib import Path

import pytest

from form_analyzer.datatypes import CaptureInfo, Metric, Side
from form_analyzer.errors import NotFoundError
from form_analyzer.jobs.analysing import analyze_clip
from form_analyzer.jobs.work import WorkOrder
from form_analyzer.pose.cache import load_tracks
from form_analyzer.settings import load_settings
from form_analyzer.storage.delivery import deliver
from form_analyzer.storage.records import AttachmentRole
from form_analyzer.video.probe import probe
from tests.conftest import SAMPLES
from tests.storage import seasons


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
    beside = {AttachmentRole.TRACK, AttachmentRole.SCENE}
    beside |= {AttachmentRole.THUMBNAIL, AttachmentRole.ANNOTATED}
    assert result.files.keys() == beside
    drawn, clip = probe(result.files[AttachmentRole.ANNOTATED]), result.analysis.video
    assert (drawn.codec, drawn.n_frames) == ("h264", clip.n_frames)
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
    assert AttachmentRole.ANNOTATED not in result.files


@pytest.mark.parametrize(("quota", "is_kept"), [(None, True), (200, True), (100, False)])
def test_an_annotated_clip_beyond_the_quota_is_left_out(season, tmp_path, quota, is_kept):
    stored = seasons.session(season, seasons.athlete(season), b"clip")
    season.preferences.set_media_quota(quota)
    claim = season.queue().claim("host:1")
    assert claim is not None
    files = {AttachmentRole.ANNOTATED: tmp_path / "a.mp4", AttachmentRole.TRACK: tmp_path / "t.npz"}
    for number, path in enumerate(files.values()):
        path.write_bytes(bytes([number]) * 70)
    assert deliver(season.library, season.queue(), claim, seasons.analysis(), files)
    kept = season.results.files(stored.id)
    assert AttachmentRole.TRACK in kept
    assert (AttachmentRole.ANNOTATED in kept) == is_kept
    assert season.results.snapshot(stored.id).measurement(Metric.CADENCE, Side.BOTH) is not None
