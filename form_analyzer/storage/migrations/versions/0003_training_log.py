"""Pain check-ins, training weeks and preferences."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "check_ins",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("athlete_id", sa.String(16), nullable=False),
        sa.Column("session_id", sa.String(16), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pain", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("red_flags", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("pain BETWEEN 0 AND 10", name=op.f("ck_check_ins_pain_0_to_10")),
        sa.ForeignKeyConstraint(
            ["athlete_id"], ["athletes.id"], name="fk_check_ins_athlete_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_check_ins_session_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_check_ins"),
    )
    op.create_index("ix_check_ins_athlete_id_at", "check_ins", ["athlete_id", "at"])
    op.create_index("ix_check_ins_session_id", "check_ins", ["session_id"])
    op.create_table(
        "training_weeks",
        sa.Column("athlete_id", sa.String(16), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("distance_km", sa.Float(), nullable=False),
        sa.Column("n_runs", sa.Integer(), nullable=True),
        sa.Column("longest_run_km", sa.Float(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "distance_km >= 0", name=op.f("ck_training_weeks_distance_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["athlete_id"], ["athletes.id"], name="fk_training_weeks_athlete_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("athlete_id", "monday", name="pk_training_weeks"),
    )
    op.create_table(
        "preferences",
        sa.Column("who", sa.String(16), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("who", "name", name="pk_preferences"),
    )


def downgrade() -> None:
    op.drop_table("preferences")
    op.drop_table("training_weeks")
    op.drop_table("check_ins")
