"""Write and read analyses: the document whole, its measurements as rows."""

import json
import zlib
from collections.abc import Mapping

import sqlalchemy as sa

from form_analyzer.datatypes import Analysis, Measurement, QualityCode, QualitySeverity
from form_analyzer.errors import NotFoundError, StorageError
from form_analyzer.storage.records import AttachmentRole
from form_analyzer.storage.tables import (
    analyses,
    attachments,
    documents,
    measurements,
    new_id,
    now,
)
from form_analyzer.storage.writing import Value


def add_analysis(
    connection: sa.Connection,
    session_id: str,
    analysis: Analysis,
    files: Mapping[AttachmentRole, str],
    job_id: str | None = None,
    *,
    by_hand: bool = False,
) -> str:
    """Store an analysis as the session's current one; earlier ones stay as they are.

    Parameters
    ----------
    files
        Hashes of stored files to keep beside it.
    job_id
        The job that made it; a job can store one analysis only.
    by_hand
        Whether someone chose the runner; edited events are known from the analysis.

    Returns
    -------
    str
        The id of the new row.
    """
    analysis_id = new_id()
    own = analyses.c.session_id == session_id
    last = connection.execute(sa.select(sa.func.max(analyses.c.number)).where(own)).scalar_one()
    connection.execute(analyses.update().where(own).values(is_current=False))
    connection.execute(
        analyses.insert().values(
            id=analysis_id,
            session_id=session_id,
            number=(last or 0) + 1,
            is_current=True,
            created_at=now(),
            job_id=job_id,
            edited=by_hand or edited_by_hand(analysis),
            **_summary(analysis),
        )
    )
    _add_parts(connection, analysis_id, analysis, files)
    return analysis_id


def _add_parts(
    connection: sa.Connection,
    analysis_id: str,
    analysis: Analysis,
    files: Mapping[AttachmentRole, str],
) -> None:
    body = pack(analysis)
    connection.execute(documents.insert().values(analysis_id=analysis_id, body=body))
    lines = [measurement_values(analysis_id, row) for row in analysis.measurements]
    if lines:
        connection.execute(measurements.insert(), lines)
    beside = [
        {"analysis_id": analysis_id, "role": role.value, "sha256": sha256}
        for role, sha256 in files.items()
    ]
    if beside:
        connection.execute(attachments.insert(), beside)


def attach(
    connection: sa.Connection,
    which: sa.Select[tuple[str]],
    role: AttachmentRole,
    sha256: str,
) -> str | None:
    """Put a stored file in its role beside an analysis; returns what was there before.

    Parameters
    ----------
    which
        Chooses the analysis' id.

    Raises
    ------
    NotFoundError
        If there is no such analysis.
    """
    analysis_id = connection.execute(which).scalar_one_or_none()
    if analysis_id is None:
        raise NotFoundError("This session has no analysis yet.")
    own = sa.and_(attachments.c.analysis_id == analysis_id, attachments.c.role == role.value)
    before: str | None = connection.execute(
        sa.select(attachments.c.sha256).where(own)
    ).scalar_one_or_none()
    connection.execute(attachments.delete().where(own))
    connection.execute(
        attachments.insert().values(analysis_id=analysis_id, role=role.value, sha256=sha256)
    )
    return before


def pack(analysis: Analysis) -> bytes:
    """The JSON document of an analysis, compressed."""
    from form_analyzer.report.contract import to_document

    text = json.dumps(to_document(analysis), allow_nan=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8"), level=6)


def unpack(body: bytes) -> Analysis:
    """The analysis of a stored document.

    Raises
    ------
    StorageError
        If the document is damaged, or of a version this software does not read.
    """
    from form_analyzer.report.contract import from_document

    try:
        return from_document(json.loads(zlib.decompress(body)))
    except (zlib.error, ValueError, KeyError) as error:
        raise StorageError(
            f"The stored analysis cannot be read ({error}); analyse the clip again."
        ) from error


def edited_by_hand(analysis: Analysis) -> bool:
    """Whether gait events were edited before measuring."""
    return any(flag.code is QualityCode.EVENTS_EDITED for flag in analysis.quality)


def _summary(analysis: Analysis) -> dict[str, Value]:
    refusal = [f.message for f in analysis.quality if f.severity is QualitySeverity.REFUSAL]
    rate = analysis.video.frame_rate_hz
    return {
        "software_version": analysis.software.version,
        "pose_model": analysis.software.pose_model,
        "pose_model_sha256": analysis.software.pose_model_sha256,
        "guide_version": analysis.software.guide_version,
        "activity": analysis.activity.value,
        "refused": analysis.refused,
        "refusal": " ".join(refusal) or None,
        "plane": analysis.view.plane and analysis.view.plane.value,
        "near_side": analysis.view.near_side and analysis.view.near_side.value,
        "frame_rate_hz": rate if rate == rate else None,
        "time_scale": analysis.time_scale.value,
        **_finding(analysis),
    }


def _finding(analysis: Analysis) -> dict[str, Value]:
    if not analysis.deviations:
        return {}
    first = min(analysis.deviations, key=lambda deviation: deviation.priority)
    return {
        "finding_metric": first.measurement.metric.value,
        "finding_side": first.measurement.side.value,
        "finding_direction": first.direction.value,
        "finding_severity": first.severity.value,
    }


def measurement_values(analysis_id: str, row: Measurement) -> dict[str, Value]:
    """The columns of one measurement."""
    low, high = row.ci95 or (None, None)
    shares = {kind.value: share for kind, share in (row.probabilities or {}).items()}
    return {
        "analysis_id": analysis_id,
        "metric": row.metric.value,
        "side": row.side.value,
        "unit": row.unit.value,
        "value": row.value,
        "low": low,
        "high": high,
        "n_strides": row.n_strides,
        "category": row.category and row.category.value,
        "probabilities": json.dumps(shares) if shares else None,
        "reason_missing": row.reason_missing,
    }
