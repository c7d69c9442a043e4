"""What a listing was, each time it was changed; and the order in which listings are due."""

import sqlalchemy as sa
from alembic import op

from pathway.core.database import UTCDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and the indexes."""
    op.create_table(
        "listing_version",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "as_found",
                "imported",
                "confirmed",
                "changed",
                "restored",
                "closed",
                "opened",
                "hidden",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_listing_version_made_by_user_account")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_listing_version_service_id_service"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("service_id", "number", name=op.f("pk_listing_version")),
    )
    op.create_index("ix_service_due_of_organization", "service", ["organization_id", "assured_on", "slug", "status"])
    op.create_index("ix_service_due", "service", ["assured_on", "slug", "status"])


def downgrade() -> None:
    """Remove them."""
    op.drop_index("ix_service_due", "service")
    op.drop_index("ix_service_due_of_organization", "service")
    op.drop_table("listing_version")
