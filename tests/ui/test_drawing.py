"""A report is there before its annotated clip: what the page says meanwhile, and afterwards."""

from pathlib import Path

import pytest

from form_analyzer.guide.load import load_guide
from form_analyzer.settings import load_settings
from form_analyzer.storage.delivery import deliver, deliver_clip
from form_analyzer.storage.queue import Claim
from form_analyzer.storage.records import AttachmentRole
from form_analyzer.ui.services import pictures
from form_analyzer.ui.services.opening import Opened, open_session
from form_analyzer.ui.services.progress import drawing_text, open_work
from form_analyzer.ui.services.roster import finding_text
from tests.ui.worlds import World, open_page, said


@pytest.fixture
def drawing(world: World) -> Claim:
    """The second session analysed again, its annotated clip still to be drawn."""
    world.season.jobs.start(world.second.id)
    queue = world.season.queue()
    claim = queue.claim("a worker")
    assert claim is not None
    analysis = world.season.results.load(world.second.id)
    files = {AttachmentRole.TRACK: world.recording.track_file}
    assert deliver(world.season.library, queue, claim, analysis, files, to_draw=True)
    again = queue.claim("a worker")
    assert again is not None and again.analysed
    return again


def opened(world: World) -> Opened:
    found = open_session(world.season, load_guide(), world.second.id)
    assert found is not None
    return found


def clip_bytes(world: World) -> bytes | None:
    track, settings = world.recording.track, load_settings()
    return pictures.annotated_clip(world.season, opened(world), track, settings)


def test_the_report_says_that_its_clip_is_being_drawn(world: World, drawing: Claim) -> None:
    page = open_page("report", session=world.second.id)
    assert "The annotated clip is being drawn" in said(page)
    labels = [button.label for button in page.get("download_button")]
    assert "Annotated clip (MP4)" not in labels
    assert "Web page, one file, still without the clip" in labels


def test_lists_show_the_finding_and_not_the_drawing(world: World, drawing: Claim) -> None:
    finding = opened(world).line.analysis
    assert finding is not None
    page = said(open_page("sessions"))
    assert finding_text(finding.main_finding, load_guide()) in page
    assert "Drawing" not in page and "Starting" not in page
    (work,) = open_work(world.season)
    assert work.analysed
    assert "Analyze a run" in said(open_page("analyze"))


def test_the_attached_clip_is_given_and_none_is_drawn(
    world: World, drawing: Claim, tmp_path: Path
) -> None:
    path = tmp_path / "annotated.mp4"
    path.write_bytes(b"as the worker drew it")
    assert deliver_clip(world.season.library, world.season.queue(), drawing, path)
    assert drawing_text(world.season, opened(world)) is None
    assert clip_bytes(world) == b"as the worker drew it"
    page = open_page("report", session=world.second.id)
    assert "being drawn" not in said(page)


def test_a_clip_that_was_never_attached_is_drawn_once_and_kept_whole(world: World) -> None:
    first = clip_bytes(world)
    assert first is not None and first[4:8] == b"ftyp"
    kept = list((load_settings().cache_dir / "clips").glob("annotated-*.mp4"))
    assert [path.read_bytes() for path in kept] == [first]
    assert clip_bytes(world) == first
    assert not list((load_settings().cache_dir / "clips").glob("drawing-*"))
