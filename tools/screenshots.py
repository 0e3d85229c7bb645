"""Pictures of every page, to be looked at: two widths, light and dark.

    python -m tools.screenshots FOLDER [--page report --page player] [--width 390] [--scheme dark]

Analyses the sample clips first (their tracks stay in the cache) as a coach's season: an athlete
whose check allows advice, one to be asked again, one with a warning sign, and newcomers. The app
without anybody is taken as well. Nothing of it is kept but the pictures.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from form_analyzer.settings import load_settings
from form_analyzer.storage.records import (
    Athlete,
    AthleteDetails,
    CheckInDetails,
    TrainingWeek,
)
from form_analyzer.storage.service import SeasonService, open_season
from form_analyzer.ui.pages import PAGES
from form_analyzer.ui.services.samples import sample_clips
from form_analyzer.ui.services.uploads import Clip, Said, store
from tests.browser.apps import App, running_app, settings_in, settle
from tests.browser.conftest import launch
from tests.ui.worlds import answered

WIDTHS, SCHEMES = (1400, 390), ("light", "dark")
_TALLEST_PX = 9000
_PATIENCE_S = 1800.0
_DAYS_AGO = {
    "overstride_heel": 96,
    "hunched_lean": 61,
    "good_midfoot": 5,
    "asymmetric": 30,
    "slow_motion": 12,
    "walker": 11,
}
_PERSONAL = (
    "report",
    "player",
    "compare",
    "athletes",
    "sessions",
    "trends",
    "training",
    "settings",
)
_SPEEDS_MPS = {"overstride_heel": 2.8, "good_midfoot": 3.0, "hunched_lean": 3.0}


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: where it is taken, and what is done before."""

    name: str
    app: App
    place: str
    prepare: Callable[[Page], None] | None = None


def main() -> None:
    arguments = _arguments()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with _shots() as shots, sync_playwright() as playwright:
        browser = launch(playwright)
        asked = [shot for shot in shots if not arguments.page or shot.name in arguments.page]
        for scheme, width in product(arguments.scheme or SCHEMES, arguments.width or WIDTHS):
            context = browser.new_context(
                color_scheme=scheme, viewport={"width": width, "height": 900}
            )
            page = context.new_page()
            for shot in asked:
                _shoot(page, shot, width, arguments.folder / f"{shot.name}-{width}-{scheme}.png")
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
def _shots() -> Iterator[list[Shot]]:
    """Everything to be taken, of an app with a season in it and of a new one."""
    with (
        tempfile.TemporaryDirectory() as folder,
        _season(Path(folder) / "full") as (season, full),
        _season(Path(folder) / "new") as (_, new),
    ):
        places = _fill(season)
        _wait(season)
        yield [
            *(Shot(name, full, place) for name, place in places.items()),
            Shot("analyze_chosen", full, "", _choose_clips),
            Shot("menu", full, "guide", _open_menu),
            *(Shot(f"new_{key}", new, key) for key in _PERSONAL),
        ]


@contextmanager
def _season(folder: Path) -> Iterator[tuple[SeasonService, App]]:
    folder.mkdir()
    settings = settings_in(folder, load_settings().cache_dir)
    season = open_season(settings)
    with running_app(settings) as app:
        yield season, app
    season.close()


def _choose_clips(page: Page) -> None:
    """Two files in the upload, as before the work is started."""
    names = ("slow_motion", "walker")
    clips = [clip for clip in sample_clips() if clip.stem in names]
    page.locator('input[type="file"]').set_input_files(clips)
    page.get_by_role("button", name="Analyze", exact=False).first.wait_for()


def _open_menu(page: Page) -> None:
    """The menu, which phones show on demand."""
    opener = page.get_by_test_id("stExpandSidebarButton")
    if opener.is_visible():
        opener.click()


