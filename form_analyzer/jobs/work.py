"""What a worker does with a clip, and what it gives back."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, cast

from form_analyzer.datatypes import Analysis, CaptureInfo
from form_analyzer.errors import SettingsError
from form_analyzer.settings import Settings
from form_analyzer.storage.records import AttachmentRole, TargetRange

Progress = Callable[[str, float], None]
"""Called with the stage and the fraction of all work done (0..1); raises to cancel."""

DEFAULT_WORK = "form_analyzer.jobs.analysing:analyze_clip"
DEFAULT_DRAWING = "form_analyzer.jobs.drawing:draw_clip"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrder:
    """One clip to analyse.

    Attributes
    ----------
    clip
        The file on this machine; not to be changed.
    targets
        The athlete's own target ranges.
    folder
        An empty folder for files to give back; removed afterwards.
    n_processes
        How many processes the work may use.
    every_frame
        Watch all of the clip, not only as much as the numbers need.
    person
        Whom to measure, as a place among the people followed, the likeliest runner first.
    """

    clip: Path
    file_name: str
    capture: CaptureInfo
    pose_model: str
    targets: tuple[TargetRange, ...]
    folder: Path
    settings: Settings
    n_processes: int
    every_frame: bool = False
    person: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkResult:
    """What an analysis gave: the analysis, and files to keep beside it.

    Attributes
    ----------
    to_draw
        Whether the annotated clip is to be drawn once this is stored.
    """

    analysis: Analysis
    to_draw: bool = False
    files: Mapping[AttachmentRole, Path] = field(default_factory=dict)


class Work(Protocol):
    """Analyse a clip.

    Raises :class:`FormAnalyzerError` with a line for the user if the clip cannot be
    analysed at all, and lets through what ``progress`` raises.
    """

    def __call__(self, order: WorkOrder, progress: Progress) -> WorkResult:
        """Do the work."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawingOrder:
    """An annotated clip to draw, from what is stored.

    Attributes
    ----------
    clip, track
        Files on this machine; not to be changed.
    person
        Place of the measured person among the stored tracks.
    folder
        An empty folder for the file to give back; removed afterwards.
    """

    clip: Path
    analysis: Analysis
    track: Path
    person: int
    folder: Path


class Drawing(Protocol):
    """Draw the annotated clip of a stored analysis; raises like :class:`Work`."""

    def __call__(self, order: DrawingOrder, progress: Progress) -> Path:
        """Give back the drawn file."""
        ...


def load_drawing(name: str) -> Drawing:
    """The drawing called ``module:function``; see :func:`load_work`."""
    return cast(Drawing, load_work(name))


def load_work(name: str) -> Work:
    """The work called ``module:function``; workers import it by this name.

    Raises
    ------
    SettingsError
        If there is no such function.
    """
    module_name, _, function_name = name.partition(":")
    try:
        module = importlib.import_module(module_name)
        return cast(Work, getattr(module, function_name))
    except (ImportError, AttributeError, ValueError) as error:
        raise SettingsError(f"There is no work '{name}': {error}.") from error
