"""Start the app and its runner as processes of their own, and wait for pages to settle."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Page

from form_analyzer.jobs.background import environment
from form_analyzer.settings import Settings

ROOT = Path(__file__).parents[2]
_STATE = "document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state')"
_LOADING = "document.querySelectorAll('[data-testid=stSkeleton],[data-testid=stSpinner]').length"


@dataclass(frozen=True)
class App:
    url: str
    settings: Settings

    def open(self, page: Page, path: str = "") -> None:
        page.goto(f"{self.url}/{path}")
        settle(page)


def settings_in(folder: Path, cache_dir: Path) -> Settings:
    return Settings(
        cache_dir=cache_dir,
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'season.sqlite3'}",
        media_url=(folder / "media").as_uri(),
        dask_scheduler=None,
    )


@contextmanager
def running_app(settings: Settings, folder: Path = ROOT, port: int | None = None) -> Iterator[App]:
    """The app on a free port, with a runner that ends with it."""
    port = port or free_port()
    own = {**os.environ, **environment(settings), "PYTHONPATH": str(ROOT)}
    runner = [sys.executable, "-m", "form_analyzer.jobs", "--forever"]
    server = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    server += ["--server.port", str(port), "--server.address", "localhost"]
    server += ["--server.fileWatcherType", "none"]
    log = (settings.data_dir / "app.log").open("wb")
    started = [
        subprocess.Popen(command, cwd=folder, env=own, stdout=log, stderr=log)
        for command in (runner, server)
    ]
    try:
        wait_for(f"http://localhost:{port}/_stcore/health")
        yield App(f"http://localhost:{port}", settings)
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(30)
        log.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise TimeoutError(f"{url} does not answer")


def settle(page: Page, seconds: float = 120.0) -> None:
    """Wait until the script has run and nothing is loading, for a while."""
    end, quiet = time.monotonic() + seconds, 0
    while quiet < 4:
        assert time.monotonic() < end, f"{page.url} does not settle"
        done = page.evaluate(_STATE) == "notRunning" and page.evaluate(_LOADING) == 0
        quiet = quiet + 1 if done else 0
        page.wait_for_timeout(150)
