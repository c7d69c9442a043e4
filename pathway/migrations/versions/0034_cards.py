"""How many cards were handed out, at what kind of place; the words of cards in other languages; approvals."""

import sqlalchemy as sa
from alembic import op

from pathway.core.database import UTCDateTime

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

PLACES = (
    "street",
    "clinic",
    "hospital",
    "pharmacy",
    "hostel",
    "drop_in",
    "police",
    "council",
    "community",
    "worship",
    "business",
    "other",
)

LANGUAGES = ("sq", "ar", "bg", "fa", "hu", "pl", "pt", "ro", "so", "es", "ur")


def upgrade() -> None:
    """Add the tables of counts, of words and of approvals."""
    op.create_table(
        "card_handout",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=False),
        sa.Column(
            "place",
            sa.Enum(*PLACES, name="place", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("cards", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("cards BETWEEN 1 AND 10000", name=op.f("ck_card_handout_cards")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_card_handout_organization_id_organization")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_handout")),
    )
    op.create_index(op.f("ix_card_handout_handed_on"), "card_handout", ["handed_on"])
    op.create_index(op.f("ix_card_handout_organization_id"), "card_handout", ["organization_id"])
    op.create_table(
        "card_words",
        sa.Column(
            "language",
            sa.Enum(*LANGUAGES, name="language", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.Column("approved_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("written_by <> approved_by", name=op.f("ck_card_words_approved_by_another")),
        sa.ForeignKeyConstraint(
            ["written_by"], ["user_account.id"], name=op.f("fk_card_words_written_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["user_account.id"], name=op.f("fk_card_words_approved_by_user_account")
        ),
        sa.PrimaryKeyConstraint("language", name=op.f("pk_card_words")),
    )
    op.create_table(
        "notice_approval",
        sa.Column(
            "notice",
            sa.Enum("poster", "leaflet", "advert", name="notice", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.Column("approved_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["user_account.id"], name=op.f("fk_notice_approval_approved_by_user_account")
        ),
        sa.PrimaryKeyConstraint("notice", name=op.f("pk_notice_approval")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("notice_approval")
    op.drop_table("card_words")
    op.drop_table("card_handout")
