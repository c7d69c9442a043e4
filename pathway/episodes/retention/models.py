"""What stays of referrals as counts, and what keeps one longer."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.clock import utc_now
from pathway.core.database import Base, choice
from pathway.core.sealed_column import HasSealedFields, SealedText
from pathway.directory.vocabulary import AgencyType
from pathway.episodes.retention.vocabulary import CountedArea
from pathway.episodes.vocabulary import LegStatus


class ReferralCount(Base):
    """How many services were asked in a month and how that ended: all that stays of a referral that was forgotten.

    `month`: its first day. Small numbers are kept as they are; whoever shows them hides them.
    """

    __tablename__ = "referral_count"
    __table_args__ = (CheckConstraint("legs > 0", name="legs"),)

    month: Mapped[date] = mapped_column(Date, primary_key=True)
    agency_type: Mapped[AgencyType] = mapped_column(choice(AgencyType, "agency_type"), primary_key=True)
    area: Mapped[CountedArea] = mapped_column(choice(CountedArea, "area"), primary_key=True)
    status: Mapped[LegStatus] = mapped_column(choice(LegStatus, "status"), primary_key=True)
    legs: Mapped[int] = mapped_column(Integer)


class LegalHold(HasSealedFields, Base):
    """That nothing of a referral is forgotten until somebody lifts it; `review_on`: when to look at that again."""

    __tablename__ = "legal_hold"
    __table_args__ = (CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", name="lifted"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    episode_id: Mapped[UUID] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"), index=True)
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    placed_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    placed_at: Mapped[datetime] = mapped_column(default=utc_now)
    review_on: Mapped[date] = mapped_column(Date)
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))

    reason = SealedText("reason_sealed")
