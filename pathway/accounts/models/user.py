"""People with an account, and where each is signed in."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pathway.accounts.vocabulary import EndReason, Role, SignInMethod, UserStatus
from pathway.core.clock import utc_now
from pathway.core.database import Base, choice
from pathway.core.sealed_column import HasSealedFields, SealedText
from pathway.organizations.models import Organization


class User(HasSealedFields, Base):
    """Somebody who works for an organisation, in one role. `email` is in small letters."""

    __tablename__ = "user_account"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_in_small_letters"),
        CheckConstraint("(status = 'disabled') = (disabled_at IS NOT NULL)", name="disabled_at"),
        Index("ix_user_account_organization", "organization_id", "name", "id"),
        Index("ix_user_account_phone", "organization_id", "phone_index"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"))
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    status: Mapped[UserStatus] = mapped_column(choice(UserStatus, "status"), default=UserStatus.INVITED)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_counter: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[str | None] = mapped_column(String(64))
    is_demo: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    signed_in_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]

    organization: Mapped[Organization] = relationship()
    totp_secret = SealedText("totp_sealed")
    phone = SealedText("phone_sealed")

    @property
    def is_disabled(self) -> bool:
        """Whether she left, or was shut out."""
        return self.status is UserStatus.DISABLED

    @property
    def has_password(self) -> bool:
        """Whether she can sign in with a password and her app."""
        return self.password_hash is not None and self.totp_sealed is not None


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
