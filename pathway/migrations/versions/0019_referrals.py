"""Referrals that were sent: drafts, episodes, who she is, legs and what happened to them, calls, agreements."""

import sqlalchemy as sa
from alembic import op

from pathway.core.database import UTCDateTime

revision = "0019"
down_revision = "0018"
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
STATUSES = (
    "requested",
    "received",
    "accepted",
    "rejected",
    "in-progress",
    "on-hold",
    "completed",
    "failed",
    "cancelled",
    "entered-in-error",
)
REASONS = (
    "no_capacity",
    "outside_criteria",
    "outside_area",
    "cannot_meet_access_need",
    "safety_conflict",
    "wrong_service",
    "duplicate",
    "no_response",
    "not_wanted_now",
    "agreement_withdrawn",
    "could_not_contact",
    "not_found",
    "needs_met_elsewhere",
    "moved_away",
    "chose_other",
    "died",
    "in_custody_or_hospital",
    "entered_in_error",
    "not_reached",
    "she_stopped",
    "could_not_deliver",
)
ACTIONS = (
    "call_999",
    "care_now",
    "refer_now",
    "refer",
    "own_organisation",
    "notify_anonymously",
    "advice_unnamed",
    "she_can_ring",
)
EVENTS = (
    "sent",
    "acknowledged",
    "accepted",
    "declined",
    "not_answered",
    "attempted",
    "rung",
    "contact_made",
    "held",
    "resumed",
    "delivered",
    "ended",
    "cancelled",
    "contact_changed",
    "entered_in_error",
)


