"""Tables of the 72-hour clock. They hold times, states and who acted: nothing that she told, and not who she is.

Rows hang on a referral (`episode`), and go with it. What stays for the measures are counts by month.
"""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pathway.core.clock import utc_now
from pathway.core.database import Base, choice
from pathway.leads.vocabulary import ClockDuty
from pathway.notifications.vocabulary import Channel
from pathway.turnaround.clock import PauseReason
from pathway.turnaround.policy import Level, Told
from pathway.turnaround.vocabulary import (
    ClockEnd,
    ClockEventKind,
    Correction,
    LateReason,
    Reached,
    Settled,
    WhatChanged,
    WithHer,
)


def _partial(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class MilestonePolicy(Base):
    """One version of what is due by when (`policy.as_json`). Rows are added and never changed: episodes keep theirs.

    Version 1 is `policy.FIRST_POLICY`, and has no row.
    """

    __tablename__ = "milestone_policy"
    __table_args__ = (
        CheckConstraint("version > 1", name="version"),
        CheckConstraint("written_by <> approved_by", name="approved_by_another"),
    )

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    milestones: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(String(500))
    published_at: Mapped[datetime] = mapped_column(default=utc_now)
    written_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    approved_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))


class EpisodeClock(Base):
    """The 72 hours of one referral. `received_at`, `due_at` and `policy_version` never change once they are written.

    `lead_leg_id`: the leg whose agency leads, at first the duty desk's; None where nobody does. `owner_id`: the
    coordinator who has taken her on. `completed_at`: when the last of what she wanted was done. `ended_at`: since when
    nothing of it is due, whatever the reason. `late_reason`, `what_changed`: why the 72 hours were not kept, and what
    changed since, as a coordinator said. `with_her`, `safe_until`: who is with her and until when she is safe, as
    somebody said at `safety_said_at`. `counted_at`: when it was added to `TurnaroundCount`, once.
    """

    __tablename__ = "episode_clock"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (end_kind IS NULL)", name="ended"),
        CheckConstraint("(with_her IS NULL) = (safety_said_at IS NULL)", name="safety_said"),
        CheckConstraint("(late_reason IS NULL) = (late_said_at IS NULL)", name="late_said"),
        _partial("ix_episode_clock_running", "due_at", "episode_id", where="ended_at IS NULL"),
        Index("ix_episode_clock_received", "received_at", "episode_id"),
        _partial("ix_episode_clock_uncounted", "received_at", "episode_id", where="counted_at IS NULL"),
        _partial("ix_episode_clock_lead", "lead_leg_id", where="lead_leg_id IS NOT NULL"),
    )

    episode_id: Mapped[UUID] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"), primary_key=True)
    received_at: Mapped[datetime]
    due_at: Mapped[datetime]
    policy_version: Mapped[int]
    lead_leg_id: Mapped[UUID | None] = mapped_column(ForeignKey("leg.id", ondelete="SET NULL"))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    completed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_kind: Mapped[ClockEnd | None] = mapped_column(choice(ClockEnd, "end_kind"))
    late_reason: Mapped[LateReason | None] = mapped_column(choice(LateReason, "late_reason"))
    late_said_at: Mapped[datetime | None]
    what_changed: Mapped[WhatChanged | None] = mapped_column(choice(WhatChanged, "what_changed"))
    with_her: Mapped[WithHer | None] = mapped_column(choice(WithHer, "with_her"))
    safe_until: Mapped[datetime | None]
    safety_said_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False, server_default=false())
    counted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    milestones: Mapped[list["EpisodeMilestone"]] = relationship(
        back_populates="clock", order_by="EpisodeMilestone.target_at, EpisodeMilestone.key", lazy="raise"
    )
    pauses: Mapped[list["ClockPause"]] = relationship(order_by="ClockPause.begins_at", lazy="raise")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a plain mapping


