"""Reports of a problem with a listing: a tick and a day, no words about anyone."""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.database import Base, choice
from pathway.directory.vocabulary import Problem


class ListingReport(Base):
    """One problem reported, or one "it did not work". There is no text column, so nothing about anyone can be in it."""

    __tablename__ = "listing_report"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    problem: Mapped[Problem] = mapped_column(choice(Problem, "problem"))
    on: Mapped[date] = mapped_column("reported_on", Date, index=True)
