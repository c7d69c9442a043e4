"""The numbers to ring in each month, and what came of it."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.database import Base, choice
from pathway.directory.vocabulary import CallResult


class SpotCheck(Base):
    """One number to ring in a month. `place` counts from 1: of two workers that choose at once, one is let through.

    `calls` that nobody answered so far. `result` None: it waits to be rung, or to be rung again.
    """

    __tablename__ = "spot_check"
    __table_args__ = (
        UniqueConstraint("month", "place"),
        UniqueConstraint("month", "service_id"),
        CheckConstraint("(result IS NULL) = (ended_at IS NULL)", name="ended_at"),
        CheckConstraint("calls >= 0", name="calls"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    month: Mapped[date]
    place: Mapped[int] = mapped_column(Integer)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    # No foreign key: that a number was taken off does not undo that it was rung.
    phone_id: Mapped[UUID]
    calls: Mapped[int] = mapped_column(Integer, default=0)
    result: Mapped[CallResult | None] = mapped_column(choice(CallResult, "result"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
