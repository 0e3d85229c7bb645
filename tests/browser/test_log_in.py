"""Log-in against a real OpenID provider: nobody sees another coach's athletes."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from form_analyzer.storage.service import SeasonService, open_season
from tests.browser.apps import ROOT, App, free_port, running_app, settings_in, settle, wait_for
from tests.browser.node import node_package
from tests.ui import worlds

pytestmark = [pytest.mark.browser, pytest.mark.server]

_SECRETS = """
[auth]
redirect_uri = "{app}/oauth2callback"
cookie_secret = "a-cookie-secret-for-tests-only-0123456789"
client_id = "form-analyzer"
client_secret = "a-secret-for-tests-only"
server_metadata_url = "{issuer}/.well-known/openid-configuration"
client_kwargs = {{ "prompt" = "login" }}
"""


@contextmanager
def _provider(modules: Path, redirect: str) -> Iterator[str]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node.js")
    port = free_port()
    script = Path(__file__).parent / "provider.mjs"
    process = subprocess.Popen([node, str(script), str(modules), str(port), redirect])
    try:
        wait_for(f"http://localhost:{port}/.well-known/openid-configuration", 60)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory, cache_dir: Path) -> Iterator[tuple[App, str]]:
    """The app behind a log-in, and the provider's issuer."""
    folder, port = tmp_path_factory.mktemp("guarded"), free_port()
    address = f"http://localhost:{port}"
    with _provider(node_package("oidc-provider").parent, f"{address}/oauth2callback") as issuer:
        set_up = folder / ".streamlit"
        shutil.copytree(ROOT / ".streamlit", set_up)
        (set_up / "secrets.toml").write_text(_SECRETS.format(app=address, issuer=issuer))
        settings = settings_in(folder, cache_dir)
        with running_app(settings, folder, port) as app:
            yield app, issuer


def _log_in(browser: Browser, app: App, name: str, path: str = "") -> Page:
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    context.set_default_timeout(120_000)
    page = context.new_page()
    app.open(page, path)
    page.get_by_role("button", name="Log in").click()
    page.locator('input[name="login"]').fill(name)
    page.locator('input[name="password"]').fill("anything")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text(f"Logged in as {name}")).to_be_visible()
    settle(page)
    return page


def _as(season: SeasonService, issuer: str, name: str) -> SeasonService:
    return season.seen_by_log_in(
        issuer=issuer, subject=name, name=name, email=f"{name}@example.org"
    )


def test_a_coach_cannot_open_another_coachs_session_by_its_address(
    browser: Browser, guarded: tuple[App, str], recording: worlds.Recording
) -> None:
    app, issuer = guarded
    first = _log_in(browser, app, "carla")
    season = open_season(app.settings)
    world = worlds.build(_as(season, issuer, "carla"), recording)
    app.open(first, f"report?session={world.first.id}")
    expect(first.get_by_text("Every number")).to_be_visible()
    second = _log_in(browser, app, "boris")
    for path in (f"report?session={world.first.id}", f"athletes?athlete={world.athlete.id}"):
        app.open(second, path)
        expect(second.get_by_text("belongs to someone else")).to_be_visible()
    app.open(second, "athletes")
    expect(second.get_by_text("No athletes yet")).to_be_visible()
    season.close()


def test_nothing_is_shown_without_log_in(guarded: tuple[App, str], page: Page) -> None:
    app, _ = guarded
    app.open(page, "athletes")
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    expect(page.get_by_text("Athlete", exact=True)).to_have_count(0)
