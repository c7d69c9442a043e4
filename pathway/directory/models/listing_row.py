"""What all rows of a listing have in common: they belong to a service, and go with it."""

from uuid import UUID, uuid4

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column


class ListingRow:
    """A row of a service."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)


class OrderedRow(ListingRow):
    """A row of a service that has its place in a list."""

    position: Mapped[int] = mapped_column(default=0)
