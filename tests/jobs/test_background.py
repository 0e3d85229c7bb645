"""The runner as a process of its own, and what kill -9 does to it."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from form_analyzer.jobs import background
from form_analyzer.settings import Settings
from form_analyzer.storage.records import AttachmentRole, JobState, SessionQuery
from form_analyzer.storage.service import SeasonService
from tests.jobs import running
from tests.jobs.test_runner import job_of, wait_until
from tests.storage import seasons

ROOT = Path(__file__).parents[2]
KILLS = 20


def start(settings: Settings, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", *arguments],
        env={**os.environ, **background.environment(settings), "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def runner(settings: Settings, idle_s: float = 60.0) -> subprocess.Popen[bytes]:
    quick = ("--lease-s", "2", "--beat-s", "0.1", "--poll-s", "0.05", "--workers", "2")
    work = ("--work", "tests.jobs.works:slow_to_draw", "--idle-s", str(idle_s))
    drawing = ("--drawing", "tests.jobs.works:draw_slowly")
    return start(settings, "form_analyzer.jobs", *work, *drawing, *quick)


def children(process_id: int) -> list[int]:
    found = Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()
    return [int(number) for number in found]


@pytest.fixture
def settings(local_season: SeasonService, tmp_path: Path) -> Settings:
    return running.settings_of(local_season, tmp_path)


class Processes:
    """An app and a runner that are started again whenever they are gone."""

    def __init__(self, season: SeasonService, settings: Settings) -> None:
        self.confirmed = settings.data_dir / "confirmed"
        self.confirmed.touch()
        ada = seasons.athlete(season)
        uploading = ("tests.jobs.uploading", ada.id, str(self.confirmed), "6")
        self._make = {
            "app": lambda: start(settings, *uploading),
            "runner": lambda: runner(settings),
        }
        self._queue = season.queue()
        self.living: dict[str, subprocess.Popen[bytes]] = {}

    def revive(self) -> None:
        for name, make in self._make.items():
            process = self.living.get(name)
            if process is None or process.poll() is not None:
                self.living[name] = make()

    def kill_the_app(self, chance: random.Random) -> None:
        """In the middle of its uploads: some were confirmed, others are on their way."""
        before = self.confirmed.stat().st_size
        app = self.living["app"]
        wait_until(lambda: self.confirmed.stat().st_size > before or app.poll() is not None)
        time.sleep(chance.uniform(0.0, 0.2))
        app.kill()
        app.wait()

    def kill_the_work(self, chance: random.Random) -> None:
        """In the middle of an analysis: the runner, or one of its workers."""
        wait_until(lambda: bool(self._queue.workers()))
        time.sleep(chance.uniform(0.0, 0.4))
        worker = chance.choice([None, *workers_of(self.living["runner"])])
        if worker is None:
            self.living["runner"].kill()
            self.living["runner"].wait()
        else:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)

    def end(self) -> None:
        for process in self.living.values():
            process.kill()
            process.wait()


def workers_of(runner_process: subprocess.Popen[bytes]) -> list[int]:
    """Worker processes of a living runner; not what else it started."""
    with suppress(OSError):
        return [number for number in children(runner_process.pid) if is_worker(number)]
    return []


def is_worker(process_id: int) -> bool:
    return b"spawn_main" in Path(f"/proc/{process_id}/cmdline").read_bytes()


@pytest.fixture
def processes(season: SeasonService, tmp_path: Path) -> Iterator[Processes]:
    made = Processes(season, running.settings_of(season, tmp_path))
    yield made
    made.end()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds workers in /proc (Linux)")
def test_kill_9_at_random_moments_loses_no_upload_and_doubles_no_result(
    season: SeasonService, tmp_path: Path, processes: Processes
):
    """The app and the work are each killed twenty times."""
    chance = random.Random(6)
    for _ in range(KILLS):
        for kill in chance.sample([processes.kill_the_app, processes.kill_the_work], 2):
            processes.revive()
            kill(chance)
    processes.end()
    assert runner(running.settings_of(season, tmp_path), idle_s=0.5).wait(600) == 0

    lines = season.sessions.find(SessionQuery(limit=10_000))
    confirmed = [line.split() for line in processes.confirmed.read_text().splitlines()]
    assert len(confirmed) >= KILLS
    assert {session_id for session_id, _ in confirmed} <= {line.session.id for line in lines}
    assert season.queue().n_open() == 0
    for line in lines:
        assert line.job is not None
        assert line.job.state is JobState.DONE, line.job.error
        (record,) = season.results.all(line.session.id)
        assert record.job_id == line.job.id
        assert len(season.results.load(line.session.id).measurements) == 4
        with season.results.clip_path(line.session.id) as path:
            clip = path.read_bytes()
        assert hashlib.sha256(clip).hexdigest() == line.session.clip_sha256
        with season.results.file_path(line.session.id, AttachmentRole.ANNOTATED) as drawn:
            assert drawn is not None
            assert drawn.read_bytes() == b"drawn on " + clip + b" from track of " + clip
    begun = sum(line.job.attempts for line in lines if line.job is not None)
    # Each job is taken twice, to analyse and to draw; more often where a part was interrupted.
    assert begun > 2 * len(lines), "no work was interrupted"


@pytest.fixture
def ends(settings: Settings) -> Iterator[None]:
    """Ends whatever runner works for this folder, however the test went."""
    yield
    for process_id in runner_processes(settings):
        with suppress(ProcessLookupError):
            os.kill(process_id, signal.SIGKILL)


def test_one_runner_is_started_and_goes_on_without_the_one_who_started_it(
    local_season: SeasonService, settings: Settings, ends: None
):
    stored = seasons.session(local_season, seasons.athlete(local_season))
    assert not background.is_running(settings)
    assert background.ensure_runner(settings, work="tests.jobs.works:slow", n_slots=1)
    wait_until(lambda: job_of(local_season, stored.id).state is JobState.DONE)
    assert background.is_running(settings)
    assert not background.ensure_runner(settings)
    (holder,) = runner_processes(settings)
    os.kill(holder, signal.SIGTERM)
    wait_until(lambda: not background.is_running(settings))
    assert "job" in (settings.data_dir / "runner.log").read_text()


def runner_processes(settings: Settings) -> list[int]:
    """Numbers of the runner processes of this data folder, by their environment."""
    wanted = f"FORM_ANALYZER_DATA_DIR={settings.data_dir}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            own = wanted in (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if own and b"form_analyzer.jobs\0" in command:
            found.append(int(folder.name))
    return found


def test_a_runner_ends_when_idle_and_the_next_one_takes_over_at_once(
    local_season: SeasonService, settings: Settings
):
    assert runner(settings, idle_s=0.2).wait(300) == 0
    stored = seasons.session(local_season, seasons.athlete(local_season))
    claim = local_season.queue(3600).claim(f"{os.uname().nodename}:{2**22 + 1}")
    assert claim is not None
    assert runner(settings, idle_s=0.2).wait(300) == 0
    assert job_of(local_season, stored.id).state is JobState.DONE
