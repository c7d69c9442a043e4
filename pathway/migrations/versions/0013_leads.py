"""Leads: roles at partners, who holds each and held it, when each is staffed, what was done to it."""

import sqlalchemy as sa
from alembic import op

from pathway.core.database import UTCDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BANK_HOLIDAYS = ("as_usual", "closed", "only", "not_known")
ACTS = (
    *("added", "changed", "confirmed", "appointed", "holder_changed"),
    *("handed_over", "forgotten", "hours_set", "retired", "brought_back"),
)


def _choice(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _of_a_role(table: str) -> tuple[sa.Column, sa.Column, sa.ForeignKeyConstraint, sa.PrimaryKeyConstraint]:
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"], ["lead_role.id"], name=op.f(f"fk_{table}_role_id_lead_role"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "lead_role",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("kind", _choice("kind", "policy", "tactical"), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("organization_words", sa.String(200), nullable=True),
        sa.Column("area", sa.String(120), nullable=True),
        sa.Column("recommendation", sa.Integer(), nullable=True),
        sa.Column("escalation", sa.String(120), nullable=True),
        sa.Column("url", sa.String(300), nullable=True),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("phone", sa.String(40), nullable=True),
        sa.Column("digits", sa.String(20), nullable=True),
        sa.Column("needs_phone", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("needs_deputy", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("needs_hours", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("confirmed_by", sa.String(120), nullable=True),
        sa.Column("review_due_on", sa.Date(), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("coordinators_told_on", sa.Date(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "organization_id IS NOT NULL OR organization_words IS NOT NULL", name=op.f("ck_lead_role_organization")
        ),
        sa.CheckConstraint("recommendation BETWEEN 1 AND 13", name=op.f("ck_lead_role_recommendation")),
        sa.CheckConstraint("(phone IS NULL) = (digits IS NULL)", name=op.f("ck_lead_role_digits")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_lead_role_organization_id_organization")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_role")),
    )
    op.create_index("ix_lead_role_organization_id", "lead_role", ["organization_id"])
    op.create_index("ix_lead_role_review_due", "lead_role", ["review_due_on", "organization_id"])
    op.create_table(
        "lead_holder",
        *_of_a_role("lead_holder"),
        sa.Column("is_deputy", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_lead_holder_until_on")),
        sa.CheckConstraint(
            "agreed_on IS NOT NULL OR (email_sealed IS NULL AND phone_sealed IS NULL)",
            name=op.f("ck_lead_holder_agreed"),
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"],
            ["lead_holder.id"],
            name=op.f("fk_lead_holder_successor_id_lead_holder"),
            ondelete="SET NULL",
        ),
    )
    op.create_index("ix_lead_holder_role", "lead_holder", ["role_id", "from_on"])
    op.create_index("ix_lead_holder_until", "lead_holder", ["until_on"])
    op.create_table(
        "lead_schedule",
        *_of_a_role("lead_schedule"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", _choice("kind", "opening", "intake"), nullable=False),
        sa.Column("freq", sa.String(10), nullable=False),
        sa.Column("interval", sa.Integer(), nullable=False),
        sa.Column("byday", sa.String(60), nullable=True),
        sa.Column("bymonthday", sa.String(60), nullable=True),
        sa.Column("dtstart", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("opens_at", sa.Time(), nullable=False),
        sa.Column("closes_at", sa.Time(), nullable=False),
        sa.Column("bank_holidays", _choice("bank_holidays", *BANK_HOLIDAYS), nullable=False),
        sa.Column("note", sa.String(200), nullable=True),
        sa.CheckConstraint("freq IN ('WEEKLY', 'MONTHLY')", name=op.f("ck_lead_schedule_freq")),
        sa.CheckConstraint("interval BETWEEN 1 AND 52", name=op.f("ck_lead_schedule_interval")),
    )
    op.create_index("ix_lead_schedule_role_id", "lead_schedule", ["role_id"])
    op.create_table(
        "lead_schedule_exception",
        *_of_a_role("lead_schedule_exception"),
        sa.Column("excepted_on", sa.Date(), nullable=False),
        sa.Column("opens_at", sa.Time(), nullable=True),
        sa.Column("closes_at", sa.Time(), nullable=True),
        sa.Column("note", sa.String(200), nullable=True),
        sa.CheckConstraint(
            "(opens_at IS NULL) = (closes_at IS NULL)", name=op.f("ck_lead_schedule_exception_both_times")
        ),
    )
    op.create_index("ix_lead_schedule_exception_role_id", "lead_schedule_exception", ["role_id"])
    op.create_table(
        "lead_change",
        *_of_a_role("lead_change"),
        sa.Column("act", _choice("act", *ACTS), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("lines", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_lead_change_made_by_user_account")),
    )
    op.create_index("ix_lead_change_role", "lead_change", ["role_id", "made_at"])


def downgrade() -> None:
    """Remove them."""
    for table in ("lead_change", "lead_schedule_exception", "lead_schedule", "lead_holder", "lead_role"):
        op.drop_table(table)
