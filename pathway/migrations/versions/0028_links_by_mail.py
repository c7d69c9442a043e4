"""Links by e-mail to one leg, who is signed in by a code from a mailbox, and what was done through one."""

import sqlalchemy as sa
from alembic import op

from pathway.core.database import UTCDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

BY_ACCOUNTS_ONLY = "(seen_at IS NULL) = (seen_by IS NULL)"
BY_MAILBOXES_TOO = "seen_by IS NULL OR seen_at IS NOT NULL"


def upgrade() -> None:
    """Create the tables. What is asked, raised or seen through a mailbox is so by no account."""
    op.create_table(
        "leg_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("leg_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("mailbox_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_leg_link_leg_id_leg"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leg_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_leg_link_token_hash")),
    )
    op.create_index("ix_leg_link_leg", "leg_link", ["leg_id", "id"])
    not_ended = sa.text("ended_at IS NULL")
    op.create_index("ix_leg_link_not_ended", "leg_link", ["leg_id"], sqlite_where=not_ended, postgresql_where=not_ended)
    op.create_table(
        "mailbox_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("last_seen_at", UTCDateTime(), nullable=False),
        sa.Column("read_at", UTCDateTime(), nullable=True),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["link_id"], ["leg_link.id"], name=op.f("fk_mailbox_session_link_id_leg_link"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailbox_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_mailbox_session_token_hash")),
    )
    op.create_index("ix_mailbox_session_link", "mailbox_session", ["link_id"])
    op.create_index("ix_mailbox_session_old", "mailbox_session", ["expires_at"])
    _let_be(nullable=True, seen=BY_MAILBOXES_TOO)


def downgrade() -> None:
    """Remove them, with what older code cannot say who did."""
    op.execute("DELETE FROM leg_question WHERE asked_by IS NULL")
    op.execute("DELETE FROM unreached_warning WHERE raised_by IS NULL")
    op.execute("UPDATE leg_word SET seen_at = NULL WHERE seen_by IS NULL")
    _let_be(nullable=False, seen=BY_ACCOUNTS_ONLY)
    op.drop_table("mailbox_session")
    op.drop_table("leg_link")


def _let_be(*, nullable: bool, seen: str) -> None:
    """Say whether an account is wanted. These tables have no triggers, and nothing refers to them."""
    for table, column in (("leg_question", "asked_by"), ("unreached_warning", "raised_by")):
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column, existing_type=sa.Uuid(), nullable=nullable)
    with op.batch_alter_table("leg_word") as batch:
        batch.drop_constraint(op.f("ck_leg_word_seen"), type_="check")
        batch.create_check_constraint(op.f("ck_leg_word_seen"), sa.text(seen))
