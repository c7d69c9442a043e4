"""Decisions to share without her agreement; a leg rests on her agreement or on one of these, never on both."""

import sqlalchemy as sa
from alembic import op

from pathway.core.database import UTCDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

AGENCIES = (
    "police_999",
    "ambulance_999",
    "urgent_care",
    "mental_health_crisis",
    "childrens_social_care",
    "child_trafficking_advice",
    "adult_safeguarding",
    "safeguarding_lead",
    "nrm_first_responder",
    "modern_slavery_helpline",
    "pathway_coordinator",
    "emergency_accommodation",
    "sexual_health",
    "sarc",
    "sexual_violence_support",
    "substance_misuse",
    "mental_health",
    "benefits_advice",
    "housing_advice",
    "legal_advice",
    "practical_support",
    "third_party_reporting",
    "vawg_service",
    "domestic_abuse_service",
    "idva_marac",
    "exit_support_service",
    "local_equivalent",
)
ONE_OR_THE_OTHER = "a leg rests on her agreement or on a decision, never on both"


def _choice(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Create the table, let a leg point at it, and refuse an agreement to such a leg."""
    users = ("asked_by", "decided_by", "reviewed_by")
    op.create_table(
        "disclosure_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("agency_type", _choice("agency_type", *AGENCIES), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_kind",
            _choice("organization_kind", "council", "nhs", "charity", "enforcement", "other"),
            nullable=False,
        ),
        sa.Column(
            "ground",
            _choice("ground", "danger_to_life", "serious_harm", "child_at_risk", "best_interests", "law"),
            nullable=False,
        ),
        sa.Column("told", _choice("told", "told", "unsafe", "not_possible"), nullable=False),
        sa.Column("status", _choice("status", "asked", "authorised", "refused", "expired", "done"), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("best_interests_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", UTCDateTime(), nullable=True),
        sa.Column("was_right", sa.Boolean(), nullable=True),
        *(sa.CheckConstraint(words, name=op.f(f"ck_disclosure_decision_{name}")) for name, words in CHECKS.items()),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f("fk_disclosure_decision_episode_id_episode"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_disclosure_decision_service_id_service")),
        sa.ForeignKeyConstraint(
            ["organization_id", "organization_kind"],
            ["organization.id", "organization.kind"],
            name="fk_disclosure_decision_organization_id_kind",
            onupdate="CASCADE",
        ),
        *(
            sa.ForeignKeyConstraint(
                [user], ["user_account.id"], name=op.f(f"fk_disclosure_decision_{user}_user_account")
            )
            for user in users
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_decision")),
    )
    op.create_index(
        "ix_disclosure_decision_waiting",
        "disclosure_decision",
        ["expires_at", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'asked'"),
        postgresql_where=sa.text("status = 'asked'"),
    )
    op.create_index("ix_disclosure_decision_episode", "disclosure_decision", ["episode_id", "asked_at"], unique=False)
    # As it is: to make the table of legs anew would drop what hangs on it.
    kind = "UUID" if op.get_bind().dialect.name == "postgresql" else "CHAR(32)"
    op.execute(
        f"ALTER TABLE leg ADD COLUMN decision_id {kind} CONSTRAINT fk_leg_decision_id_disclosure_decision "
        "REFERENCES disclosure_decision (id)"
    )
    op.create_index("uq_leg_decision_id", "leg", ["decision_id"], unique=True)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION agreement_or_decision() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF (SELECT decision_id FROM leg WHERE id = NEW.leg_id) IS NOT NULL THEN "
            f"RAISE EXCEPTION '{ONE_OR_THE_OTHER}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            "RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER agreement_or_decision BEFORE INSERT ON agreement "
            "FOR EACH ROW EXECUTE FUNCTION agreement_or_decision()"
        )
    else:
        op.execute(
            "CREATE TRIGGER agreement_or_decision BEFORE INSERT ON agreement "
            "WHEN (SELECT decision_id FROM leg WHERE id = NEW.leg_id) IS NOT NULL "
            f"BEGIN SELECT RAISE(ABORT, '{ONE_OR_THE_OTHER}'); END"
        )


def downgrade() -> None:
    """Remove them."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER agreement_or_decision ON agreement")
        op.execute("DROP FUNCTION agreement_or_decision()")
    else:
        op.execute("DROP TRIGGER agreement_or_decision")
    op.drop_index("uq_leg_decision_id", "leg")
    op.execute("DELETE FROM leg WHERE decision_id IS NOT NULL")
    op.execute("ALTER TABLE leg DROP COLUMN decision_id")
    op.drop_table("disclosure_decision")


CHECKS = {
    "no_enforcement": "organization_kind <> 'enforcement'",
    "two_people": "decided_by IS NULL OR decided_by <> asked_by",
    "decided_by": "(status IN ('authorised', 'refused')) = (decided_by IS NOT NULL)",
    "reviewed_by_another": "reviewed_by IS NULL OR reviewed_by <> asked_by",
    "reviewed": "(reviewed_at IS NULL) = (was_right IS NULL)",
    "best_interests_in_writing": "(ground = 'best_interests') = (best_interests_sealed IS NOT NULL)",
    "refused_with_a_reason": "status <> 'refused' OR answer_sealed IS NOT NULL",
}
