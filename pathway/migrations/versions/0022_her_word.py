"""What she said through a worker: nobody is to contact her, and which agency has seen what changed."""

import sqlalchemy as sa
from alembic import op

from pathway.core.database import UTCDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the table."""
    op.add_column("identity", sa.Column("contact_nobody_at", UTCDateTime(), nullable=True))
    op.create_table(
        "leg_word",
        sa.Column("leg_id", sa.Uuid(), nullable=False),
        sa.Column(
            "word",
            sa.Enum(
                *("stop", "phone", "nobody", "new_contact"),
                name="word",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("given_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=True),
        sa.Column("seen_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(seen_at IS NULL) = (seen_by IS NULL)", name=op.f("ck_leg_word_seen")),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_leg_word_leg_id_leg"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["seen_by"], ["user_account.id"], name=op.f("fk_leg_word_seen_by_user_account")),
        sa.PrimaryKeyConstraint("leg_id", name=op.f("pk_leg_word")),
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table("leg_word")
    op.drop_column("identity", "contact_nobody_at")
