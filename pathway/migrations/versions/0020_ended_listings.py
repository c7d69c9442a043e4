"""Indexes of the listings that are no longer kept: the list of what is due shows the last of them on every page."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_service_ended": ["last_modified_at", "id"],
    "ix_service_ended_of_organization": ["organization_id", "last_modified_at", "id"],
}


def upgrade() -> None:
    """Create them."""
    ended = sa.text("status = 'defunct'")
    for name, columns in INDEXES.items():
        op.create_index(name, "service", columns, sqlite_where=ended, postgresql_where=ended)


def downgrade() -> None:
    """Remove them."""
    for name in INDEXES:
        op.drop_index(name, "service")
