"""When a service is open, and when its desk takes referrals. RFC 5545 columns, London wall time."""

from datetime import date, time
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.database import Base, choice
from pathway.directory.models.listing_row import ListingRow, OrderedRow
from pathway.directory.vocabulary import BankHolidays, ScheduleKind


class RepeatingHours:
    """The columns of one repeating window. `closes_at` at or before `opens_at` is on the next day."""

    kind: Mapped[ScheduleKind] = mapped_column(choice(ScheduleKind, "kind"), default=ScheduleKind.OPENING)
    freq: Mapped[str] = mapped_column(String(10), default="WEEKLY")
    interval: Mapped[int] = mapped_column(default=1)
    byday: Mapped[str | None] = mapped_column(String(60))
    bymonthday: Mapped[str | None] = mapped_column(String(60))
    dtstart: Mapped[date | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    opens_at: Mapped[time]
    closes_at: Mapped[time]
    bank_holidays: Mapped[BankHolidays] = mapped_column(
        choice(BankHolidays, "bank_holidays"), default=BankHolidays.NOT_KNOWN
    )
    note: Mapped[str | None] = mapped_column(String(200))


class HoursOfOneDate:
    """The columns of other hours, or none, on one date. Both times empty means closed all day."""

    on: Mapped[date] = mapped_column("excepted_on")
    opens_at: Mapped[time | None]
    closes_at: Mapped[time | None]
    note: Mapped[str | None] = mapped_column(String(200))


class Schedule(RepeatingHours, OrderedRow, Base):
    """HSDS schedule: hours of a service. A row with `phone_id` is that number's own."""

    __tablename__ = "schedule"
    __table_args__ = (
        CheckConstraint("freq IN ('WEEKLY', 'MONTHLY')", name="freq"),
        CheckConstraint("interval BETWEEN 1 AND 52", name="interval"),
    )

    phone_id: Mapped[UUID | None] = mapped_column(ForeignKey("phone.id", ondelete="CASCADE"), index=True)


class ScheduleException(HoursOfOneDate, ListingRow, Base):
    """Other hours of a service on one date."""

    __tablename__ = "schedule_exception"
    __table_args__ = (
        UniqueConstraint("service_id", "excepted_on", "opens_at"),
        CheckConstraint("(opens_at IS NULL) = (closes_at IS NULL)", name="both_times"),
    )
