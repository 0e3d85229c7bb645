"""How soon each page of the app can be used: 200 athletes x 50 sessions, in Chromium.

    python -m benchmarks.pages
    python -m benchmarks.pages --athletes 20 --sessions 10 --repeats 5

The real app on a free port, with a season of full size and one athlete whose two sessions have
a clip and a track. Every page is opened by its address in a browser that has been there before,
and from the menu of an open app. It can be used when its title stands there, the script has run
and nothing is loading any more. Prints medians and the slowest of all.
"""

import argparse
import os
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.season import fill
from form_analyzer.storage.service import open_season
from form_analyzer.ui.pages import PAGES
from tests.browser.apps import App, running_app, settings_in, settle
from tests.browser.conftest import launch
from tests.ui import worlds

_READY = """title => {
  const app = document.querySelector('[data-testid=stApp]');
  const loading = '[data-testid=stSkeleton],[data-testid=stSpinner]';
  const heading = document.querySelector('[data-testid=stMain] h1');
  return app?.getAttribute('data-test-script-state') === 'notRunning'
    && heading !== null && (!title || heading.innerText === title)
    && document.querySelectorAll(loading).length === 0;
}"""
_TITLES = {"analyze": "Analyze a run"}


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder, _app(arguments, Path(folder)) as (app, world):
        print(f"load before: {os.getloadavg()[0]:.1f}")
        print(f"{'page':<12}{'by address s':>14}{'slowest':>10}{'from menu s':>14}{'slowest':>10}")
        with sync_playwright() as playwright:
            browser = launch(playwright)
            page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
            asked_for = arguments.page or [route.key for route in PAGES]
            for route in (route for route in PAGES if route.key in asked_for):
                asked = _query(route.key, world)
                found = _by_address(page, app, route.key + asked, arguments.repeats)
                clicked = _from_menu(page, app, route.key, route.title, arguments.repeats)
                _print(route.key, found, clicked)
            browser.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How soon pages can be used.")
    parser.add_argument("--athletes", type=int, default=200)
    parser.add_argument("--sessions", type=int, default=50, help="of each athlete")
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--page", action="append", help="Only these; may be given several times.")
    return parser.parse_args()


@contextmanager
def _app(arguments: argparse.Namespace, folder: Path) -> Iterator[tuple[App, worlds.World]]:
    settings = settings_in(folder, folder / "cache")
    season = open_season(settings)
    fill(season, arguments.athletes, arguments.sessions)
    world = worlds.build(season, worlds.record(folder))
    worlds.answered(season, world.athlete)
    with running_app(settings) as app:
        yield app, world
    season.close()


def _query(key: str, world: worlds.World) -> str:
    """A page about one session or athlete is asked for the one that has clips."""
    return {
        "report": f"?session={world.second.id}",
        "player": f"?session={world.second.id}",
        "compare": f"?first={world.first.id}&second={world.second.id}",
        "trends": f"?athlete={world.athlete.id}",
        "training": f"?athlete={world.athlete.id}",
        "settings": f"?athlete={world.athlete.id}",
    }.get(key, "")


def _by_address(page: Page, app: App, path: str, repeats: int) -> list[float]:
    app.open(page, path)  # the first visit fills the browser's cache and the app's
    return [_opened(page, f"{app.url}/{path}") for _ in range(repeats)]


def _opened(page: Page, address: str) -> float:
    page.goto("about:blank")
    page.goto(address, wait_until="commit")
    return _ready(page, "")


def _from_menu(page: Page, app: App, key: str, title: str, repeats: int) -> list[float]:
    start = "sessions" if key != "sessions" else "athletes"
    times = []
    for _ in range(repeats):
        app.open(page, start)
        page.evaluate("performance.mark('asked')")
        page.get_by_test_id("stSidebarNav").get_by_text(title, exact=True).click()
        times.append(_ready(page, _TITLES.get(key, title), since="asked"))
        settle(page)
    return times


def _ready(page: Page, title: str, since: str = "") -> float:
    """Seconds from the navigation's start, or from a mark, until the page can be used."""
    page.wait_for_function(_READY, arg=title, polling="raf", timeout=60_000)
    mark = "performance.getEntriesByName(name).at(-1).startTime"
    script = f"name => performance.now() - (name ? {mark} : 0)"
    return float(page.evaluate(script, since)) / 1000


def _print(key: str, found: list[float], clicked: list[float]) -> None:
    cells = [f"{statistics.median(times):>14.2f}{max(times):>10.2f}" for times in (found, clicked)]
    print(f"{key:<12}{''.join(cells)}", flush=True)


if __name__ == "__main__":
    main()
