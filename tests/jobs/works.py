"""Work for the tests: as small as can be, and real."""

import os
import signal
import time

from form_analyzer.errors import UnreadableVideoError
from form_analyzer.jobs.work import Progress, WorkOrder, WorkResult
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
    for step in range(10):
        progress("pose", step / 10)
        time.sleep(0.03)
    return quick(order, progress)


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
