"""The one table of the trail. Only `audit.trail` writes it; triggers and grants refuse to change or delete a row."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.database import Base


class AuditEvent(Base):
    """One thing that was done. `mac` is over every other column and over the row before, which `previous` names."""

    __tablename__ = "audit_event"
    __table_args__ = (
        # The first row has no row before it, and no second row can claim the same one: the chain cannot fork.
        CheckConstraint("sequence >= 1", name="sequence"),
        Index("ix_audit_event_actor", "actor_id", "sequence"),
        Index("ix_audit_event_organization", "organization_id", "sequence"),
        Index("ix_audit_event_subject", "subject", "sequence"),
    )

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(80))
    actor_id: Mapped[UUID | None]
    organization_id: Mapped[UUID | None]
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    mac: Mapped[str] = mapped_column(String(64))
