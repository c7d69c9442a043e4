"""What to say when nothing suitable is found or open."""

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.clock import utc_now
from pathway.core.database import Base, choice
from pathway.directory.vocabulary import AgencyType


class Fallback(Base):
    """One agency type's words and numbers, owned by the coordinator. Every agency type has one.

    Pages remember them until the index counts a change, so whoever changes a row counts one.
    """

    __tablename__ = "fallback"

    agency_type: Mapped[AgencyType] = mapped_column(choice(AgencyType, "agency_type"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    last_modified_at: Mapped[datetime] = mapped_column(default=utc_now)
