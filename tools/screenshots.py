"""Pictures of every page, to be looked at: two widths, light and dark.

    python -m tools.screenshots FOLDER [--page report --page player] [--width 390] [--scheme dark]

Analyses the sample clips first (their tracks stay in the cache), as one athlete with a check that
allows advice and one with a warning sign. Nothing of it is kept but the pictures.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from form_analyzer.settings import load_settings
from form_analyzer.storage.records import AthleteDetails
from form_analyzer.storage.service import SeasonService, open_season
from form_analyzer.ui.pages import PAGES
from form_analyzer.ui.services.samples import sample_clips
from form_analyzer.ui.services.uploads import Clip, Said, store
from tests.browser.apps import App, running_app, settings_in, settle
from tests.browser.conftest import launch
from tests.ui.worlds import MORNING, answered

WIDTHS, SCHEMES = (1400, 390), ("light", "dark")
_TALLEST_PX = 9000
_PATIENCE_S = 1800.0


def main() -> None:
    arguments = _arguments()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with _app() as (app, places), sync_playwright() as playwright:
        browser = launch(playwright)
        asked = arguments.page or list(places)
        for scheme, width in product(arguments.scheme or SCHEMES, arguments.width or WIDTHS):
            context = browser.new_context(
                color_scheme=scheme, viewport={"width": width, "height": 900}
            )
            page = context.new_page()
            for name in asked:
                path = arguments.folder / f"{name}-{width}-{scheme}.png"
                _shoot(page, app, places[name], width, path)
            context.close()
        browser.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Pictures of every page.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--page", action="append", help="Only these; may be given several times.")
    parser.add_argument("--width", action="append", type=int)
    parser.add_argument("--scheme", action="append", choices=SCHEMES)
    return parser.parse_args()


@contextmanager
def _app() -> Iterator[tuple[App, dict[str, str]]]:
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_in(Path(folder), load_settings().cache_dir)
        season = open_season(settings)
        places = _fill(season)
        with running_app(settings) as app:
            _wait(season)
            yield app, places
        season.close()


def _fill(season: SeasonService) -> dict[str, str]:
    """Athletes and clips; gives the address of each page by the picture's name."""
    clear = season.athletes.add(AthleteDetails(name="Maja Lindqvist", tags=("club", "marathon")))
    warned = season.athletes.add(AthleteDetails(name="Theodora Papanikolaou-Konstantinidis"))
    nobody = season.athletes.add(AthleteDetails(name="New Runner"))
    answered(season, clear)
    answered(season, warned, "severe_or_worsening_pain", pain=7)
    said, found = Said(day=MORNING.date()), {}
    for clip in sample_clips():
        owner = warned if clip.stem in ("slow_motion", "walker") else clear
        (session,) = store(season, owner.id, [Clip(source=clip, name=clip.name)], said, "full")
        found[clip.stem] = session.id
    first, second = list(found.values())[:2]
    parts = ("psoas", "technique", "prevention", "see_a_clinician", "quiz", "sources")
    return {
        **{route.key: f"{route.key}?athlete={clear.id}" for route in PAGES},
        "athletes": "athletes",
        "athlete": f"athletes?athlete={clear.id}",
        "athlete_empty": f"athletes?athlete={nobody.id}",
        "compare": f"compare?first={first}&second={second}",
        **{f"report_{name}": f"report?session={place}" for name, place in found.items()},
        **{f"player_{name}": f"player?session={place}" for name, place in found.items()},
        **{f"guide_{part}": f"guide?part={part}&athlete={clear.id}" for part in parts},
        "trends_empty": f"trends?athlete={nobody.id}",
        "training_empty": f"training?athlete={nobody.id}",
    }


def _wait(season: SeasonService) -> None:
    end = time.monotonic() + _PATIENCE_S
    while season.jobs.open():
        if time.monotonic() > end:
            raise TimeoutError("the sample clips are still being analysed")
        time.sleep(1.0)


def _shoot(page: Page, app: App, place: str, width: int, path: Path) -> None:
    """The whole page: the window is made as tall as what stands in it."""
    page.set_viewport_size({"width": width, "height": 900})
    app.open(page, place)
    tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(max(tall, 900), _TALLEST_PX)})
    settle(page)
    page.screenshot(path=path)


if __name__ == "__main__":
    main()