def _choice(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "episode",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=11), nullable=False),
        sa.Column("send_key", sa.Uuid(), nullable=False),
        sa.Column("status", _choice("status", "active", "completed", "revoked", "entered-in-error"), nullable=False),
        sa.Column("urgency", _choice("urgency", "immediate", "same_day", "standard"), nullable=False),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.Column("referrer_id", sa.Uuid(), nullable=False),
        sa.Column("referrer_organization_id", sa.Uuid(), nullable=False),
        sa.Column("reach_referrer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("facts_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("routing_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("agreed_feedback", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(status = 'active') = (closed_at IS NULL)", name=op.f("ck_episode_closed_at")),
        sa.ForeignKeyConstraint(["closed_by"], ["user_account.id"], name=op.f("fk_episode_closed_by_user_account")),
        sa.ForeignKeyConstraint(["referrer_id"], ["user_account.id"], name=op.f("fk_episode_referrer_id_user_account")),
        sa.ForeignKeyConstraint(
            ["referrer_organization_id"],
            ["organization.id"],
            name=op.f("fk_episode_referrer_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_episode")),
        sa.UniqueConstraint("reference", name=op.f("uq_episode_reference")),
        sa.UniqueConstraint("send_key", name=op.f("uq_episode_send_key")),
    )
    op.create_index(
        "ix_episode_closed",
        "episode",
        ["closed_at", "id"],
        unique=False,
        sqlite_where=sa.text("facts_sealed IS NOT NULL"),
        postgresql_where=sa.text("facts_sealed IS NOT NULL"),
    )
    op.create_index("ix_episode_of_referrer", "episode", ["referrer_id", "received_at", "id"], unique=False)
    op.create_index(
        "ix_episode_open",
        "episode",
        ["received_at", "id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "referral_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_referral_draft_user_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_draft")),
    )
    op.create_index(op.f("ix_referral_draft_created_at"), "referral_draft", ["created_at"], unique=False)
    op.create_index("ix_referral_draft_user", "referral_draft", ["user_id", "created_at"], unique=False)
    op.create_table(
        "sharing_agreement",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_kind",
            _choice("organization_kind", "council", "nhs", "charity", "enforcement", "other"),
            nullable=False,
        ),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("organization_kind <> 'enforcement'", name=op.f("ck_sharing_agreement_no_enforcement")),
        sa.ForeignKeyConstraint(
            ["organization_id", "organization_kind"],
            ["organization.id", "organization.kind"],
            name="fk_sharing_agreement_organization_id_kind",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user_account.id"], name=op.f("fk_sharing_agreement_recorded_by_user_account")
        ),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("pk_sharing_agreement")),
    )
    op.create_table(
        "identity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("alias_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("plan_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("masked_at", UTCDateTime(), nullable=True),
        sa.Column("withheld_at", UTCDateTime(), nullable=True),
        sa.Column("forget_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f("fk_identity_episode_id_episode"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint("episode_id", name=op.f("uq_identity_episode_id")),
    )
    op.create_index(
        "ix_identity_forget",
        "identity",
        ["forget_at", "id"],
        unique=False,
        sqlite_where=sa.text("forget_at IS NOT NULL"),
        postgresql_where=sa.text("forget_at IS NOT NULL"),
    )
    op.create_table(
        "leg",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("agency_type", _choice("agency_type", *AGENCIES), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_kind",
            _choice("organization_kind", "council", "nhs", "charity", "enforcement", "other"),
            nullable=False,
        ),
        sa.Column("way", _choice("way", "inbox", "email_link", "phone", "web_form", "self_only"), nullable=False),
        sa.Column("urgency", _choice("urgency", "immediate", "same_day", "standard"), nullable=False),
        sa.Column("status", _choice("status", *STATUSES), nullable=False),
        sa.Column("reason", _choice("reason", *REASONS), nullable=True),
        sa.Column(
            "outcome",
            _choice("outcome", "help_began", "seen", "place_found", "advice_given", "passed_on_with_her"),
            nullable=True,
        ),
        sa.Column("suggested_agency", _choice("suggested_agency", *AGENCIES), nullable=True),
        sa.Column("named_worker_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("sent_at", UTCDateTime(), nullable=False),
        sa.Column("answer_by", UTCDateTime(), nullable=False),
        sa.Column("received_at", UTCDateTime(), nullable=True),
        sa.Column("accepted_at", UTCDateTime(), nullable=True),
        sa.Column("planned_for", UTCDateTime(), nullable=True),
        sa.Column("contacted_at", UTCDateTime(), nullable=True),
        sa.Column("ring_again_at", UTCDateTime(), nullable=True),
        sa.Column("held_from", _choice("held_from", *STATUSES), nullable=True),
        sa.Column("held_until", UTCDateTime(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(status = 'on-hold') = (held_until IS NOT NULL)", name=op.f("ck_leg_held_until")),
        sa.CheckConstraint(
            "(status IN ('rejected', 'completed', 'failed', 'cancelled', 'entered-in-error')) = (ended_at IS NOT NULL)",
            name=op.f("ck_leg_ended_at"),
        ),
        sa.CheckConstraint("organization_kind <> 'enforcement'", name=op.f("ck_leg_no_enforcement")),
        sa.CheckConstraint("way <> 'self_only'", name=op.f("ck_leg_not_self_only")),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f("fk_leg_episode_id_episode"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "organization_kind"],
            ["organization.id", "organization.kind"],
            name="fk_leg_organization_id_kind",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["replaces_id"], ["leg.id"], name=op.f("fk_leg_replaces_id_leg")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_leg_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leg")),
        sa.UniqueConstraint("episode_id", "number", name=op.f("uq_leg_episode_id_number")),
    )
    op.create_index("ix_leg_of_organization", "leg", ["organization_id", "sent_at", "id"], unique=False)
    op.create_index("ix_leg_of_service", "leg", ["service_id", "ended_at"], unique=False)
    op.create_index(
        "ix_leg_unanswered",
        "leg",
        ["answer_by", "id"],
        unique=False,
        sqlite_where=sa.text("status IN ('requested', 'received')"),
        postgresql_where=sa.text("status IN ('requested', 'received')"),
    )
    op.create_index(
        "ix_leg_waiting",
        "leg",
        ["organization_id", "answer_by", "id"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "recorded_call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("agency_type", _choice("agency_type", *AGENCIES), nullable=False),
        sa.Column("action", _choice("action", *ACTIONS), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", _choice("outcome", "taken", "not_taken", "no_answer", "ring_again"), nullable=True),
        sa.Column("handover", _choice("handover", "rang_with_her", "three_way", "walked_in"), nullable=True),
        sa.Column("spoke_to_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", UTCDateTime(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("ring_again_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(outcome IS NULL) = (made_at IS NULL)", name=op.f("ck_recorded_call_made_at")),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f("fk_recorded_call_episode_id_episode"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_recorded_call_made_by_user_account")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_recorded_call_service_id_service"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recorded_call")),
        sa.UniqueConstraint("episode_id", "number", name=op.f("uq_recorded_call_episode_id_number")),
    )
    op.create_table(
        "agreement",
        sa.Column("leg_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("agreed_at", UTCDateTime(), nullable=False),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["user_account.id"], name=op.f("fk_agreement_asked_by_user_account")),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_agreement_leg_id_leg"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["user_account.id"], name=op.f("fk_agreement_withdrawn_by_user_account")
        ),
        sa.PrimaryKeyConstraint("leg_id", name=op.f("pk_agreement")),
    )
    op.create_table(
        "leg_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("leg_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", _choice("kind", *EVENTS), nullable=False),
        sa.Column("status", _choice("status", *STATUSES), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column(
            "party",
            _choice("party", "referrer", "receiver", "on_their_word", "coordinator", "worker", "system"),
            nullable=False,
        ),
        sa.Column("reason", _choice("reason", *REASONS), nullable=True),
        sa.Column(
            "channel",
            _choice("channel", "call", "text", "through_referrer", "outreach", "place", "in_person"),
            nullable=True,
        ),
        sa.Column("handover", _choice("handover", "rang_with_her", "three_way", "walked_in"), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_leg_event_by_id_user_account")),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_leg_event_leg_id_leg"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leg_event")),
        sa.UniqueConstraint("leg_id", "number", name=op.f("uq_leg_event_leg_id_number")),
    )
    op.create_table(
        "leg_notice",
        sa.Column("leg_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_leg_notice_leg_id_leg"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["outbox_message.id"],
            name=op.f("fk_leg_notice_message_id_outbox_message"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("leg_id", "message_id", name=op.f("pk_leg_notice")),
    )


def downgrade() -> None:
    """Drop them, and every referral with them."""
    op.drop_table("leg_notice")
    op.drop_table("leg_event")
    op.drop_table("agreement")
    op.drop_table("recorded_call")
    op.drop_table("leg")
    op.drop_table("identity")
    op.drop_table("sharing_agreement")
    op.drop_table("referral_draft")
    op.drop_table("episode")
