from dataclasses import replace

import cv2
import numpy as np
import pytest
from pypdf import PdfReader

from form_analyzer.datatypes import Facing, Metric, Side, TimeScale, TimeScaleSource
from form_analyzer.report.bundle import Wishes, to_jpeg, write_outputs
from form_analyzer.video.decode import frames
from form_analyzer.video.encode import write_h264
from form_analyzer.video.probe import probe
from tests.stick_runner import events, stick_frames, stick_track


@pytest.fixture(scope="module")
def run(tmp_path_factory, troubled):
    """A short clip of the stick-figure runner with its track and analysis."""
    track = stick_track(n_frames=60, frame_rate_hz=30.0, size_px=(480, 270))
    path = tmp_path_factory.mktemp("clip") / "run.mp4"
    write_h264(path, (frame.image for frame in stick_frames(track)), 30.0)
    info = probe(path)
    found = events(
        n_strides=3, stride_time_s=0.76, contact_s=0.26, frame_rate_hz=30.0, near=Side.LEFT
    )
    analysis = replace(
        troubled,
        video=info,
        events=tuple(event for event in found if event.frame < 60),
        view=replace(troubled.view, facing=Facing.LEFT, camera_roll_deg=0.0, belt_angle_deg=0.0),
        time_scale=TimeScale(value=1.0, source=TimeScaleSource.FILE),
    )
    return analysis, track, info


@pytest.fixture(scope="module")
def outputs(run, guide, tmp_path_factory):
    analysis, track, info = run
    shares = []
    folder = tmp_path_factory.mktemp("out") / "deep"
    made = write_outputs(analysis, track, info, folder, guide, progress=shares.append)
    return made, shares


def test_everything_is_written(outputs):
    made, _ = outputs
    for path in (made.html, made.pdf, made.measurements, made.events, made.clip):
        assert path.stat().st_size > 500
    assert len(PdfReader(made.pdf).pages) == 2
    assert 'src="annotated.mp4"' in made.html.read_text("utf-8")
    assert made.measurements.read_text("utf-8-sig").startswith("file_name,metric")


def test_each_thing_to_work_on_has_its_picture(outputs):
    made, _ = outputs
    assert set(made.evidence) == {Metric.OVERSTRIDE, Metric.FOOT_STRIKE_ANGLE, Metric.CADENCE}
    html = made.html.read_text("utf-8")
    assert html.count("data:image/jpeg;base64,") == 3
    for path in made.evidence.values():
        picture = cv2.imread(str(path))
        assert picture.shape[0] == 720


def test_the_annotated_clip_has_every_frame_and_the_same_size(outputs, run):
    made, _ = outputs
    _, _, info = run
    clip = probe(made.clip)
    assert (clip.n_frames, clip.width_px, clip.height_px) == (60, 480, 270)
    assert clip.codec == "h264"
    assert clip.frame_rate_hz == pytest.approx(info.frame_rate_hz, rel=1e-3)
    plain, drawn = (next(iter(frames(each, start=20))).image for each in (info, clip))
    assert np.abs(plain.astype(int) - drawn).max() > 60


def test_progress_reaches_the_end(outputs):
    _, shares = outputs
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_refused_clip_without_a_track_still_gets_its_reports(run, refused, guide, tmp_path):
    info = run[2]
    made = write_outputs(replace(refused, video=info), None, info, tmp_path, guide)
    assert made.clip is None
    assert made.evidence == {}
    assert "The person walks." in made.html.read_text("utf-8")


def test_a_file_that_cannot_be_finished_leaves_the_older_one(run, guide, tmp_path, monkeypatch):
    analysis, track, info = run
    (tmp_path / "report.pdf").write_bytes(b"an older report")

    def full(_analysis, _view, **_others):
        raise OSError("No space left on device")

    monkeypatch.setattr("form_analyzer.report.bundle.pdf_report", full)
    with pytest.raises(OSError, match="No space"):
        write_outputs(analysis, track, info, tmp_path, guide)
    assert (tmp_path / "report.pdf").read_bytes() == b"an older report"
    assert not (tmp_path / "report.html").exists()


def test_one_file_to_share_holds_the_clip(run, guide, tmp_path):
    analysis, track, info = run
    made = write_outputs(
        analysis, track, info, tmp_path, guide, wishes=Wishes(embed_clip=True, max_side_px=240)
    )
    assert 'src="data:video/mp4;base64,' in made.html.read_text("utf-8")
    assert probe(made.clip).width_px == 240


def test_pictures_keep_their_colours():
    image = np.zeros((40, 40, 3), dtype=np.uint8)
    image[..., 0] = 200
    back = cv2.imdecode(np.frombuffer(to_jpeg(image), dtype=np.uint8), cv2.IMREAD_COLOR)
    assert back[20, 20, 2] > 180
    assert back[20, 20, 0] < 20
