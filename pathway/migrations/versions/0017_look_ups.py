"""Look-ups, counted by day, need and borough."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "look_up_count",
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("need", sa.String(40), nullable=False),
        sa.Column("borough", sa.String(60), nullable=False),
        sa.Column("look_ups", sa.Integer(), nullable=False),
        sa.Column("empty", sa.Integer(), nullable=False),
        sa.CheckConstraint("look_ups >= empty AND empty >= 0", name=op.f("ck_look_up_count_empty")),
        sa.PrimaryKeyConstraint("counted_on", "need", "borough", name=op.f("pk_look_up_count")),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("look_up_count")
