"""Where somebody is signed in: one row for each device."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pathway.accounts.vocabulary import EndReason, SignInMethod
from pathway.core.clock import utc_now
from pathway.core.database import Base, choice


class DeviceSession(Base):
    """A sign-in on one device. The cookie holds a random token; the row has only its SHA-256."""

    __tablename__ = "device_session"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_because IS NULL)", name="ended_because"),
        Index("ix_device_session_user", "user_id", "ended_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(60))
    method: Mapped[SignInMethod] = mapped_column(choice(SignInMethod, "method"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    last_seen_at: Mapped[datetime] = mapped_column(default=utc_now)
    factor_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[EndReason | None] = mapped_column(choice(EndReason, "ended_because_word"))
