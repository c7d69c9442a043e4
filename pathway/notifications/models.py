"""The outbox. Recipient and content are sealed, and deleted once a message has left."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.clock import utc_now
from pathway.core.database import Base, choice
from pathway.core.sealed_column import HasSealedFields, SealedText
from pathway.notifications.vocabulary import Channel, MessageStatus


class OutboxMessage(HasSealedFields, Base):
    """One message to one person. `reference` goes out with it: a message sent twice has it twice.

    A worker that takes it holds a lease until `leased_until`; when that worker dies, another takes it after that.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint("status <> 'sent' OR (recipient_sealed IS NULL AND content_sealed IS NULL)", name="forgotten"),
        Index(
            "ix_outbox_message_due",
            "due_at",
            "id",
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
        Index("ix_outbox_message_status", "status", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(60), unique=True)
    template: Mapped[str] = mapped_column(String(60))
    channel: Mapped[Channel] = mapped_column(choice(Channel, "channel"))
    status: Mapped[MessageStatus] = mapped_column(choice(MessageStatus, "status"), default=MessageStatus.WAITING)
    recipient_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    content_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    due_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    leased_by: Mapped[str | None] = mapped_column(String(60))
    ended_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(120))

    recipient = SealedText("recipient_sealed")
    content = SealedText("content_sealed")


class JobRun(Base):
    """When a scheduled job last ran and who runs it now, so that several workers run each once."""

    __tablename__ = "job_run"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    leased_by: Mapped[str | None] = mapped_column(String(60))
    finished_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(120))
