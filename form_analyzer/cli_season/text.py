"""Short texts of records for tables."""

from form_analyzer.guide.load import load_guide
from form_analyzer.storage.records import (
    Finding,
    JobState,
    RosterEntry,
    SessionDetails,
    SessionLine,
)


def finding_text(finding: Finding | None) -> str:
    """The first thing to work on, such as ``Cadence low``."""
    if finding is None:
        return ""
    return f"{load_guide().metrics[finding.metric].short_name} {finding.direction}"


def pain_text(entry: RosterEntry) -> str:
    """The newest check-in, such as ``3/10, red flag``."""
    if entry.pain is None:
        return ""
    return f"{entry.pain}/10{', red flag' if entry.has_red_flag else ''}"


def details_text(details: SessionDetails) -> list[str]:
    """What was said about a session, a line for all short facts and one for the notes."""
    speed, incline = details.capture.speed_mps, details.incline_percent
    facts = [
        f"{speed * 3.6:.1f} km/h" if speed is not None else "",
        f"incline {incline:g} %" if incline is not None else "",
        f"effort {details.effort}/10" if details.effort is not None else "",
        f"shoes {details.shoes}" if details.shoes else "",
        f"tags {', '.join(details.tags)}" if details.tags else "",
    ]
    return [line for line in (", ".join(filter(None, facts)), details.notes) if line]


def state_text(line: SessionLine) -> str:
    """Where a session stands: its open or failed job, its refusal, or its finding."""
    job = None if line.job is not None and line.job.is_drawing else line.job
    if job is not None and job.state is JobState.RUNNING:
        return f"running, {job.fraction:.0%}"
    if job is not None and job.state is JobState.QUEUED:
        return "queued"
    if line.analysis is None:
        return f"failed: {job.error}" if job is not None and job.error else "not analysed"
    if line.analysis.refused:
        return f"not measured: {line.analysis.refusal}"
    return finding_text(line.analysis.main_finding) or "nothing to work on"
