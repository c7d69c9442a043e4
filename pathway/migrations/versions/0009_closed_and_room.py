"""A service closed for now says until when and why; one with room may not say how much."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns as they are: to make the table of services anew would drop what hangs on it."""
    op.execute("ALTER TABLE service ADD COLUMN closed_until DATE")
    op.execute("ALTER TABLE service ADD COLUMN closed_note VARCHAR(300)")
    with op.batch_alter_table("service_capacity") as batch:
        batch.alter_column("available", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    """Remove them."""
    op.execute("DELETE FROM service_capacity WHERE available IS NULL")
    with op.batch_alter_table("service_capacity") as batch:
        batch.alter_column("available", existing_type=sa.Integer(), nullable=False)
    op.execute("ALTER TABLE service DROP COLUMN closed_note")
    op.execute("ALTER TABLE service DROP COLUMN closed_until")
