"""What to use instead of a listing that is no longer kept; two more ways to change a listing."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

EDIT_KINDS = (
    *("as_found", "imported", "confirmed", "changed", "restored", "closed", "opened", "hidden"),
    *("rung", "published"),
)
NEW_EDIT_KINDS = ("ended", "merged")


def upgrade() -> None:
    """Create the table, and let a version of a listing be its end."""
    _set_edit_kinds(*EDIT_KINDS, *NEW_EDIT_KINDS)
    op.create_table(
        "listing_end",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("instead_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.String(300), nullable=True),
        sa.Column("leads_on", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("NOT leads_on OR instead_id IS NOT NULL", name=op.f("ck_listing_end_leads_somewhere")),
        sa.CheckConstraint("instead_id IS NULL OR instead_id <> service_id", name=op.f("ck_listing_end_another")),
        sa.ForeignKeyConstraint(
            ["instead_id"], ["service.id"], name=op.f("fk_listing_end_instead_id_service"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_listing_end_service_id_service"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_listing_end")),
    )
    op.create_index(op.f("ix_listing_end_instead_id"), "listing_end", ["instead_id"])


def downgrade() -> None:
    """Remove it. Versions that older code has no word for count as changed."""
    op.drop_index(op.f("ix_listing_end_instead_id"), "listing_end")
    op.drop_table("listing_end")
    op.execute("UPDATE listing_version SET kind = 'changed' WHERE kind IN ('ended', 'merged')")
    _set_edit_kinds(*EDIT_KINDS)


def _set_edit_kinds(*kinds: str) -> None:
    """Say which ways to change a listing there are. Its table has no triggers, and nothing refers to it."""
    words = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("listing_version") as batch:
        batch.drop_constraint(op.f("ck_listing_version_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_listing_version_kind"), sa.text(f"kind IN ({words})"))
