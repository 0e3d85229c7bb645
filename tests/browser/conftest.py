"""The real app in a real browser: one server, one runner, one analysed clip for all tests."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from form_analyzer.storage.service import SeasonService, open_season
from tests.browser.apps import App, running_app, settings_in
from tests.ui import worlds

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if _chromium() is None:
        pytest.skip("needs Chromium: install the system's package, or name it in CHROMIUM")
    expect.set_options(timeout=240_000)
    with sync_playwright() as playwright:
        found = launch(playwright)
        yield found
        found.close()


def launch(playwright: Playwright) -> Browser:
    """The system's Chromium, without anything that calls home."""
    return playwright.chromium.launch(executable_path=_chromium(), args=list(_ARGUMENTS))


def _chromium() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium")


@pytest.fixture(scope="session")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Model files and tracks; the machine's own cache where one is named."""
    named = os.environ.get("FORM_ANALYZER_CACHE_DIR")
    return Path(named) if named else tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, cache_dir: Path) -> Iterator[App]:
    settings = settings_in(tmp_path_factory.mktemp("app"), cache_dir)
    with running_app(settings) as found:
        yield found


@pytest.fixture(scope="session")
def season(app: App) -> Iterator[SeasonService]:
    found = open_season(app.settings)
    yield found
    found.close()


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> worlds.Recording:
    return worlds.record(tmp_path_factory.mktemp("recording"))


@pytest.fixture(scope="session")
def world(season: SeasonService, recording: worlds.Recording) -> worlds.World:
    """An athlete with two analysed sessions of a synthetic runner."""
    return worlds.build(season, recording)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="en-GB")
    context.set_default_timeout(120_000)
    yield context.new_page()
    context.close()
