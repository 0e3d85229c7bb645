"""Work for the tests: as small as can be, and real."""

import os
import signal
import time
from dataclasses import replace
from pathlib import Path

from form_analyzer.errors import UnreadableVideoError
from form_analyzer.jobs.work import DrawingOrder, Progress, WorkOrder, WorkResult
from form_analyzer.storage.records import AttachmentRole
from tests.storage import seasons


def quick(order: WorkOrder, progress: Progress) -> WorkResult:
    """A result whose cadence is the clip's size, with a track beside it."""
    progress("pose", 0.5)
    track = order.folder / "track.npz"
    track.write_bytes(b"track of " + order.clip.read_bytes())
    analysis = seasons.analysis(cadence_spm=float(order.clip.stat().st_size))
    return WorkResult(analysis=analysis, files={AttachmentRole.TRACK: track})


def slow(order: WorkOrder, progress: Progress) -> WorkResult:
    """The same, taking about a third of a second."""
    _take_time("pose", progress)
    return quick(order, progress)


def _take_time(stage: str, progress: Progress) -> None:
    for step in range(10):
        progress(stage, step / 10)
        time.sleep(0.03)


def to_draw(order: WorkOrder, progress: Progress) -> WorkResult:
    """The same result, with an annotated clip to be drawn afterwards."""
    return replace(quick(order, progress), to_draw=True)


def slow_to_draw(order: WorkOrder, progress: Progress) -> WorkResult:
    return replace(slow(order, progress), to_draw=True)


def draw(order: DrawingOrder, progress: Progress) -> Path:
    """A file that tells from which clip and which track it was made."""
    progress("annotating", 0.5)
    drawn = order.folder / "annotated.mp4"
    drawn.write_bytes(b"drawn on " + order.clip.read_bytes() + b" from " + order.track.read_bytes())
    return drawn


def draw_slowly(order: DrawingOrder, progress: Progress) -> Path:
    """The same, taking about a third of a second."""
    _take_time("annotating", progress)
    return draw(order, progress)


def draw_endlessly(order: DrawingOrder, progress: Progress) -> Path:
    while True:
        progress("annotating", 0.25)
        time.sleep(0.02)


def draw_after_a_crash(order: DrawingOrder, progress: Progress) -> Path:
    """Kills its own process in the middle of the first drawing of a clip."""
    marker = Path(os.environ["FORM_ANALYZER_TEST_MARKERS"]) / order.clip.stem
    if not marker.exists():
        marker.touch()
        (order.folder / "annotated.mp4").write_bytes(b"half of it")
        os.kill(os.getpid(), signal.SIGKILL)
    return draw(order, progress)


def draw_badly(order: DrawingOrder, progress: Progress) -> Path:
    raise ZeroDivisionError


def endless(order: WorkOrder, progress: Progress) -> WorkResult:
    """Goes on until it is stopped."""
    while True:
        progress("pose", 0.25)
        time.sleep(0.02)


def unreadable(order: WorkOrder, progress: Progress) -> WorkResult:
    raise UnreadableVideoError(f"{order.file_name} is not a video; choose another file.")


def broken(order: WorkOrder, progress: Progress) -> WorkResult:
    raise ZeroDivisionError


def crash_once(order: WorkOrder, progress: Progress) -> WorkResult:
    """Kills its own process the first time it sees a clip that says so."""
    marker = order.settings.data_dir / f"seen-{order.clip.stem}"
    if order.clip.read_bytes().startswith(b"crash") and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return quick(order, progress)


def whose(order: WorkOrder, progress: Progress) -> WorkResult:
    """A cadence that tells which person was to be measured."""
    return WorkResult(analysis=seasons.analysis(cadence_spm=160.0 + order.person))


def own_ranges(order: WorkOrder, progress: Progress) -> WorkResult:
    """Gives the lower end of the athlete's own range back as the cadence."""
    return WorkResult(analysis=seasons.analysis(cadence_spm=order.targets[0].low))
