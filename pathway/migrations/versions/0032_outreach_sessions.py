"""Outreach teams, their rota, what changed on single dates, and what was counted of sessions."""

import sqlalchemy as sa
from alembic import op

from pathway.core.database import UTCDateTime

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def _choice(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "outreach_team",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("shows_times", sa.Boolean(), nullable=False),
        sa.Column("calendar_hash", sa.String(length=64), nullable=True),
        sa.Column("calendar_made_at", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_outreach_team_organization_id_organization")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outreach_team")),
        sa.UniqueConstraint("calendar_hash", name=op.f("uq_outreach_team_calendar_hash")),
    )
    op.create_index(op.f("ix_outreach_team_organization_id"), "outreach_team", ["organization_id"])
    op.create_table(
        "rota_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("area", sa.String(length=80), nullable=False),
        sa.Column("offers", sa.String(length=200), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("ends_at", sa.Time(), nullable=False),
        sa.Column(
            "repeats", _choice("repeats", "once", "weekly", "two_weekly", "monthly", "monthly_last"), nullable=False
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("starts_at <> ends_at", name=op.f("ck_rota_session_has_length")),
        sa.CheckConstraint("until_on IS NULL OR until_on >= first_on", name=op.f("ck_rota_session_until_on")),
        sa.ForeignKeyConstraint(["team_id"], ["outreach_team.id"], name=op.f("fk_rota_session_team_id_outreach_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota_session")),
    )
    op.create_index("ix_rota_session_team", "rota_session", ["team_id", "first_on", "id"])
    op.create_table(
        "rota_change",
        sa.Column("rota_id", sa.Uuid(), nullable=False),
        sa.Column("rota_on", sa.Date(), nullable=False),
        sa.Column("kind", _choice("kind", "cancelled", "moved"), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=True),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("ends_at", sa.Time(), nullable=True),
        sa.CheckConstraint("(kind = 'moved') = (moved_on IS NOT NULL)", name=op.f("ck_rota_change_moved_on")),
        sa.CheckConstraint("(moved_on IS NULL) = (starts_at IS NULL)", name=op.f("ck_rota_change_starts_at")),
        sa.CheckConstraint("(moved_on IS NULL) = (ends_at IS NULL)", name=op.f("ck_rota_change_ends_at")),
        sa.ForeignKeyConstraint(["rota_id"], ["rota_session.id"], name=op.f("fk_rota_change_rota_id_rota_session")),
        sa.PrimaryKeyConstraint("rota_id", "rota_on", name=op.f("pk_rota_change")),
    )
    op.create_table(
        "session_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rota_id", sa.Uuid(), nullable=False),
        sa.Column("rota_on", sa.Date(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("contacts", sa.Integer(), nullable=False),
        sa.Column("cards", sa.Integer(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("referrals", sa.Integer(), nullable=False),
        sa.Column("declined", sa.Integer(), nullable=False),
        sa.Column("logged_by", sa.Uuid(), nullable=False),
        sa.Column("logged_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "contacts >= 0 AND cards >= 0 AND items >= 0 AND referrals >= 0 AND declined >= 0",
            name=op.f("ck_session_log_counts"),
        ),
        sa.ForeignKeyConstraint(["logged_by"], ["user_account.id"], name=op.f("fk_session_log_logged_by_user_account")),
        sa.ForeignKeyConstraint(["rota_id"], ["rota_session.id"], name=op.f("fk_session_log_rota_id_rota_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_log")),
        sa.UniqueConstraint("rota_id", "rota_on", name=op.f("uq_session_log_rota_id_rota_on")),
    )
    op.create_index("ix_session_log_held_on", "session_log", ["held_on"])


def downgrade() -> None:
    """Take them away."""
    for table in ("session_log", "rota_change", "rota_session", "outreach_team"):
        op.drop_table(table)
