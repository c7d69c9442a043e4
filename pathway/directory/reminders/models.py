"""Reminders that were sent, and what each was about."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.clock import utc_now
from pathway.core.database import Base


class Reminder(Base):
    """One mail to somebody about all her listings that are due. Of the token in its link only a keyed hash is stored.

    `number` counts her reminders: of two workers that send her the next one at once, the database lets one through.
    A coordinator's mail has no link of its own, so no hash.
    """

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("user_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    sent_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    expires_at: Mapped[datetime]
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None]


class ReminderListing(Base):
    """A listing that a reminder was about."""

    __tablename__ = "reminder_listing"

    reminder_id: Mapped[UUID] = mapped_column(ForeignKey("reminder.id", ondelete="CASCADE"), primary_key=True)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True, index=True)