def _fill(season: SeasonService) -> dict[str, str]:
    """A coach's season; gives the address of each page by the picture's name."""
    maja = season.athletes.add(
        AthleteDetails(name="First runner", height_m=1.72, tags=("club", "marathon"))
    )
    theodora = season.athletes.add(AthleteDetails(name="Third runner, with a name of many words"))
    jonas = season.athletes.add(AthleteDetails(name="Second runner", tags=("club",)))
    season.athletes.add(AthleteDetails(name="Läuferin Nummer Fünf", tags=("track",)))
    nobody = season.athletes.add(AthleteDetails(name="New runner"))
    _answers(season, maja, jonas, theodora)
    _weeks(season, maja)
    owners = {"slow_motion": theodora, "walker": theodora, "overstride_heel": jonas}
    found = {
        clip.stem: _stored(season, owners.get(clip.stem, maja), clip) for clip in sample_clips()
    }
    return _places(found, maja, nobody)


def _answers(season: SeasonService, clear: Athlete, pained: Athlete, warned: Athlete) -> None:
    for days, pain in ((40, 4), (26, 3), (12, 1), (0, 0)):
        at = datetime.now(UTC) - timedelta(days=days)
        details = CheckInDetails(at=at, pain=pain, place="front of the right hip" if pain else "")
        season.training.check_in(clear.id, details)
    # A check of three weeks ago no longer allows advice: its report asks anew.
    old = CheckInDetails(at=datetime.now(UTC) - timedelta(days=21), pain=2)
    season.training.check_in(pained.id, old)
    answered(season, warned, "severe_or_worsening_pain", pain=7)


def _weeks(season: SeasonService, athlete: Athlete) -> None:
    today = datetime.now(UTC).date()
    monday = today - timedelta(days=today.weekday())
    for ago, distance_km in enumerate((46.0, 31.0, 30.0, 28.0, 18.0, 26.0, 24.0)):
        week = TrainingWeek(monday=monday - timedelta(weeks=ago), distance_km=distance_km, n_runs=4)
        season.training.set_week(athlete.id, week)


def _stored(season: SeasonService, athlete: Athlete, clip: Path) -> str:
    day = datetime.now(UTC).date() - timedelta(days=_DAYS_AGO[clip.stem])
    said = Said(day=day, speed_mps=_SPEEDS_MPS.get(clip.stem), shoes="Road shoes")
    (session,) = store(season, athlete.id, [Clip(source=clip, name=clip.name)], said, "full")
    return session.id


def _places(found: dict[str, str], athlete: Athlete, nobody: Athlete) -> dict[str, str]:
    first, second = found["hunched_lean"], found["good_midfoot"]
    parts = ("psoas", "technique", "prevention", "see_a_clinician", "quiz", "sources")
    return {
        **{route.key: f"{route.key}?athlete={athlete.id}" for route in PAGES},
        "analyze": "",  # the first page has no address of its own
        "athletes": "athletes",
        "athlete": f"athletes?athlete={athlete.id}",
        "athlete_empty": f"athletes?athlete={nobody.id}",
        "compare": f"compare?first={first}&second={second}",
        "compare_apart": f"compare?first={found['asymmetric']}&second={second}",
        **{f"report_{name}": f"report?session={place}" for name, place in found.items()},
        **{f"player_{name}": f"player?session={place}" for name, place in found.items()},
        "session_details": f"sessions?details={first}",
        **{f"guide_{part}": f"guide?part={part}&athlete={athlete.id}" for part in parts},
        "trends_empty": f"trends?athlete={nobody.id}",
        "training_empty": f"training?athlete={nobody.id}",
    }


def _wait(season: SeasonService) -> None:
    end = time.monotonic() + _PATIENCE_S
    while season.jobs.open():
        if time.monotonic() > end:
            raise TimeoutError("the sample clips are still being analysed")
        time.sleep(1.0)


def _shoot(page: Page, shot: Shot, width: int, path: Path) -> None:
    """The whole page: the window is made as tall as what stands in it."""
    page.set_viewport_size({"width": width, "height": 900})
    shot.app.open(page, shot.place)
    if shot.prepare is not None:
        shot.prepare(page)
        settle(page)
    tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(max(tall, 900), _TALLEST_PX)})
    settle(page)
    page.screenshot(path=path)


if __name__ == "__main__":
    main()
