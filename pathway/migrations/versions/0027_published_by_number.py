"""A draft may be published once a number of it was found right, before its own people have confirmed the rest."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

WAYS = ("rang", "met", "email")


def upgrade() -> None:
    """Allow the new way."""
    _set_ways(*WAYS, "number")


def downgrade() -> None:
    """Forget how those were published that older code has no word for; they stay published."""
    op.execute("DELETE FROM listing_publication WHERE how = 'number'")
    _set_ways(*WAYS)


def _set_ways(*ways: str) -> None:
    """Say how a draft may have been confirmed. Its table has no triggers, and nothing refers to it."""
    words = ", ".join(f"'{way}'" for way in ways)
    with op.batch_alter_table("listing_publication") as batch:
        batch.drop_constraint(op.f("ck_listing_publication_how"), type_="check")
        batch.create_check_constraint(op.f("ck_listing_publication_how"), sa.text(f"how IN ({words})"))
