"""The 72-hour clock: its milestones, pauses, escalations and counts; its policy; whether it runs; whom it calls."""

import sqlalchemy as sa
from alembic import op

from pathway.core.database import UTCDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

DUTY_OF_TITLE = {
    "Pathway duty coordinator": "duty_coordinator",
    "Duty lead": "duty_lead",
    "On-call manager": "on_call_manager",
    "Partnership lead": "partnership_lead",
    "Housing duty manager": "housing_duty_manager",
    "Sexual health clinic lead": "sexual_health_clinic_lead",
    "Substance misuse commissioner": "substance_misuse_commissioner",
}


def upgrade() -> None:
    """Create the tables, and say which role of the leads list has which duty: by its title, the first of each."""
    words = ", ".join(f"'{duty}'" for duty in DUTY_OF_TITLE.values())
    # As it is: to make the table anew would drop the holders of each role with it.
    op.execute(
        "ALTER TABLE lead_role ADD COLUMN clock_duty VARCHAR(40) "
        f"CONSTRAINT ck_lead_role_clock_duty CHECK (clock_duty IN ({words}))"
    )
    _set_duties()
    has_duty = sa.text("clock_duty IS NOT NULL AND retired_on IS NULL")
    op.create_index(
        "uq_lead_role_clock_duty",
        "lead_role",
        ["clock_duty"],
        unique=True,
        sqlite_where=has_duty,
        postgresql_where=has_duty,
    )
    op.create_table(
        "turnaround_count",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("figure", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_turnaround_count_number")),
        sa.PrimaryKeyConstraint("month", "figure", "value", name=op.f("pk_turnaround_count")),
    )
    op.create_table(
        "milestone_policy",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("milestones", sa.Text(), nullable=False),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.Column("published_at", UTCDateTime(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("version > 1", name=op.f("ck_milestone_policy_version")),
        sa.CheckConstraint("written_by <> approved_by", name=op.f("ck_milestone_policy_approved_by_another")),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["user_account.id"], name=op.f("fk_milestone_policy_approved_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["user_account.id"], name=op.f("fk_milestone_policy_written_by_user_account")
        ),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_milestone_policy")),
    )
    op.create_table(
        "pathway_switch",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_running", sa.Boolean(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.Column("why", sa.String(length=500), nullable=True),
        sa.CheckConstraint("asked_by <> approved_by", name=op.f("ck_pathway_switch_approved_by_another")),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["user_account.id"], name=op.f("fk_pathway_switch_approved_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["user_account.id"], name=op.f("fk_pathway_switch_asked_by_user_account")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_pathway_switch")),
    )
    op.create_table(
        "wall_view",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("code_until", UTCDateTime(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.UniqueConstraint("code_hash", name=op.f("uq_wall_view_code_hash")),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=False),
        sa.Column("granted_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["granted_by"], ["user_account.id"], name=op.f("fk_wall_view_granted_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wall_view")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_wall_view_token_hash")),
    )
    op.create_index("ix_wall_view_expires", "wall_view", ["expires_at"])

    op.create_table(
        "episode_clock",
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("lead_leg_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("completed_at", UTCDateTime(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column(
            "end_kind",
            sa.Enum(
                "completed",
                "she_stopped",
                "not_reached",
                "closed",
                "entered_in_error",
                name="end_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "late_reason",
            sa.Enum(
                "no_capacity",
                "nobody_answered",
                "not_reached",
                "her_choice",
                "waited_for_another",
                "staff_absent",
                "recorded_late",
                name="late_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("late_said_at", UTCDateTime(), nullable=True),
        sa.Column(
            "with_her",
            sa.Enum(
                "referrer",
                "agency",
                "hospital",
                "safe_place",
                "friend",
                "alone",
                "unknown",
                name="with_her",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("safe_until", UTCDateTime(), nullable=True),
        sa.Column("safety_said_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("(with_her IS NULL) = (safety_said_at IS NULL)", name=op.f("ck_episode_clock_safety_said")),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(ended_at IS NULL) = (end_kind IS NULL)", name=op.f("ck_episode_clock_ended")),
        sa.CheckConstraint("(late_reason IS NULL) = (late_said_at IS NULL)", name=op.f("ck_episode_clock_late_said")),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["episode.id"], name=op.f("fk_episode_clock_episode_id_episode"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["lead_leg_id"], ["leg.id"], name=op.f("fk_episode_clock_lead_leg_id_leg"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name=op.f("fk_episode_clock_owner_id_user_account")),
        sa.PrimaryKeyConstraint("episode_id", name=op.f("pk_episode_clock")),
    )
    op.create_index(
        "ix_episode_clock_lead",
        "episode_clock",
        ["lead_leg_id"],
        sqlite_where=sa.text("lead_leg_id IS NOT NULL"),
        postgresql_where=sa.text("lead_leg_id IS NOT NULL"),
    )
    op.create_index("ix_episode_clock_received", "episode_clock", ["received_at", "episode_id"])
    op.create_index(
        "ix_episode_clock_running",
        "episode_clock",
        ["due_at", "episode_id"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    op.create_table(
        "clock_event",
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "started",
                "taken_on",
                "handed_on",
                "nobody_leads",
                "met",
                "wanted",
                "declined",
                "slept_there",
                "correction_asked",
                "correction_confirmed",
                "correction_refused",
                "paused",
                "resumed",
                "late_reason",
                "safety_said",
                "escalated",
                "escalation_taken",
                "ended",
                "reopened",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=40), nullable=True),
        sa.Column("detail", sa.String(length=40), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_clock_event_by_id_user_account")),
        sa.ForeignKeyConstraint(
            ["episode_id"],
            ["episode_clock.episode_id"],
            name=op.f("fk_clock_event_episode_id_episode_clock"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("episode_id", "number", name=op.f("pk_clock_event")),
    )

    op.create_table(
        "clock_pause",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "her_choice", "hospital", "custody", name="reason", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("begins_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ends_at IS NULL OR ends_at > begins_at", name=op.f("ck_clock_pause_ends_at")),
        sa.ForeignKeyConstraint(
            ["episode_id"],
            ["episode_clock.episode_id"],
            name=op.f("fk_clock_pause_episode_id_episode_clock"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user_account.id"], name=op.f("fk_clock_pause_recorded_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_pause")),
    )
    op.create_index("ix_clock_pause_episode", "clock_pause", ["episode_id", "begins_at"])
    op.create_index(
        "uq_clock_pause_open",
        "clock_pause",
        ["episode_id"],
        unique=True,
        sqlite_where=sa.text("ends_at IS NULL"),
        postgresql_where=sa.text("ends_at IS NULL"),
    )

    op.create_table(
        "episode_milestone",
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("target_at", UTCDateTime(), nullable=False),
        sa.Column("next_at", UTCDateTime(), nullable=True),
        sa.Column("next_threshold", sa.Integer(), nullable=False),
        sa.Column("is_wanted", sa.Boolean(), nullable=True),
        sa.Column(
            "settled",
            sa.Enum(
                "met", "declined", "not_needed", name="settled", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("recorded_at", UTCDateTime(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column(
            "correction",
            sa.Enum(
                "not_needed",
                "entered_in_error",
                name="correction",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("correction_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("slept_at", UTCDateTime(), nullable=True),
        sa.Column(
            "late_reason",
            sa.Enum(
                "no_capacity",
                "nobody_answered",
                "not_reached",
                "her_choice",
                "waited_for_another",
                "staff_absent",
                "recorded_late",
                name="late_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "(correction IS NULL) = (correction_by IS NULL)", name=op.f("ck_episode_milestone_correction_by")
        ),
        sa.CheckConstraint(
            "(settled IS NULL) = (settled_at IS NULL) AND (settled IS NULL) = (recorded_at IS NULL)",
            name=op.f("ck_episode_milestone_settled_times"),
        ),
        sa.CheckConstraint(
            "correction_by IS NULL OR confirmed_by IS NULL OR correction_by <> confirmed_by",
            name=op.f("ck_episode_milestone_two"),
        ),
        sa.CheckConstraint("settled IS NULL OR next_at IS NULL", name=op.f("ck_episode_milestone_settled_is_silent")),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["user_account.id"], name=op.f("fk_episode_milestone_confirmed_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["correction_by"], ["user_account.id"], name=op.f("fk_episode_milestone_correction_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["episode_id"],
            ["episode_clock.episode_id"],
            name=op.f("fk_episode_milestone_episode_id_episode_clock"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user_account.id"], name=op.f("fk_episode_milestone_recorded_by_user_account")
        ),
        sa.PrimaryKeyConstraint("episode_id", "key", name=op.f("pk_episode_milestone")),
    )
    op.create_index(
        "ix_episode_milestone_next",
        "episode_milestone",
        ["next_at", "episode_id", "key"],
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )

    op.create_table(
        "escalation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("episode_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column(
            "level",
            sa.Enum("amber", "red", name="level", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("passed_at", UTCDateTime(), nullable=False),
        sa.Column("raised_at", UTCDateTime(), nullable=False),
        sa.Column("again_at", UTCDateTime(), nullable=True),
        sa.Column("taken_at", UTCDateTime(), nullable=True),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(taken_at IS NULL) = (taken_by IS NULL)", name=op.f("ck_escalation_taken")),
        sa.CheckConstraint("taken_at IS NULL OR again_at IS NULL", name=op.f("ck_escalation_taken_is_silent")),
        sa.ForeignKeyConstraint(
            ["episode_id", "key"],
            ["episode_milestone.episode_id", "episode_milestone.key"],
            name="fk_escalation_milestone",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["taken_by"], ["user_account.id"], name=op.f("fk_escalation_taken_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation")),
        sa.UniqueConstraint("episode_id", "key", "threshold", name=op.f("uq_escalation_episode_id_key_threshold")),
    )
    op.create_index(
        "ix_escalation_again",
        "escalation",
        ["again_at", "id"],
        sqlite_where=sa.text("again_at IS NOT NULL"),
        postgresql_where=sa.text("again_at IS NOT NULL"),
    )

    op.create_table(
        "escalation_call",
        sa.Column("escalation_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "told",
            sa.Enum(
                "owner",
                "referrer",
                "service_manager",
                "duty_lead",
                "on_call_manager",
                "partnership_lead",
                "housing_duty_manager",
                "sexual_health_clinic_lead",
                "substance_misuse_commissioner",
                name="told",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "duty",
            sa.Enum(
                "duty_coordinator",
                "duty_lead",
                "on_call_manager",
                "partnership_lead",
                "housing_duty_manager",
                "sexual_health_clinic_lead",
                "substance_misuse_commissioner",
                name="duty",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "reached",
            sa.Enum(
                "team",
                "holder",
                "deputy",
                "people",
                "instead",
                "vacant",
                name="reached",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum("email", "sms", name="channel", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(reached = 'vacant') = (channel IS NULL)", name=op.f("ck_escalation_call_no_channel")),
        sa.CheckConstraint("turn IN (1, 2)", name=op.f("ck_escalation_call_turn")),
        sa.ForeignKeyConstraint(
            ["escalation_id"],
            ["escalation.id"],
            name=op.f("fk_escalation_call_escalation_id_escalation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["outbox_message.id"],
            name=op.f("fk_escalation_call_message_id_outbox_message"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("escalation_id", "turn", "number", name=op.f("pk_escalation_call")),
    )
    op.create_index(
        "ix_escalation_call_message",
        "escalation_call",
        ["message_id"],
        sqlite_where=sa.text("message_id IS NOT NULL"),
        postgresql_where=sa.text("message_id IS NOT NULL"),
    )


def downgrade() -> None:
    """Remove them."""
    for table in (
        "escalation_call",
        "escalation",
        "episode_milestone",
        "clock_pause",
        "clock_event",
        "episode_clock",
        "wall_view",
        "pathway_switch",
        "milestone_policy",
        "turnaround_count",
    ):
        op.drop_table(table)
    op.drop_index("uq_lead_role_clock_duty", "lead_role")
    op.execute("ALTER TABLE lead_role DROP COLUMN clock_duty")


def _set_duties() -> None:
    roles = sa.table(
        "lead_role",
        sa.column("id", sa.Uuid()),
        sa.column("title", sa.String()),
        sa.column("position", sa.Integer()),
        sa.column("retired_on", sa.Date()),
        sa.column("clock_duty", sa.String()),
    )
    query = sa.select(roles.c.id, roles.c.title).where(roles.c.retired_on.is_(None))
    first: dict[str, object] = {}
    for role_id, title in op.get_bind().execute(query.order_by(roles.c.position, roles.c.id)).all():
        if duty := DUTY_OF_TITLE.get(title):
            first.setdefault(duty, role_id)
    for duty, role_id in first.items():
        op.get_bind().execute(roles.update().where(roles.c.id == role_id).values(clock_duty=duty))
