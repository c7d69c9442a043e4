"""The launch: calls, drafts published, edits of fallback words, signatures; two more ways to change a listing."""

import sqlalchemy as sa
from alembic import op

from pathway.core.database import UTCDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

EDIT_KINDS = ("as_found", "imported", "confirmed", "changed", "restored", "closed", "opened", "hidden")
NEW_EDIT_KINDS = ("rung", "published")

AGENCY_TYPES = (
    *("police_999", "ambulance_999", "urgent_care", "mental_health_crisis", "childrens_social_care"),
    *("child_trafficking_advice", "adult_safeguarding", "safeguarding_lead", "nrm_first_responder"),
    *("modern_slavery_helpline", "pathway_coordinator", "emergency_accommodation", "sexual_health", "sarc"),
    *("sexual_violence_support", "substance_misuse", "mental_health", "benefits_advice", "housing_advice"),
    *("legal_advice", "practical_support", "third_party_reporting", "vawg_service", "domestic_abuse_service"),
    *("idva_marac", "exit_support_service", "local_equivalent"),
)


def upgrade() -> None:
    """Create the tables, and let a version of a listing be a number that was rung or a published draft."""
    _set_edit_kinds(*EDIT_KINDS, *NEW_EDIT_KINDS)
    op.create_table(
        "number_call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("phone_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("digits", sa.String(length=20), nullable=False),
        _choice("result", "confirmed", "changed", "wrong", "no_answer", "ring_again", "taken_back"),
        sa.Column("spoke_to", sa.String(length=60), nullable=True),
        sa.Column("again_at", UTCDateTime(), nullable=True),
        sa.Column("new_number", sa.String(length=30), nullable=True),
        sa.Column("listing_version", sa.Integer(), nullable=True),
        *_made("number_call", "made"),
        sa.CheckConstraint(
            "result IN ('no_answer', 'ring_again') OR again_at IS NULL", name=op.f("ck_number_call_again_at")
        ),
        sa.CheckConstraint("(new_number IS NOT NULL) = (result = 'changed')", name=op.f("ck_number_call_new_number")),
        _of_service("number_call"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_call")),
        sa.UniqueConstraint("service_id", "phone_id", "turn", name=op.f("uq_number_call_service_id_phone_id_turn")),
    )
    op.create_table(
        "listing_publication",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        _choice("how", "rang", "met", "email"),
        *_made("listing_publication", "published"),
        _of_service("listing_publication"),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_listing_publication")),
    )
    op.create_table(
        "fallback_edit",
        _choice("agency_type", *AGENCY_TYPES),
        _choice("area", "any", "brent", "other_london", "elsewhere"),
        _choice("age", "any", "adult", "child"),
        _choice("hours", "any", "office", "out"),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text_before", sa.Text(), nullable=False),
        *_made("fallback_edit", "made"),
        sa.PrimaryKeyConstraint("agency_type", "area", "age", "hours", "number", name=op.f("pk_fallback_edit")),
    )
    op.create_table(
        "sign_off_change",
        sa.Column("number", sa.Integer(), nullable=False),
        _choice("role", "safeguarding_lead", "data_protection_officer"),
        _choice("act", "signed", "withdrawn"),
        sa.Column("signed_by", sa.String(length=120), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        *_made("sign_off_change", "made"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_sign_off_change")),
    )
    op.create_index(op.f("ix_sign_off_change_role"), "sign_off_change", ["role"])


def downgrade() -> None:
    """Remove them. Versions that older code has no word for count as changed; published drafts stay published."""
    op.drop_index(op.f("ix_sign_off_change_role"), "sign_off_change")
    for table in ("sign_off_change", "fallback_edit", "listing_publication", "number_call"):
        op.drop_table(table)
    op.execute("UPDATE listing_version SET kind = 'changed' WHERE kind IN ('rung', 'published')")
    _set_edit_kinds(*EDIT_KINDS)


def _set_edit_kinds(*kinds: str) -> None:
    """Say which ways to change a listing there are. Its table has no triggers, and nothing refers to it."""
    words = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("listing_version") as batch:
        batch.drop_constraint(op.f("ck_listing_version_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_listing_version_kind"), sa.text(f"kind IN ({words})"))


def _choice(name: str, *values: str) -> sa.Column[str]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=False)


def _made(table: str, act: str) -> tuple[sa.Column[object], sa.Column[object], sa.ForeignKeyConstraint]:
    return (
        sa.Column(f"{act}_at", UTCDateTime(), nullable=False),
        sa.Column(f"{act}_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint([f"{act}_by"], ["user_account.id"], name=op.f(f"fk_{table}_{act}_by_user_account")),
    )


def _of_service(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["service_id"], ["service.id"], name=op.f(f"fk_{table}_service_id_service"), ondelete="CASCADE"
    )
