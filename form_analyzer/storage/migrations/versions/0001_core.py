"""Athletes, their sessions, analyses and measurements."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "media",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("suffix", sa.String(16), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_media"),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("issuer", sa.String(255), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(320), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("issuer", "subject", name="uq_users_issuer_subject"),
    )
    op.create_table(
        "athletes",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("owner_id", sa.String(16), nullable=True),
        sa.Column("user_id", sa.String(16), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("height_m", sa.Float(), nullable=True),
        sa.Column("leg_length_m", sa.Float(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name="fk_athletes_owner_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_athletes_user_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_athletes"),
        sa.UniqueConstraint("user_id", name="uq_athletes_user_id"),
    )
    op.create_index("ix_athletes_owner_id_name", "athletes", ["owner_id", "name"])
    op.create_table(
        "athlete_tags",
        sa.Column("athlete_id", sa.String(16), nullable=False),
        sa.Column("tag", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(
            ["athlete_id"], ["athletes.id"], name="fk_athlete_tags_athlete_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("athlete_id", "tag", name="pk_athlete_tags"),
    )
    op.create_table(
        "target_ranges",
        sa.Column("athlete_id", sa.String(16), nullable=False),
        sa.Column("metric", sa.String(40), nullable=False),
        sa.Column("low", sa.Float(), nullable=False),
        sa.Column("high", sa.Float(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("low <= high", name=op.f("ck_target_ranges_ordered")),
        sa.ForeignKeyConstraint(
            ["athlete_id"], ["athletes.id"], name="fk_target_ranges_athlete_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("athlete_id", "metric", name="pk_target_ranges"),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("athlete_id", sa.String(16), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clip_sha256", sa.String(64), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("height_m", sa.Float(), nullable=True),
        sa.Column("speed_mps", sa.Float(), nullable=True),
        sa.Column("capture_rate_hz", sa.Float(), nullable=True),
        sa.Column("incline_percent", sa.Float(), nullable=True),
        sa.Column("effort", sa.Integer(), nullable=True),
        sa.Column("shoes", sa.String(200), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["athlete_id"], ["athletes.id"], name="fk_sessions_athlete_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["clip_sha256"], ["media.sha256"], name="fk_sessions_clip_sha256"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_athlete_id_recorded_at", "sessions", ["athlete_id", "recorded_at"])
    op.create_index("ix_sessions_clip_sha256", "sessions", ["clip_sha256"])
    op.create_index("ix_sessions_recorded_at", "sessions", ["recorded_at"])
    op.create_table(
        "session_tags",
        sa.Column("session_id", sa.String(16), nullable=False),
        sa.Column("tag", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_session_tags_session_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "tag", name="pk_session_tags"),
    )
    op.create_table(
        "analyses",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("session_id", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("software_version", sa.String(60), nullable=False),
        sa.Column("pose_model", sa.String(120), nullable=False),
        sa.Column("pose_model_sha256", sa.String(64), nullable=False),
        sa.Column("guide_version", sa.String(60), nullable=False),
        sa.Column("activity", sa.String(16), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.Column("plane", sa.String(16), nullable=True),
        sa.Column("near_side", sa.String(8), nullable=True),
        sa.Column("frame_rate_hz", sa.Float(), nullable=True),
        sa.Column("time_scale", sa.Float(), nullable=False),
        sa.Column("finding_metric", sa.String(40), nullable=True),
        sa.Column("finding_side", sa.String(8), nullable=True),
        sa.Column("finding_direction", sa.String(8), nullable=True),
        sa.Column("finding_severity", sa.String(8), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_analyses_session_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_analyses"),
        sa.UniqueConstraint("session_id", "number", name="uq_analyses_session_id_number"),
    )
    op.create_index(
        "uq_analyses_current",
        "analyses",
        ["session_id"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    op.create_table(
        "documents",
        sa.Column("analysis_id", sa.String(16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["analysis_id"], ["analyses.id"], name="fk_documents_analysis_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("analysis_id", name="pk_documents"),
    )
    op.create_table(
        "measurements",
        sa.Column("analysis_id", sa.String(16), nullable=False),
        sa.Column("metric", sa.String(40), nullable=False),
        sa.Column("side", sa.String(8), nullable=False),
        sa.Column("unit", sa.String(16), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("n_strides", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(16), nullable=True),
        sa.Column("probabilities", sa.Text(), nullable=True),
        sa.Column("reason_missing", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["analysis_id"], ["analyses.id"], name="fk_measurements_analysis_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("analysis_id", "metric", "side", name="pk_measurements"),
    )
    op.create_table(
        "attachments",
        sa.Column("analysis_id", sa.String(16), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["analysis_id"], ["analyses.id"], name="fk_attachments_analysis_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["sha256"], ["media.sha256"], name="fk_attachments_sha256"),
        sa.PrimaryKeyConstraint("analysis_id", "role", name="pk_attachments"),
    )
    op.create_index("ix_attachments_sha256", "attachments", ["sha256"])


def downgrade() -> None:
    op.drop_table("attachments")
    op.drop_table("measurements")
    op.drop_table("documents")
    op.drop_table("analyses")
    op.drop_table("session_tags")
    op.drop_table("sessions")
    op.drop_table("target_ranges")
    op.drop_table("athlete_tags")
    op.drop_table("athletes")
    op.drop_table("users")
    op.drop_table("media")
