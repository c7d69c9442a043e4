"""What each agency has to know of her word, and who there has seen it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.clock import utc_now
from pathway.core.database import Base, choice
from pathway.episodes.withdrawal.vocabulary import HerWord


class LegWord(Base):
    """The latest of her words about one leg. `seen_at`: when the agency saw it, or was told by telephone.

    `seen_by`: None where it was seen through the agency's mailbox.
    """

    __tablename__ = "leg_word"
    __table_args__ = (CheckConstraint("seen_by IS NULL OR seen_at IS NOT NULL", name="seen"),)

    leg_id: Mapped[UUID] = mapped_column(ForeignKey("leg.id", ondelete="CASCADE"), primary_key=True)
    word: Mapped[HerWord] = mapped_column(choice(HerWord, "word"))
    given_at: Mapped[datetime] = mapped_column(default=utc_now)
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
