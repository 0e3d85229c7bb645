"""Runners for tests: short polls, short leases, the tests' own work."""

import threading
from dataclasses import dataclass
from pathlib import Path

from form_analyzer.jobs.executors import local_crew
from form_analyzer.jobs.runner import Runner, Stop
from form_analyzer.jobs.task import TaskOptions
from form_analyzer.settings import Settings
from form_analyzer.storage.service import SeasonService
from tests.storage import seasons


def settings_of(season: SeasonService, folder: Path) -> Settings:
    url = season.engine.url.render_as_string(hide_password=False)
    return seasons.settings(folder, url.replace("+psycopg", ""))


def options(work: str, drawing: str = "draw", lease_s: float = 30.0) -> TaskOptions:
    return TaskOptions(
        work=f"tests.jobs.works:{work}",
        drawing=f"tests.jobs.works:{drawing}",
        lease_s=lease_s,
        beat_s=0.05,
    )


def runner(
    season: SeasonService, folder: Path, work: str, n_slots: int = 1, drawing: str = "draw"
) -> Runner:
    chosen = options(work, drawing)
    return Runner(
        season.queue(chosen.lease_s),
        local_crew(n_slots),
        settings_of(season, folder),
        chosen,
        poll_s=0.05,
    )


def run_all(
    season: SeasonService, folder: Path, work: str, n_slots: int = 1, drawing: str = "draw"
) -> None:
    """Run until nothing is left to do."""
    runner(season, folder, work, n_slots, drawing).run(Stop(told=threading.Event(), idle_s=0.0))


@dataclass
class Behind:
    """A runner at work in a thread."""

    told: threading.Event
    thread: threading.Thread

    def end(self) -> None:
        self.told.set()
        self.thread.join(30)
        assert not self.thread.is_alive()


def run_behind(
    season: SeasonService, folder: Path, work: str, n_slots: int = 1, drawing: str = "draw"
) -> Behind:
    told = threading.Event()
    at_work = runner(season, folder, work, n_slots, drawing)
    thread = threading.Thread(target=at_work.run, args=(Stop(told=told, idle_s=None),))
    thread.start()
    return Behind(told, thread)
