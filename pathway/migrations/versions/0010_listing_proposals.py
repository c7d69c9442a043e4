"""Proposals about listings: which, whose, why, from when on; listings whose contact somebody asked to change."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_COLUMNS = {
    "subject_id": sa.Uuid(),
    "organization_id": sa.Uuid(),
    "reason": sa.String(300),
    "takes_effect_at": sa.DateTime(timezone=True),
    "applied_at": sa.DateTime(timezone=True),
}
_INDEXED = ("subject_id", "organization_id", "takes_effect_at")


def upgrade() -> None:
    """Add the columns and the table."""
    for name, kind in _COLUMNS.items():
        op.add_column("proposal", sa.Column(name, kind, nullable=True))
    for name in _INDEXED:
        op.create_index(op.f(f"ix_proposal_{name}"), "proposal", [name])
    op.create_table(
        "contact_change",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_contact_change_service_id_service"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_contact_change")),
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table("contact_change")
    for name in _INDEXED:
        op.drop_index(op.f(f"ix_proposal_{name}"), "proposal")
    for name in reversed(_COLUMNS):
        op.drop_column("proposal", name)
