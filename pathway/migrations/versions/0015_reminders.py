"""Reminders that were sent, and the listings each was about."""

import sqlalchemy as sa
from alembic import op

from pathway.core.database import UTCDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sent_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=True),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_reminder_user_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("user_id", "number", name=op.f("uq_reminder_user_id_number")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_reminder_token_hash")),
    )
    op.create_index(op.f("ix_reminder_sent_at"), "reminder", ["sent_at"])
    op.create_table(
        "reminder_listing",
        sa.Column("reminder_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reminder_id"], ["reminder.id"], name=op.f("fk_reminder_listing_reminder_id_reminder"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_reminder_listing_service_id_service"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reminder_id", "service_id", name=op.f("pk_reminder_listing")),
    )
    op.create_index(op.f("ix_reminder_listing_service_id"), "reminder_listing", ["service_id"])


def downgrade() -> None:
    """Remove them."""
    op.drop_table("reminder_listing")
    op.drop_table("reminder")
