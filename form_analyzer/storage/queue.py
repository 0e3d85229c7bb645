"""The queue of analyses: jobs are rows, claimed by an atomic update, held by a lease.

A worker that takes a job writes a random token into its row and renews the lease with
every sign of life. Only who holds the token may write the result, and a job leaves the
state ``running`` with its result once only, so a result is stored once however many workers
died or came back on the way.

A job has two parts: the analysis, and then the annotated clip. With the analysis stored, the
job goes back into the queue behind every clip not analysed yet; its second part begins from
what is stored, whoever does it, after a crash as well.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from form_analyzer.datatypes import Analysis, CaptureInfo
from form_analyzer.storage import rows
from form_analyzer.storage.analyses import add_analysis, attach
from form_analyzer.storage.edits import all_edits, chosen_person, in_force
from form_analyzer.storage.engine import reading, writing
from form_analyzer.storage.records import AttachmentRole, Job, JobState, TargetRange
from form_analyzer.storage.tables import analyses, jobs, new_id, now, sessions

# A clip that crashes its worker again and again is given up after this many starts;
# after the first few, each next start waits longer, so that other clips come first.
MAX_ATTEMPTS = 25
_FREE_ATTEMPTS = 4
_LONGEST_WAIT_S = 60.0

_OPEN = (JobState.QUEUED.value, JobState.RUNNING.value)
_IN_NOBODYS_HANDS = {"token": None, "worker": None, "lease_until": None, "eta_s": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A job taken by a worker, with all it needs to begin.

    Attributes
    ----------
    token
        Proof that the job is ours; changes with every claim.
    analysed
        The analysis is stored already; only the annotated clip is to be drawn.
    person
        Whom to measure, as a place among the people followed; 0, the likeliest runner,
        unless another was chosen.
    targets
        The athlete's own target ranges.
    """

    job_id: str
    token: str
    session_id: str
    clip_sha256: str
    file_name: str
    capture: CaptureInfo
    pose_model: str
    analysed: bool = False
    every_frame: bool = False
    person: int = 0
    targets: tuple[TargetRange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """Answer to a worker's sign of life: is the job still its own, shall it stop?"""

    holds: bool
    cancel: bool


def add_job(
    connection: sa.Connection, session_id: str, pose_model: str, *, every_frame: bool = False
) -> str:
    """Queue an analysis; returns the id of the open job (an older one if there is one).

    A job that only draws the clip of the analysis before is closed: nobody will ask for that.
    """
    same = sa.and_(jobs.c.session_id == session_id, jobs.c.state.in_(_OPEN))
    connection.execute(jobs.update().where(same, jobs.c.analysed).values(_done()))
    known: str | None = connection.execute(sa.select(jobs.c.id).where(same)).scalar_one_or_none()
    if known is not None:
        return known
    job_id, moment = new_id(), now()
    connection.execute(
        jobs.insert().values(
            id=job_id,
            session_id=session_id,
            state=JobState.QUEUED.value,
            pose_model=pose_model,
            every_frame=every_frame,
            analysed=False,
            stage="",
            fraction=0.0,
            attempts=0,
            cancel_requested=False,
            not_before=moment,
            created_at=moment,
        )
    )
    return job_id


class WorkQueue:
    """The workers' side of the queue; no viewer, for it serves everyone."""

    def __init__(self, engine: sa.Engine, lease_s: float = 30.0) -> None:
        self._engine = engine
        self._lease = timedelta(seconds=lease_s)

    def claim(self, worker: str) -> Claim | None:
        """Take the job that waited longest; ``None`` if nothing can be done now."""
        ready = sa.and_(jobs.c.state == JobState.QUEUED.value, jobs.c.not_before <= now())
        next_job = (
            sa.select(jobs)
            .where(ready)
            .order_by(
                jobs.c.analysed, jobs.c.attempts > _FREE_ATTEMPTS, jobs.c.created_at, jobs.c.id
            )
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        with reading(self._engine) as connection:
            if connection.execute(sa.select(jobs.c.id).where(ready).limit(1)).first() is None:
                return None  # the usual case, without taking the writer's lock
        with writing(self._engine) as connection:
            job = connection.execute(next_job).mappings().first()
            if job is None:
                return None
            token = new_id()
            started = self._started(token, worker)
            connection.execute(jobs.update().where(jobs.c.id == job["id"]).values(started))
            return _claim(connection, job, token)

    def beat(
        self, job_id: str, token: str, *, stage: str, fraction: float, eta_s: float | None
    ) -> Beat:
        """A sign of life with the progress; renews the lease."""
        with writing(self._engine) as connection:
            row = connection.execute(
                jobs.update()
                .where(_held(job_id, token))
                .values(
                    stage=stage, fraction=fraction, eta_s=eta_s, lease_until=now() + self._lease
                )
                .returning(jobs.c.cancel_requested)
            ).first()
        return Beat(holds=row is not None, cancel=row is not None and row.cancel_requested)

    def complete(
        self,
        connection: sa.Connection,
        claim: Claim,
        analysis: Analysis,
        files: Mapping[AttachmentRole, str],
        *,
        to_draw: bool = False,
    ) -> bool:
        """Store the result and close the job; False, and nothing stored, if it is not ours.

        Parameters
        ----------
        to_draw
            Put the job back instead, for its clip to be drawn.
        """
        values = _to_draw() if to_draw else {**_done(), "analysed": True}
        held = _held(claim.job_id, claim.token)
        if connection.execute(jobs.update().where(held).values(values)).rowcount != 1:
            return False
        add_analysis(
            connection, claim.session_id, analysis, files, claim.job_id, by_hand=claim.person > 0
        )
        return True

    def complete_drawing(self, connection: sa.Connection, claim: Claim, sha256: str | None) -> bool:
        """Put the annotated clip beside the job's analysis and close the job.

        Parameters
        ----------
        sha256
            Hash of the stored clip; ``None`` closes the job without one.

        Returns
        -------
        bool
            False, and nothing stored, if the job is not ours.
        """
        held = _held(claim.job_id, claim.token)
        if connection.execute(jobs.update().where(held).values(_done())).rowcount != 1:
            return False
        if sha256 is not None:
            attach(connection, _made_by(claim.job_id), AttachmentRole.ANNOTATED, sha256)
        return True

    def fail(self, job_id: str, token: str, error: str) -> bool:
        """Close the job with a line for the user; False if it was not ours any more.

        A clip that could not be drawn does not make its analysis a failure.
        """
        with writing(self._engine) as connection:
            held = _held(job_id, token)
            drawn = jobs.update().where(held, jobs.c.analysed).values(_done())
            if connection.execute(drawn).rowcount == 1:
                return True
        return self._close(job_id, token, JobState.FAILED, error)

    def stopped(self, job_id: str, token: str) -> bool:
        """Close a job whose work stopped because the user cancelled it."""
        return self._close(job_id, token, JobState.CANCELLED, None)

    def give_back(self, job_id: str, token: str) -> bool:
        """Put a job back whose worker died or is told to end; False if it was not ours."""
        with writing(self._engine) as connection:
            return self._requeue(connection, _held(job_id, token)) > 0

    def requeue_stale(self, dead_workers: Collection[str] = ()) -> int:
        """Put back jobs whose lease ran out, or whose worker is known to be dead."""
        gone = sa.or_(jobs.c.lease_until < now(), jobs.c.worker.in_(dead_workers))
        stale = sa.and_(jobs.c.state == JobState.RUNNING.value, gone)
        with reading(self._engine) as connection:
            if connection.execute(sa.select(jobs.c.id).where(stale).limit(1)).first() is None:
                return 0
        with writing(self._engine) as connection:
            return self._requeue(connection, stale)

    def workers(self) -> list[str]:
        """Who holds the jobs that are running."""
        query = sa.select(jobs.c.worker).where(jobs.c.state == JobState.RUNNING.value)
        with reading(self._engine) as connection:
            return [worker for worker in connection.execute(query).scalars() if worker]

    def n_open(self) -> int:
        """Jobs queued or running."""
        query = sa.select(sa.func.count()).select_from(jobs).where(jobs.c.state.in_(_OPEN))
        with reading(self._engine) as connection:
            return connection.execute(query).scalar_one()

    def get(self, job_id: str) -> Job | None:
        """One job, or ``None`` if it (or its session) was deleted."""
        with reading(self._engine) as connection:
            row = connection.execute(sa.select(jobs).where(jobs.c.id == job_id)).mappings().first()
        return rows.job(row) if row else None

    def _started(self, token: str, worker: str) -> dict[str, object]:
        moment = now()
        return {
            "state": JobState.RUNNING.value,
            "token": token,
            "worker": worker,
            "attempts": jobs.c.attempts + 1,
            "started_at": moment,
            "lease_until": moment + self._lease,
            "stage": "",
            "fraction": 0.0,
            "eta_s": None,
        }

    def _close(self, job_id: str, token: str, state: JobState, error: str | None) -> bool:
        values = {"state": state.value, "error": error, "eta_s": None, "finished_at": now()}
        with writing(self._engine) as connection:
            statement = jobs.update().where(_held(job_id, token)).values(values)
            return connection.execute(statement).rowcount == 1

    def _requeue(self, connection: sa.Connection, condition: sa.ColumnElement[bool]) -> int:
        query = sa.select(jobs).where(condition)
        count = 0
        for job in connection.execute(query.with_for_update()).mappings().all():
            own = sa.and_(jobs.c.id == job["id"], condition)
            statement = jobs.update().where(own).values(_after_crash(job))
            count += connection.execute(statement).rowcount
        return count


def _held(job_id: str, token: str) -> sa.ColumnElement[bool]:
    return sa.and_(
        jobs.c.id == job_id, jobs.c.token == token, jobs.c.state == JobState.RUNNING.value
    )


def _made_by(job_id: str) -> sa.Select[tuple[str]]:
    return sa.select(analyses.c.id).where(analyses.c.job_id == job_id)


def _done() -> dict[str, object]:
    return {
        "state": JobState.DONE.value,
        "fraction": 1.0,
        "eta_s": 0.0,
        "error": None,
        "finished_at": now(),
    }


def _to_draw() -> dict[str, object]:
    """Back in the queue, its analysis stored; a crash from now on costs the drawing only."""
    return {
        **_IN_NOBODYS_HANDS,
        "state": JobState.QUEUED.value,
        "analysed": True,
        "stage": "",
        "fraction": 0.0,
        "not_before": now(),
    }


def _after_crash(job: sa.RowMapping) -> dict[str, object]:
    free, attempts = _IN_NOBODYS_HANDS, job["attempts"]
    if job["cancel_requested"]:
        return {**free, "state": JobState.CANCELLED.value, "finished_at": now()}
    if attempts >= MAX_ATTEMPTS and job["analysed"]:
        return {**free, **_done()}
    if attempts >= MAX_ATTEMPTS:
        error = (
            f"The analysis ended abruptly {attempts} times, so it was given up. The clip is "
            "kept; start the analysis again, or record the clip anew."
        )
        return {**free, "state": JobState.FAILED.value, "error": error, "finished_at": now()}
    wait_s = min(_LONGEST_WAIT_S, 2.0 ** (attempts - _FREE_ATTEMPTS))
    wait_s = wait_s if attempts > _FREE_ATTEMPTS else 0.0
    later = now() + timedelta(seconds=wait_s)
    return {**free, "state": JobState.QUEUED.value, "fraction": 0.0, "not_before": later}


def _claim(connection: sa.Connection, job: sa.RowMapping, token: str) -> Claim:
    session_id = job["session_id"]
    row = connection.execute(sa.select(sessions).where(sessions.c.id == session_id)).one()
    return Claim(
        job_id=job["id"],
        token=token,
        session_id=session_id,
        clip_sha256=row.clip_sha256,
        file_name=row.file_name,
        capture=CaptureInfo(
            height_m=row.height_m,
            speed_mps=row.speed_mps,
            capture_rate_hz=row.capture_rate_hz,
        ),
        pose_model=job["pose_model"],
        analysed=job["analysed"],
        every_frame=job["every_frame"],
        person=chosen_person(in_force(all_edits(connection, session_id))),
        targets=rows.targets_of(connection, row.athlete_id),
    )
