"""What stays of forgotten referrals as counts, what keeps one longer, and that somebody was told of one long open."""

import sqlalchemy as sa
from alembic import op

from pathway.core.database import UTCDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

AGENCIES = (
    "police_999",
    "ambulance_999",
    "urgent_care",
    "mental_health_crisis",
    "childrens_social_care",
    "child_trafficking_advice",
    "adult_safeguarding",
    "safeguarding_lead",
    "nrm_first_responder",
    "modern_slavery_helpline",
    "pathway_coordinator",
    "emergency_accommodation",
    "sexual_health",
    "sarc",
    "sexual_violence_support",
    "substance_misuse",
    "mental_health",
    "benefits_advice",
    "housing_advice",
    "legal_advice",
    "practical_support",
    "third_party_reporting",
    "vawg_service",
    "domestic_abuse_service",
    "idva_marac",
    "exit_support_service",
    "local_equivalent",
)
STATUSES = (
    "requested",
    "received",
    "accepted",
    "rejected",
    "in-progress",
    "on-hold",
    "completed",
    "failed",
    "cancelled",
    "entered-in-error",
)


def _choice(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Add the column and the tables."""
    op.add_column("episode", sa.Column("warned_open_at", UTCDateTime(), nullable=True))
    op.create_table(
        "referral_count",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("agency_type", _choice("agency_type", *AGENCIES), nullable=False),
        sa.Column(
            "area", _choice("area", "brent", "other_london", "elsewhere", "unknown", "forgotten"), nullable=False
        ),
        sa.Column("status", _choice("status", *STATUSES), nullable=False),
        sa.Column("legs", sa.Integer(), nullable=False),
        sa.CheckConstraint("legs > 0", name=op.f("ck_referral_count_legs")),
        sa.PrimaryKeyConstraint("month", "agency_type", "area", "status", name=op.f("pk_referral_count")),
    )
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("placed_by", sa.Uuid(), nullable=False),
        sa.Column("placed_at", UTCDateTime(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("lifted_at", UTCDateTime(), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", name=op.f("ck_legal_hold_lifted")),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f("fk_legal_hold_episode_id_episode"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["lifted_by"], ["user_account.id"], name=op.f("fk_legal_hold_lifted_by_user_account")),
        sa.ForeignKeyConstraint(["placed_by"], ["user_account.id"], name=op.f("fk_legal_hold_placed_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_index(op.f("ix_legal_hold_episode_id"), "legal_hold", ["episode_id"], unique=False)


def downgrade() -> None:
    """Remove them."""
    op.drop_table("legal_hold")
    op.drop_table("referral_count")
    op.drop_column("episode", "warned_open_at")
