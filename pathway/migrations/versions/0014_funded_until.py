"""What makes a listing due beside its age: its funding ends, or nobody answers its number."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns as they are: a table made anew would lose what hangs on it."""
    op.execute("ALTER TABLE service ADD COLUMN funded_until DATE")
    op.execute("ALTER TABLE service ADD COLUMN unanswered_on DATE")
    op.execute("ALTER TABLE search_entry ADD COLUMN due_on DATE")
    op.create_index(
        "ix_service_asked",
        "service",
        ["assured_on", "slug"],
        sqlite_where=sa.text("funded_until IS NOT NULL OR unanswered_on IS NOT NULL"),
        postgresql_where=sa.text("funded_until IS NOT NULL OR unanswered_on IS NOT NULL"),
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_index("ix_service_asked", "service")
    op.execute("ALTER TABLE search_entry DROP COLUMN due_on")
    op.execute("ALTER TABLE service DROP COLUMN unanswered_on")
    op.execute("ALTER TABLE service DROP COLUMN funded_until")
