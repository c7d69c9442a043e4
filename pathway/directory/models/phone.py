"""Numbers to ring, and people's roles to ask for."""

from datetime import date

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.database import Base, choice
from pathway.directory.models.listing_row import ListingRow, OrderedRow
from pathway.directory.vocabulary import PhoneType


class Phone(OrderedRow, Base):
    """HSDS phone. `number_checked_*`: who last rang it and when, which is separate from the service's confirmation."""

    __tablename__ = "phone"
    __table_args__ = (
        CheckConstraint("(number_checked_on IS NULL) = (number_checked_by IS NULL)", name="checked_both"),
    )

    number: Mapped[str] = mapped_column(String(30))
    digits: Mapped[str] = mapped_column(String(20), index=True)
    extension: Mapped[str | None] = mapped_column(String(10))
    type: Mapped[PhoneType] = mapped_column(choice(PhoneType, "type"), default=PhoneType.VOICE)
    description: Mapped[str | None] = mapped_column(String(300))
    number_checked_on: Mapped[date | None]
    number_checked_by: Mapped[str | None] = mapped_column(String(120))

    @property
    def is_text(self) -> bool:
        """Whether one writes to this number rather than rings it."""
        return self.type is PhoneType.SMS

    @property
    def href(self) -> str:
        """The address that opens the phone's dialler or messages."""
        return f"{'sms' if self.is_text else 'tel'}:{self.digits}"


class Contact(ListingRow, Base):
    """HSDS contact: a role or desk to ask for, never a person's private details."""

    __tablename__ = "contact"

    title: Mapped[str | None] = mapped_column(String(120))
    department: Mapped[str | None] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
