"""The numbers that are rung each month; and two more ways in which a listing comes to change."""

import sqlalchemy as sa
from alembic import op

from pathway.core.database import UTCDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BEFORE = (
    *("as_found", "imported", "confirmed", "changed", "restored", "closed", "opened", "hidden"),
    *("rung", "published", "ended", "merged"),
)
NOW = (*BEFORE, "found_wrong", "unanswered")


def upgrade() -> None:
    """Create the table, and let a version be of the new kinds."""
    op.create_table(
        "spot_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("phone_id", sa.Uuid(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column(
            "result",
            sa.Enum("right", "wrong", "no_answer", name="result", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(result IS NULL) = (ended_at IS NULL)", name=op.f("ck_spot_check_ended_at")),
        sa.CheckConstraint("calls >= 0", name=op.f("ck_spot_check_calls")),
        sa.ForeignKeyConstraint(["ended_by"], ["user_account.id"], name=op.f("fk_spot_check_ended_by_user_account")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_spot_check_service_id_service"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_check")),
        sa.UniqueConstraint("month", "place", name=op.f("uq_spot_check_month_place")),
        sa.UniqueConstraint("month", "service_id", name=op.f("uq_spot_check_month_service_id")),
    )
    op.create_index(op.f("ix_spot_check_service_id"), "spot_check", ["service_id"])
    _let_be(NOW)


def downgrade() -> None:
    """Remove them. What came of a call counts as a change then."""
    words = ", ".join(f"'{kind}'" for kind in NOW[len(BEFORE) :])
    op.execute(f"UPDATE listing_version SET kind = 'changed' WHERE kind IN ({words})")
    _let_be(BEFORE)
    op.drop_table("spot_check")


def _let_be(kinds: tuple[str, ...]) -> None:
    words = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("listing_version") as batch:
        batch.drop_constraint(op.f("ck_listing_version_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_listing_version_kind"), sa.text(f"kind IN ({words})"))
