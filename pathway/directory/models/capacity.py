"""Whether a service has room."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.clock import utc_now
from pathway.core.database import Base


class ServiceCapacity(Base):
    """HSDS service_capacity: how many more a service can take, as its own people last said. No row: not known.

    Cards remember it, so whoever changes a row refreshes the service's entry in the index.
    """

    __tablename__ = "service_capacity"
    __table_args__ = (CheckConstraint("available >= 0", name="available"),)

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    available: Mapped[int]
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)
