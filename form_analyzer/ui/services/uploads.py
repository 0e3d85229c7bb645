"""Store clips with what was said about them, and queue their analysis."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import BinaryIO

from form_analyzer.datatypes import CaptureInfo
from form_analyzer.storage.records import (
    Athlete,
    AthleteDetails,
    Session,
    SessionDetails,
)
from form_analyzer.storage.service import SeasonService
from form_analyzer.ui.services.days import today

SAMPLE_ATHLETE = "Sample runner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A clip to be stored: a file or an upload, under the name its owner knows."""

    source: Path | BinaryIO
    name: str
    capture_rate_hz: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said about the clips of one upload; ``None`` or empty = not said.

    Attributes
    ----------
    every_frame
        Watch all of each clip, not only as much as the numbers need.
    """

    day: date
    speed_mps: float | None = None
    height_m: float | None = None
    incline_percent: float | None = None
    effort: int | None = None
    shoes: str = ""
    notes: str = ""
    tags: tuple[str, ...] = ()
    every_frame: bool = False


def tags_from_text(text: str) -> tuple[str, ...]:
    """Tags written with commas between them."""
    return tuple(tag.strip() for tag in text.split(",") if tag.strip())


def athlete_for(season: SeasonService, athlete_id: str | None, new_name: str) -> Athlete:
    """The chosen athlete, or a new one with this name."""
    if athlete_id is not None:
        return season.athletes.get(athlete_id)
    return season.athletes.add(AthleteDetails(name=new_name))


def store(
    season: SeasonService, athlete_id: str, clips: Sequence[Clip], said: Said, model: str
) -> list[Session]:
    """Store clips and queue their analyses; each is safe on disk when this returns."""
    return [_store(season, athlete_id, clip, said, model) for clip in clips]


def store_sample(season: SeasonService, clip: Path, model: str) -> Session:
    """Store a sample clip under the sample athlete; an earlier copy is used again."""
    known = season.athletes.find(text=SAMPLE_ATHLETE)
    athlete = known[0] if known else season.athletes.add(AthleteDetails(name=SAMPLE_ATHLETE))
    same = _session_of(season, athlete.id, clip)
    if same is not None:
        return same
    said = Said(day=today())
    return _store(season, athlete.id, Clip(source=clip, name=clip.name), said, model)


def _session_of(season: SeasonService, athlete_id: str, clip: Path) -> Session | None:
    from form_analyzer.storage.media import spooled

    with spooled(clip, clip.name) as found:
        return season.sessions.with_clip(athlete_id, found.file.sha256)


def _store(season: SeasonService, athlete_id: str, clip: Clip, said: Said, model: str) -> Session:
    details = SessionDetails(
        recorded_at=datetime.combine(said.day, time(12), tzinfo=UTC),
        capture=CaptureInfo(
            height_m=said.height_m,
            speed_mps=said.speed_mps,
            capture_rate_hz=clip.capture_rate_hz,
        ),
        incline_percent=said.incline_percent,
        effort=said.effort,
        shoes=said.shoes,
        notes=said.notes,
        tags=said.tags,
    )
    return season.sessions.add(
        athlete_id,
        clip.source,
        clip.name,
        details,
        pose_model=model,
        every_frame=said.every_frame,
    )
