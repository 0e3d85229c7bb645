"""The symptom check: one red flag stops coaching advice and points to a clinician."""

from collections.abc import Mapping
from dataclasses import dataclass

from form_analyzer.errors import GuideError
from form_analyzer.guide.model import Guide, RedFlag


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlagResult:
    """What the answers mean.

    Attributes
    ----------
    stop_coaching
        Whether a red flag applies: show no advice, drills or plan.
    may_advise
        Whether advice may be shown: every question answered, none with yes.
    flags
        The red flags that apply, in the order asked.
    unanswered
        Questions still open.
    title, message
        What to tell the runner. ``urgent`` and ``not_a_diagnosis`` go below it
        whenever ``stop_coaching`` holds.
    """

    stop_coaching: bool
    may_advise: bool
    flags: tuple[RedFlag, ...]
    unanswered: tuple[RedFlag, ...]
    title: str
    message: str
    urgent: str
    not_a_diagnosis: str


def check(answers: Mapping[str, bool], guide: Guide) -> RedFlagResult:
    """Judge the answers to the guide's warning signs.

    Parameters
    ----------
    answers
        Key of a red flag to whether it applies. A key left out is a question not
        answered yet; it never counts as no.

    Raises
    ------
    GuideError
        If an answer belongs to no red flag of this guide.
    """
    known = {flag.key for flag in guide.red_flags}
    for key in answers:
        if key not in known:
            raise GuideError(f"'{key}' is not one of the guide's warning signs")
    flags = tuple(flag for flag in guide.red_flags if answers.get(flag.key) is True)
    unanswered = tuple(flag for flag in guide.red_flags if flag.key not in answers)
    return _result(flags, unanswered, guide.red_flag_texts)


def _result(
    flags: tuple[RedFlag, ...], unanswered: tuple[RedFlag, ...], texts: Mapping[str, str]
) -> RedFlagResult:
    kind = "stop" if flags else "unanswered" if unanswered else "clear"
    return RedFlagResult(
        stop_coaching=bool(flags),
        may_advise=kind == "clear",
        flags=flags,
        unanswered=unanswered,
        title=texts[f"{kind}_title"],
        message=texts[kind],
        urgent=texts["urgent"],
        not_a_diagnosis=texts["not_a_diagnosis"],
    )
