"""Answering referrals: readings, questions, those not reached, when sharing was signed."""

import sqlalchemy as sa
from alembic import op

from pathway.core.database import UTCDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and add the day plainly."""
    op.create_table(
        "leg_read",
        sa.Column("leg_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("read_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_leg_read_leg_id_leg"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_leg_read_user_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("leg_id", "user_id", name=op.f("pk_leg_read")),
    )
    op.create_table(
        "leg_question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("leg_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("question_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name=op.f("ck_leg_question_answered_by")),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_leg_question_leg_id_leg"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["asked_by"], ["user_account.id"], name=op.f("fk_leg_question_asked_by_user_account")),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["user_account.id"], name=op.f("fk_leg_question_answered_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leg_question")),
        sa.UniqueConstraint("leg_id", "number", name=op.f("uq_leg_question_leg_id_number")),
    )
    op.create_table(
        "unreached_warning",
        sa.Column("leg_id", sa.Uuid(), nullable=False),
        sa.Column("raised_at", UTCDateTime(), nullable=False),
        sa.Column("raised_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["leg_id"], ["leg.id"], name=op.f("fk_unreached_warning_leg_id_leg"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["raised_by"], ["user_account.id"], name=op.f("fk_unreached_warning_raised_by_user_account")
        ),
        sa.PrimaryKeyConstraint("leg_id", name=op.f("pk_unreached_warning")),
    )
    op.execute("ALTER TABLE sharing_agreement ADD COLUMN signed_on DATE")
    for name, columns, where in _INDEXES:
        op.create_index(
            name, "leg", columns, unique=False, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )


def downgrade() -> None:
    """Drop them."""
    for name, _columns, _where in _INDEXES:
        op.drop_index(name, table_name="leg")
    op.execute("ALTER TABLE sharing_agreement DROP COLUMN signed_on")
    for table in ("unreached_warning", "leg_question", "leg_read"):
        op.drop_table(table)


_INDEXES = (
    ("ix_leg_by_state", ["organization_id", "status", "way", "answer_by"], "ended_at IS NULL"),
    ("ix_leg_held", ["held_until", "id"], "held_until IS NOT NULL"),
    ("ix_leg_replaces", ["replaces_id"], "replaces_id IS NOT NULL"),
)
