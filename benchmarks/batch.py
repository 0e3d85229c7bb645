"""A folder of clips at once, beside one at a time: clips an hour and how busy the cores are.

    python -m benchmarks.batch --clips 12 [FILE ...]

Without files the sample clips are taken. Every clip is a copy with a few bytes of its
own, so that no stored track is found again. Each run has a season of its own.
"""

import argparse
import os
import secrets
import tempfile
import time
from dataclasses import replace
from datetime import datetime
from itertools import cycle, islice
from pathlib import Path

from form_analyzer.jobs.batch import BatchPlan, ClipState, run_batch
from form_analyzer.jobs.executors import usable_cores
from form_analyzer.settings import Settings, load_settings
from form_analyzer.storage.records import AthleteDetails, SessionDetails
from form_analyzer.storage.service import open_season

SAMPLES = Path(__file__).parents[1] / "sample_videos"


def main() -> None:
    parser = argparse.ArgumentParser(description="A batch beside one clip at a time.")
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--clips", type=int, default=12)
    arguments = parser.parse_args()
    files = arguments.files or sorted(SAMPLES.glob("*.mp4"))
    cores = usable_cores()
    print(f"{'at once':>8}{'seconds':>9}{'clips/hour':>12}{'cores busy':>12}{'analysed':>10}")
    for n_slots in (cores, 1):
        with tempfile.TemporaryDirectory() as folder:
            _run(Path(folder), files, arguments.clips, n_slots, cores)


def _run(folder: Path, files: list[Path], n: int, n_slots: int, cores: int) -> None:
    clips = [_copy(file, folder / f"{i:02d}.mp4") for i, file in enumerate(islice(cycle(files), n))]
    settings = _settings(folder)
    season = open_season(settings)
    athlete = season.athletes.add(AthleteDetails(name="Batch"))
    plan = BatchPlan(athlete_id=athlete.id, clips=clips, details=_details, n_slots=n_slots)
    cpu_before, begun = _cpu_s(), time.monotonic()
    outcomes = run_batch(season, settings, plan, lambda _words, _fraction: None)
    seconds = time.monotonic() - begun
    season.close()
    busy = (_cpu_s() - cpu_before) / seconds
    done = sum(o.state in (ClipState.ANALYSED, ClipState.REFUSED) for o in outcomes)
    rate = 3600 * n / seconds
    print(f"{n_slots:>8}{seconds:>9.0f}{rate:>12.0f}{busy:>7.2f} of {cores}{done:>10}", flush=True)


def _details(at: datetime) -> SessionDetails:
    return SessionDetails(recorded_at=at)


def _settings(folder: Path) -> Settings:
    data = folder / "data"
    return replace(
        load_settings(),
        data_dir=data,
        database_url=f"sqlite:///{data / 'season.sqlite3'}",
        media_url=(data / "media").as_uri(),
        dask_scheduler=None,
    )


def _copy(source: Path, target: Path) -> Path:
    """The same clip with an empty box of random bytes behind it."""
    box = (24).to_bytes(4, "big") + b"free" + secrets.token_bytes(16)
    target.write_bytes(source.read_bytes() + box)
    return target


def _cpu_s() -> float:
    """Processor seconds of the whole machine since it started (Linux): let it rest otherwise."""
    user, nice, system, *_ = map(int, Path("/proc/stat").read_text().split()[1:9])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
