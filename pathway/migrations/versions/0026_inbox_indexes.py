"""An index for each list of an inbox, in its order: what has ended, or is in another list, costs it nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_NEW = (
    (
        "ix_leg_to_answer",
        ["organization_id", "answer_by", "id", "way", "sent_at"],
        "status IN ('requested', 'received')",
    ),
    ("ix_leg_taken", ["organization_id", "planned_for", "id", "way"], "status IN ('accepted', 'in-progress')"),
    ("ix_leg_on_hold", ["organization_id", "held_until", "id", "way"], "status = 'on-hold'"),
    ("ix_leg_ended", ["organization_id", "sent_at", "id", "way"], "ended_at IS NOT NULL"),
)
_OLD = (
    ("ix_leg_waiting", ["organization_id", "answer_by", "id"], "ended_at IS NULL"),
    ("ix_leg_by_state", ["organization_id", "status", "way", "answer_by"], "ended_at IS NULL"),
)


def upgrade() -> None:
    """Create them in place of the two that held every open leg."""
    _replace(_OLD, _NEW)


def downgrade() -> None:
    """Bring the two back."""
    _replace(_NEW, _OLD)


def _replace(old: tuple[tuple[str, list[str], str], ...], new: tuple[tuple[str, list[str], str], ...]) -> None:
    for name, _columns, _where in old:
        op.drop_index(name, table_name="leg")
    for name, columns, where in new:
        op.create_index(name, "leg", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
