"""What a listing was, each time it was changed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.clock import utc_now
from pathway.core.database import Base, choice
from pathway.directory.vocabulary import EditKind


class ListingVersion(Base):
    """A listing as it was after one change. `content` is the service as a JSON export of everything writes it.

    When a place of a listing becomes confidential, its versions are deleted: they said where it is. What they said of
    a place that no listing uses any more is taken out of them.
    """

    __tablename__ = "listing_version"

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[EditKind] = mapped_column(choice(EditKind, "kind"))
    made_at: Mapped[datetime] = mapped_column(default=utc_now)
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    content: Mapped[str] = mapped_column(Text)
