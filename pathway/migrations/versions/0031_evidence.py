"""What stays of referrals as counts: by need and area, and what came of asking; in place of counts of legs alone."""

import sqlalchemy as sa
from alembic import op

from pathway.core.database import UTCDateTime

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

# Legs that an agency took, and legs that none did. Why none did was not counted.
CARRIED = """
INSERT INTO evidence_count (month, figure, value, number)
SELECT month, 'kind', agency_type || ' ' || outcome, SUM(legs) FROM (
    SELECT month, agency_type, legs, CASE WHEN status = 'rejected' THEN 'unmet' ELSE 'taken' END AS outcome
    FROM referral_count
    WHERE status IN ('rejected', 'accepted', 'in-progress', 'on-hold', 'completed', 'failed')
) AS carried GROUP BY month, agency_type, outcome
"""


def upgrade() -> None:
    """Add the table and the column, carry over what was counted of legs, and find what is not counted by an index."""
    op.create_table(
        "evidence_count",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("figure", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_evidence_count_number")),
        sa.PrimaryKeyConstraint("month", "figure", "value", name=op.f("pk_evidence_count")),
    )
    op.execute(CARRIED)
    op.drop_table("referral_count")
    op.add_column("episode", sa.Column("counted_at", UTCDateTime(), nullable=True))
    uncounted = sa.text("counted_at IS NULL")
    op.create_index(
        "ix_episode_uncounted",
        "episode",
        ["received_at", "id"],
        sqlite_where=uncounted,
        postgresql_where=uncounted,
    )


def downgrade() -> None:
    """Take them away. The counts of legs come back empty."""
    op.drop_index("ix_episode_uncounted", table_name="episode")
    op.drop_column("episode", "counted_at")
    op.drop_table("evidence_count")
    op.create_table(
        "referral_count",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("agency_type", sa.String(length=40), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("legs", sa.Integer(), nullable=False),
        sa.CheckConstraint("legs > 0", name=op.f("ck_referral_count_legs")),
        sa.PrimaryKeyConstraint("month", "agency_type", "area", "status", name=op.f("pk_referral_count")),
    )
