"""When a clock was added to the counts that stay of it."""

import sqlalchemy as sa
from alembic import op

from pathway.core.database import UTCDateTime

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column plainly, and find what is not counted yet by an index of its own."""
    op.add_column("episode_clock", sa.Column("counted_at", UTCDateTime(), nullable=True))
    uncounted = sa.text("counted_at IS NULL")
    op.create_index(
        "ix_episode_clock_uncounted",
        "episode_clock",
        ["received_at", "episode_id"],
        sqlite_where=uncounted,
        postgresql_where=uncounted,
    )


def downgrade() -> None:
    """Take both away."""
    op.drop_index("ix_episode_clock_uncounted", table_name="episode_clock")
    op.drop_column("episode_clock", "counted_at")
