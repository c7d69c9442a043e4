"""The roles of leads, who holds each, and when it is staffed."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pathway.core.clock import utc_now
from pathway.core.database import Base, choice
from pathway.core.sealed_column import HasSealedFields, SealedText
from pathway.directory.models import HoursOfOneDate, RepeatingHours
from pathway.leads.vocabulary import ClockDuty, LeadAct, LeadKind
from pathway.organizations.models import Organization

TO_BE_AGREED = "to be agreed"
"""The name of the organisation while nobody knows which it will be."""


class LeadRole(Base):
    """A role that somebody at a partner holds. Team mailbox and number are of the role, and public.

    Without `organization_id`, `organization_words` says whose role it is. `escalation`: when the 72-hour clock calls
    on it, in words; `clock_duty`: as what it does. One role on the list has a duty at a time.
    """

    __tablename__ = "lead_role"
    __table_args__ = (
        CheckConstraint("organization_id IS NOT NULL OR organization_words IS NOT NULL", name="organization"),
        CheckConstraint("recommendation BETWEEN 1 AND 13", name="recommendation"),
        CheckConstraint("(phone IS NULL) = (digits IS NULL)", name="digits"),
        Index("ix_lead_role_review_due", "review_due_on", "organization_id"),
        Index(
            "uq_lead_role_clock_duty",
            "clock_duty",
            unique=True,
            sqlite_where=text("clock_duty IS NOT NULL AND retired_on IS NULL"),
            postgresql_where=text("clock_duty IS NOT NULL AND retired_on IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(120))
    kind: Mapped[LeadKind] = mapped_column(choice(LeadKind, "kind"))
    organization_id: Mapped[UUID | None] = mapped_column(ForeignKey("organization.id"), index=True)
    organization_words: Mapped[str | None] = mapped_column(String(200))
    area: Mapped[str | None] = mapped_column(String(120))
    recommendation: Mapped[int | None]
    escalation: Mapped[str | None] = mapped_column(String(120))
    clock_duty: Mapped[ClockDuty | None] = mapped_column(choice(ClockDuty, "clock_duty"))
    url: Mapped[str | None] = mapped_column(String(300))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    digits: Mapped[str | None] = mapped_column(String(20))
    needs_phone: Mapped[bool] = mapped_column(default=False, server_default=false())
    needs_deputy: Mapped[bool] = mapped_column(default=False, server_default=false())
    needs_hours: Mapped[bool] = mapped_column(default=False, server_default=false())
    confirmed_on: Mapped[date | None]
    confirmed_by: Mapped[str | None] = mapped_column(String(120))
    review_due_on: Mapped[date | None]
    reminded_on: Mapped[date | None]
    coordinators_told_on: Mapped[date | None]
    retired_on: Mapped[date | None]

    organization: Mapped[Organization | None] = relationship(lazy="raise")
    holders: Mapped[list["LeadHolder"]] = relationship(order_by="LeadHolder.from_on, LeadHolder.id", lazy="raise")
    schedules: Mapped[list["LeadSchedule"]] = relationship(
        order_by="LeadSchedule.position, LeadSchedule.id", lazy="raise", cascade="all, delete-orphan"
    )
    schedule_exceptions: Mapped[list["LeadScheduleException"]] = relationship(
        order_by="LeadScheduleException.on, LeadScheduleException.id", lazy="raise", cascade="all, delete-orphan"
    )

    @property
    def organization_name(self) -> str:
        """Whose role it is, as pages say it."""
        return self.organization.name if self.organization else self.organization_words or TO_BE_AGREED


class LeadHolder(HasSealedFields, Base):
    """Somebody who holds a role, or is its deputy, from a day to a day (the last is included).

    `agreed_on`: the day she agreed that staff see who she is. Without it nobody does but those who edit the role, and
    her own mailbox and number are not kept. A former holder's are forgotten, and her name after two years.
    """

    __tablename__ = "lead_holder"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="until_on"),
        CheckConstraint("agreed_on IS NOT NULL OR (email_sealed IS NULL AND phone_sealed IS NULL)", name="agreed"),
        Index("ix_lead_holder_role", "role_id", "from_on"),
        Index("ix_lead_holder_until", "until_on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    role_id: Mapped[UUID] = mapped_column(ForeignKey("lead_role.id", ondelete="CASCADE"))
    is_deputy: Mapped[bool] = mapped_column(default=False, server_default=false())
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    email_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    agreed_on: Mapped[date | None]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    successor_id: Mapped[UUID | None] = mapped_column(ForeignKey("lead_holder.id", ondelete="SET NULL"))

    name = SealedText("name_sealed")
    email = SealedText("email_sealed")
    phone = SealedText("phone_sealed")

    def forget_contact(self) -> None:
        """Forget by what she was reached directly."""
        self.email = self.phone = None


class LeadSchedule(RepeatingHours, Base):
    """Hours in which a role is staffed."""

    __tablename__ = "lead_schedule"
    __table_args__ = (
        CheckConstraint("freq IN ('WEEKLY', 'MONTHLY')", name="freq"),
        CheckConstraint("interval BETWEEN 1 AND 52", name="interval"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    role_id: Mapped[UUID] = mapped_column(ForeignKey("lead_role.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)


class LeadScheduleException(HoursOfOneDate, Base):
    """Other staffed hours of a role, or none, on one date."""

    __tablename__ = "lead_schedule_exception"
    __table_args__ = (CheckConstraint("(opens_at IS NULL) = (closes_at IS NULL)", name="both_times"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    role_id: Mapped[UUID] = mapped_column(ForeignKey("lead_role.id", ondelete="CASCADE"), index=True)


class LeadChange(Base):
    """One act of a role's history. `lines`: what changed of what is public, a line each; never who holds the role."""

    __tablename__ = "lead_change"
    __table_args__ = (Index("ix_lead_change_role", "role_id", "made_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    role_id: Mapped[UUID] = mapped_column(ForeignKey("lead_role.id", ondelete="CASCADE"))
    act: Mapped[LeadAct] = mapped_column(choice(LeadAct, "act"))
    made_at: Mapped[datetime] = mapped_column(default=utc_now)
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    lines: Mapped[str | None] = mapped_column(Text)
