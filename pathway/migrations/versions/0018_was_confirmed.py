"""Whether a listing was ever confirmed; changes that two people agreed to are a kind of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

EDIT_KINDS = (
    *("as_found", "imported", "confirmed", "changed", "restored", "closed", "opened", "hidden"),
    *("rung", "published", "ended", "merged", "found_wrong", "unanswered"),
)
NEW_EDIT_KINDS = ("agreed",)


def upgrade() -> None:
    """Add the column as it is: to make the table of services anew would drop what hangs on it."""
    op.execute("ALTER TABLE service ADD COLUMN was_confirmed BOOLEAN NOT NULL DEFAULT false")
    _set_edit_kinds(*EDIT_KINDS, *NEW_EDIT_KINDS)


def downgrade() -> None:
    """Remove it. Versions that older code has no word for count as changed."""
    op.execute("UPDATE listing_version SET kind = 'changed' WHERE kind = 'agreed'")
    _set_edit_kinds(*EDIT_KINDS)
    op.execute("ALTER TABLE service DROP COLUMN was_confirmed")


def _set_edit_kinds(*kinds: str) -> None:
    """Say which ways to change a listing there are. Its table has no triggers, and nothing refers to it."""
    words = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("listing_version") as batch:
        batch.drop_constraint(op.f("ck_listing_version_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_listing_version_kind"), sa.text(f"kind IN ({words})"))