class EpisodeMilestone(Base):
    """One milestone of one referral.

    `starts_at`, `target_at`: from when it counts and when it is late, reckoned once. `next_at`: when the threshold
    numbered `next_threshold` passes; None where none is to come, or it is settled. `is_wanted`: whether she wants this
    strand; None until somebody has asked her, and until then it is due. `settled_at`: when it happened, `recorded_at`
    when that was told. `correction`: what somebody asked for and a second person has not confirmed yet. `slept_at`: of
    accommodation, since when she slept there.
    """

    __tablename__ = "episode_milestone"
    __table_args__ = (
        CheckConstraint(
            "(settled IS NULL) = (settled_at IS NULL) AND (settled IS NULL) = (recorded_at IS NULL)",
            name="settled_times",
        ),
        CheckConstraint("settled IS NULL OR next_at IS NULL", name="settled_is_silent"),
        CheckConstraint("(correction IS NULL) = (correction_by IS NULL)", name="correction_by"),
        CheckConstraint("correction_by IS NULL OR confirmed_by IS NULL OR correction_by <> confirmed_by", name="two"),
        _partial("ix_episode_milestone_next", "next_at", "episode_id", "key", where="next_at IS NOT NULL"),
    )

    episode_id: Mapped[UUID] = mapped_column(
        ForeignKey("episode_clock.episode_id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    starts_at: Mapped[datetime]
    target_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    next_threshold: Mapped[int] = mapped_column(default=0)
    is_wanted: Mapped[bool | None]
    settled: Mapped[Settled | None] = mapped_column(choice(Settled, "settled"))
    settled_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime | None]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    correction: Mapped[Correction | None] = mapped_column(choice(Correction, "correction"))
    correction_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    slept_at: Mapped[datetime | None]
    late_reason: Mapped[LateReason | None] = mapped_column(choice(LateReason, "late_reason"))

    clock: Mapped[EpisodeClock] = relationship(back_populates="milestones", lazy="raise")


class ClockPause(Base):
    """A time that the second figure, net, leaves out. `ends_at`: None while it lasts. The headline is gross."""

    __tablename__ = "clock_pause"
    __table_args__ = (
        CheckConstraint("ends_at IS NULL OR ends_at > begins_at", name="ends_at"),
        Index("ix_clock_pause_episode", "episode_id", "begins_at"),
        # One at a time.
        Index(
            "uq_clock_pause_open",
            "episode_id",
            unique=True,
            sqlite_where=text("ends_at IS NULL"),
            postgresql_where=text("ends_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    episode_id: Mapped[UUID] = mapped_column(ForeignKey("episode_clock.episode_id", ondelete="CASCADE"))
    reason: Mapped[PauseReason] = mapped_column(choice(PauseReason, "reason"))
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))


class ClockEvent(Base):
    """Something that happened to a clock: `at` is when, `recorded_at` when it was told. Rows are never changed.

    `key`: of which milestone. `detail`: one word of ours, such as the reason of a pause; never anybody's words.
    `by_id`: None where nobody did it, or somebody through an agency's mailbox.
    """

    __tablename__ = "clock_event"

    episode_id: Mapped[UUID] = mapped_column(
        ForeignKey("episode_clock.episode_id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[ClockEventKind] = mapped_column(choice(ClockEventKind, "kind"))
    key: Mapped[str | None] = mapped_column(String(40))
    detail: Mapped[str | None] = mapped_column(String(40))
    at: Mapped[datetime]
    recorded_at: Mapped[datetime] = mapped_column(default=utc_now)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))


class Escalation(Base):
    """That a threshold passed and somebody was told: once for each milestone and threshold, whoever sweeps.

    `passed_at`: when the threshold passed, `raised_at` when that was noticed. `again_at`: when others are told too, if
    nobody has taken it by then; None once that is done, or where it was taken.
    """

    __tablename__ = "escalation"
    __table_args__ = (
        UniqueConstraint("episode_id", "key", "threshold"),
        CheckConstraint("(taken_at IS NULL) = (taken_by IS NULL)", name="taken"),
        CheckConstraint("taken_at IS NULL OR again_at IS NULL", name="taken_is_silent"),
        ForeignKeyConstraint(
            ["episode_id", "key"],
            ["episode_milestone.episode_id", "episode_milestone.key"],
            name="fk_escalation_milestone",
            ondelete="CASCADE",
        ),
        _partial("ix_escalation_again", "again_at", "id", where="again_at IS NOT NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    episode_id: Mapped[UUID]
    key: Mapped[str] = mapped_column(String(40))
    threshold: Mapped[int]
    level: Mapped[Level] = mapped_column(choice(Level, "level"))
    passed_at: Mapped[datetime]
    raised_at: Mapped[datetime] = mapped_column(default=utc_now)
    again_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]
    taken_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))

    calls: Mapped[list["EscalationCall"]] = relationship(
        order_by="EscalationCall.turn, EscalationCall.number", lazy="raise"
    )


class EscalationCall(Base):
    """One message about an escalation, or that there was nobody to send it to. No address is kept.

    `turn`: 1 when it was raised, 2 when nobody had taken it. `told`: whom the policy names; `duty`: by which role of
    the leads list; `reached`: how that role was reached, or that nobody holds it. `message_id`: what was sent.
    """

    __tablename__ = "escalation_call"
    __table_args__ = (
        CheckConstraint("turn IN (1, 2)", name="turn"),
        CheckConstraint("(reached = 'vacant') = (channel IS NULL)", name="no_channel"),
        # Deleting a message asks which calls point at it.
        _partial("ix_escalation_call_message", "message_id", where="message_id IS NOT NULL"),
    )

    escalation_id: Mapped[UUID] = mapped_column(ForeignKey("escalation.id", ondelete="CASCADE"), primary_key=True)
    turn: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    told: Mapped[Told] = mapped_column(choice(Told, "told"))
    duty: Mapped[ClockDuty | None] = mapped_column(choice(ClockDuty, "duty"))
    reached: Mapped[Reached] = mapped_column(choice(Reached, "reached"))
    channel: Mapped[Channel | None] = mapped_column(choice(Channel, "channel"))
    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("outbox_message.id", ondelete="SET NULL"))


class WallView(Base):
    """A grant to show the board's references on a wall screen, for twelve hours or until it is taken back.

    `code_hash`: of the code that is typed once at the screen, until `code_until`; then the screen has a token.
    """

    __tablename__ = "wall_view"
    __table_args__ = (Index("ix_wall_view_expires", "expires_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    code_until: Mapped[datetime]
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    place: Mapped[str] = mapped_column(String(60))
    granted_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    granted_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class TurnaroundCount(Base):
    """How long things took, counted by month: all that stays of a clock whose referral was forgotten.

    `month`: the first day of the month in which the referral was received, in London. `figure` and `value`: what was
    counted, as `measures` has it. Small numbers are kept as they are; `disclosure` hides them from everybody.
    """

    __tablename__ = "turnaround_count"
    __table_args__ = (CheckConstraint("number > 0", name="number"),)

    month: Mapped[date] = mapped_column(Date, primary_key=True)
    figure: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int]
