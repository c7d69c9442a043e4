"""Words for when no suitable service is found or open."""

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.clock import utc_now
from pathway.core.database import Base, choice
from pathway.directory.vocabulary import AgencyType, FallbackAge, FallbackArea, FallbackHours


class Fallback(Base):
    """One agency type's words and numbers for a place, an age and a time, owned by the coordinator.

    The most specific row that fits is used: area before age before hours. Every agency type has a row for any place.
    Pages cache them until the index changes, so changing a row must count a change of the index.
    """

    __tablename__ = "fallback"

    agency_type: Mapped[AgencyType] = mapped_column(choice(AgencyType, "agency_type"), primary_key=True)
    area: Mapped[FallbackArea] = mapped_column(choice(FallbackArea, "area"), primary_key=True)
    age: Mapped[FallbackAge] = mapped_column(choice(FallbackAge, "age"), primary_key=True)
    hours: Mapped[FallbackHours] = mapped_column(choice(FallbackHours, "hours"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    last_modified_at: Mapped[datetime] = mapped_column(default=utc_now)
