"""Links that were sent to mailboxes, and who is signed in by a code from one. Neither address nor token is stored."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.clock import utc_now
from pathway.core.database import Base


class LegLink(Base):
    """A link in one mail, to one leg. Of its token, and of the mailbox it went to, only keyed hashes are stored.

    `ended_at`: when it was found that the leg ended, or that mailbox, way or agreement are no longer what they were.
    That is for good.
    """

    __tablename__ = "leg_link"
    __table_args__ = (
        Index("ix_leg_link_leg", "leg_id", "id"),
        Index(
            "ix_leg_link_not_ended",
            "leg_id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    leg_id: Mapped[UUID] = mapped_column(ForeignKey("leg.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    mailbox_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    ended_at: Mapped[datetime | None]


class MailboxSession(Base):
    """Somebody who typed a code from the mailbox, on one device: one leg, and nothing else.

    The cookie holds a random token; the row has only its SHA-256. `read_at`: when the facts were last read by it.
    """

    __tablename__ = "mailbox_session"
    __table_args__ = (Index("ix_mailbox_session_link", "link_id"), Index("ix_mailbox_session_old", "expires_at"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    link_id: Mapped[UUID] = mapped_column(ForeignKey("leg_link.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    last_seen_at: Mapped[datetime] = mapped_column(default=utc_now)
    read_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
