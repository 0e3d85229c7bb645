"""Background jobs, and edits of gait events."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("session_id", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("pose_model", sa.String(255), nullable=False),
        sa.Column("stage", sa.String(60), nullable=False),
        sa.Column("fraction", sa.Float(), nullable=False),
        sa.Column("eta_s", sa.Float(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("worker", sa.String(120), nullable=True),
        sa.Column("token", sa.String(16), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_jobs_session_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_index("ix_jobs_session_id_created_at", "jobs", ["session_id", "created_at"])
    op.create_index("ix_jobs_state_not_before", "jobs", ["state", "not_before"])
    op.create_index(
        "uq_jobs_open",
        "jobs",
        ["session_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('queued', 'running')"),
        postgresql_where=sa.text("state IN ('queued', 'running')"),
    )
    op.create_table(
        "event_edits",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("session_id", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("event_kind", sa.String(16), nullable=True),
        sa.Column("side", sa.String(8), nullable=True),
        sa.Column("frame", sa.Float(), nullable=True),
        sa.Column("to_frame", sa.Float(), nullable=True),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.String(16), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["users.id"], name="fk_event_edits_by_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_event_edits_session_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_event_edits"),
        sa.UniqueConstraint("session_id", "number", name="uq_event_edits_session_id_number"),
    )
    with op.batch_alter_table("analyses") as batch:
        batch.add_column(sa.Column("job_id", sa.String(16), nullable=True))
        batch.create_foreign_key(
            "fk_analyses_job_id", "jobs", ["job_id"], ["id"], ondelete="SET NULL"
        )
        batch.create_unique_constraint("uq_analyses_job_id", ["job_id"])


def downgrade() -> None:
    with op.batch_alter_table("analyses") as batch:
        batch.drop_constraint("uq_analyses_job_id", type_="unique")
        batch.drop_constraint("fk_analyses_job_id", type_="foreignkey")
        batch.drop_column("job_id")
    op.drop_table("event_edits")
    op.drop_table("jobs")
