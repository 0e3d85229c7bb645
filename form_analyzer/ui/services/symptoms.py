"""The symptom check before advice: does a recent answer allow it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from form_analyzer.guide.model import Guide, RedFlag
from form_analyzer.guide.redflags import RedFlagResult, check
from form_analyzer.report.view import Check
from form_analyzer.storage.records import CheckIn, CheckInDetails
from form_analyzer.storage.service import SeasonService

HOLDS_FOR = timedelta(days=7)
"""After this a check is asked for again: pain changes from week to week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether advice may be shown to an athlete.

    Attributes
    ----------
    last
        The newest check, however old; ``None`` without one.
    may_advise
        A recent check names no warning sign.
    stopped
        The newest check names one; it holds until a newer check says otherwise.
    flags
        The warning signs named.
    """

    last: CheckIn | None
    may_advise: bool
    stopped: bool
    flags: tuple[RedFlag, ...]

    @property
    def check(self) -> Check:
        """The same as reports take it."""
        if self.stopped:
            return Check.STOPPED
        return Check.CLEAR if self.may_advise else Check.OPEN


def standing(
    season: SeasonService, guide: Guide, athlete_id: str, at: datetime | None = None
) -> Standing:
    """How the athlete answered last."""
    last = season.training.last_check_in(athlete_id)
    if last is None:
        return Standing(last=None, may_advise=False, stopped=False, flags=())
    named = tuple(flag for flag in guide.red_flags if flag.key in last.details.red_flags)
    recent = (at or datetime.now(UTC)) - last.details.at <= HOLDS_FOR
    stopped = bool(last.details.red_flags)
    return Standing(last=last, may_advise=recent and not stopped, stopped=stopped, flags=named)


def answer(
    season: SeasonService,
    guide: Guide,
    athlete_id: str,
    answers: Mapping[str, bool],
    *,
    pain: int,
    place: str = "",
    note: str = "",
) -> RedFlagResult:
    """Judge the answers; stored only once every question has been answered."""
    result = check(answers, guide)
    if not result.unanswered:
        details = CheckInDetails(
            at=datetime.now(UTC),
            pain=pain,
            place=place.strip(),
            red_flags=tuple(flag.key for flag in result.flags),
            note=note.strip(),
        )
        season.training.check_in(athlete_id, details)
    return result


def pain_text(pain: int | None, has_red_flag: bool) -> str:
    """Pain status in a few words, for a column that says what it is about."""
    if pain is None:
        return "not asked yet"
    if has_red_flag:
        return f"⚠ warning sign, {pain}/10"
    return "none" if pain == 0 else f"{pain}/10"
