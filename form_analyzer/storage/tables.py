"""The tables as they are at the newest revision; migrations bring a database there.

Ids are random text, so that rows keep their id when an athlete is exported from one
database and imported into another. Moments are stored in UTC.
"""

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa

ID_LENGTH = 16
SHA256_LENGTH = 64

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = sa.MetaData(naming_convention=NAMING)


class UtcDateTime(sa.TypeDecorator[datetime]):
    """A moment, aware of its zone in Python and UTC in the database.

    SQLite has no zones: the value is written there as naive UTC.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Turn an aware moment into UTC; a naive one is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Give the moment back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_id() -> str:
    """A fresh row id: 16 hexadecimal digits, 64 random bits."""
    return secrets.token_hex(ID_LENGTH // 2)


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def _id() -> sa.Column[str]:
    return sa.Column("id", sa.String(ID_LENGTH), primary_key=True)


def _of(table: str, name: str, *, primary_key: bool = False) -> sa.Column[str]:
    """A link to the row this one belongs to, and goes with."""
    link = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(name, sa.String(ID_LENGTH), link, primary_key=primary_key, nullable=False)


def _see(table: str, name: str) -> sa.Column[str]:
    """A link to a row that may be there or go without this one."""
    link = sa.ForeignKey(f"{table}.id", ondelete="SET NULL")
    return sa.Column(name, sa.String(ID_LENGTH), link)


def _text(name: str) -> sa.Column[str]:
    """Text of any length, empty where nothing was said."""
    return sa.Column(name, sa.Text, nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, UtcDateTime, nullable=nullable)


def _one_of_session(name: str, condition: str) -> sa.Index:
    """At most one row of a session may meet the condition."""
    where = sa.text(condition)
    return sa.Index(name, "session_id", unique=True, sqlite_where=where, postgresql_where=where)


def _file(name: str) -> sa.Column[str]:
    """A link to a stored file by the hash of its content."""
    return sa.Column(name, sa.String(SHA256_LENGTH), sa.ForeignKey("media.sha256"), nullable=False)


media = sa.Table(
    "media",
    metadata,
    sa.Column("sha256", sa.String(SHA256_LENGTH), primary_key=True),
    sa.Column("suffix", sa.String(16), nullable=False),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    _moment("touched_at"),
)

users = sa.Table(
    "users",
    metadata,
    _id(),
    sa.Column("issuer", sa.String(255), nullable=False),
    sa.Column("subject", sa.String(255), nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("email", sa.String(320)),
    _moment("created_at"),
    sa.UniqueConstraint("issuer", "subject"),
)

athletes = sa.Table(
    "athletes",
    metadata,
    _id(),
    _see("users", "owner_id"),
    _see("users", "user_id"),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("height_m", sa.Float),
    sa.Column("leg_length_m", sa.Float),
    _text("notes"),
    _text("search_text"),
    _moment("created_at"),
    sa.Index("ix_athletes_owner_id_name", "owner_id", "name"),
    sa.UniqueConstraint("user_id"),
)

athlete_tags = sa.Table(
    "athlete_tags",
    metadata,
    _of("athletes", "athlete_id", primary_key=True),
    sa.Column("tag", sa.String(60), primary_key=True),
)

target_ranges = sa.Table(
    "target_ranges",
    metadata,
    _of("athletes", "athlete_id", primary_key=True),
    sa.Column("metric", sa.String(40), primary_key=True),
    sa.Column("low", sa.Float, nullable=False),
    sa.Column("high", sa.Float, nullable=False),
    _text("note"),
    sa.CheckConstraint("low <= high", name="ordered"),
)

sessions = sa.Table(
    "sessions",
    metadata,
    _id(),
    _of("athletes", "athlete_id"),
    _moment("recorded_at"),
    _moment("created_at"),
    _file("clip_sha256"),
    sa.Column("file_name", sa.String(255), nullable=False),
    sa.Column("height_m", sa.Float),
    sa.Column("speed_mps", sa.Float),
    sa.Column("capture_rate_hz", sa.Float),
    sa.Column("incline_percent", sa.Float),
    sa.Column("effort", sa.Integer),
    sa.Column("shoes", sa.String(200), nullable=False),
    _text("notes"),
    _text("search_text"),
    sa.Index("ix_sessions_athlete_id_recorded_at", "athlete_id", "recorded_at"),
    sa.Index("ix_sessions_recorded_at", "recorded_at"),
    sa.Index("ix_sessions_clip_sha256", "clip_sha256"),
)

session_tags = sa.Table(
    "session_tags",
    metadata,
    _of("sessions", "session_id", primary_key=True),
    sa.Column("tag", sa.String(60), primary_key=True),
)

analyses = sa.Table(
    "analyses",
    metadata,
    _id(),
    _of("sessions", "session_id"),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("is_current", sa.Boolean, nullable=False),
    _moment("created_at"),
    sa.Column("software_version", sa.String(60), nullable=False),
    sa.Column("pose_model", sa.String(120), nullable=False),
    sa.Column("pose_model_sha256", sa.String(SHA256_LENGTH), nullable=False),
    sa.Column("guide_version", sa.String(60), nullable=False),
    sa.Column("activity", sa.String(16), nullable=False),
    sa.Column("refused", sa.Boolean, nullable=False),
    sa.Column("refusal", sa.Text),
    sa.Column("edited", sa.Boolean, nullable=False),
    sa.Column("plane", sa.String(16)),
    sa.Column("near_side", sa.String(8)),
    sa.Column("frame_rate_hz", sa.Float),
    sa.Column("time_scale", sa.Float, nullable=False),
    sa.Column("finding_metric", sa.String(40)),
    sa.Column("finding_side", sa.String(8)),
    sa.Column("finding_direction", sa.String(8)),
    sa.Column("finding_severity", sa.String(8)),
    _see("jobs", "job_id"),
    sa.UniqueConstraint("session_id", "number"),
    sa.UniqueConstraint("job_id"),
    _one_of_session("uq_analyses_current", "is_current"),
)

documents = sa.Table(
    "documents",
    metadata,
    _of("analyses", "analysis_id", primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

measurements = sa.Table(
    "measurements",
    metadata,
    _of("analyses", "analysis_id", primary_key=True),
    sa.Column("metric", sa.String(40), primary_key=True),
    sa.Column("side", sa.String(8), primary_key=True),
    sa.Column("unit", sa.String(16), nullable=False),
    sa.Column("value", sa.Float),
    sa.Column("low", sa.Float),
    sa.Column("high", sa.Float),
    sa.Column("n_strides", sa.Integer, nullable=False),
    sa.Column("category", sa.String(16)),
    sa.Column("probabilities", sa.Text),
    sa.Column("reason_missing", sa.Text),
)

attachments = sa.Table(
    "attachments",
    metadata,
    _of("analyses", "analysis_id", primary_key=True),
    sa.Column("role", sa.String(16), primary_key=True),
    _file("sha256"),
    sa.Index("ix_attachments_sha256", "sha256"),
)

check_ins = sa.Table(
    "check_ins",
    metadata,
    _id(),
    _of("athletes", "athlete_id"),
    _see("sessions", "session_id"),
    _moment("at"),
    sa.Column("pain", sa.Integer, nullable=False),
    sa.Column("place", sa.String(200), nullable=False),
    _text("red_flags"),
    _text("note"),
    sa.CheckConstraint("pain BETWEEN 0 AND 10", name="pain_0_to_10"),
    sa.Index("ix_check_ins_athlete_id_at", "athlete_id", "at"),
    sa.Index("ix_check_ins_session_id", "session_id"),
)

training_weeks = sa.Table(
    "training_weeks",
    metadata,
    _of("athletes", "athlete_id", primary_key=True),
    sa.Column("monday", sa.Date, primary_key=True),
    sa.Column("distance_km", sa.Float, nullable=False),
    sa.Column("n_runs", sa.Integer),
    sa.Column("longest_run_km", sa.Float),
    _text("note"),
    sa.CheckConstraint("distance_km >= 0", name="distance_not_negative"),
)

preferences = sa.Table(
    "preferences",
    metadata,
    sa.Column("who", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("name", sa.String(60), primary_key=True),
    _text("value"),
)

event_edits = sa.Table(
    "event_edits",
    metadata,
    _id(),
    _of("sessions", "session_id"),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("undoes", sa.Integer),
    sa.Column("event_kind", sa.String(16)),
    sa.Column("side", sa.String(8)),
    sa.Column("frame", sa.Float),
    sa.Column("to_frame", sa.Float),
    sa.Column("person", sa.Integer),
    _moment("at"),
    _see("users", "by_id"),
    sa.UniqueConstraint("session_id", "number"),
)

jobs = sa.Table(
    "jobs",
    metadata,
    _id(),
    _of("sessions", "session_id"),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("pose_model", sa.String(255), nullable=False),
    sa.Column("every_frame", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("analysed", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("stage", sa.String(60), nullable=False),
    sa.Column("fraction", sa.Float, nullable=False),
    sa.Column("eta_s", sa.Float),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("cancel_requested", sa.Boolean, nullable=False),
    sa.Column("error", sa.Text),
    sa.Column("worker", sa.String(120)),
    sa.Column("token", sa.String(ID_LENGTH)),
    _moment("lease_until", nullable=True),
    _moment("not_before"),
    _moment("created_at"),
    _moment("started_at", nullable=True),
    _moment("finished_at", nullable=True),
    sa.Index("ix_jobs_state_not_before", "state", "not_before"),
    sa.Index("ix_jobs_session_id_created_at", "session_id", "created_at"),
    _one_of_session("uq_jobs_open", "state IN ('queued', 'running')"),
)
