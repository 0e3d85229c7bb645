"""What people do with the app, in Chromium."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from form_analyzer.datatypes import Metric, Side
from form_analyzer.report.words import number_text
from form_analyzer.storage.service import SeasonService
from form_analyzer.ui.services.samples import sample_clips
from tests.browser.apps import App, settle
from tests.ui.worlds import World, answered

pytestmark = pytest.mark.browser


def running_clip() -> Path:
    return next(clip for clip in sample_clips() if "walk" not in clip.name)


def cadence(season: SeasonService, session_id: str) -> str:
    row = season.results.load(session_id).measurement(Metric.CADENCE, Side.BOTH)
    assert row is not None and row.value is not None
    return number_text(row.value, 1)


def choose(page: Page, label: str, option: str) -> None:
    """Pick an entry of a list by its label."""
    field = page.get_by_label(label, exact=True)
    field.click()
    field.fill(option)
    field.press("Enter")
    settle(page)


@pytest.mark.pose
def test_upload_to_report(app: App, season: SeasonService, page: Page, tmp_path: Path) -> None:
    app.open(page)
    page.locator('input[type="file"]').set_input_files(running_clip())
    expect(page.get_by_text("Frame rate", exact=False).first).to_be_visible()
    settle(page)
    choose(page, "Athlete", "New athlete")
    page.get_by_label("Name of the new athlete").fill("Uploaded Runner")
    page.get_by_label("Name of the new athlete").press("Enter")
    settle(page)
    page.get_by_role("button", name="Analyze", exact=True).click()
    expect(page.get_by_text("You may leave this page")).to_be_visible()
    page.wait_for_url(re.compile("/report"), timeout=600_000)
    settle(page)
    session_id = page.url.split("session=")[1]
    found = cadence(season, session_id)
    assert float(found) > 120
    expect(page.get_by_text(f"{found} steps/min").first).to_be_visible()
    page.screenshot(path=tmp_path / "report.png", full_page=True)


def test_an_event_is_moved_in_the_player_and_contact_time_changes(
    app: App, world: World, page: Page
) -> None:
    app.open(page, f"player?session={world.second.id}")
    near = world.season.results.load(world.second.id).view.near_side
    number = page.locator(".st-key-number_contact_time [data-testid=stMetricValue]")
    before = number.inner_text()
    chosen = page.locator(".chosen")
    for _ in range(4):
        page.get_by_role("button", name="Event ›").click()
        if chosen.inner_text().startswith(f"initial contact, {near}"):
            break
    expect(chosen).to_contain_text(f"initial contact, {near}")
    page.locator(".player").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("m")
    expect(number).not_to_have_text(before)
    expect(chosen).to_contain_text("by hand")
    page.get_by_role("button", name="Undo").click()
    expect(number).to_have_text(before)


def test_frames_are_stepped_and_the_picture_follows(app: App, world: World, page: Page) -> None:
    app.open(page, f"player?session={world.first.id}")
    page.locator(".player").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(".readout")).to_contain_text("Frame 11 of")
    video = page.locator("video").first
    rate = world.season.results.load(world.first.id).video.frame_rate_hz
    at = video.evaluate("video => video.currentTime")
    assert at == pytest.approx(11.5 / rate, abs=0.3 / rate)


def test_two_sessions_are_compared_in_step(app: App, world: World, page: Page) -> None:
    app.open(page, f"compare?first={world.first.id}&second={world.second.id}")
    expect(page.get_by_text("within the noise").first).to_be_visible()
    page.get_by_role("button", name="+ Step").click()
    page.wait_for_timeout(500)
    times = page.locator("video").evaluate_all("list => list.map(video => video.currentTime)")
    assert times[0] == pytest.approx(times[1], abs=1e-3)
    assert times[0] > 0


def test_an_athlete_is_created(app: App, season: SeasonService, page: Page) -> None:
    app.open(page, "athletes")
    page.get_by_role("button", name="New athlete").click()
    page.get_by_label("Name", exact=True).fill("Katherine Johnson")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name="Katherine Johnson")).to_be_visible()
    assert season.athletes.named("Katherine Johnson")


def test_a_red_flag_stops_advice(app: App, world: World, page: Page) -> None:
    session_id = world.second.id
    answered(world.season, world.athlete)
    app.open(page, f"report?session={session_id}")
    expect(page.get_by_text("Drill:").first).to_be_visible()
    app.open(page, f"training?athlete={world.athlete.id}")
    groups = page.get_by_role("radiogroup")
    for place in range(groups.count()):
        answer = "Yes" if place == 0 else "No"
        groups.nth(place).get_by_text(answer, exact=True).click()
    page.get_by_role("button", name="Save the check").click()
    settle(page)
    app.open(page, f"report?session={session_id}")
    expect(page.get_by_role("alert").get_by_text("clinician").first).to_be_visible()
    expect(page.get_by_text("Drill:")).to_have_count(0)
    answered(world.season, world.athlete)


def test_the_pdf_holds_the_numbers(app: App, world: World, page: Page) -> None:
    app.open(page, f"report?session={world.first.id}")
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="PDF, two pages to print").click()
    reader = PdfReader(BytesIO(Path(started.value.path()).read_bytes()))
    text = " ".join(sheet.extract_text() for sheet in reader.pages)
    assert len(reader.pages) == 2
    assert cadence(world.season, world.first.id) in text
    assert "Ada Lovelace" in text


def test_nothing_is_asked_of_another_computer(app: App, world: World, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("", f"report?session={world.first.id}", "guide"):
        app.open(page, path)
    elsewhere = [url for url in asked if not url.startswith((app.url, "ws://localhost", "data:"))]
    assert [url for url in elsewhere if not url.startswith(f"blob:{app.url}")] == []


@pytest.mark.parametrize("width", [1400, 390])
def test_no_page_is_wider_than_the_screen(app: App, world: World, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    beyond = "(e => e.scrollWidth - e.clientWidth)(document.querySelector('[data-testid=stMain]'))"
    for path in ("", f"report?session={world.first.id}", "sessions", "athletes", "settings"):
        app.open(page, path)
        assert page.evaluate(beyond) <= 0, path
