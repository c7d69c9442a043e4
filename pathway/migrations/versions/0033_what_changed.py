"""What changed because the 72 hours were not kept."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

WORDS = (
    "nothing_yet",
    "no_need",
    "talked_with_agency",
    "rota",
    "listing",
    "another_agency",
    "records",
    "partnership",
)
EVENTS = (
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
)


def upgrade() -> None:
    """Add the column as it is, since milestones and pauses hang on its table, and the event."""
    words = ", ".join(f"'{word}'" for word in WORDS)
    op.execute(
        "ALTER TABLE episode_clock ADD COLUMN what_changed VARCHAR(40) "
        f"CONSTRAINT ck_episode_clock_what_changed CHECK (what_changed IN ({words}))"
    )
    _set_events(*EVENTS, "what_changed")


def downgrade() -> None:
    """Forget what changed."""
    op.execute("DELETE FROM clock_event WHERE kind = 'what_changed'")
    _set_events(*EVENTS)
    op.execute("ALTER TABLE episode_clock DROP COLUMN what_changed")


def _set_events(*kinds: str) -> None:
    """Say what may happen to a clock. The table of events has no triggers, and nothing refers to it."""
    words = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("clock_event") as batch:
        batch.drop_constraint(op.f("ck_clock_event_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_clock_event_kind"), sa.text(f"kind IN ({words})"))
