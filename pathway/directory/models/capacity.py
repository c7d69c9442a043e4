"""Whether a service has room."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.clock import utc_now
from pathway.core.database import Base


class ServiceCapacity(Base):
    """HSDS service_capacity: how many more women a service can take, by its own last report.

    No row: not known. `available` None: it has room, and does not say how much. After a week a row is deleted.

    Cards in the index contain it, so changing a row must refresh the service's entry.
    """

    __tablename__ = "service_capacity"
    __table_args__ = (CheckConstraint("available >= 0", name="available"),)

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    available: Mapped[int | None]
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)
