"""Turn rows of the database into records."""

import json
from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa

from form_analyzer.datatypes import (
    CaptureInfo,
    Direction,
    EditAction,
    EventEdit,
    EventKind,
    FootStrike,
    Measurement,
    Metric,
    Severity,
    Side,
    Unit,
)
from form_analyzer.storage import records as r
from form_analyzer.storage.tables import target_ranges

Row = sa.RowMapping

# Looked up, not called: a trend of every metric reads 1,500 rows, and calling an enumeration
# is the slowest part of that.
_METRICS = {metric.value: metric for metric in Metric}
_SIDES = {side.value: side for side in Side}
_UNITS = {unit.value: unit for unit in Unit}


def user(row: Row) -> r.User:
    """A row of ``users``."""
    return r.User(
        id=row["id"],
        issuer=row["issuer"],
        subject=row["subject"],
        role=r.Role(row["role"]),
        name=row["name"],
        email=row["email"],
        created_at=row["created_at"],
    )


def athlete(row: Row, tags: tuple[str, ...]) -> r.Athlete:
    """A row of ``athletes`` with its tags."""
    return r.Athlete(
        id=row["id"],
        owner_id=row["owner_id"],
        user_id=row["user_id"],
        created_at=row["created_at"],
        details=r.AthleteDetails(
            name=row["name"],
            height_m=row["height_m"],
            leg_length_m=row["leg_length_m"],
            notes=row["notes"],
            tags=tags,
        ),
    )


def session(row: Row, tags: tuple[str, ...]) -> r.Session:
    """A row of ``sessions`` with its tags."""
    return r.Session(
        id=row["id"],
        athlete_id=row["athlete_id"],
        clip_sha256=row["clip_sha256"],
        file_name=row["file_name"],
        created_at=row["created_at"],
        details=r.SessionDetails(
            recorded_at=row["recorded_at"],
            capture=CaptureInfo(
                height_m=row["height_m"],
                speed_mps=row["speed_mps"],
                capture_rate_hz=row["capture_rate_hz"],
            ),
            incline_percent=row["incline_percent"],
            effort=row["effort"],
            shoes=row["shoes"],
            notes=row["notes"],
            tags=tags,
        ),
    )


def analysis(row: Row) -> r.AnalysisRecord:
    """A row of ``analyses``."""
    return r.AnalysisRecord(
        id=row["id"],
        session_id=row["session_id"],
        number=row["number"],
        is_current=row["is_current"],
        created_at=row["created_at"],
        software_version=row["software_version"],
        pose_model=row["pose_model"],
        pose_model_sha256=row["pose_model_sha256"],
        guide_version=row["guide_version"],
        refused=row["refused"],
        refusal=row["refusal"],
        edited=row["edited"],
        near_side=Side(row["near_side"]) if row["near_side"] else None,
        frame_rate_hz=row["frame_rate_hz"],
        time_scale=row["time_scale"],
        main_finding=finding(row),
        job_id=row["job_id"],
    )


def finding(row: Row) -> r.Finding | None:
    """The first thing to work on, from a row of ``analyses``."""
    if row["finding_metric"] is None:
        return None
    return r.Finding(
        metric=Metric(row["finding_metric"]),
        side=Side(row["finding_side"]),
        direction=Direction(row["finding_direction"]),
        severity=Severity(row["finding_severity"]),
    )


def measurement(row: Row) -> Measurement:
    """A row of ``measurements``."""
    probabilities = json.loads(row["probabilities"]) if row["probabilities"] else None
    return Measurement(
        metric=_METRICS[row["metric"]],
        side=_SIDES[row["side"]],
        unit=_UNITS[row["unit"]],
        value=row["value"],
        ci95=None if row["low"] is None else (row["low"], row["high"]),
        n_strides=row["n_strides"],
        category=FootStrike(row["category"]) if row["category"] else None,
        probabilities=probabilities
        and {FootStrike(name): float(share) for name, share in probabilities.items()},
        reason_missing=row["reason_missing"],
    )


def job(row: Row) -> r.Job:
    """A row of ``jobs``."""
    return r.Job(
        id=row["id"],
        session_id=row["session_id"],
        state=r.JobState(row["state"]),
        analysed=row["analysed"],
        pose_model=row["pose_model"],
        stage=row["stage"],
        fraction=row["fraction"],
        eta_s=row["eta_s"],
        attempts=row["attempts"],
        cancel_requested=row["cancel_requested"],
        error=row["error"],
        worker=row["worker"],
        created_at=row["created_at"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
    )


def edit(row: Row) -> r.StoredEdit:
    """A row of ``event_edits``."""
    return r.StoredEdit(
        number=row["number"],
        session_id=row["session_id"],
        edit=None if row["undoes"] is not None else _change(row),
        undoes=row["undoes"],
        at=row["at"],
        by_id=row["by_id"],
    )


def _change(row: Row) -> EventEdit | r.PersonChoice:
    if row["person"] is not None:
        return r.PersonChoice(person=row["person"])
    return EventEdit(
        action=EditAction(row["kind"]),
        kind=EventKind(row["event_kind"]) if row["event_kind"] else None,
        side=Side(row["side"]) if row["side"] else None,
        frame=row["frame"],
        to_frame=row["to_frame"],
    )


def check_in(row: Row) -> r.CheckIn:
    """A row of ``check_ins``."""
    return r.CheckIn(
        id=row["id"],
        athlete_id=row["athlete_id"],
        details=r.CheckInDetails(
            at=row["at"],
            pain=row["pain"],
            place=row["place"],
            red_flags=tuple(json.loads(row["red_flags"])),
            note=row["note"],
            session_id=row["session_id"],
        ),
    )


def week(row: Row) -> r.TrainingWeek:
    """A row of ``training_weeks``."""
    return r.TrainingWeek(
        monday=row["monday"],
        distance_km=row["distance_km"],
        n_runs=row["n_runs"],
        longest_run_km=row["longest_run_km"],
        note=row["note"],
    )


def tags_of(
    connection: sa.Connection, table: sa.Table, column: str, ids: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Tags of many athletes or sessions at once, by id; ids without tags give ``()``."""
    query = (
        sa.select(table.c[column], table.c.tag)
        .where(table.c[column].in_(ids))
        .order_by(table.c.tag)
    )
    found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for owner_id, tag in connection.execute(query):
        found[owner_id] += (tag,)
    return found


def targets_of(connection: sa.Connection, athlete_id: str) -> tuple[r.TargetRange, ...]:
    """An athlete's own target ranges, by metric."""
    query = (
        sa.select(target_ranges)
        .where(target_ranges.c.athlete_id == athlete_id)
        .order_by(target_ranges.c.metric)
    )
    return tuple(
        r.TargetRange(
            metric=Metric(row["metric"]), low=row["low"], high=row["high"], note=row["note"]
        )
        for row in connection.execute(query).mappings()
    )
