"""How many cards went where, in counts; the words of cards in other languages; approvals."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from pathway.cards.vocabulary import Language, Notice, PlaceKind
from pathway.core.clock import utc_now
from pathway.core.database import Base, choice

MOST_CARDS = 10_000
"""Cards of one entry: more is a slip of the finger."""


class CardHandout(Base):
    """So many cards on a day at a kind of place, by an organisation. No place by name, and no woman."""

    __tablename__ = "card_handout"
    __table_args__ = (CheckConstraint(f"cards BETWEEN 1 AND {MOST_CARDS}", name="cards"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    on: Mapped[date] = mapped_column("handed_on", Date, index=True)
    place: Mapped[PlaceKind] = mapped_column(choice(PlaceKind, "place"))
    cards: Mapped[int]
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(default=utc_now)


class CardWords(Base):
    """The words of cards in a language, by the phrase in English: one person wrote them and another approved them."""

    __tablename__ = "card_words"
    __table_args__ = (CheckConstraint("written_by <> approved_by", name="approved_by_another"),)

    language: Mapped[Language] = mapped_column(choice(Language, "language"), primary_key=True)
    words: Mapped[dict[str, str]] = mapped_column(JSON)
    written_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    approved_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    approved_at: Mapped[datetime] = mapped_column(default=utc_now)


class NoticeApproval(Base):
    """Who approved a poster, leaflet or advert last, and what it said: a digest of its words without its day."""

    __tablename__ = "notice_approval"

    notice: Mapped[Notice] = mapped_column(choice(Notice, "notice"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    approved_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    approved_at: Mapped[datetime] = mapped_column(default=utc_now)
