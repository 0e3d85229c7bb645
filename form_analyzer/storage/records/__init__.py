"""What comes out of the database: frozen records, safe to keep and pass on."""

from form_analyzer.storage.records.log import (
    CheckIn,
    CheckInDetails,
    PersonChoice,
    StoredEdit,
    TrainingWeek,
)
from form_analyzer.storage.records.media import DeletionReport, MediaUse
from form_analyzer.storage.records.people import (
    SINGLE_USER,
    Athlete,
    AthleteDetails,
    Finding,
    Role,
    RosterEntry,
    TargetRange,
    User,
    Viewer,
)
from form_analyzer.storage.records.sessions import (
    NOTHING_SAID,
    AnalysisRecord,
    AttachmentRole,
    Job,
    JobState,
    Session,
    SessionDetails,
    SessionLine,
    SessionQuery,
)

__all__ = [
    "NOTHING_SAID",
    "SINGLE_USER",
    "AnalysisRecord",
    "Athlete",
    "AthleteDetails",
    "AttachmentRole",
    "CheckIn",
    "CheckInDetails",
    "DeletionReport",
    "Finding",
    "Job",
    "JobState",
    "MediaUse",
    "PersonChoice",
    "Role",
    "RosterEntry",
    "Session",
    "SessionDetails",
    "SessionLine",
    "SessionQuery",
    "StoredEdit",
    "TargetRange",
    "TrainingWeek",
    "User",
    "Viewer",
]
