"""What keeps a referral longer."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.clock import utc_now
from pathway.core.database import Base
from pathway.core.sealed_column import HasSealedFields, SealedText


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
